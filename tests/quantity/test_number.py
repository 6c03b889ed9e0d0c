"""Numbers from text."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.errors import NumberError
from verifier.quantity.number import format_exact, read_number

VECTORS = Path(__file__).parents[2].parent / "shared" / "vectors" / "value_notations.json"

READ = {
    "19.0": ("19", "1/10"),
    "0.015": ("3/200", "1/1000"),
    "100.000": ("100", "1/1000"),
    "4.0E+02": ("400", "10"),
    "4.0×10²": ("400", "10"),
    "4.0×10^2": ("400", "10"),
    "4.0 x 10^-2": ("1/25", "1/1000"),
    "1.0079e-009": ("10079/10000000000000", "1/10000000000000"),
    "-3.2e-5": ("-1/31250", "1/1000000"),
    "10^8": ("100000000", "100000000"),
    "1,234.5": ("2469/2", "1/10"),
    "36,000": ("36000", "1"),
    "170 000": ("170000", "1"),
    "170\u00a0000": ("170000", "1"),
    "170\u2009000": ("170000", "1"),
    "1'234.5": ("2469/2", "1/10"),
    "100万": ("1000000", "10000"),
    "17.5万": ("175000", "1000"),
    "1亿": ("100000000", "100000000"),
    "3万6千": ("36000", "1000"),
    "三万六千": ("36000", "1000"),
    "1900K": ("1900000", "1000"),
    "－１５０": ("-150", "1"),
    "−0.5": ("-1/2", "1/10"),
    "４．０Ｅ＋０２": ("400", "10"),
    " 27.0000 ": ("27", "1/10000"),
    ".5": ("1/2", "1/10"),
}

REFUSED = {
    "": "number_missing",
    "—": "number_missing",
    "-": "number_missing",
    "None": "number_missing",
    "N/A": "number_missing",
    "#N/A": "number_error_cell",
    "####": "number_error_cell",
    "#DIV/0!": "number_error_cell",
    "NaN": "number_not_finite",
    "-inf": "number_not_finite",
    "TRUE": "number_boolean",
    "合格": "number_verdict",
    "Pass": "number_verdict",
    "OL": "number_over_range",
    "Mar-01": "number_date",
    "2023-05-06": "number_date",
    "约5": "number_approximate",
    "~80K": "number_approximate",
    "≈3": "number_approximate",
    "6.5±0.1": "number_plus_minus",
    "6.2+0.3/-0.2": "number_plus_minus",
    "0.0830(20)": "number_concise_uncertainty",
    "1.234,5": "number_mixed_separators",
    "1，000": "number_full_width_comma",
    "0,5": "number_decimal_comma",
    "0,500": "number_decimal_comma",
    "4.0×102": "number_lost_superscript",
    "0/77": "number_fails_of_sample",
    "3/0": "number_zero_denominator",
    "0x1F": "number_hexadecimal",
    "1_000": "number_underscore",
    "2.000u": "number_suffix",
    "1.5/1.5": "number_several",
    "306.248 373.121": "number_several",
    "9.91E+37": "number_sentinel",
    "9.9E37": "number_sentinel",
    "-999": "number_sentinel",
    "-9999": "number_sentinel",
    "9**9**9**9": "number_unreadable",
    "3万6": "number_unreadable",
    "一万二": "number_unreadable",
    "1e999999999": "number_exponent",
    "1e401": "number_exponent",
    "1" + "2" * 101: "number_digits",
    "1\x00": "number_character",
    "\ud800": "number_character",
    "7" * 401: "number_too_long",
}


@pytest.mark.parametrize(("text", "expected"), READ.items())
def test_notation_is_read_exactly(text: str, expected: tuple[str, str]) -> None:
    """Every notation gives its exact value and one unit of its last written digit."""
    number = read_number(text)

    assert expected == (str(number.value), str(number.place))
    assert text == number.text


@pytest.mark.parametrize(("text", "expected"), [("1/3", Fraction(1, 3)), ("12 1/2", Fraction(25, 2))])
def test_fraction_has_no_last_place(text: str, expected: Fraction) -> None:
    """A common fraction is exact and carries no resolution."""
    number = read_number(text)

    assert (expected, None) == (number.value, number.place)


@pytest.mark.parametrize(("text", "code"), REFUSED.items(), ids=[text[:20] for text in REFUSED])
def test_refused_text_says_why(text: str, code: str) -> None:
    """What is not exactly one number is refused with a reason of its own, in both languages."""
    with pytest.raises(NumberError) as refused:
        read_number(text)

    assert code == refused.value.code
    assert refused.value.text("zh") != refused.value.text("en")


def test_glued_k_can_be_switched_off() -> None:
    """Where a K is no thousand, a number with it is refused."""
    with pytest.raises(NumberError):
        read_number("1900K", thousand_k=False)


@pytest.mark.parametrize("text", ["9" * 10_000_000, "(" * 100_000, "1 " * 200, "~" * 400, "1/" * 200, "万" * 400])
def test_hostile_text_is_refused_at_once(text: str) -> None:
    """A hostile text is refused within milliseconds."""
    start = time.process_time()
    with pytest.raises(NumberError):
        read_number(text)

    assert time.process_time() - start < 0.1


@given(st.fractions())
def test_format_reads_back(value: Fraction) -> None:
    """A formatted number reads back as the same number."""
    assert value == read_number(format_exact(value)).value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Fraction(17, 200), "0.085"),
        (Fraction(1, 3), "1/3"),
        (Fraction(-999), "-999.0"),
        (Fraction(0), "0"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(10**80), str(10**80)),
        (Fraction(-(10**99) - 1), str(-(10**99) - 1)),
        (Fraction(10**100 + 1), f"{10**100 + 1}/1"),
        (Fraction(1, 2**70), f"1/{2**70}"),
    ],
)
def test_format_is_decimal_where_finite(value: Fraction, expected: str) -> None:
    """An integer and a finite decimal of sane length are written as such, the rest as a quotient; all read back."""
    assert expected == format_exact(value)
    assert value == read_number(expected).value


@given(st.integers(-(10**30), 10**30), st.integers(0, 20))
def test_decimal_keeps_value_and_resolution(digits: int, decimals: int) -> None:
    """A decimal with n places is digits over 10^n, and its last place is 10^-n."""
    sign = "-" if digits < 0 else ""
    written = str(abs(digits)).rjust(decimals + 1, "0")
    text = sign + (f"{written[:-decimals]}.{written[-decimals:]}" if decimals else written)
    if text in {"-999", "-9999", "-99999"}:
        text += "."

    number = read_number(text)

    assert Fraction(digits, 10**decimals) == number.value
    assert Fraction(1, 10**decimals) == number.place


@pytest.mark.skipif(not VECTORS.exists(), reason="the shared vectors are absent")
def test_shared_notations_read_or_refused() -> None:
    """A shared notation with a plain value is read as that value, or refused with a reason."""
    read = 0
    sentences: list[str] = []
    for case in json.loads(VECTORS.read_text(encoding="utf-8")):
        try:
            number = read_number(case["text"])
        except NumberError as refused:
            sentences.append(refused.text("en"))
            continue
        if case["value"] and case["kind"] != "binary32 read-back":
            assert Fraction(case["value"]) == number.value
            read += 1

    assert read >= 16
    assert all(sentences)


_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_WIDE = str.maketrans("0123456789.-+eE×^", "０１２３４５６７８９．－＋ｅＥ×＾")


def _grouped(separator: str) -> Callable[[str], str]:
    return lambda digits: f"{int(digits):,}".replace(",", separator)


@given(
    st.integers(1, 10**7),
    st.sampled_from([str, _grouped(","), _grouped(" "), _grouped("'"), _grouped("\u202f"), _grouped("\u00a0")]),
    st.sampled_from(["", "-", "+", "−", "－"]),
    st.integers(-12, 12),
    st.sampled_from(
        [
            "e{}",
            "E{}",
            "e{:+03d}",
            "E{:+03d}",
            "×10^{}",
            "x10^{}",
            "*10^{}",
            "·10^{}",
            " × 10^{}",
            "×10^{{{}}}",
            "×10**{}",
        ]
    ),
    st.tuples(st.booleans(), st.booleans()),
)
def test_any_notation_of_a_number_is_that_number(  # noqa: PLR0917 -- what a notation is made of
    digits: int,
    group: Callable[[str], str],
    sign: str,
    ten: int,
    power: str,
    shape: tuple[bool, bool],
) -> None:
    """Separators of thousands, signs, powers of ten, raised or not, in narrow or wide characters, say one number."""
    raised, wide = shape
    behind = power.format(ten)
    if raised and "10^" in power and "{{" not in power:
        behind = behind.replace("^", "")[: -len(str(ten))] + str(ten).translate(_RAISED)
    text = sign + group(str(digits)) + behind

    number = read_number(text.translate(_WIDE) if wide else text)

    assert (-1 if sign in {"-", "−", "－"} else 1) * digits * Fraction(10) ** ten == number.value
