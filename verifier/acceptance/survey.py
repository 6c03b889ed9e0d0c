"""Check submissions of any size: the same question and the same result, from tallies instead of rows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from verifier import __version__
from verifier.acceptance.check import (
    Checked,
    Prepared,
    Question,
    check,
    chosen_targets,
    context_of,
    refuse_faults,
    result_of,
    unknown_targets,
)
from verifier.acceptance.group_file import GroupFile
from verifier.acceptance.library import OpenGuide, open_guide
from verifier.acceptance.under_contract import Agreed, agree, contract_of
from verifier.catalogue.guide import Project
from verifier.decision.result import condition_fields, reason_fields
from verifier.decision.ruling import Context
from verifier.errors import UsageError
from verifier.measurement.evidence import find_evidence
from verifier.measurement.files import Found, Kind, list_files
from verifier.measurement.limits import LIMITS, Limits
from verifier.measurement.parquet import first_parquet_row
from verifier.measurement.row import Row
from verifier.measurement.stream import first_row
from verifier.measurement.submission import Submission, read_submission
from verifier.plan.by_group import GroupTable
from verifier.plan.group import Seen
from verifier.plan.local import LIBRARIES, scan_file, see_libraries
from verifier.plan.part import Head, read_part, write_part
from verifier.plan.plan import Plan
from verifier.plan.rulings import TallyRuling, rule_on_tally
from verifier.plan.scan import Scan, TableFile
from verifier.plan.tally import Tally
from verifier.plan.whole import scan_whole

__all__ = [
    "BY_PIECES", "ENGINES", "Step", "Survey", "engine_for", "part_name", "result_of_scans", "survey", "targets_digest",
]  # fmt: skip

ENGINES: Final = ("auto", "scalar", "local")
_SMALL: Final = 1024 * 1024
BY_PIECES: Final = (".csv", ".csv.gz", ".csv.bz2", ".tsv", ".tsv.gz", ".tsv.bz2", ".parquet")
"""How the names of files end that are read in pieces."""

_PACKED: Final = (".gz", ".bz2")

Step = Callable[[str, int, int, int], None]
"""Told how far the reading is: file, raw bytes read of all files, raw bytes of all files, and rows counted."""

Scans = Callable[["Sequence[TableFile]", Plan, Head, Question, "Survey"], list[Scan]]
"""Tallies files, in order: given the tables that lie here, the plan, what a part pins, the question and the way."""


@dataclass(frozen=True, slots=True)
class Survey:
    """How a large submission is read.

    Args:
        parts: Folder where the tally of each file is kept, so that a run that was broken off goes on with the next
            file, and days add up to a year; None for none.
        verdicts: Folder where the verdict of every row is written as Parquet; None for none.
        step: Told how far the reading is.
        rows: Whether every file is read row by row, by the base alone.
        groups: Columns by which rows are grouped, each with the file that the lines of its groups are written to.
        scans: Reads the files in place of this machine: a cluster, which may know of more files than lie here.
    """

    parts: Path | None = None
    verdicts: Path | None = None
    step: Step | None = None
    rows: bool = False
    groups: tuple[GroupFile, ...] = ()
    scans: Scans | None = None


def engine_for(engine: str, paths: Sequence[Path], limits: Limits = LIMITS) -> str:
    """The engine that judges a submission: `auto` takes columns where they pay for their start.

    Args:
        engine: `auto`, `scalar` or `local`.
        paths: Files and folders of the submission.
        limits: How large a file may be to be held.

    Returns:
        `scalar`, `local`, or `rows`: the scalar engine over a file that is too large to be held.
    """
    if engine == "local":
        return engine
    sizes = [_size(found.path) for found in list_files(paths, limits).found if _is_by_pieces(found)]
    scalar = "rows" if max(sizes, default=0) > limits.bytes else "scalar"
    if engine != "auto" or any(find_spec(library) is None for library in LIBRARIES):
        return scalar
    return "local" if sum(sizes) > _SMALL else scalar


def survey(question: Question, today: date, how: Survey) -> Checked:
    """Judge a submission by columns.

    1. Files that are read in pieces are told from the rest, which the scalar reader reads.
    2. The project is settled, and with it the plan.
    3. Each file is tallied, or its tally is taken from an earlier run; tallies are added in the order of files.
    4. Structural faults refuse the whole submission, all of them together.
    5. Each target is ruled on from the rows that stand for all.

    Raises:
        Refused: The submission has structural faults.
        UsageError: The project is not settled, or a table of groups cannot be written.
        MeasurementError: An extra is missing, or more must be held than may be.
    """
    listing = list_files(question.paths, question.limits)  # 1
    files = [found for found in listing.found if _is_by_pieces(found)]
    others = [found.path for found in listing.found if not _is_by_pieces(found)]
    if not files and how.groups:
        raise UsageError("group_no_table", endings=", ".join(BY_PIECES))
    if not files and how.scans is None:
        return check(question, today)
    if files and not how.rows:
        see_libraries(files[0].name)
    beside = Submission()
    if others:
        beside = read_submission(others, encoding=question.encoding, limits=question.limits)
    refuse_faults([*listing.faults, *beside.faults])
    contract = contract_of(question.contract, question.guide_path)  # 2
    library = open_guide(question.guide if contract is None else contract.guide.id, question.guide_path)
    as_of = question.as_of or (beside.header.as_of if beside.header else None)
    agreed = None if contract is None else agree(contract, question.project, beside.header, as_of or today)
    if agreed is None:
        project = library.project(_project_code(question, beside, files))
    else:
        project = replace(agreed.contract.project, targets=tuple(term.target for term in agreed.terms))
    context = context_of(question, beside, agreed)
    plan = Plan(project.targets, context, project.stems())
    head = _head(question, library, project, beside, context, as_of, agreed)
    tables = [TableFile(found.path, found.name, question.limits) for found in files]
    with ExitStack() as tables_of:
        grouped = [tables_of.enter_context(one.open(plan)) for one in how.groups]
        scans = (
            _scans(tables, plan, head, question, how, grouped)
            if how.scans is None
            else how.scans(tables, plan, head, question, how)
        )  # 3
        submission = replace(beside, ignored=(*listing.ignored, *beside.ignored))
        prepared = Prepared(library, project, submission, {}, context, as_of or today, agreed)
        judged = result_of_scans(question, prepared, scans, {found.name: found.root for found in listing.found})
        for one, table in zip(how.groups, grouped, strict=True):
            table.write_rows(submission.rows)
            one.write(table)
    return judged


def result_of_scans(
    question: Question, prepared: Prepared, scans: Sequence[Scan], roots: Mapping[str, Path]
) -> Checked:
    """The result of tallied files: steps 4 and 5 of `survey`.

    Args:
        question: What is asked.
        prepared: What else was submitted, and what it is judged by.
        scans: The files, in order; the first one's plan counts.
        roots: The folder that each file's name is relative to: evidence is looked for there, where it is known.
    """
    project = prepared.project
    plan = scans[0].tally.plan
    tally = Tally(plan)
    for scan in scans:
        tally.merge(scan.tally)
    for number, row in enumerate(prepared.submission.rows):
        tally.add(Seen((tally.files, number), row))
    unknown = sorted(
        (seen for group in tally.groups.values() if group.asked is None for seen in group.rows),
        key=lambda seen: seen.place,
    )
    faults = [fault for scan in scans for fault in scan.faults]
    refuse_faults(faults)
    if unknown and not question.project and not (prepared.submission.header and prepared.submission.header.project):
        _refuse_two_projects(tally)
    refuse_faults(unknown_targets([seen.row for seen in unknown], project))  # 4
    found = rule_on_tally(tally)  # 5
    rulings = [found[target.id] for target in chosen_targets(project, question.only)]
    rows = [seen.row for seen in sorted(tally.evidence.values(), key=lambda seen: seen.place)]
    files, told = find_evidence([row for row in rows if row.file in roots], roots, question.limits)
    submission = replace(
        prepared.submission,
        evidence=(*prepared.submission.evidence, *files),
        sources=(*(scan.source for scan in scans), *prepared.submission.sources),
        ignored=(*prepared.submission.ignored, *(reason for scan in scans for reason in scan.ignored), *told),
    )
    made = result_of(question, replace(prepared, submission=submission), [one.ruling for one in rulings])
    return Checked(tuple(one.ruling for one in rulings), _with_counts(made, rulings, tally, scans))


def _with_counts(
    result: dict[str, Any], rulings: Sequence[TallyRuling], tally: Tally, scans: Sequence[Scan]
) -> dict[str, Any]:
    """The result with what all rows say, beside the rows that it lists: their counts, and conditions not stated."""
    for target, ruling in zip(result["targets"], rulings, strict=True):
        counts = ruling.counts
        target["tally"] = {
            "rows": counts.rows,
            "verdicts": dict(counts.verdicts),
            "inputs": counts.inputs,
            "excluded": counts.excluded,
        }
        target["conditions_not_stated"] = [condition_fields(one) for one in ruling.not_stated]
    result["plan"] = {
        "engine": "scalar" if all(scan.whole for scan in scans) else "local",
        "rows": tally.counted,
        "exact": tally.exact,
        "scalar": sum(one.scalar for one in rulings),
        "whole_files": [scan.source.path for scan in scans if scan.whole],
        "not_planned": [
            {"id": target["id"], "rows": one.scalar, "reasons": [reason_fields(why) for why in one.why]}
            for target, one in zip(result["targets"], rulings, strict=True)
            if one.scalar
        ],
    }
    return result


def _refuse_two_projects(tally: Tally) -> None:
    """Rows of two projects, where nothing says which one is judged, are no question."""
    first: dict[str, tuple[int, int]] = {}
    for group in tally.groups.values():
        places = [zone.first.place for zone in group.found.values()]
        places += [counted.first.place for counted in group.others.values()]
        places += [seen.place for seen in group.rows]
        prefix = group.signature[0].partition(".")[0]
        first[prefix] = min([*places, *([first[prefix]] if prefix in first else [])])
    if len(first) > 1:
        raise UsageError("project_ambiguous", projects=", ".join(sorted(first, key=lambda name: first[name])))


def _is_by_pieces(found: Found) -> bool:
    return found.kind in {Kind.TABLE, Kind.PARQUET} and found.name.lower().endswith(BY_PIECES)


def _size(path: Path) -> int:
    size = path.stat().st_size
    return size * 5 if path.name.lower().endswith((*_PACKED, ".parquet")) else size


def _project_code(question: Question, beside: Submission, files: Sequence[Found]) -> str:
    stated = question.project or (beside.header.project if beside.header else "")
    if stated:
        return stated
    row = _first_row(files[0], question) if files else None
    if row is None:
        raise UsageError("project_not_stated")
    return row.target.partition(".")[0]


def _first_row(found: Found, question: Question) -> Row | None:
    """The first row that a file states, even beyond the limits that hold: what they refuse is told when all is read."""
    return _first_within(found, question.encoding, question.limits) or _first_within(found, question.encoding, LIMITS)


def _first_within(found: Found, encoding: str | None, limits: Limits) -> Row | None:
    if found.kind is Kind.PARQUET:
        return first_parquet_row(found.path, found.name, limits)
    return first_row(found.path, found.name, encoding, limits)


def _head(  # noqa: PLR0917 -- what a part pins
    question: Question,
    library: OpenGuide,
    project: Project,
    beside: Submission,
    context: Context,
    as_of: date | None,
    agreed: Agreed | None,
) -> Head:
    header, period = beside.header, context.period
    return Head(
        guide=library.guide.id,
        digest=library.guide.digest,
        project=project.code,
        rule="" if question.rule is None else str(question.rule),
        period=None if period is None else (period.start.isoformat(), period.end.isoformat()),
        bases=[(name, text) for name, text in context.bases],
        correlations=[(target, pair.one, pair.other, str(pair.coefficient)) for target, pair in context.correlations],
        contract=agreed.contract.id if agreed else header.contract if header else "",
        contractor=header.contractor if header else "",
        stage=header.stage if header else None,
        as_of=as_of.isoformat() if as_of else "",
        targets=targets_digest(project),
        contract_digest=agreed.contract.digest if agreed else "",
    )


def targets_digest(project: Project) -> str:
    """Digest of the targets of a project as they are judged, whatever the words beside them."""
    judged = [
        (one.id, one.statement.text, str(one.statistic), one.rule, one.rounding, one.conditions, one.readings, one.plan)
        for one in project.targets
    ]
    return hashlib.sha256(repr(judged).encode("utf-8", "backslashreplace")).hexdigest()


def _scans(  # noqa: PLR0917 -- what reading a file takes
    tables: Sequence[TableFile],
    plan: Plan,
    head: Head,
    question: Question,
    how: Survey,
    groups: Sequence[GroupTable],
) -> list[Scan]:
    """Each file's tally: from an earlier run where that one was finished, else from its rows."""
    total = sum(table.path.stat().st_size for table in tables)
    done = counted = 0
    scans: list[Scan] = []
    for table in tables:
        part = None if how.parts is None else how.parts / part_name(table.name, _state(table.path), head, question)
        if part is not None and part.is_file() and how.verdicts is None and not groups:
            scan = read_part(part, plan)
        else:
            progress = _Progress(how.step, table.name, done, total, counted)
            verdicts = None if how.verdicts is None else how.verdicts / f"{table.name}.verdicts.parquet"
            for group in () if how.rows else groups:
                group.begin()
            scan = (scan_whole if how.rows else scan_file)(table, plan, question.encoding, progress, verdicts, groups)
            if part is not None and not scan.faults:
                write_part(scan, head, part)
        done += table.path.stat().st_size
        counted += scan.tally.counted
        scans.append(scan)
    return scans


@dataclass(frozen=True, slots=True)
class _Progress:
    """How far the reading of all files is, from how far that of one is."""

    step: Step | None
    file: str
    done: int
    total: int
    rows: int

    def __call__(self, read: int, rows: int) -> None:
        if self.step is not None:
            self.step(self.file, self.done + read, self.total, self.rows + rows)


def part_name(name: str, state: tuple[int, str], head: Head, question: Question) -> str:
    """Names the part after the file as it lies there and the question asked: a changed file has another part.

    Args:
        name: The file's name in the submission.
        state: Its size, and when it was changed.
        head: What the part pins.
        question: What is asked.
    """
    told = (name, *state, head.model_dump_json(), question.encoding, __version__)
    return f"{name.rpartition('/')[2]}.{hashlib.sha256(repr(told).encode()).hexdigest()[:16]}.part"


def _state(path: Path) -> tuple[int, str]:
    found = path.stat()
    return found.st_size, str(found.st_mtime_ns)
