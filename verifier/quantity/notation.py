"""The many ways to write a unit brought into one: LaTeX, D-SI, UCUM, full width, superscripts, look-alikes.

The result is plain text of letters, digits and `· * / ^ ( ) -`. What each letter means is decided elsewhere.
"""

from __future__ import annotations

import re
import unicodedata

from verifier.errors import UnitError
from verifier.quantity.spelling import table

__all__ = ["plain_notation"]

_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_SUPERSCRIPTS = re.compile("[⁰¹²³⁴-⁹⁻⁺]+")
_SAME = str.maketrans(
    {
        **dict.fromkeys("μµ", "u"),
        **dict.fromkeys("ΩΩ", "Ω"),
        **dict.fromkeys("·⋅•・∙‧･", "·"),
        **dict.fromkeys("×✕∗＊", "*"),
        **dict.fromkeys("−–‑‐﹣－", "-"),
        **dict.fromkeys("∕⁄÷／", "/"),
        **dict.fromkeys("º˚", "°"),
        **dict.fromkeys("″”“＂", '"'),
        **dict.fromkeys("\u00a0\u2009\u202f\u2007\u3000\t", " "),
    }
)
_LATEX_TEXT = re.compile(r"\\(?:text|mathrm|mathit|mathbf|mathsf|textrm|operatorname|unit|rm)\s*\{([^{}]*)\}")
_LATEX_FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_LATEX_COMMANDS = (
    (re.compile(r"\\(?:cdot|bullet)(?![A-Za-z])"), "·"),
    (re.compile(r"\\(?:times|ast)(?![A-Za-z])"), "*"),
    (re.compile(r"\\(?:mu|micro)(?![A-Za-z])\s*"), "u"),
    (re.compile(r"\\(?:Omega|ohm)(?![A-Za-z])"), "Ω"),
    (re.compile(r"\\(?:circ|degree)(?![A-Za-z])"), "°"),
    (re.compile(r"\\(?:AA|r\s*A)(?![A-Za-z])"), "Å"),
    (re.compile(r"\\%"), "%"),
    (re.compile(r"\\(?:[,;:! ]|quad(?![A-Za-z])|rm(?![A-Za-z]))|~"), " "),
    (re.compile(r"\^\s*\{?\s*°\s*\}?"), "°"),
    (re.compile(r"\^\s*\{\s*([+-]?\d+)\s*\}"), r"^\1"),
)
_DSI = re.compile(r"(?:\\[A-Za-z]+(?:\{[+-]?\d{1,3}\})?)+")
_DSI_STEP = re.compile(r"\\([A-Za-z]+)(?:\{([+-]?\d{1,3})\})?")
_LATEX_NAME = re.compile(r"\\(?:mu|Omega|cdot|times|circ|AA)(?![A-Za-z])")
_DSI_PREFIXES = frozenset(
    {
        *("atto", "femto", "pico", "nano", "micro", "milli", "centi", "deci", "hecto", "kilo", "mega", "giga"),
        *("tera", "peta", "exa", "kibi", "mebi", "gibi", "tebi"),
    }
)
_ALLOWED = re.compile(r"[A-Za-z0-9Ω°Å%‰\"'#_\[\]{}().·*/^+\- \u0400-\u04ff\u4e00-\u9fff]*")
_CYRILLIC_RUN = re.compile(r"[A-Za-z\u0400-\u04ff]*[\u0400-\u04ff][A-Za-z\u0400-\u04ff]*")
_DEGREE = re.compile(r"(?:°|\bdeg)\s*([CcF])(?![A-Za-z])")
_ANNUM = re.compile(r"/a(?![A-Za-z])")


def plain_notation(text: str) -> str:
    """A unit text in plain notation.

    Args:
        text: As written; at most some hundred characters.

    Raises:
        UnitError: A character that occurs in no unit, or a command of LaTeX or D-SI that is not known.
    """
    if text.isascii() and text.isalnum():
        return text
    dsi = text.strip()
    if _DSI.fullmatch(dsi) and not _LATEX_NAME.search(dsi):
        return _dsi(dsi)
    line = _SUPERSCRIPTS.sub(lambda run: "^" + run[0].translate(_SUPERSCRIPT), text).translate(_SAME)
    line = "".join(unicodedata.normalize("NFKC", c) if ord(c) > 0x7F and c != "°" else c for c in line)  # noqa: PLR2004
    line = line.translate(_SAME).replace("**", "^")
    if "\\" in line or "$" in line or "^{" in line:
        line = _latex(line)
    bad = line[len(_prefix(line)) :][:1]
    if bad:
        raise UnitError("unit_character", text=text, character=bad, codepoint=f"U+{ord(bad):04X}")
    line = _CYRILLIC_RUN.sub(lambda run: _cyrillic(run[0]), line)
    line = _DEGREE.sub(lambda mark: "deg" + mark[1].upper(), line)
    if "{" in line:
        line = _ANNUM.sub("/year", line)
    line = line.strip()
    while line.endswith("."):
        line = line[:-1].rstrip()
    return line


def _prefix(line: str) -> str:
    match = _ALLOWED.match(line)
    return match[0] if match else ""


def _latex(line: str) -> str:
    line = line.replace("$", "")
    for command, plain in _LATEX_COMMANDS:
        line = command.sub(plain, line)
    for _ in range(4):
        line = _LATEX_TEXT.sub(r"\1", line)
        line = _LATEX_FRACTION.sub(r"(\1)/(\2)", line)
    return line.replace("{", "").replace("}", "")


def _cyrillic(run: str) -> str:
    """A run of letters with Cyrillic among them: a Russian symbol, else letters that look like Latin ones."""
    spellings = table()
    symbol = spellings.spellings.get(run)
    if symbol is not None:
        return symbol
    return "".join(spellings.homoglyphs.get(c, c) for c in run)


def _dsi(text: str) -> str:
    r"""A unit in D-SI, the notation of digital calibration certificates: \\metre\\second\\tothe{-1}.

    Source: D-SI, PTB, version 2 (2020).
    """
    known = table().spellings
    factors: list[str] = []
    prefix = ""
    sign = ""
    for name, exponent in _DSI_STEP.findall(text):
        if name == "tothe" and factors and exponent and not prefix:
            base, _, inverse = factors.pop().partition("^")
            power = -int(exponent) if inverse else int(exponent)
            factors.append(f"{base}^{power}")
        elif name == "per" and not exponent:
            sign = "^-1"
        elif name in _DSI_PREFIXES and not prefix:
            prefix = name
        elif name == "one" and not exponent:
            factors.append("1")
        elif not exponent and (symbol := known.get(prefix + name)) is not None:
            factors.append(symbol + sign)
            prefix = sign = ""
        else:
            raise UnitError("unit_command", text=text, command="\\" + name)
    if prefix or sign or not factors:
        raise UnitError("unit_command", text=text, command=text)
    return "·".join(factors)
