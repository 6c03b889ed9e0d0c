"""The Chinese font of a PDF: found on this system, or given; a report never falls back to another in silence."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import typst

from verifier.errors import ReportError

__all__ = ["SIGN_FONT", "Typeface", "find_typeface"]

SIGN_FONT = "DejaVu Sans Mono"
"""Carries the signs and superscripts that Chinese fonts lack; the PDF library brings it along."""

_FAMILIES = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Hiragino Sans GB",
    "SimHei",
    "SimSun",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "AR PL UMing CN",
)


@dataclass(frozen=True, slots=True)
class Typeface:
    """A family with the fonts to set it from.

    Args:
        family: Its name.
        fonts: What it is set from.
        files: Name and SHA-256 of each file that holds the family.
    """

    family: str
    fonts: typst.Fonts
    files: tuple[tuple[str, str], ...]


def find_typeface(font_path: Path | None = None) -> Typeface:
    """The family that a PDF is set in.

    Args:
        font_path: A font file or a folder of fonts; the system's fonts where None.

    Raises:
        ReportError: There is no such path, it holds no font, or the system has no Chinese font.
    """
    if font_path is not None:
        return _given(font_path)
    system = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False)
    paths = {font.family: font.path for font in system.fonts() if font.path}
    for family in _FAMILIES:
        if family in paths:
            # Its own folder only: what else a machine has must not find its way into the bytes.
            return _typeface(family, _fonts(Path(str(paths[family])).parent))
    raise ReportError("font_absent", wanted=_FAMILIES[0])


def _given(path: Path) -> Typeface:
    if not path.exists():
        raise ReportError("font_path_absent", path=path)
    folder = path if path.is_dir() else path.parent
    fonts = _fonts(folder)
    held = [
        font.family
        for font in fonts.fonts()
        if font.path and (path.is_dir() or Path(font.path).resolve() == path.resolve())
    ]
    if not held:
        raise ReportError("font_path_empty", path=path)
    return _typeface(next((family for family in _FAMILIES if family in held), held[0]), fonts)


def _typeface(family: str, fonts: typst.Fonts) -> Typeface:
    """The family with the digests of its files, since the same name has other glyphs in other releases."""
    paths = sorted({Path(font.path) for font in fonts.fonts() if font.path and font.family == family})
    digests = []
    for path in paths:
        with path.open("rb") as stream:
            digests.append((path.name, hashlib.file_digest(stream, "sha256").hexdigest()))
    return Typeface(family, fonts, tuple(digests))


def _fonts(folder: Path) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder)])
