"""Bytes of a table to text: what the file declares, then what it proves, then a question to the submitter."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from verifier.errors import MeasurementError

__all__ = ["ENCODINGS", "Decoded", "decode", "line_at", "refuse_private_use"]

# Names a person may give, and the codec that reads each. A short list: any other name reaches Python's
# registry of codecs, which also holds compressors and rot13.
ENCODINGS: dict[str, str] = {
    "utf-8": "utf-8",
    "utf-16": "utf-16-le",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "gb18030": "gb18030",
    "gbk": "gbk",
    "gb2312": "gb2312",
    "big5": "big5",
    "big5-hkscs": "big5hkscs",
    "windows-1252": "cp1252",
}

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)

_PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_SEPARATORS = re.compile(r"[\s_-]+")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file and how it was read.

    Attributes:
        text: The text, without its byte order mark.
        encoding: Name of the encoding.
        assumed: Whether the encoding is a guess that neither the file nor the submitter confirms.
    """

    text: str
    encoding: str
    assumed: bool = False


def decode(data: bytes, file: str, encoding: str | None = None) -> Decoded:
    """The text of a file: by its byte order mark, else as named, else strict UTF-8, else strict GB18030.

    GB18030 gives a character to nearly every pair of bytes, so text of another encoding passes it;
    private-use characters in the result betray that, and the submitter is asked.

    Args:
        data: The file's bytes.
        file: The file's name, for the error.
        encoding: Encoding named by the submitter, or None.

    Raises:
        MeasurementError: The name is not on the list, the bytes are no text in the encoding, the text holds
            NUL, or nothing short of a guess would tell the encoding.

    Source:
        GB 18030-2022; Unicode 15, sections 3.9 and 3.10.
    """
    codec = _codec(encoding, file)
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return Decoded(_without_nul(_strictly(data, marked, file, len(mark)), file), marked)
    if codec is not None:
        return Decoded(_without_nul(_strictly(data, codec, file), file), codec)
    try:
        return Decoded(_without_nul(data.decode("utf-8"), file), "utf-8")
    except UnicodeDecodeError as failure:
        first = failure.start
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        raise MeasurementError(
            "encoding_unclear", file=file, line=_line_of(data, first), byte=f"0x{data[first]:02X}", column=""
        ) from None
    refuse_private_use(text, data, file)
    return Decoded(_without_nul(text, file), "gb18030", assumed=True)


def refuse_private_use(text: str, data: bytes, file: str, line: int = 1) -> None:
    """Refuse text that was decoded on a guess and holds characters for private use: another encoding betrays itself.

    Args:
        text: The text.
        data: Its bytes.
        file: The file's name, for the error.
        line: Physical line that the text begins on.

    Raises:
        MeasurementError: It holds such a character; the sentence asks for the encoding.
    """
    private = _PRIVATE_USE.search(text)
    if private is not None:
        at, code = line + line_at(text, private.start()) - 1, f"U+{ord(private.group()):04X}"
        known = "encoding_big5" if _reads_as_big5(data) else "encoding_private"
        raise MeasurementError(known, file=file, line=at, character=code, column="")


def line_at(text: str, position: int) -> int:
    r"""The physical line, from 1, on which a position of the text lies; \n, \r\n and \r end a line."""
    ended = text.count("\n", 0, position) + text.count("\r", 0, position) - text.count("\r\n", 0, position)
    # A pair whose second half lies at the position is not over yet.
    return ended + 1 - (text[position - 1 : position + 1] == "\r\n")


def _codec(encoding: str | None, file: str) -> str | None:
    if encoding is None:
        return None
    plain = _SEPARATORS.sub("", encoding[:40].strip().lower())
    for name, codec in ENCODINGS.items():
        if plain == name.replace("-", ""):
            return codec
    known = ", ".join(ENCODINGS)
    raise MeasurementError("encoding_unknown", file=file, line=1, column="", encoding=encoding, known=known)


def _strictly(data: bytes, codec: str, file: str, start: int = 0) -> str:
    body = data[start:]
    try:
        return body.decode(codec)
    except UnicodeDecodeError as failure:
        before = body[: failure.start].decode(codec, "ignore")
        line = line_at(before, len(before))
        byte = f"0x{body[failure.start]:02X}"
        raise MeasurementError("encoding_broken", file=file, line=line, byte=byte, encoding=codec, column="") from None


def _reads_as_big5(data: bytes) -> bool:
    """Whether the bytes are strict Big5, of its common characters mostly: a question to ask, never an answer."""
    try:
        text = data.decode("big5")
    except UnicodeDecodeError:
        return False
    wide = [character for character in text if character > "\x7f"]
    # Level 1 of Big5 (A4 to C6) holds the characters in use; bytes of another encoding scatter over the whole plane.
    common = sum(b"\xa1" <= character.encode("big5")[:1] <= b"\xc6" for character in wide)
    return bool(wide) and common * 10 >= len(wide) * 7


def _without_nul(text: str, file: str) -> str:
    position = text.find("\0")
    if position >= 0:
        raise MeasurementError("text_nul", file=file, line=line_at(text, position), column="")
    return text


def _line_of(data: bytes, position: int) -> int:
    before = data[:position].decode("latin-1")
    return line_at(before, len(before))
