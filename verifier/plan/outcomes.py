"""What the conditions of rows come to: texts that come to the same make one kind of row.

A bench that writes the temperature and the current it measured beside each value states another text on each row. But
a verdict hangs on what becomes of them alone: whether they are the agreed ones, what is said of them, and the inputs
that the limit needs.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import Any, Final

from verifier.decision.ruling import Context, rule_on
from verifier.measurement.row import Row
from verifier.plan.asked import Asked

__all__ = ["Outcomes"]

_REMEMBERED: Final = 100_000
_PROBE: Final = {"value": "1", "exclude": "probe"}
"""A row that is left out has its conditions held, and is not judged."""


@dataclass
class Outcomes:
    """What texts of conditions come to, each with a name that is the same whichever text was met first.

    Args:
        context: What holds for all targets.
    """

    context: Context
    _names: dict[tuple[str, ...], str] = field(default_factory=dict)

    def name_for(self, asked: Asked, row: Row, told: tuple[str, ...]) -> str:
        """What the conditions of a row come to, as a text that no cell is; the conditions where they cannot be read.

        Args:
            asked: The target.
            row: The row.
            told: All that bears on them, the row's target and conditions included.
        """
        found = self._names.get(told)
        if found is None:
            if len(self._names) >= _REMEMBERED:
                self._names.clear()
            outcome = self._outcome(asked, row)
            digest = hashlib.sha256(repr(outcome).encode()).hexdigest()
            found = self._names[told] = row.conditions if outcome is None else f" {digest}"
        return found

    def _outcome(self, asked: Asked, row: Row) -> list[Any] | None:
        """What a row's conditions come to under each reading; None where they cannot be read."""
        outcomes: list[Any] = []
        probe: dict[str, Any] = _PROBE
        for target in asked.narrowed:
            ruling = rule_on(target, (replace(row, **probe),), self.context)
            held = next((one.sample.held for one in ruling.decided.rows), None)
            if held is None:
                return None
            needed = tuple(pair for pair in held.inputs if pair[0] in ruling.statement.inputs)
            absent = tuple(condition.key for condition in held.not_stated)
            outcomes.append((held.hold, held.reasons, absent, held.undeclared, needed))
        return outcomes
