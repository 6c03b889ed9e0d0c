"""Canonical JSON: the published vectors of RFC 8785, and what a record cannot hold."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from verifier.errors import RecordError
from verifier.record.canonical import DEEPEST, LARGEST_INTEGER, canonical, read_canonical, read_json, sha256_hex

_VECTORS = Path(__file__).parents[2].parent / "shared" / "vectors" / "rfc8785_documents.json"
_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
_INTEGERS = st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)
_VALUES = st.recursive(
    st.none() | st.booleans() | _INTEGERS | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=20,
)


def _cases() -> list[tuple[str, bytes, bytes]]:
    if not _VECTORS.is_file():
        return []
    cases = json.loads(_VECTORS.read_text(encoding="utf-8"))["cases"]
    return [
        (case["name"], base64.b64decode(case["input_utf8_b64"]), bytes.fromhex(case["expected_hex"])) for case in cases
    ]


def _code(data: bytes) -> str:
    with pytest.raises(RecordError) as refusal:
        read_json(data, "x")
    return refusal.value.code


@pytest.mark.skipif(not _VECTORS.is_file(), reason="the published vectors are not beside the checkout")
def test_published_documents() -> None:
    """The published documents come out byte for byte; the ones with fractions are refused, as a record has none."""
    integral = {"arrays", "french", "unicode", "weird"}
    cases = _cases()

    got = {name: canonical(read_json(text, name)) for name, text, _ in cases if name in integral}

    assert {name: expected for name, _, expected in cases if name in integral} == got
    assert {"values": "json_fraction", "structures": "json_fraction"} == {
        name: _code(text) for name, text, _ in cases if name not in integral
    }


@given(_VALUES)
def test_agrees_with_the_reference(value: object) -> None:
    """Any value that a record can hold has the bytes that the reference implementation gives it."""
    assert rfc8785.dumps(value) == canonical(value)  # type: ignore[arg-type]


def test_names_sort_by_code_units() -> None:
    """A name beyond U+FFFF sorts by its surrogates, before U+E000 to U+FFFF, as RFC 8785 3.2.3 has it."""
    assert '{"\U0001f600":1,"\ufb33":2}'.encode() == canonical({"\ufb33": 2, "\U0001f600": 1})


@given(_VALUES)
def test_reading_gives_the_value_back(value: object) -> None:
    """What was written canonically is read as the same value."""
    assert value == read_canonical(canonical(value), "x")


@pytest.mark.parametrize("text", [b'{"a": 1}', b'{"b":1,"a":2}', b'"\\u0041"', b" 1", b"1\n", b"-0"])
def test_another_spelling_is_refused(text: bytes) -> None:
    """A text with blanks, another order or needless escapes is not canonical."""
    with pytest.raises(RecordError) as refusal:
        read_canonical(text, "x")

    assert "json_not_canonical" == refusal.value.code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b'{"a":1,"a":1}', "json_member_twice"),
        (b"0.0850", "json_fraction"),
        (b"1e999999999", "json_fraction"),
        (b"NaN", "json_fraction"),
        (b"9007199254740992", "json_integer"),
        (b"9" * 1_000_000, "json_integer"),
        (b"\xff", "json_encoding"),
        (b"\xef\xbb\xbf1", "json_syntax"),
        (b"{", "json_syntax"),
        (b"", "json_syntax"),
        (b'"\x00"', "json_syntax"),
        (b"[" * 100_000, "json_depth"),
    ],
)
def test_what_a_record_cannot_hold_is_refused_on_reading(text: bytes, code: str) -> None:
    """Duplicate names, fractions, large integers, broken text and deep nesting are refused by name, at once."""
    started = time.process_time()

    assert code == _code(text)
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (0.5, "json_type"),
        (2**53, "json_integer"),
        (b"x", "json_type"),
        ({1: 2}, "json_type"),
        ("\ud800", "json_surrogate"),
        ({"\udfff": 1}, "json_surrogate"),
        ({"\U0001f600": "\ud800"}, "json_surrogate"),
    ],
)
def test_what_a_record_cannot_hold_is_refused_on_writing(value: object, code: str) -> None:
    """Floats, large integers, other types and lone surrogates are refused by name."""
    with pytest.raises(RecordError) as refusal:
        canonical(value)

    assert code == refusal.value.code


def test_the_deepest_nesting() -> None:
    """64 levels are written, 65 are not."""
    value: object = 1
    for _ in range(DEEPEST):
        value = [value]

    assert canonical(value)
    with pytest.raises(RecordError):
        canonical([value])


def test_sha256() -> None:
    """The digest of the empty text is the published one (FIPS 180-4)."""
    assert "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" == sha256_hex(b"")
