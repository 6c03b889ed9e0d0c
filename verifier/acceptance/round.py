"""A round of applications checked against a catalogue of administrative rules: `dabiao check --catalogue`."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from verifier.acceptance.check import refuse_faults
from verifier.acceptance.library import open_guide
from verifier.catalogue.bilingual import Words
from verifier.catalogue.table import Breach, Count, Quota, RuleTable
from verifier.catalogue.table_source import load_table
from verifier.decision.result import reason_fields
from verifier.decision.round import RuleOutcome, judge_round
from verifier.decision.verdict import Verdict
from verifier.errors import MeasurementError, UsageError
from verifier.measurement.application import Application, read_applications
from verifier.wording import Reason

__all__ = ["ROUND_SCHEMA", "RoundQuestion", "check_round", "grouping_columns", "open_table"]

ROUND_SCHEMA: Final = "dabiao/round/v1"
_JUDGED: Final = (Verdict.PASS, Verdict.FAIL, Verdict.NOT_EVALUABLE, Verdict.EXPERT)

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RoundQuestion:
    """What is asked of a round.

    Args:
        paths: The tables of applications.
        catalogue: The catalogue: a guide's id, a slash, and the folder of its rules.
        guide_path: Where to look for the guide.
        encoding: Encoding of files that declare none.
    """

    paths: tuple[Path, ...]
    catalogue: str
    guide_path: Path | None = None
    encoding: str | None = None


def open_table(name: str, guide_path: Path | None = None) -> RuleTable:
    """A table catalogue by its name, `js2023/admin`.

    Raises:
        CatalogueError: The guide is not found, or the catalogue cannot be loaded.
        UsageError: The name has no folder in it, or leads out of the guide.
    """
    guide, _, inner = name.partition("/")
    if not inner or not inner.replace("_", "").replace("-", "").isalnum():
        raise UsageError("round_catalogue_name", read=name)
    return load_table(open_guide(guide, guide_path).folder / inner, name)


def check_round(question: RoundQuestion) -> Fields:
    """Judge a round.

    Returns:
        The result: counts for each rule, and every outcome that is no plain pass.

    Raises:
        Refused: A table has structural faults.
        CatalogueError: The catalogue cannot be loaded.
    """
    table = open_table(question.catalogue, question.guide_path)
    applications: list[Application] = []
    sources: list[Fields] = []
    faults: list[MeasurementError] = []
    for path in question.paths:
        data = path.read_bytes()
        found, grid = read_applications(data, path.name, table, question.encoding)
        applications += found
        faults += grid.faults
        sources.append({"file": path.name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)})
    refuse_faults(faults)
    unread = [cell for row in applications for cell in _unread(row, table)]
    outcomes = tuple(judge_round(table, applications))
    grouping = grouping_columns(table)
    return {
        "schema": ROUND_SCHEMA,
        "catalogue": {"id": table.id, "digest": table.digest, "name": _words(table.name)},
        "applications": len(applications),
        "groups": _groups(table, applications),
        "summary": {**_summary(outcomes), "unread": len(unread)},
        "sources": sources,
        "rules": _rules(table, outcomes),
        "findings": [
            _finding(outcome, grouping)
            for outcome in outcomes
            if outcome.verdict is not Verdict.PASS or outcome.reasons
        ],
        "unread": unread,
    }


def _unread(row: Application, table: RuleTable) -> Iterator[Fields]:
    """The cells of a row that cannot be read, whether a rule needs them or not."""
    name = row.cells.get(table.columns[0].key)
    for key, cell in row.cells.items():
        if isinstance(cell, Reason):
            place = name if isinstance(name, str) else str(row.line)
            column = table.column(key)
            heading = {} if column is None else {"name": _words(column.name)}
            yield {"place": place, "line": row.line, "column": key, **heading, "reasons": [reason_fields(cell)]}


def grouping_columns(table: RuleTable) -> tuple[str, ...]:
    """The columns that rules group applications by, e.g. zone, region, city, field: zones first."""
    per = [rule.per for rule in table.rules if rule.per]
    by = [rule.test.by for rule in table.rules if isinstance(rule.test, Count | Quota)]
    return tuple(dict.fromkeys((*per, *by)))


def _groups(table: RuleTable, applications: Sequence[Application]) -> list[Fields]:
    """How many applications each group has, by every column that rules group by."""
    found = []
    for key in grouping_columns(table):
        column = table.column(key)
        sizes = Counter(name for row in applications if isinstance(name := row.cells.get(key), str))
        heading = {"zh": key, "en": key} if column is None else _words(column.name)
        found.append({"column": key, "name": heading, "sizes": dict(sizes)})
    return found


def _words(words: Words) -> Fields:
    return {"zh": words.zh, "en": words.en}


def _summary(outcomes: Sequence[RuleOutcome]) -> Fields:
    """How many breaches lead where, and how much is open."""
    breaches = Counter(outcome.rule.breach for outcome in outcomes if outcome.verdict is Verdict.FAIL)
    verdicts = Counter(outcome.verdict for outcome in outcomes)
    return {**{breach.value: breaches[breach] for breach in Breach}, **{v.value: verdicts[v] for v in _JUDGED}}


def _rules(table: RuleTable, outcomes: Sequence[RuleOutcome]) -> list[Fields]:
    counts = Counter((outcome.rule.id, outcome.verdict) for outcome in outcomes)
    return [
        {
            "id": rule.id,
            "name": _words(rule.name),
            "figure": rule.figure,
            "clause": rule.clause,
            "breach": rule.breach.value,
            **{verdict.value: counts[rule.id, verdict] for verdict in _JUDGED},
        }
        for rule in table.rules
    ]


def _finding(outcome: RuleOutcome, grouping: Sequence[str]) -> Fields:
    """One outcome, with the groups that its applications belong to."""
    named = {key: dict.fromkeys(row.cells.get(key) for row in outcome.rows) for key in grouping}
    return {
        "rule": outcome.rule.id,
        "name": _words(outcome.rule.name),
        "groups": {key: [name for name in names if isinstance(name, str)] for key, names in named.items()},
        "place": outcome.place,
        "verdict": outcome.verdict.value,
        "breach": outcome.rule.breach.value if outcome.verdict is Verdict.FAIL else None,
        "excess": outcome.excess,
        "lines": list(outcome.lines),
        "reasons": [reason_fields(reason) for reason in outcome.reasons],
    }
