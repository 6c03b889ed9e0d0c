"""The six verdicts, and how the verdicts of parts make the verdict of the whole."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

__all__ = ["OPEN", "Verdict", "all_of", "any_of", "of_rows"]


class Verdict(StrEnum):
    """How a measured set lies to a target's region, or why that cannot be said."""

    PASS = "pass"  # noqa: S105 -- a verdict, no password
    FAIL = "fail"
    UNDECIDED = "undecided"
    NOT_EVALUABLE = "not_evaluable"
    EXPERT = "expert"
    MISSING = "missing"


OPEN: Final = frozenset({Verdict.UNDECIDED, Verdict.NOT_EVALUABLE, Verdict.EXPERT, Verdict.MISSING})

_ALL_ORDER: Final = (Verdict.FAIL, Verdict.NOT_EVALUABLE, Verdict.UNDECIDED, Verdict.EXPERT, Verdict.PASS)
_ANY_ORDER: Final = (Verdict.PASS, Verdict.UNDECIDED, Verdict.NOT_EVALUABLE, Verdict.EXPERT, Verdict.FAIL)
_ROW_ORDER: Final = (Verdict.FAIL, Verdict.UNDECIDED, Verdict.NOT_EVALUABLE, Verdict.EXPERT, Verdict.PASS)


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict where every part must be met."""
    found = set(verdicts)
    return next(verdict for verdict in _ALL_ORDER if verdict in found)


def any_of(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict where one part is enough."""
    found = set(verdicts)
    return next(verdict for verdict in _ANY_ORDER if verdict in found)


def of_rows(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict of a target from its rows.

    Fail > undecided > not evaluable > pass; a pass beside rows that could not be judged is undecided.
    """
    found = set(verdicts)
    if Verdict.PASS in found and Verdict.NOT_EVALUABLE in found and not found & {Verdict.FAIL, Verdict.UNDECIDED}:
        return Verdict.UNDECIDED
    return next((verdict for verdict in _ROW_ORDER if verdict in found), Verdict.MISSING)
