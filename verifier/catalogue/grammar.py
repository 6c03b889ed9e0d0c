"""From the text of a predicate to its tree: a parser that says where and why it refuses.

Text is never evaluated: no `eval`, no library's expression parser. Every error of syntax names the column.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Final

from verifier.catalogue.arithmetic import Arithmetic, with_unit
from verifier.catalogue.cursor import JUDGING_WORDS, RELATIONS
from verifier.catalogue.dimensions import check_dimensions
from verifier.catalogue.expression import (
    Expression,
    Name,
    names_in,
    value_of,
)
from verifier.catalogue.limit_place import written_places
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
from verifier.catalogue.scanner import Token
from verifier.errors import PredicateError
from verifier.quantity.stated import split_list
from verifier.quantity.units import DIMENSIONLESS

__all__ = ["read_statement"]

_JUDGED: Final = "<  <=  >  >=  ==  in  covers  includes  documented"


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


class _Parser(Arithmetic):
    """One pass over one predicate."""

    def __init__(self, text: str, members: frozenset[str]) -> None:
        super().__init__(text)
        self.members = members

    def statement(self) -> Statement:
        """The whole text: what is judged, and behind `@` what must be stated beside it."""
        predicate = self.either()
        requirements = self.requirements() if self.takes("@") else ()
        if self.here.kind != "end":
            self.refuse("and, or, @")
        parts = tuple(parts_of(predicate))
        subjects = tuple(dict.fromkeys(name for part in parts for name in subjects_of(part)))
        if not subjects:
            raise PredicateError("predicate_without_quantity", text=self.source)
        names = dict.fromkeys(name for part in parts for name in _all_names(part))
        unit = next((unit for unit in map(unit_of, parts) if unit is not None), None)
        check_dimensions(predicate, self.source)
        for part in parts:
            self.check_limits(part)
        return Statement(
            text=self.source,
            predicate=predicate,
            requirements=requirements,
            subjects=subjects,
            inputs=tuple(name for name in names if name not in subjects),
            unit=unit,
            places=written_places(predicate, unit or DIMENSIONLESS),
        )

    def requirements(self) -> tuple[Requirement, ...]:
        found: dict[str, Requirement] = {}
        start = self.here.start
        for piece in split_list(self.text[start:]):
            column = start + 1 + len(piece) - len(piece.lstrip())
            sign = piece.find("=")
            written = self.source[start : start + len(piece)]
            key, value = written[: max(sign, 0)].strip(), written[sign + 1 :].strip()
            if not (key and value) or piece[sign - 1] in "<>" or piece[sign + 1 : sign + 2] == "=":
                raise PredicateError("requirement_syntax", column=column, read=written.strip(), text=self.source)
            if key in found:
                raise PredicateError("requirement_twice", column=column, key=key, text=self.source)
            found[key] = Requirement(key, value)
            start += len(piece) + 1
        self.at = len(self.tokens) - 1
        return tuple(found.values())

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
        depth, piecewise_from = 0, 0
        for before, token in pairwise((Token("", "", 0, 0), *self.tokens[self.at :])):
            if token.text in {"(", "[", "{"}:
                depth += 1
                # A piecewise limit compares inside its own parentheses.
                if before.text == "piecewise" and not piecewise_from:
                    piecewise_from = depth
            elif token.text in {")", "]", "}"}:
                piecewise_from = 0 if depth == piecewise_from else piecewise_from
                depth -= 1
            if depth == 0:
                return False
            if token.text in JUDGING_WORDS and not piecewise_from:
                return True
        return False

    def judged(self, left: Expression) -> Part:
        word = self.here.text
        if word in RELATIONS:
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
        return self.refuse(_JUDGED)

    def compared(self, left: Expression, relation: Relation) -> Part:
        if relation is Relation.EQUAL and isinstance(left, Name):
            start = self.here.start
            member = max((m for m in self.members if self.source.startswith(m, start)), key=len, default=None)
            if member is not None:
                self.skip_to(start + len(member))
                return Named(left.name, member)
            if self.here.kind == "name" and self.tokens[self.at + 1].text in {"", "and", "or", ")", "@"}:
                return Named(left.name, self.take().text)
        return Comparison(left, relation, self.expression())

    def interval(self) -> tuple[Expression, Expression, bool, bool]:
        opening = self.here.text
        if not self.takes("[", "("):
            self.refuse("[ (")
        low = self.expression()
        self.need(",")
        high = self.expression()
        closing = self.here.text
        if not self.takes("]", ")"):
            self.refuse("] )")
        unit = self.unit_here()
        if unit is not None:
            low, high = with_unit(low, unit), with_unit(high, unit)
        return low, high, opening == "[", closing == "]"

    def includes(self, subject: str) -> Includes:
        start = self.here.end
        self.need("{")
        close = self.text.find("}", start)
        if close < 0:
            self.skip_to(len(self.text))
            self.refuse("}")
        members: dict[str, int] = {}
        at = start
        for piece in self.text[start:close].split(","):
            # A class name stands as written; only the commas between the names were read in one spelling.
            if piece.strip():
                members.setdefault(self.source[at : at + len(piece)].strip(), at + len(piece) - len(piece.lstrip()))
            at += len(piece) + 1
        if not members:
            self.refuse("{…}")
        self.skip_to(close + 1)
        unit = self.unit_here()
        if unit is None:
            return Includes(subject, tuple(members))
        values = tuple(self.number(member, offset).value for member, offset in members.items())
        return Includes(subject, tuple(members), values, unit)

    def check_limits(self, part: Part) -> None:
        """Work constant limits out once: one that cannot be, or that leaves no value, is refused here."""
        ends = [value_of(side, {}).value for side in _sides(part) if next(names_in(side), None) is None]
        if isinstance(part, Within | Covers) and len(ends) > 1:
            low, high = ends[-2:]
            if low > high or (low == high and not (part.low_closed and part.high_closed)):
                raise PredicateError("predicate_interval_empty", text=self.source)


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


def _all_names(part: Part) -> tuple[str, ...]:
    return tuple(name for side in _sides(part) for name in names_in(side))
