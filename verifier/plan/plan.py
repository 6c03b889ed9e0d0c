"""The plan: the targets of a project as columns, and what rows are sorted by."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from verifier.catalogue.target import Plan as SamplePlan
from verifier.catalogue.target import Target
from verifier.decision.ruling import Context, is_evidence, rule_on
from verifier.decision.verdict import Verdict
from verifier.measurement.row import Row
from verifier.plan.asked import Asked, asked_of
from verifier.plan.group import COLUMNS, Group, Signature, without_expanded, without_weight
from verifier.plan.outcomes import Outcomes
from verifier.plan.zones import Zones, zones_of
from verifier.wording import Reason

__all__ = ["Plan"]

_SOME: Final = "*"
_CONDITIONS: Final = COLUMNS.index("conditions")
_REMEMBERED: Final = 200_000
"""Kinds of rows whose zones are remembered for the next file."""


@dataclass
class Plan:
    """The targets of a project as columns: what each row is sorted by, worked out when its signature is first met.

    Args:
        targets: The targets of the project.
        context: What holds for all of them.
        stems: Ids of range clauses, with the targets that each answers.
    """

    targets: tuple[Target, ...]
    context: Context
    stems: dict[str, tuple[Target, ...]] = field(default_factory=dict)
    # What was worked out for kinds of rows stays, for the tallies of other files: it rests on the plan alone.
    _zones: dict[Signature, Zones] = field(default_factory=dict, init=False, repr=False, compare=False)
    _words: dict[tuple[Signature, int], str] = field(default_factory=dict, init=False, repr=False, compare=False)
    _evidence: dict[Signature, bool] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def _outcomes(self) -> Outcomes:
        return Outcomes(self.context)

    @cached_property
    def asked(self) -> dict[str, Asked]:
        """Each target as the plan asks it."""
        ranged = {member.id for members in self.stems.values() for member in members}
        return {one.id: asked_of(one, self.context, in_range=one.id in ranged) for one in self.targets}

    @cached_property
    def sampled(self) -> dict[str, SamplePlan]:
        """The sample plans that all rows are counted for, by target; where every row is kept, none need be."""
        found = {key: one.target.plan for key, one in self.asked.items() if one.not_planned is None}
        return {key: plan for key, plan in found.items() if plan is not None and plan != SamplePlan()}

    def signature_of(self, row: Row) -> Signature:
        """What a row agrees in with others of its kind."""
        asked = self.asked.get(row.target)
        columns = frozenset({"target"}) if asked is None else asked.columns
        told = tuple(getattr(row, column) if column in columns else "" for column in COLUMNS)
        if asked is None or not asked.tells_apart(row):
            return told
        if asked.may_differ(row):
            told = without_expanded(told)
        if asked.may_weigh(row):
            told = without_weight(told)
        if row.conditions:
            name = self._outcomes.name_for(asked, row, self._kind_of(asked, told))
            told = (*told[:_CONDITIONS], name, *told[_CONDITIONS + 1 :])
        return told

    @staticmethod
    def _kind_of(asked: Asked, signature: Signature) -> Signature:
        """What the own verdicts of rows depend on beside their values."""
        told = zip(COLUMNS, signature, strict=True)
        return tuple(_SOME if cell and column in asked.apart else cell for column, cell in told)

    def group_of(self, row: Row, signature: Signature) -> Group:
        """An empty group for rows of a kind."""
        asked = self.asked.get(row.target)
        if asked is None:
            return Group(signature, signature, None, Zones((), collected=Reason.of("plan_range_clause")))
        if len(self._zones) >= _REMEMBERED:
            self._zones.clear()
            self._words.clear()
            self._evidence.clear()
        kind = self._kind_of(asked, signature)
        zones = self._zones.get(kind)
        if zones is None:
            zones = self._zones[kind] = zones_of(asked, row, self.context)
        return Group(signature, kind, asked, zones, row.conditions)

    def word_of(self, group: Group, zone: int, row: Row) -> str:
        """What a row, and with it every row of its zone, is by itself: its verdict, or `input` or `excluded`.

        Raises:
            LookupError: Rows of the group have no zones.
        """
        if group.asked is None:
            message = "rows without a target have no zone"
            raise LookupError(message)
        key = group.kind, zone
        if key not in self._words:
            self._words[key] = self.word_alone(group.asked, row)
        return self._words[key]

    def word_alone(self, asked: Asked, row: Row) -> str:
        """What one row of a target is by itself."""
        alone = rule_on(asked.narrowed[0], (row,), self.context).decided.rows[0]
        return alone.role if alone.verdict is None or alone.role == "excluded" else str(alone.verdict)

    def lists(self, group: Group, zone: int, row: Row) -> bool:
        """Whether a row, and every row of its zone, is listed: it decides by itself, and does not pass."""
        by_row = group.asked is not None and group.asked.by_row
        return by_row and self.word_of(group, zone, row) not in {Verdict.PASS.value, "input"}

    def is_evidence(self, group: Group, row: Row) -> bool:
        """Whether a row of a zone, and with it every row of its kind that has a zone, counts in the target's sample."""
        if group.asked is None:
            return False
        if group.kind not in self._evidence:
            self._evidence[group.kind] = is_evidence(group.asked.narrowed[0], row, self.context)
        return self._evidence[group.kind]
