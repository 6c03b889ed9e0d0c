"""Small TOML files of a submission: bytes to one document, within limits."""

from __future__ import annotations

import re
import tomllib

from verifier.errors import MeasurementError
from verifier.measurement.encoding import decode
from verifier.measurement.limits import Limits

__all__ = ["read_document"]

_AT_LINE = re.compile(r"\(at line ([0-9]+), column ([0-9]+)\)$")


def read_document(data: bytes, file: str, encoding: str | None, limits: Limits) -> dict[str, object]:
    """The document that a TOML file holds.

    Args:
        data: The file's bytes.
        file: The file's name, for errors.
        encoding: Encoding named by the submitter, or None.
        limits: Limits of size.

    Raises:
        MeasurementError: The bytes are no text, or no TOML, or more of either than is read.
    """
    if len(data) > limits.header_bytes:
        raise MeasurementError("header_large", file=file, line=1, column="", size=len(data), limit=limits.header_bytes)
    text = decode(data, file, encoding).text
    if any(line.count(".") > limits.header_dots for line in text.split("\n")):
        raise MeasurementError("header_bounds", file=file, line=1, column="")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as failure:
        place = _AT_LINE.search(str(failure))
        lines = text.replace("\r\n", "\n").split("\n")
        line = int(place[1]) if place else len(lines)
        column = int(place[2]) if place else len(lines[-1]) + 1
        raise MeasurementError(
            "header_syntax", file=file, line=line, column=column, read=lines[line - 1].strip()
        ) from None
    except (RecursionError, ValueError):
        # tomllib descends into nested arrays by recursion, and Python refuses integers of thousands of digits.
        raise MeasurementError("header_bounds", file=file, line=1, column="") from None
