"""Rulings from a tally: the scalar path rules on the rows that stand for all, and the counts are those of all rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from verifier.catalogue.target import Condition
from verifier.decision.question import Decided, RowVerdict, can_be_judged
from verifier.decision.ruling import Context, Ruling, rule_on
from verifier.decision.sample_size import SampleSize
from verifier.decision.shortfall import remarks
from verifier.decision.verdict import Verdict
from verifier.plan.asked import Asked
from verifier.plan.expanded import is_apart
from verifier.plan.group import Group, StandIn
from verifier.plan.plan import Plan
from verifier.plan.stand_in import LISTED, stand_ins
from verifier.plan.tally import Tally
from verifier.wording import Reason

__all__ = ["Counts", "TallyRuling", "rule_on_tally"]

_SETTLED: Final = frozenset({Verdict.PASS, Verdict.FAIL, Verdict.UNDECIDED})


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of all rows of a target.

    Args:
        verdicts: How many have each verdict.
        inputs: How many feed a statistic, or a value that is worked out from them.
        excluded: How many are excluded.
        derived: How many of these were worked out and not submitted.
    """

    verdicts: tuple[tuple[str, int], ...]
    inputs: int
    excluded: int
    derived: int = 0

    @property
    def rows(self) -> int:
        """All rows that were submitted."""
        return sum(number for _, number in self.verdicts) + self.inputs + self.excluded - self.derived


@dataclass(frozen=True, slots=True)
class TallyRuling:
    """A ruling on a target from a tally.

    Args:
        ruling: The ruling; its rows are those listed.
        counts: What became of all rows.
        scalar: How many rows went to the scalar path one by one.
        why: Why, where some did.
        not_stated: Wanted conditions that some row leaves out, in the order in which rows do, listed or not.
    """

    ruling: Ruling
    counts: Counts
    scalar: int
    why: tuple[Reason, ...]
    not_stated: tuple[Condition, ...]


def rule_on_tally(tally: Tally) -> dict[str, TallyRuling]:
    """A ruling on each target of the plan, by its id."""
    groups: dict[str, list[Group]] = {}
    for group in tally.groups.values():
        if group.asked is not None:
            groups.setdefault(group.asked.target.id, []).append(group)
        else:
            for member in tally.plan.stems.get(group.signature[0], ()):
                groups.setdefault(member.id, []).append(_under_stem(group, member.id))
    return {key: _rule(tally, asked, groups.get(key, [])) for key, asked in tally.plan.asked.items()}


def _under_stem(group: Group, target: str) -> Group:
    """The rows of a range clause as rows of one of the targets that it answers."""
    rows = [seen._replace(row=replace(seen.row, target=target, stem=seen.row.target)) for seen in group.rows]
    return replace(group, rows=rows)


def _rule(tally: Tally, asked: Asked, groups: Sequence[Group]) -> TallyRuling:
    plan, context = tally.plan, tally.plan.context
    scalar = sum(len(group.rows) for group in groups)
    why = tuple(dict.fromkeys(group.zones.collected for group in groups if group.rows and group.zones.collected))
    if asked.not_planned is not None:
        seen = sorted((seen for group in groups for seen in group.rows), key=lambda one: one.place)
        ruling = rule_on(asked.target, [one.row for one in seen], context)
        weights = {id(one.row): StandIn(one, 1) for one in seen}
        counts = _counts(ruling.decided, weights)
        return TallyRuling(_listed(ruling, weights), counts, scalar, why, _not_stated(ruling.decided))
    ruling, weights = _under(asked, 0, groups, plan)
    counts = _counts(ruling.decided, weights)
    decided = _joined(asked, ruling, weights, context) or _counted(ruling.decided, weights)
    decided = replace(decided, reasons=(*decided.reasons, *_of_sample(tally, asked, ruling.decided, weights)))
    ruling = _with_readings(asked, replace(ruling, target=asked.target, decided=decided), groups, plan)
    return TallyRuling(_listed(ruling, weights), counts, scalar, why, _not_stated(decided))


def _under(asked: Asked, number: int, groups: Sequence[Group], plan: Plan) -> tuple[Ruling, dict[int, StandIn]]:
    """The ruling under one reading, with what each of its rows stands for."""
    target = asked.narrowed[number]
    listed = 0 if number else LISTED
    chosen = stand_ins(target, rule_on(target, (), plan.context), groups, plan, listed=listed)
    weights = {id(one.seen.row): one for one in chosen}
    return rule_on(target, [one.seen.row for one in chosen], plan.context), weights


def _with_readings(asked: Asked, ruling: Ruling, groups: Sequence[Group], plan: Plan) -> Ruling:
    """The ruling with what the other readings say, as the scalar path has it."""
    verdicts = {
        target.readings[0].id: _under(asked, number, groups, plan)[0].verdict if groups else None
        for number, target in enumerate(asked.narrowed)
        if number
    }
    flips: list[str] = []
    holds: list[str] = []
    untested: list[str] = []
    target, decided = asked.target, ruling.decided
    for other in target.readings:
        if other.id == ruling.reading or other.recorded:
            continue
        verdict = verdicts.get(other.id)
        if verdict not in _SETTLED or (decided.verdict not in _SETTLED and not target.undecided_on_disagreement):
            untested.append(other.id)
        else:
            (holds if verdict is decided.verdict else flips).append(other.id)
    if flips and target.undecided_on_disagreement and decided.verdict is not Verdict.MISSING:
        reason = Reason.of("readings_disagree", readings=", ".join(flips))
        decided = replace(decided, verdict=Verdict.UNDECIDED, reasons=(reason, *decided.reasons))
    return replace(ruling, decided=decided, flips=tuple(flips), holds=tuple(holds), untested=tuple(untested))


def _of_sample(tally: Tally, asked: Asked, decided: Decided, weights: Mapping[int, StandIn]) -> tuple[Reason, ...]:
    """What is said of the sample against its plan: all rows were counted but those that are worked out from inputs."""
    plan, size = asked.target.plan, tally.sizes.known.get(asked.target.id)
    if plan is None:
        return ()
    derived = [row.sample for row in decided.rows if id(row.sample.row) not in weights]
    if size is None or derived:
        counted, size = size, SampleSize(plan, tally.limits.parts)
        if counted is not None:
            size.merge(counted)
        for sample in derived:
            if not sample.excluded and can_be_judged(sample):
                size.add_row(sample.row)
    return remarks(size, decided.verdict)


def _counts(decided: Decided, weights: Mapping[int, StandIn]) -> Counts:
    verdicts: Counter[str] = Counter()
    inputs = excluded = derived = 0
    for row in decided.rows:
        stands = weights.get(id(row.sample.row))
        number = 1 if stands is None else stands.count
        derived += stands is None
        if row.role == "excluded":
            excluded += number
        elif row.verdict is None:
            inputs += number
        else:
            verdicts[row.verdict.value] += number
    return Counts(tuple((v.value, verdicts[v.value]) for v in Verdict if verdicts[v.value]), inputs, excluded, derived)


def _not_stated(decided: Decided) -> tuple[Condition, ...]:
    """The wanted conditions that are absent: rows of a kind state the same, and one of each kind stands here."""
    held = (row.sample.held for row in decided.rows)
    absent = {condition.key: condition for one in held if one is not None for condition in one.not_stated}
    return tuple(absent.values())


def _counted(decided: Decided, weights: Mapping[int, StandIn]) -> Decided:
    """The reasons with the numbers of all rows in place of those that stand for them."""
    counts = _counts(decided, weights)
    open_rows = dict(counts.verdicts).get(Verdict.NOT_EVALUABLE.value, 0)
    numbers = {"rows_not_judged": open_rows, "rows_all_excluded": counts.excluded, "rows_excluded": counts.excluded}
    reasons = tuple(
        Reason.of(one.code, count=numbers[one.code]) if one.code in numbers else one for one in decided.reasons
    )
    return replace(decided, reasons=reasons)


def _joined(asked: Asked, ruling: Ruling, weights: Mapping[int, StandIn], context: Context) -> Decided | None:
    """Where rows that are summaries stand beside single values, each part counts its own rows; None elsewhere."""
    statistic = ruling.statistic
    if is_apart(statistic):
        return None
    # What is worked out from inputs is worked out again, from the inputs.
    live = [row for row in ruling.decided.rows if row.role != "excluded" and id(row.sample.row) in weights]
    summaries = {
        id(row.sample.row)
        for row in live
        if row.sample.statistic not in {None, statistic.inner} and row.sample.possible is not None
    }
    if not 0 < len(summaries) < len(live):
        return None
    parts = []
    for whole in (False, True):
        rows = [row.sample.row for row in live if (id(row.sample.row) in summaries) is whole]
        parts.append(_counted(rule_on(asked.narrowed[0], rows, context).decided, weights))
    lead, other = parts if parts[0].verdict is ruling.verdict else reversed(parts)
    aside = tuple(one for one in _counted(ruling.decided, weights).reasons if one.code == "rows_excluded")
    return replace(ruling.decided, reasons=(*dict.fromkeys((*lead.reasons, *other.reasons)), *aside))


def _listed(ruling: Ruling, weights: Mapping[int, StandIn]) -> Ruling:
    """The ruling with the rows that are no plain pass, up to the limit, and the one that shows the value."""
    decided = ruling.decided
    made = {key for key, one in weights.items() if one.made}
    shown = [row for row in decided.rows if id(row.sample.row) not in made]
    told = [row for row in shown if not _is_plain(row)][:LISTED]
    kept = {id(row) for row in told}
    worst = next((row for row in shown if _shows(row, decided)), None)
    rows = tuple(row for row in shown if id(row) in kept or row is worst)
    return replace(ruling, decided=replace(decided, rows=rows))


def _is_plain(row: RowVerdict) -> bool:
    return row.verdict in {Verdict.PASS, None} and not row.reasons and row.role != "excluded"


def _shows(row: RowVerdict, decided: Decided) -> bool:
    return decided.possible is not None and any(found is decided.possible for _, found in row.sample.possible or ())
