"""Bytes to text."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.errors import MeasurementError
from verifier.measurement.encoding import ENCODINGS, decode, line_at, refuse_private_use

ENCODINGS_DATA = Path(__file__).parents[2].parent / "shared" / "data" / "encodings"


@pytest.mark.parametrize(
    ("mark", "codec"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_a_byte_order_mark_decides_and_is_no_text(mark: bytes, codec: str) -> None:
    """What the file declares is believed, also against the name given, and the mark is not part of the text."""
    decoded = decode(mark + "指标编号,实测值\n".encode(codec), "a.csv", "big5")

    assert ("指标编号,实测值\n", codec, False) == (decoded.text, decoded.encoding, decoded.assumed)


def test_utf_8_is_not_an_assumption() -> None:
    """Text that is strict UTF-8 is read as such without a question."""
    decoded = decode("黏度 µPa·s".encode(), "a.csv")

    assert ("黏度 µPa·s", "utf-8", False) == (decoded.text, decoded.encoding, decoded.assumed)


def test_gb18030_is_an_assumption_unless_named() -> None:
    """Bytes that only GB18030 explains are read, and marked as assumed; named, they are not."""
    data = "指标编号,实测值".encode("gb18030")

    assert ("指标编号,实测值", True) == (decode(data, "a.csv").text, decode(data, "a.csv").assumed)
    assert not decode(data, "a.csv", "GB18030").assumed


def test_private_use_characters_ask_for_the_encoding() -> None:
    """Text that turns into private-use characters under GB18030 is not guessed at."""
    with pytest.raises(MeasurementError) as caught:
        decode("第一行\n".encode("gb18030") + b"\xaa\xa1\n", "a.csv")

    assert ("encoding_private", 2) == (caught.value.code, caught.value.reason["line"])
    assert "--encoding" in caught.value.text("zh")


def test_bytes_of_no_encoding_ask_for_it_and_name_the_line() -> None:
    """Where neither UTF-8 nor GB18030 holds, the error names line and option."""
    with pytest.raises(MeasurementError) as caught:
        decode(b"target,value\r\n\r\xff\xff", "a.csv")

    assert ("encoding_unclear", 3) == (caught.value.code, caught.value.reason["line"])
    assert "--encoding" in str(caught.value)


@pytest.mark.parametrize("encoding", [None, "utf-8", "gb18030"])
def test_nul_is_refused_with_its_line(encoding: str | None) -> None:
    """No encoding makes NUL a part of text."""
    with pytest.raises(MeasurementError) as caught:
        decode(b"a\nb\0c", "a.csv", encoding)

    assert ("text_nul", 2) == (caught.value.code, caught.value.reason["line"])


@pytest.mark.parametrize("name", ["rot13", "zlib", "idna", "", "x" * 10_000_000, "utf-7", "\ud800"])
def test_other_names_of_encodings_are_refused(name: str) -> None:
    """Only encodings on the short list are read, and the error lists them."""
    with pytest.raises(MeasurementError) as caught:
        decode(b"a", "a.csv", name)

    assert "encoding_unknown" == caught.value.code
    assert "big5" in str(caught.value)


@pytest.mark.parametrize("name", [*ENCODINGS, "UTF8", "Big5", "utf_16_le", "gb 18030"])
def test_a_named_encoding_reads_what_it_wrote(name: str) -> None:
    """Names are taken in any case and with any separator."""
    assert "value 1" == decode("value 1".encode(name.replace(" ", "")), "a.csv", name).text


def test_a_named_encoding_is_strict() -> None:
    """Bytes that do not fit the named encoding are an error with its line."""
    with pytest.raises(MeasurementError) as caught:
        decode("一\n二".encode() + b"\xff", "a.csv", "utf-8")

    assert ("encoding_broken", 2) == (caught.value.code, caught.value.reason["line"])


def test_a_lone_surrogate_in_utf_16_is_refused() -> None:
    """Half a character of UTF-16 is no text."""
    with pytest.raises(MeasurementError) as caught:
        decode(codecs.BOM_UTF16_LE + "a\n".encode("utf-16-le") + b"\x00\xd8a\x00", "a.csv")

    assert ("encoding_broken", 2) == (caught.value.code, caught.value.reason["line"])


@given(st.binary(max_size=300), st.sampled_from([None, *ENCODINGS]))
def test_any_bytes_are_text_or_a_measurement_error(data: bytes, encoding: str | None) -> None:
    """No bytes end in another exception, and text never holds NUL or a surrogate."""
    try:
        text = decode(data, "a.csv", encoding).text
    except MeasurementError as failure:
        text = failure.text("zh")

    assert "\0" not in text
    assert text == text.encode("utf-8").decode("utf-8")


@given(st.lists(st.sampled_from(["\n", "\r", "\r\n", "a", "实", ",", "\u2028"]), max_size=20))
def test_lines_end_at_the_three_line_ends_only(pieces: list[str]) -> None:
    """The line of a position is one more than the line ends that are over before it."""
    text = "".join(pieces)

    assert 1 + len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:-1]) == line_at(text, len(text))


@pytest.mark.skipif(not ENCODINGS_DATA.is_dir(), reason="the shared reference files are not beside the checkout")
@pytest.mark.parametrize("name", ["duckdb_test_gb18030.csv", "duckdb_test_zh_cn.gbk.csv", "duckdb_test_big5.csv"])
def test_whole_code_tables_ask_for_their_encoding(name: str) -> None:
    """Tables of every character of an encoding hold private ones, or none of GB18030: neither is guessed."""
    with pytest.raises(MeasurementError) as caught:
        decode((ENCODINGS_DATA / name).read_bytes(), name)

    assert "--encoding" in caught.value.text("en")


_WORDS = st.text(
    alphabet="的一是不了在人有我他這中大來上個國和地到說時要就出會可也你對生能而子那得於著下自之年過發後作裡",
    min_size=4,
)


def _unnamed(data: bytes) -> str:
    """What becomes of text without a name for its encoding."""
    try:
        return "assumed" if decode(data, "a.csv").assumed else "declared"
    except MeasurementError as refused:
        return refused.code


@given(_WORDS, st.integers(0, 3))
def test_text_in_big5_is_never_read_as_something_else(words: str, ascii_before: int) -> None:
    """Common words in Big5 are read as they stand where it is named; unnamed they are a guess or a question, no error.

    Where the question is asked, it names Big5 if the characters are common ones.
    """
    data = b"a," * ascii_before + words.encode("big5")

    assert "a," * ascii_before + words == decode(data, "a.csv", "big5").text
    assert _unnamed(data) in {"assumed", "encoding_big5", "encoding_unclear"}


@given(st.text(), st.integers(1, 50))
def test_a_guess_that_meets_private_use_names_its_line(before: str, line: int) -> None:
    """The line counts from the one that the text begins on."""
    text = before + "\ue4c6"

    with pytest.raises(MeasurementError) as refused:
        refuse_private_use(text, b"\xff", "a.csv", line)

    first = next(
        at for at, character in enumerate(text) if "\ue000" <= character <= "\uf8ff" or character > "\U000effff"
    )
    assert f"line {line + line_at(text, first) - 1} " in str(refused.value)
