"""Arithmetic of a limit from its tokens: a Pratt parser over numbers, units, names and `+ - * / ^`."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Final

from verifier.catalogue.cursor import RELATIONS, Cursor
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
)
from verifier.catalogue.predicate import Comparison, Relation
from verifier.catalogue.scanner import unit_ends
from verifier.errors import PredicateError, UnitError
from verifier.quantity.units import Unit, read_unit

__all__ = ["Arithmetic", "with_unit"]

_POWERS: Final = ("^", "**")
_SIGN_BINDS: Final = 25
_BINDS: Final = {"+": 10, "-": 10, "*": 20, "/": 20, "^": 30, "**": 30}
_LONGEST_EXPONENT: Final = 4


class Arithmetic(Cursor):
    """Expressions at the cursor.

    On the left of a comparison every name is a quantity; elsewhere a name that nothing declares is read as a unit.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.on_left = False

    def expression(self, binds: int = 0) -> Expression:
        """The expression that stands here.

        Args:
            binds: How strongly what stands before it holds on to it.

        Raises:
            PredicateError: None stands here, or it is larger than limits are.
        """
        left = self._prefix()
        while (power := _BINDS.get(self.here.text, 0)) > binds:
            left = self._infix(left, self.operator(), power)
        return left

    def _infix(self, left: Expression, operator: str, power: int) -> Expression:
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
                raised = Power(left, self._exponent())
                if self.here.text in _POWERS:
                    # Mathematics reads 2^3^2 from the right, many programs from the left: neither is guessed.
                    self.refuse("( )")
                return raised

    def _prefix(self) -> Expression:
        token = self.here
        if token.kind == "number":
            self.take()
            number = self.number(token.text, token.start)
            return Constant(number, self.unit_here())
        if token.text == "-":
            self.operator()
            return _negative(self.expression(_SIGN_BINDS))
        if self.takes("("):
            inner = self.expression()
            self.need(")")
            unit = None if self.on_left else self.unit_here()
            return inner if unit is None else WithUnit(inner, unit)
        if token.kind == "name" and token.text not in {"if", "otherwise", "and", "or"}:
            return self._named()
        return self.refuse("1.6 V, x, (…)")

    def _named(self) -> Expression:
        token = self.take()
        if token.text == "abs" and self.takes("("):
            inner = self.expression()
            self.need(")")
            return Magnitude(inner)
        if token.text == "piecewise" and self.takes("("):
            return self._piecewise()
        if self.on_left or token.text in self.names:
            return Name(token.text)
        end = next(iter(unit_ends(self.text, token.start, joined=False)), token.start)
        if end < token.end:
            return Name(token.text)
        try:
            unit = read_unit(self.text[token.start : end])
        except UnitError:
            return Name(token.text)
        self.skip_to(end)
        return UnitSymbol(unit)

    def _piecewise(self) -> Expression:
        cases = []
        while True:
            value = self.expression()
            if self.takes("otherwise"):
                self.need(")")
                break
            self.need("if")
            left = self.expression()
            if self.here.text not in RELATIONS:
                self.refuse("<  <=  >  >=  ==")
            cases.append((value, Comparison(left, Relation(self.take().text), self.expression())))
            self.need(";")
        unit = self.unit_here()
        tree = Piecewise(tuple(cases), value)
        return tree if unit is None else WithUnit(tree, unit)

    def _exponent(self) -> Fraction:
        """An integer, or a fraction in parentheses."""
        grouped = self.takes("(")
        sign = -1 if self.takes("-") else 1
        top = self._whole()
        bottom = self._whole() if grouped and self.takes("/") else 1
        if grouped:
            self.need(")")
        if bottom == 0:
            raise PredicateError("division_by_zero")
        return Fraction(sign * top, bottom)

    def _whole(self) -> int:
        token = self.here
        if not (token.kind == "number" and token.text.isdecimal() and len(token.text) <= _LONGEST_EXPONENT):
            self.refuse("2, (-1/5)")
        return int(self.take().text)


def _negative(inner: Expression) -> Expression:
    """The expression with its sign turned; of a number the number itself, since -40 degC is not minus 40 degC."""
    match inner:
        case Constant(number, unit):
            text = number.text.removeprefix("-") if number.text.startswith("-") else f"-{number.text}"
            return Constant(replace(number, value=-number.value, text=text), unit)
        case _:
            return Negation(inner)


def with_unit(expression: Expression, unit: Unit) -> Expression:
    """An expression that a unit follows at some distance, as the ends of an interval."""
    match expression:
        case Constant(number, None):
            return Constant(number, unit)
        case _:
            return WithUnit(expression, unit)
