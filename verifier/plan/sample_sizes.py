"""How large the samples of a tally's targets are, where a sample plan asks: fed row by row, or by blocks, and added."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from verifier.decision.ruling import is_evidence
from verifier.decision.sample_size import SampleSize
from verifier.measurement.row import Row

if TYPE_CHECKING:
    from verifier.plan.group import Group, Signature
    from verifier.plan.plan import Plan

__all__ = ["COLUMNS", "SampleSizes"]

COLUMNS: Final = ("lot", "wafer", "sample", "item", "n")
"""The columns that tell lots and parts, and how many of them a row stands for."""

_MOST_TEXTS: Final = 100_000


@dataclass
class SampleSizes:
    """How large the samples of targets are.

    Args:
        plan: What the rows are sorted by: it has the sample plans.
        most: How many lots and parts of one target are told apart.

    Attributes:
        known: The size of each target's sample, by its id, where rows of it were met.
    """

    plan: Plan
    most: int
    known: dict[str, SampleSize] = field(default_factory=dict)
    _texts: dict[tuple[Signature, str, str], bool] = field(default_factory=dict, repr=False)

    def of(self, target: str) -> SampleSize | None:
        """The size of a target's sample; None where no plan asks for it."""
        asked = self.plan.sampled.get(target)
        if asked is None:
            return None
        found = self.known.get(target)
        if found is None:
            found = self.known[target] = SampleSize(asked, self.most)
        return found

    def add_row(self, group: Group, row: Row, rows: int, *, zoned: bool) -> None:
        """Add a row that was read by itself, or several that say the same.

        Args:
            group: The rows of its kind.
            row: The row.
            rows: How many there are.
            zoned: Whether it fell into a zone.
        """
        size = None if group.asked is None else self.of(group.asked.target.id)
        if size is None or not size.needs(row.lot):
            return
        if row.barred or row.stem:
            counts = self._is_evidence(group, row)
        elif zoned:
            counts = self.counts_in_zones(group)
        else:
            counts = self.counts_text(group, (row.value, row.shown15), lambda: row)
        if counts:
            size.add_row(row, rows)

    def counts_in_zones(self, group: Group) -> bool:
        """Whether the rows of a kind that fell into zones count: what makes a row count is alike in all of them."""
        if group.is_evidence is None:
            zone = next(iter(group.found.values()), None)
            if zone is None:
                return False
            group.is_evidence = self.plan.is_evidence(group, zone.first.row)
        return group.is_evidence

    def counts_text(self, group: Group, text: tuple[str, str], row: Callable[[], Row | None]) -> bool:
        """Whether the rows of a kind that have one text count.

        Args:
            group: The rows of the kind.
            text: The text, and its 15 digits where those are another.
            row: Gives one of them; asked for where the text was not met before.
        """
        key = (group.kind, *text)
        known = self._texts.get(key)
        if known is None:
            if len(self._texts) >= _MOST_TEXTS:
                self._texts.clear()
            made = row()
            known = self._texts[key] = made is not None and self._is_evidence(group, made)
        return known

    def merge(self, later: SampleSizes) -> None:
        """Add the rows of another tally under the same plan."""
        for target, size in later.known.items():
            own = self.of(target)
            if own is not None:
                own.merge(size)

    def _is_evidence(self, group: Group, row: Row) -> bool:
        return group.asked is not None and is_evidence(group.asked.narrowed[0], row, self.plan.context)
