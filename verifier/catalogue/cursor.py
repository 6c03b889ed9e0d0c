"""A place in the tokens of a predicate: what stands here, what must follow, and the units and numbers met there."""

from __future__ import annotations

from typing import Final, NoReturn

from verifier.catalogue.predicate import Relation
from verifier.catalogue.scanner import Token, tokens_of, unit_ends
from verifier.errors import NumberError, PredicateError, UnitError
from verifier.quantity.number import Number, read_number
from verifier.quantity.units import Unit, read_unit

__all__ = ["JUDGING_WORDS", "MOST_OPERATORS", "RELATIONS", "Cursor"]

RELATIONS: Final = frozenset(relation.value for relation in Relation)
"""The signs that compare two sides."""

JUDGING_WORDS: Final = RELATIONS | {"in", "covers", "includes", "documented"}
"""What stands behind the quantity that a predicate judges."""

MOST_OPERATORS: Final = 100
"""More operators than this stand in no limit; trees stay shallow enough to be walked."""


class Cursor:
    """One pass over the tokens of one text.

    Args:
        text: The predicate as written; columns in errors count its characters from 1.
    """

    def __init__(self, text: str) -> None:
        self.source = text
        self.text, self.tokens = tokens_of(text)
        self.at = 0
        self.operators = 0
        self.names = frozenset(
            before.text
            for before, after in zip(self.tokens, self.tokens[1:], strict=False)
            if before.kind == "name" and (after.text in JUDGING_WORDS or after.text == "=")
        )

    @property
    def here(self) -> Token:
        """The token that is read next."""
        return self.tokens[self.at]

    def take(self) -> Token:
        """The token that stands here, left behind; the end is never left behind."""
        token = self.here
        self.at += token.kind != "end"
        return token

    def takes(self, *texts: str) -> bool:
        """Whether one of some words stands here; it is then left behind."""
        if self.here.kind == "end" or self.here.text not in texts:
            return False
        self.at += 1
        return True

    def need(self, text: str) -> None:
        """Leave a word behind that must stand here.

        Raises:
            PredicateError: Something else stands here.
        """
        if not self.takes(text):
            self.refuse(text)

    def refuse(self, expected: str) -> NoReturn:
        """Refuse what stands here.

        Raises:
            PredicateError: Always, with the column, what was read and what was expected.
        """
        read = self.here.text or "∎"
        column = self.here.start + 1
        raise PredicateError("predicate_syntax", column=column, read=read, expected=expected, text=self.source)

    def operator(self) -> str:
        """The operator that stands here, left behind and counted.

        Raises:
            PredicateError: The predicate has more operators than a limit has.
        """
        self.operators += 1
        if self.operators > MOST_OPERATORS:
            raise PredicateError("predicate_too_many_operators", column=self.here.start + 1, most=MOST_OPERATORS)
        return self.take().text

    def skip_to(self, offset: int) -> None:
        """Move behind an offset: a unit may end inside what the scanner took for one word."""
        while self.here.kind != "end" and self.here.start < offset:
            if self.here.end > offset:
                self.tokens[self.at] = Token(self.here.kind, self.text[offset : self.here.end], offset, self.here.end)
                return
            self.at += 1

    def number(self, text: str, start: int) -> Number:
        """The number that a text means.

        Args:
            text: The number as written.
            start: Offset of its first character.

        Raises:
            PredicateError: It is not exactly one number; with the column and the reason.
        """
        try:
            return read_number(text)
        except NumberError as error:
            raise PredicateError("predicate_number", column=start + 1, why=error.reason, text=self.source) from error

    def unit_here(self) -> Unit | None:
        """The unit that follows, taken; None where none does. The longest run that reads as a unit is the unit.

        Raises:
            PredicateError: Something that is written like a unit follows, and is none.
        """
        if self._divides_by_name():
            return None
        start = self.here.start
        refusal: UnitError | None = None
        for end in reversed(unit_ends(self.text, start)):
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

    def _divides_by_name(self) -> bool:
        """Whether `/` and the name of a quantity follow, which is a quotient and no unit."""
        slash = self.at + (self.here.text == "1")
        # The last token is `end`, so that one follows any slash.
        return self.tokens[slash].text == "/" and self.tokens[slash + 1].text in self.names
