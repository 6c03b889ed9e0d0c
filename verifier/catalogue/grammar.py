"""From the text of a predicate to its tree: a Pratt parser that says where and why it refuses.

Text is never evaluated: no `eval`, no library's expression parser. Every error names the column.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Final, NoReturn

from verifier.catalogue.dimensions import check_dimensions
from verifier.catalogue.expression import (
    Constant,
    Expression,
    Magnitude,
    Name,
    Negation,
    Piecewise,
    Power,
    Product,
    Quotient,
    Sum,
    UnitSymbol,
    WithUnit,
    names_in,
    value_of,
)
from verifier.catalogue.predicate import (
    All,
    Any,
    Comparison,
    Covers,
    Documented,
    Includes,
    Named,
    Part,
    Predicate,
    Relation,
    Requirement,
    Statement,
    Within,
    parts_of,
    subjects_of,
    unit_of,
)
from verifier.catalogue.scanner import Token, tokens_of, unit_ends
from verifier.errors import NumberError, PredicateError, UnitError
from verifier.quantity.number import read_number
from verifier.quantity.units import Unit, read_unit

__all__ = ["read_statement"]

_RELATIONS: Final = frozenset(relation.value for relation in Relation)
_POWER_BINDS: Final = 30
_SIGN_BINDS: Final = 25
_BINDS: Final = {"+": 10, "-": 10, "*": 20, "/": 20, "^": _POWER_BINDS, "**": _POWER_BINDS}


@lru_cache(maxsize=4096)
def read_statement(text: str, members: frozenset[str] = frozenset()) -> Statement:
    """A predicate's text as a statement with its dimensions checked.

    Args:
        text: The predicate, e.g. ``"Vcesat < 1.6 V @ J = 200 A/cm^2"``.
        members: Class names of the target, so that ``node == 40nm`` names a class and not a length.

    Raises:
        PredicateError: The text does not follow the grammar, or dimensions do not fit; with the column.

    >>> read_statement("TTV <= 15 um").subjects
    ('TTV',)
    """
    return _Parser(text, members).statement()


class _Parser:
    """One pass over the tokens of one text."""

    def __init__(self, text: str, members: frozenset[str]) -> None:
        self.source = text
        self.members = members
        self.text, self.tokens = tokens_of(text)
        self.at = 0
        self.on_left = False
        self.names = frozenset(
            before.text
            for before, after in zip(self.tokens, self.tokens[1:], strict=False)
            if before.kind == "name" and (after.text in _RELATIONS or after.text in {"in", "covers", "includes", "documented"})
        )

    # ---- tokens ----

    @property
    def here(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.here
        self.at += 1
        return token

    def takes(self, text: str) -> bool:
        if self.here.text != text or self.here.kind == "end":
            return False
        self.at += 1
        return True

    def need(self, text: str) -> None:
        if not self.takes(text):
            self.refuse(text)

    def refuse(self, expected: str) -> NoReturn:
        read = self.here.text or "∎"
        raise PredicateError("predicate_syntax", column=self.here.start + 1, read=read, expected=expected, text=self.source)

    def skip_to(self, offset: int) -> None:
        """Move behind an offset: a unit may end inside what the scanner took for one word."""
        while self.here.kind != "end" and self.here.start < offset:
            if self.here.end > offset:
                self.tokens[self.at] = Token(self.here.kind, self.text[offset : self.here.end], offset, self.here.end)
                return
            self.at += 1

    # ---- the statement ----

    def statement(self) -> Statement:
        predicate = self.either()
        requirements = self.requirements() if self.takes("@") else ()
        if self.here.kind != "end":
            self.refuse("and, or, @")
        parts = tuple(parts_of(predicate))
        subjects = tuple(dict.fromkeys(name for part in parts for name in subjects_of(part)))
        if not subjects:
            raise PredicateError("predicate_without_quantity", text=self.source)
        inputs = tuple(name for name in dict.fromkeys(n for part in parts for n in _all_names(part)) if name not in subjects)
        unit = next((unit for unit in map(unit_of, parts) if unit is not None), None)
        places = tuple(place for part in parts for place in _places(part))
        check_dimensions(predicate, self.source)
        if not inputs:
            _check_limits(parts)
        return Statement(self.source, predicate, requirements, subjects, inputs, unit, places)

    def requirements(self) -> tuple[Requirement, ...]:
        found = []
        for piece in self.text[self.here.start :].split(";"):
            key, equals, value = piece.partition("=")
            if not (equals and key.strip() and value.strip()):
                raise PredicateError("requirement_syntax", column=self.here.start + 1, read=piece.strip(), text=self.source)
            found.append(Requirement(key.strip(), value.strip()))
        self.at = len(self.tokens) - 1
        return tuple(found)

    def either(self) -> Predicate:
        parts = [self.both()]
        while self.takes("or"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def both(self) -> Predicate:
        parts = [self.part()]
        while self.takes("and"):
            parts.append(self.part())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def part(self) -> Predicate:
        if self.here.text == "(" and self.groups_predicates():
            self.take()
            grouped = self.either()
            self.need(")")
            return grouped
        self.on_left = True
        left = self.expression()
        self.on_left = False
        return self.judged(left)

    def groups_predicates(self) -> bool:
        """Whether the parenthesis here groups predicates rather than an expression."""
        depth = 0
        for token in self.tokens[self.at :]:
            depth += (token.text in {"(", "[", "{"}) - (token.text in {")", "]", "}"})
            if depth == 0:
                return False
            if depth == 1 and (token.text in _RELATIONS or token.text in {"in", "covers", "includes", "documented"}):
                return True
        return False

    def judged(self, left: Expression) -> Part:
        word = self.here.text
        if word in _RELATIONS:
            self.take()
            return self.compared(left, Relation(word))
        if word == "in":
            self.take()
            return Within(left, *self.interval())
        if word in {"covers", "includes", "documented"} and isinstance(left, Name):
            self.take()
            if word == "covers":
                return Covers(left.name, *self.interval())
            return self.includes(left.name) if word == "includes" else Documented(left.name)
        return self.refuse("<  <=  >  >=  ==  in  covers  includes  documented")

    def compared(self, left: Expression, relation: Relation) -> Part:
        if relation is Relation.EQUAL and isinstance(left, Name):
            rest = self.text[self.here.start :]
            member = max((m for m in self.members if rest.startswith(m)), key=len, default=None)
            if member is not None:
                self.skip_to(self.here.start + len(member))
                return Named(left.name, member)
            if self.here.kind == "name" and self.tokens[self.at + 1].text in {"", "and", "or", ")", "@"}:
                return Named(left.name, self.take().text)
        return Comparison(left, relation, self.expression())

    def interval(self) -> tuple[Expression, Expression, bool, bool]:
        opening = self.take().text
        if opening not in {"[", "("}:
            self.at -= 1
            self.refuse("[ (")
        low = self.expression()
        self.need(",")
        high = self.expression()
        closing = self.take().text
        if closing not in {"]", ")"}:
            self.at -= 1
            self.refuse("] )")
        unit = self.unit_here()
        if unit is not None:
            low, high = _in_unit(low, unit), _in_unit(high, unit)
        return low, high, opening == "[", closing == "]"

    def includes(self, subject: str) -> Includes:
        if self.here.text != "{":
            self.refuse("{")
        start = self.here.end
        close = self.text.find("}", start)
        if close < 0:
            self.refuse("}")
        members = tuple(member for member in (piece.strip() for piece in self.text[start:close].split(",")) if member)
        if not members:
            self.refuse("{…}")
        self.skip_to(close + 1)
        unit = self.unit_here()
        if unit is None:
            return Includes(subject, members)
        return Includes(subject, members, tuple(self.number(member, start).value for member in members), unit)

    # ---- expressions ----

    def expression(self, binds: int = 0) -> Expression:
        left = self.prefix()
        while (power := _BINDS.get(self.here.text, 0)) > binds:
            left = self.infix(left, self.take().text, power)
        return left

    def infix(self, left: Expression, operator: str, power: int) -> Expression:
        match operator:
            case "+":
                return Sum(left, self.expression(power))
            case "-":
                return Sum(left, Negation(self.expression(power)))
            case "*":
                return Product(left, self.expression(power))
            case "/":
                return Quotient(left, self.expression(power))
            case _:
                return Power(left, self.exponent())

    def prefix(self) -> Expression:
        token = self.here
        if token.kind == "number":
            self.take()
            number = self.number(token.text, token.start)
            return Constant(number, self.unit_here())
        if self.takes("-"):
            inner = self.expression(_SIGN_BINDS)
            return Negation(inner)
        if self.takes("("):
            inner = self.expression()
            self.need(")")
            unit = None if self.on_left else self.unit_here()
            return inner if unit is None else WithUnit(inner, unit)
        if token.kind == "name" and token.text not in {"if", "otherwise", "and", "or"}:
            return self.named()
        return self.refuse("1.6 V, x, (…)")

    def named(self) -> Expression:
        token = self.take()
        if token.text == "abs" and self.takes("("):
            inner = self.expression()
            self.need(")")
            return Magnitude(inner)
        if token.text == "piecewise" and self.takes("("):
            return self.piecewise()
        if self.on_left or token.text in self.names:
            return Name(token.text)
        end = next(iter(unit_ends(self.text, token.start, joined=False)), token.start)
        try:
            unit = read_unit(self.text[token.start : end])
        except UnitError:
            return Name(token.text)
        self.skip_to(end)
        return UnitSymbol(unit)

    def piecewise(self) -> Expression:
        cases = []
        while True:
            value = self.expression()
            if self.takes("otherwise"):
                self.need(")")
                break
            self.need("if")
            left = self.expression()
            if self.here.text not in _RELATIONS:
                self.refuse("<  <=  >  >=  ==")
            cases.append((value, Comparison(left, Relation(self.take().text), self.expression())))
            self.need(";")
        unit = self.unit_here()
        tree = Piecewise(tuple(cases), value)
        return tree if unit is None else WithUnit(tree, unit)

    def exponent(self) -> Fraction:
        """An integer, or a fraction in parentheses."""
        grouped = self.takes("(")
        sign = -1 if self.takes("-") else 1
        top = self.whole()
        bottom = self.whole() if grouped and self.takes("/") else 1
        if grouped:
            self.need(")")
        if bottom == 0:
            raise PredicateError("division_by_zero")
        return Fraction(sign * top, bottom)

    def whole(self) -> int:
        token = self.take()
        if not (token.kind == "number" and token.text.isdecimal() and len(token.text) <= 4):  # noqa: PLR2004 -- four digits
            self.at -= 1
            self.refuse("2, (-1/5)")
        return int(token.text)

    def number(self, text: str, start: int):  # noqa: ANN202 -- Number
        try:
            return read_number(text)
        except NumberError as error:
            raise PredicateError("predicate_number", column=start + 1, why=error.reason, text=self.source) from error

    def unit_here(self) -> Unit | None:
        """The unit that follows, taken; None where none does. The longest run that reads as a unit is the unit."""
        start = self.here.start
        ends = unit_ends(self.text, start)
        refusal: UnitError | None = None
        for end in reversed(ends):
            try:
                unit = read_unit(self.text[start:end])
            except UnitError as error:
                refusal = refusal or error
            else:
                self.skip_to(end)
                return unit
        if refusal is None:
            return None
        raise PredicateError("predicate_unit", column=start + 1, why=refusal.reason, text=self.source) from refusal


def _in_unit(expression: Expression, unit: Unit) -> Expression:
    match expression:
        case Constant(number, None):
            return Constant(number, unit)
        case Negation(inner):
            return Negation(_in_unit(inner, unit))
        case _:
            return WithUnit(expression, unit)


def _sides(part: Part) -> tuple[Expression, ...]:
    match part:
        case Comparison(left, _, right):
            return left, right
        case Within(subject, low, high):
            return subject, low, high
        case Covers(_, low, high):
            return low, high
        case _:
            return ()


def _check_limits(parts: tuple[Part, ...]) -> None:
    """Work constant limits out once, so that one that cannot be is refused here and not at each value."""
    for part in parts:
        for side in _sides(part):
            if not any(True for _ in names_in(side)):
                value_of(side, {})


def _all_names(part: Part) -> tuple[str, ...]:
    return tuple(name for side in _sides(part) for name in names_in(side))


def _places(part: Part) -> tuple[Fraction, ...]:
    """One unit of the last written digit of each plain limit."""
    limits = _sides(part)[1:] if isinstance(part, Comparison | Within) else _sides(part)
    return tuple(place for limit in limits for place in _written(limit))


def _written(expression: Expression) -> tuple[Fraction, ...]:
    match expression:
        case Constant(number):
            return () if number.place is None else (number.place,)
        case WithUnit(inner) | Negation(inner):
            return _written(inner)
        case Piecewise(cases, otherwise):
            return tuple(place for value in (*(case[0] for case in cases), otherwise) for place in _written(value))
        case _:
            return ()
