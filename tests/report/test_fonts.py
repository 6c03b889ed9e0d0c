"""The Chinese font of a PDF."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

pytest.importorskip("typst", reason="the extra pdf is not installed")

from verifier.errors import ReportError
from verifier.report import fonts
from verifier.report.fonts import find_typeface


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """The sentence names the path."""
    with pytest.raises(ReportError) as refused:
        find_typeface(tmp_path / "none.ttc")

    assert "font_path_absent" == refused.value.code


def test_what_holds_no_font_is_refused(tmp_path: Path) -> None:
    """An empty folder and a file that is no font are refused alike."""
    (tmp_path / "font.ttf").write_bytes(b"no font")

    codes = []
    for path in (tmp_path, tmp_path / "font.ttf"):
        with pytest.raises(ReportError) as refused:
            find_typeface(path)
        codes.append(refused.value.code)
    assert ["font_path_empty"] * 2 == codes


def test_a_machine_without_chinese_font_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing falls back in silence."""
    monkeypatch.setattr(fonts, "_FAMILIES", ("No Such Family",))

    with pytest.raises(ReportError) as refused:
        find_typeface()

    assert "fonts-noto-cjk" in refused.value.text("zh")
    assert "--font-path" in refused.value.text("en")


def test_a_family_carries_the_digests_of_its_own_files() -> None:
    """What is on record are the files that hold the family, by name and by the digest of their bytes."""
    try:
        typeface = find_typeface()
    except ReportError:
        pytest.skip("no Chinese font is installed")
    paths = {Path(font.path) for font in typeface.fonts.fonts() if font.path and font.family == typeface.family}

    assert {(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in paths} == set(typeface.files)
