"""A unit text as a product of powers: `mOhm*mm^2`, `L·min-1`, `g/(kW h)`, `万片/月`, `毫欧平方毫米`.

Everything after a solidus belongs to the denominator (GB/T and ISO habit: g/kW·h is g/(kW·h)); an explicit `*`
behind a solidus has two meanings and is refused, as is a negative power there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NoReturn

from verifier.errors import UnitError
from verifier.quantity.notation import plain_notation
from verifier.quantity.spelling import EACH, PIECE, table

__all__ = ["Product", "parse"]

_HIGHEST_POWER = 60
_DEEPEST = 8
_NUMBER = re.compile(r"(?:10\s*(?:\^|\*(?=[+-]?\d{1,2}(?!\d)))([+-]?\d{1,2})|(\d{1,12})(?:[eE]\+?(\d{1,2}))?)(?![\d.])")
_IDENTIFIER = re.compile(r"(?:[A-Za-zΩ°Å%‰\"'\u0400-\u04ff]|\[[A-Za-z0-9_]+\])+")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_ANNOTATION = re.compile(r"\{([^{}]{0,40})\}")
_POWER = re.compile(r"\s*\^\s*(?:\(\s*([+-]?\d{1,3})\s*\)|([+-]?\d{1,3})(?!\d))|([+-]?\d{1,3})(?!\d)")
_OPERATOR = re.compile(r"\s*([·.*/-])\s*|\s+")
_CHINESE_POWERS = {"平方": 2, "立方": 3}
_CHINESE_MULTIPLIERS = {"万": Fraction(10**4), "亿": Fraction(10**8), "千": Fraction(1000), "百": Fraction(100)}
_NORMAL_VOLUME = re.compile(r"(?<![A-Za-z])N\s?m\s?\^?3(?!\d)")
_LOGARITHM = re.compile(r"\s*(?:log|ln|lg)", re.IGNORECASE)
_TRANSFERS = re.compile(r"[kMGT]?T/s(?:ec)?")
_AROUND_OHM = re.compile(r"([A-Za-z]{0,5}?(?:Ω|[Oo]hm))(.{1,5})")
_COUNTING = frozenset(
    {"wafer", "chip", "gate", "cell", "cycle", "item", "ship", "kwafer", "kgate", "kcell", "kchip", EACH, PIECE}
)


@dataclass(slots=True)
class Product:
    """Powers of canonical symbols in the order as written, times a number."""

    powers: dict[str, int] = field(default_factory=dict)
    multiplier: Fraction = Fraction(1)

    def times(self, symbol: str, exponent: int) -> None:
        """Multiply by a power of one symbol."""
        total = self.powers.get(symbol, 0) + exponent
        if total:
            self.powers[symbol] = total
        else:
            self.powers.pop(symbol, None)

    def include(self, other: Product, exponent: int) -> None:
        """Multiply by a power of another product."""
        self.multiplier *= other.multiplier**exponent
        for symbol, power in other.powers.items():
            self.times(symbol, power * exponent)


def parse(text: str) -> Product:
    """The product that a unit text stands for; an empty text is the number one.

    Raises:
        UnitError: A spelling, character or form that is unknown, refused or ambiguous; the reason says which.
    """
    refused = table().refused
    if text in refused:
        raise UnitError(refused[text], text=text)
    if _LOGARITHM.match(text):
        raise UnitError("unit_refused_logarithm", text=text)
    if _TRANSFERS.fullmatch(text) and text != "T/s":
        raise UnitError("unit_refused_transfers", text=text)
    if text.strip().casefold() in {"douglas scale", "beaufort scale", "beaufort"}:
        raise UnitError("unit_refused_ordinal", text=text)
    line = plain_notation(text)
    if _NORMAL_VOLUME.search(line):
        raise UnitError("unit_refused_normal_volume", text=text)
    reader = _Reader(text, line)
    product = reader.product(0)
    if reader.at != len(line):
        reader.fail("unit_form")
    return product


class _Reader:
    """Reads one line from left to right."""

    def __init__(self, text: str, line: str) -> None:
        self.text = text
        self.line = line
        self.at = 0
        self.after_number = False

    def fail(self, code: str, **parts: object) -> NoReturn:
        raise UnitError(code, text=self.text, **parts)

    def product(self, depth: int) -> Product:
        """Factors up to the end or a closing parenthesis."""
        if depth > _DEEPEST:
            self.fail("unit_form")
        total = Product()
        below = False
        first = True
        while self.at < len(self.line) and self.line[self.at] != ")":
            mark = _OPERATOR.match(self.line, self.at)
            sign = ""
            if mark:
                self.at = mark.end()
                sign = mark[1] or " "
                if self.at == len(self.line) or (first and sign not in "/ "):
                    self.fail("unit_form")
            elif not first and not self.joins():
                self.fail("unit_form")
            if sign == "/":
                below = True
            factor = self.factor(depth, inverse=below, first=first)
            if sign == "*" and below and not _is_energy(total, factor):
                self.fail("unit_slash_product")
            total.include(factor, -1 if below else 1)
            first = False
        return total

    def joins(self) -> bool:
        """Whether a factor may follow without a sign: behind a number or a Chinese word, or if it is one."""
        before, here = self.line[self.at - 1], self.line[self.at]
        return here in "({" or self.after_number or _is_chinese(before) or _is_chinese(here)

    def factor(self, depth: int, *, inverse: bool, first: bool) -> Product:
        """One number, unit, annotation, run of Chinese words or group in parentheses, with its power."""
        found = Product()
        self.after_number = False
        annotation = _ANNOTATION.match(self.line, self.at)
        if self.line.startswith("(", self.at):
            self.at += 1
            if self.line.startswith(")", self.at):
                self.fail("unit_form")
            found = self.product(depth + 1)
            if not self.line.startswith(")", self.at):
                self.fail("unit_form")
            self.at += 1
        elif number := _NUMBER.match(self.line, self.at):
            return self.number(number, inverse=inverse, first=first)
        elif annotation:
            self.at = annotation.end()
            self.counted(found, annotation[1])
        elif run := _CHINESE.match(self.line, self.at):
            self.at = run.end()
            self.chinese(found, run[0])
        elif run := _IDENTIFIER.match(self.line, self.at):
            self.at = run.end()
            self.identifier(found, run[0])
            if (note := _ANNOTATION.match(self.line, self.at)) is not None:
                if note[1] in table().spellings:
                    self.fail("unit_annotation", annotation=note[0])
                self.at = note.end()
        else:
            self.fail("unit_form")
        return self.raised(found, inverse=inverse)

    def number(self, number: re.Match[str], *, inverse: bool, first: bool) -> Product:
        """A number: a power of ten in front, or any number in the denominator (%/24h)."""
        power, digits, exponent = number.groups()
        value = Fraction(10) ** int(power) if power else Fraction(int(digits)) * 10 ** int(exponent or 0)
        self.at = number.end()
        self.after_number = True
        explicit = re.match(r"\s*\*", self.line[self.at :]) is not None
        if value == 0 or not (inverse or (first and (explicit or str(int(value)).rstrip("0") in {"1", "0", ""}))):
            self.fail("unit_number")
        return Product(multiplier=value)

    def raised(self, base: Product, *, inverse: bool) -> Product:
        """The factor with the power that follows it, if one does."""
        power = _POWER.match(self.line, self.at)
        if not power:
            return base
        self.at = power.end()
        exponent = int(power[1] or power[2] or power[3])
        if exponent == 0 or abs(exponent) > _HIGHEST_POWER or (exponent < 0 and inverse):
            self.fail("unit_power", exponent=exponent)
        if any(abs(exponent * own) > _HIGHEST_POWER for own in base.powers.values()):
            self.fail("unit_power", exponent=exponent)
        if base.multiplier != 1 and self.line[power.start() - 1] != ")":
            self.fail("unit_form")
        total = Product()
        total.include(base, exponent)
        return total

    def identifier(self, found: Product, name: str) -> None:
        """A run of letters: a known spelling, a known whole expression, K before a count, or a product with Ω."""
        spellings = table()
        if name in spellings.refused:
            self.fail(spellings.refused[name])
        if name in {"K", "k", "M"} and self.counts_next():
            found.multiplier *= 10**6 if name == "M" else 1000
        elif (symbol := spellings.spellings.get(name)) is not None:
            found.times(symbol, 1)
        elif (word := spellings.words.get(name)) is not None:
            found.include(parse(word), 1)
        else:
            around = _AROUND_OHM.fullmatch(name)
            head, tail = (around[1], around[2]) if around else ("", "")
            if head not in spellings.spellings or tail not in spellings.spellings:
                self.fail("unit_unknown", symbol=name, nearest=spellings.nearest(name))
            found.times(spellings.spellings[head], 1)
            found.include(self.raised_tail(spellings.spellings[tail]), 1)

    def raised_tail(self, symbol: str) -> Product:
        """The second unit of a product without a sign takes the power that follows."""
        return self.raised(Product({symbol: 1}), inverse=False)

    def counts_next(self) -> bool:
        """Whether a counting unit follows, so that a lone K in front of it means a thousand."""
        rest = re.compile(r"\s+([A-Za-z]+|[\u4e00-\u9fff]+)").match(self.line, self.at)
        if rest is None:
            return False
        known = table().spellings.get(rest[1])
        return known in _COUNTING

    def counted(self, found: Product, name: str) -> None:
        """What a UCUM annotation on its own counts: {wafer} and {die} are different things."""
        symbol = table().spellings.get(name)
        if symbol not in _COUNTING | {"rev", "bit", "B"} or symbol is None:
            self.fail("unit_unknown", symbol="{" + name + "}", nearest=table().nearest(name))
        found.times(symbol, 1)

    def chinese(self, found: Product, run: str) -> None:
        """A run of Chinese words, longest first: 每 divides, 平方 and 立方 raise, 万 and 亿 multiply a count."""
        spellings = table()
        at = 0
        direction, power = 1, 1
        pending = False
        while at < len(run):
            if run.startswith("每", at):
                direction, pending, at = -1, True, at + 1
            elif (raising := _CHINESE_POWERS.get(run[at : at + 2])) is not None and power == 1:
                power, pending, at = raising, True, at + 2
            elif (word := next((w for w in spellings.chinese if run.startswith(w, at)), None)) is not None:
                if word in spellings.refused:
                    self.fail(spellings.refused[word])
                at += len(word)
                symbol = spellings.spellings.get(word)
                if symbol is None:
                    found.include(parse(spellings.words[word]), direction * power)
                elif not (symbol == EACH and at < len(run) and self.counted_word(run[at:])):
                    found.times(symbol, direction * power)
                power, pending = 1, False
            elif run[at] in _CHINESE_MULTIPLIERS and power == 1:
                found.multiplier *= _CHINESE_MULTIPLIERS[run[at]] ** direction
                pending, at = True, at + 1
            else:
                self.fail("unit_unknown", symbol=run[at:], nearest=spellings.nearest(run[at:]))
        if pending and not self.continues():
            self.fail("unit_form")

    def counted_word(self, rest: str) -> bool:
        """Whether a thing that is counted follows a measure word: 个行业."""
        spellings = table()
        word = next((w for w in spellings.chinese if rest.startswith(w)), "")
        return spellings.spellings.get(word) in _COUNTING

    def continues(self) -> bool:
        """Whether a unit in letters follows directly: 万gate."""
        return _IDENTIFIER.match(self.line, self.at) is not None


def _is_chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _is_energy(total: Product, factor: Product) -> bool:
    """Whether power times hour, or current times hour, is one symbol behind a solidus: g/kW*h."""
    last = next(reversed(total.powers), "")
    return list(factor.powers) == ["h"] and last.endswith(("W", "A")) and total.powers[last] == -1
