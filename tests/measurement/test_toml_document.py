"""Small TOML files."""

from __future__ import annotations

import pytest

from verifier.errors import MeasurementError
from verifier.measurement.limits import LIMITS, Limits
from verifier.measurement.toml_document import read_document


def test_a_document_is_read() -> None:
    """Bytes of any encoding that is read become one document."""
    assert {"a": {"b": "甲"}} == read_document('a.b = "甲"'.encode("gb18030"), "a.toml", None, LIMITS)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"a = ", "header_syntax"),
        (b"a = " + b"[" * 50_000, "header_bounds"),
        (b"a." * 300 + b"b = 1", "header_bounds"),
        (b"a = 1" + b"0" * 5_000, "header_bounds"),
        (b"#" * 70_000, "header_large"),
        (b"\xff", "encoding_unclear"),
    ],
)
def test_hostile_documents_are_refused(data: bytes, code: str) -> None:
    """Syntax, nesting, long keys, great integers and size each have their reason."""
    with pytest.raises(MeasurementError) as caught:
        read_document(data, "a.toml", None, Limits())

    assert code == caught.value.code
