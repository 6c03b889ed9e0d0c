"""Check a submission against the targets of its project: the program's main use case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from verifier.acceptance.library import DEFAULT_GUIDE, OpenGuide, open_guide
from verifier.acceptance.refused import Refused, refuse_faults
from verifier.acceptance.under_contract import Agreed, agree, contract_of, period_of, with_contract
from verifier.catalogue.guide import Project
from verifier.catalogue.target import Target
from verifier.decision.budget import Correlation
from verifier.decision.result import SCHEMA, ratify_of, reason_fields, rule_fields, summary_of, target_fields
from verifier.decision.rule import FULL_VALUE, Rule
from verifier.decision.ruling import Context, Ruling, rule_on
from verifier.errors import MeasurementError, UsageError
from verifier.measurement.findings import Finding
from verifier.measurement.limits import LIMITS, Limits
from verifier.measurement.row import Row
from verifier.measurement.submission import Submission, read_submission

__all__ = [
    "Checked",
    "Prepared",
    "Question",
    "Refused",
    "check",
    "chosen_targets",
    "context_of",
    "prepare",
    "refuse_faults",
    "result_of",
    "unknown_targets",
]

_LONGEST_ID = 80


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    Args:
        paths: Files and folders of the submission.
        project: Project code, None to take it from the submission.
        only: Target ids to judge; all of the project where empty.
        rule: The decision rule, None for the default.
        as_of: The day whose state of affairs is judged, None to take it from the submission or the clock.
        encoding: Encoding of files that declare none.
        guide: The guide's id.
        guide_path: Where to look for it.
        contract: The contract's file, None for the guide's own terms.
        limits: How large the submission may be.
    """

    paths: tuple[Path, ...]
    project: str | None = None
    only: tuple[str, ...] = ()
    rule: Rule | None = None
    as_of: date | None = None
    encoding: str | None = None
    guide: str = DEFAULT_GUIDE
    guide_path: Path | None = None
    contract: Path | None = None
    limits: Limits = LIMITS


@dataclass(frozen=True, slots=True)
class Checked:
    """A submission that was judged: the rulings, and the result object made from them."""

    rulings: tuple[Ruling, ...]
    result: dict[str, Any]


def check(question: Question, today: date) -> Checked:
    """Judge a submission.

    1. The files are read; structural faults refuse the whole submission, all of them together.
    2. The project is the one asked for, else the one the submission states, else the only one its rows name.
    3. A row under the stem of a range clause becomes one row for each of its targets.
    4. Each target is ruled on from its rows; one without rows is missing.

    Args:
        question: What is asked.
        today: The civil date in Asia/Shanghai, used where nothing states another.

    Raises:
        Refused: The submission has structural faults.
        UsageError: The project is not settled, or `only` names a target that it does not have.
        CatalogueError: The guide or project cannot be loaded.
    """
    prepared = prepare(question, today)
    chosen = chosen_targets(prepared.project, question.only)
    rulings = tuple(rule_on(target, prepared.rows.get(target.id, ()), prepared.context) for target in chosen)
    return Checked(rulings, result_of(question, prepared, rulings))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A submission that was read and can be judged.

    Args:
        library: The guide.
        project: The project.
        submission: What was read.
        rows: The rows of each target id, with ranges under a stem expanded.
        context: What holds for all targets.
        as_of: The day whose state of affairs is judged.
        agreed: The contract as this review judges it, None where none was given.
    """

    library: OpenGuide
    project: Project
    submission: Submission
    rows: dict[str, list[Row]]
    context: Context
    as_of: date
    agreed: Agreed | None = None


def prepare(question: Question, today: date) -> Prepared:
    """Read a submission and settle its project: steps 1 to 3 of `check`.

    Raises:
        Refused: The submission has structural faults.
        UsageError: The project is not settled.
        CatalogueError: The guide or project cannot be loaded.
    """
    contract = contract_of(question.contract, question.guide_path)
    library = open_guide(question.guide if contract is None else contract.guide.id, question.guide_path)
    submission = read_submission(question.paths, encoding=question.encoding, limits=question.limits)
    refuse_faults(submission.faults)
    header = submission.header
    as_of = question.as_of or (header.as_of if header else None) or today
    agreed = None if contract is None else agree(contract, question.project, header, as_of)
    if agreed is None:
        project = library.project(_project_code(question, submission))
    else:
        project = replace(agreed.contract.project, targets=tuple(term.target for term in agreed.terms))
    refuse_faults(unknown_targets([*submission.rows, *submission.findings], project))
    context = context_of(question, submission, agreed)
    return Prepared(library, project, submission, _expanded(submission.rows, project), context, as_of, agreed)


def _project_code(question: Question, submission: Submission) -> str:
    stated = question.project or (submission.header.project if submission.header else "")
    if stated:
        return stated
    named = [row.target for row in submission.rows] or submission.unfilled
    prefixes = tuple(dict.fromkeys(name.partition(".")[0] for name in named))
    if len(prefixes) == 1:
        return prefixes[0]
    if prefixes:
        raise UsageError("project_ambiguous", projects=", ".join(prefixes))
    raise UsageError("project_not_stated")


def unknown_targets(rows: Sequence[Row | Finding], project: Project) -> list[MeasurementError]:
    """A fault for each row or finding whose target the project does not have."""
    known = [target.id for target in project.targets]
    names = {*known, *project.stems()}
    nearest = cache(lambda name: ", ".join(get_close_matches(name[:_LONGEST_ID], known, 3)) or "-")
    return [
        MeasurementError(
            "target_id_unknown",
            file=row.file,
            line=row.line,
            target=row.target,
            project=project.code,
            nearest=nearest(row.target),
        )
        for row in rows
        if row.target not in names
    ]


def _expanded(rows: Sequence[Row], project: Project) -> dict[str, list[Row]]:
    """The rows of each target, with a range under a stem answering all targets of the range clause."""
    stems = project.stems()
    found: dict[str, list[Row]] = {}
    for row in rows:
        for target in stems.get(row.target, ()):
            found.setdefault(target.id, []).append(replace(row, target=target.id, stem=row.target))
        if row.target not in stems:
            found.setdefault(row.target, []).append(row)
    return found


def chosen_targets(project: Project, only: Sequence[str]) -> tuple[Target, ...]:
    """The targets of a project that are judged: all, or those named, a range clause by its stem too."""
    if not only:
        return project.targets
    stems = project.stems()
    wanted = {
        member.id for name in only for member in stems.get(name, (project.target(name),) if name not in stems else ())
    }
    return tuple(target for target in project.targets if target.id in wanted)


def context_of(question: Question, submission: Submission, agreed: Agreed | None) -> Context:
    """What holds for all targets: the rule asked for, the period, declared bases, the panel's findings."""
    header = submission.header
    bases = () if header is None else header.basis
    pairs = () if header is None else header.correlations
    correlations = tuple((target, Correlation(one, other, r)) for target, one, other, r in pairs)
    return Context(question.rule, period_of(agreed, header), bases, submission.findings, correlations)


def result_of(question: Question, prepared: Prepared, rulings: Sequence[Ruling]) -> dict[str, Any]:
    """The result object of a submission that was judged."""
    guide, project, submission = prepared.library.guide, prepared.project, prepared.submission
    header, period = submission.header, prepared.context.period
    result = {
        "schema": SCHEMA,
        "as_of": prepared.as_of.isoformat(),
        "guide": {"id": guide.id, "digest": guide.digest, "name": {"zh": guide.name.zh, "en": guide.name.en}},
        "contract": {"id": header.contract, "digest": None} if header and header.contract else None,
        "project": project.code,
        "project_name": {"zh": project.name.zh, "en": project.name.en},
        "contractor": (header.contractor or None) if header else None,
        "period": None if period is None else {"start": period.start.isoformat(), "end": period.end.isoformat()},
        "stage": header.stage if header else None,
        "rule": rule_fields(question.rule or FULL_VALUE),
        "summary": summary_of(rulings),
        "ratify": ratify_of(rulings),
        "ignored": [reason_fields(reason) for reason in submission.ignored],
        "sources": [
            {"file": s.path, "sha256": s.sha256, "bytes": s.bytes, "encoding": s.encoding, "assumed": s.assumed}
            for s in submission.sources
        ],
        "evidence_files": [
            {
                "file": e.name,
                "sha256": e.sha256 or None,
                "bytes": e.bytes,
                "type": e.type or None,
                "state": e.state.value,
            }
            for e in submission.evidence
        ],
        "targets": [target_fields(ruling) for ruling in rulings],
    }
    return with_contract(result, prepared.agreed)
