"""Why a text is not one exact number: each notation that is refused, with a reason of its own."""

from __future__ import annotations

import re

from verifier.errors import NumberError

__all__ = ["LONGEST", "refusal"]

_SPACES = " \t\r\n\u00a0\u2009\u202f\u2007\u3000"

LONGEST = 400
"""A text longer than this is no number."""

_I = re.IGNORECASE
_N = r"\d+(?:\.\d+)?"
_REASONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("number_missing", re.compile(r"(?:|[-—–―_]+|/|n\.?/?a\.?|none|null|nil|无|空|未填|未测|缺失)", _I)),
    ("number_error_cell", re.compile(r"#+|#(?:div/0!|n/a|value!|ref!|name\?|num!|null!|spill!|calc!)", _I)),
    ("number_not_finite", re.compile(r"[+-]?(?:nan|inf|infinity|∞|无穷大?|1\.#\w+)", _I)),
    ("number_boolean", re.compile(r"true|false|yes|no|是|否|真|假|[√×✓✔]", _I)),
    (
        "number_verdict",
        re.compile(r"合格|不合格|通过|未通过|达标|未达标|满足|符合|完成|pass(?:ed)?|fail(?:ed)?|ok|ng", _I),
    ),
    ("number_over_range", re.compile(r"ol|o\.l\.|ovl|over(?:load|flow|range)?|超量程|溢出|过载", _I)),
    ("number_not_detected", re.compile(r"n\.?d\.?|未检出|<\s*[lm]?(?:dl|od|oq)|bdl", _I)),
    (
        "number_date",
        re.compile(
            r"(?:\d{1,2}[-/ ])?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-/ ]?\d{1,4}"
            r"|\d{1,2}[-/ ](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?:[-/ ]\d{1,4})?"
            r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}.*|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}"
            r"|(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?|\d{1,2}:\d\d(?::\d\d)?",
            _I,
        ),
    ),
    ("number_approximate", re.compile(r"(?:约|大约|近|左右|[~≈≃∼]|ca\.?\s|approx|about|~).*|.*(?:左右|上下|约)", _I)),
    ("number_plus_minus", re.compile(r".*(?:±|\+\s*/\s*-?|\\pm|-\s*/\s*\+|\+\d[\d.]*\s*/\s*-).*")),
    ("number_concise_uncertainty", re.compile(rf"[+-]?{_N}\s*\(\d+(?:\.\d+)?\).*")),
    ("number_mixed_separators", re.compile(r"[+-]?\d{1,3}(?:[. ']\d{3})*[. ']\d{3},\d+.*")),
    ("number_full_width_comma", re.compile(r"[+-]?\d+(?:，\d+)+(?:\.\d+)?.*")),
    ("number_decimal_comma", re.compile(r"[+-]?\d+,\d+.*")),
    (
        "number_lost_superscript",
        re.compile(rf"[+-]?{_N}\s*[×xX*·]\s*10(?:[2-9]\d?|-\d{{1,2}})(?!\d).*|10 -?\d{{1,2}}(?!\d).*"),
    ),
    ("number_fails_of_sample", re.compile(r"0\s*/\s*\d+.*|\d+\s*(?:pcs|ea|颗|只|个)\s+\d+", _I)),
    ("number_zero_denominator", re.compile(r"[+-]?(?:\d+ )?\d+\s*/\s*0+")),
    ("number_hexadecimal", re.compile(r"[+-]?0[xXbBoO][0-9a-fA-F]+")),
    ("number_underscore", re.compile(r"[+-]?[\d.]*_[\d_.eE+-]*")),
    ("number_suffix", re.compile(rf"[+-]?{_N}(?:meg|[afpnumkKMGT])", _I)),
    ("number_several", re.compile(rf"[<>≤≥=]*\s*[+-]?{_N}\D{{0,12}}\s*[/、;；,，\s]\s*[<>≤≥=]*\s*[+-]?\d.*")),
    ("number_qualifier", re.compile(r"[<>≤≥=].*")),
    ("number_remark", re.compile(rf"[+-]?{_N}.*[（(].*")),
)


def refusal(text: str) -> NumberError:
    """The error for a text that is not one number.

    Args:
        text: As written; full-width digits and signs are recognized.
    """
    if len(text) > LONGEST:
        return NumberError("number_too_long", text=text, length=len(text), limit=LONGEST)
    for character in text:
        if not character.isprintable() and character not in _SPACES:
            return NumberError("number_character", text=text, codepoint=f"U+{ord(character):04X}")
    line = "".join(chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E and c != "，" else c for c in text)  # noqa: PLR2004
    line = " ".join(line.replace("−", "-").split())
    for code, pattern in _REASONS:
        if pattern.fullmatch(line):
            return NumberError(code, text=text)
    return NumberError("number_unreadable", text=text)
