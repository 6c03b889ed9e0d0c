"""A small world in memory: targets, conditions and rows as short as a test can say them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from verifier.catalogue.agreed import agreed_region, tolerated
from verifier.catalogue.bilingual import Words
from verifier.catalogue.grammar import read_statement
from verifier.catalogue.statistic import read_statistic
from verifier.catalogue.target import Changes, Condition, Form, Kind, Need, Reading, Severity, Source, Target
from verifier.decision.ruling import Context, Ruling, rule_on
from verifier.decision.sample import Period
from verifier.measurement.row import Row
from verifier.quantity.units import read_unit

__all__ = ["PERIOD", "class_condition", "codes", "condition", "reading", "row", "ruled", "stated_condition", "target"]

PERIOD = Period(date(2024, 1, 1), date(2026, 12, 31))
_WORDS = Words("名称", "name")


def condition(key: str, equals: str, **more: Any) -> Condition:  # noqa: ANN401 -- fields by name
    """A required condition with an agreed value; `tolerance`, `severity` and `need` may be given."""
    region, unit = agreed_region(equals)
    if "tolerance" in more:
        region = tolerated(region, unit, more.pop("tolerance"))
    plain = Condition(
        key=key,
        aliases=(),
        name=_WORDS,
        need=Need.REQUIRED,
        form=Form.VALUE,
        text=equals,
        region=region,
        unit=unit,
        classes=(),
        severity=Severity.NONE,
        source=Source.GUIDE,
    )
    return replace(plain, **more)


def class_condition(key: str, *names: str, **more: Any) -> Condition:  # noqa: ANN401 -- fields by name
    """A required condition that is one of some class names."""
    classes = tuple((name, ()) for name in names)
    return condition(key, "1", form=Form.CLASS, region=None, unit=None, classes=classes, text=", ".join(names), **more)


def stated_condition(key: str, unit: str = "", **more: Any) -> Condition:  # noqa: ANN401 -- fields by name
    """A condition that has to be stated, whatever its value."""
    own = read_unit(unit) if unit else None
    return condition(key, "1", form=Form.STATED, region=None, unit=own, text=unit or "text", **more)


def reading(identity: str, *, default: bool = False, predicate: str | None = None, **more: Any) -> Reading:  # noqa: ANN401 -- fields by name
    """One reading of a target."""
    statistic = more.pop("statistic", None)
    plain = Reading(
        id=identity,
        changes=more.pop("changes", Changes.LIMIT),
        default=default,
        text=_WORDS,
        why=_WORDS,
        statement=None if predicate is None else read_statement(predicate),
        statistic=None if statistic is None else read_statistic(statistic),
    )
    return replace(plain, **more)


def target(predicate: str, statistic: str = "every", **more: Any) -> Target:  # noqa: ANN401 -- fields by name
    """A target of project 9999."""
    members = more.pop("members", ())
    plain = Target(
        id="9999.x",
        name=_WORDS,
        figure="-",
        clause=1,
        kind=Kind.MEASURED,
        statement=read_statement(predicate, frozenset(name for name, _ in members)),
        rounding=None,
        statistic=read_statistic(statistic),
        conditions=(),
        readings=(),
        members=members,
        time_bound=False,
        nonnegative=False,
        magnitude=False,
        rule=None,
        undecided_on_disagreement=False,
        spellings=(),
        stem="",
        end=None,
        sample=None,
        evidence=_WORDS,
        issuer=_WORDS,
        standards=(),
        note=None,
    )
    return replace(plain, **more)


def row(value: str = "", **cells: Any) -> Row:  # noqa: ANN401 -- fields by name
    """One row for that target; the other cells by their column."""
    return Row("rows.csv", 2, "9999.x", value, **cells)


def ruled(asked: Target, rows: Sequence[Row | str], context: Context | None = None) -> Ruling:
    """The ruling on rows; a text stands for a row with that value, and lines are numbered from 2."""
    cells = [one if isinstance(one, Row) else row(one) for one in rows]
    numbered = [replace(one, line=place) for place, one in enumerate(cells, 2)]
    return rule_on(asked, numbered, context or Context())


def codes(ruling: Ruling) -> list[str]:
    """The reason codes of a ruling."""
    return [reason.code for reason in ruling.decided.reasons]
