"""Add parts: the tallies of days to the result of a year, as if all files had been read at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path

from verifier.acceptance.check import Checked, Prepared, Question
from verifier.acceptance.library import open_guide
from verifier.acceptance.survey import result_of_scans, targets_digest
from verifier.acceptance.under_contract import Agreed, agree, contract_of
from verifier.decision.budget import Correlation
from verifier.decision.rule import read_rule
from verifier.decision.ruling import Context
from verifier.decision.sample import Period
from verifier.errors import MeasurementError
from verifier.measurement.header import SubmissionHeader
from verifier.measurement.submission import Submission
from verifier.plan.part import Head, read_head, read_part
from verifier.plan.plan import Plan
from verifier.plan.scan import Scan

__all__ = ["Merging", "merge"]


@dataclass(frozen=True, slots=True)
class Merging:
    """What is added.

    Args:
        parts: Parts, or folders of them, in the order of what they tally; a folder in byte order of names.
        guide_path: Where to look for the guide.
        only: Target ids to judge; all of the project where empty.
        contract: The contract whose terms the parts were tallied under, None where none was given.
    """

    parts: tuple[Path, ...]
    guide_path: Path | None = None
    only: tuple[str, ...] = ()
    contract: Path | None = None


def merge(asked: Merging, today: date) -> Checked:
    """The result of parts that were tallied for one question.

    1. Their heads are compared: what differs is named. 2. The plan is made anew from what they state, and from the
    contract that they were tallied under. 3. The same file twice is refused. 4. The tallies are added in order.

    Raises:
        MeasurementError: A part is damaged, asks another question, or tallies a file a second time; or the contract
            is not the one that it was tallied under.
        CatalogueError: The guide or project cannot be loaded.
    """
    paths = _listed(asked.parts)
    head = _head(paths)  # 1
    library = open_guide(head.guide, asked.guide_path)  # 2
    period = None if head.period is None else Period(*map(date.fromisoformat, head.period))
    header = SubmissionHeader(
        project=head.project,
        contract=head.contract,
        contractor=head.contractor,
        period_start=period.start if period else None,
        period_end=period.end if period else None,
        stage=head.stage,
    )
    as_of = date.fromisoformat(head.as_of) if head.as_of else today
    agreed = _agreed(asked, head, header, as_of, paths[0])
    project = library.project(head.project)
    if agreed is not None:
        project = replace(agreed.contract.project, targets=tuple(term.target for term in agreed.terms))
    if targets_digest(project) != head.targets:
        raise MeasurementError(
            "part_guide", file=paths[0].name, line=1, column="", guide=head.guide, read=head.digest[:19],
            expected=library.guide.digest[:19],
        )  # fmt: skip
    rule = read_rule(head.rule) if head.rule else None
    pairs = tuple((target, Correlation(one, other, Fraction(r))) for target, one, other, r in head.correlations)
    context = Context(rule, period, tuple(head.bases), (), pairs)
    plan = Plan(project.targets, context, project.stems())
    scans = [read_part(path, plan) for path in paths]
    _refuse_twice(paths, scans)  # 3
    prepared = Prepared(library, project, Submission(header=header), {}, context, as_of, agreed)
    question = Question((), project=head.project, only=asked.only, rule=rule, guide=head.guide)
    return result_of_scans(question, prepared, scans, {})  # 4


def _agreed(asked: Merging, head: Head, header: SubmissionHeader, as_of: date, part: Path) -> Agreed | None:
    """The contract as it was judged, None where the parts were tallied under none."""
    contract = contract_of(asked.contract, asked.guide_path)
    read = "" if contract is None else contract.digest
    if read != head.contract_digest:
        code = "part_contract_missing" if contract is None else "part_contract"
        expected = head.contract_digest[:19] or "-"
        raise MeasurementError(
            code, file=part.name, line=1, column="", contract=head.contract or "-", read=read[:19], expected=expected
        )
    return None if contract is None else agree(contract, head.project, header, as_of)


def _listed(parts: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for part in parts:
        inside = sorted(part.glob("*.part"), key=lambda path: path.name.encode()) if part.is_dir() else [part]
        if not inside:
            raise MeasurementError("part_none", file=part.name, line=1, column="")
        found += inside
    return found


def _head(paths: Sequence[Path]) -> Head:
    head = read_head(paths[0])
    for path in paths[1:]:
        other = read_head(path)
        for member in Head.model_fields:
            read, expected = getattr(other, member), getattr(head, member)
            if read != expected:
                raise MeasurementError(
                    "part_differs", file=path.name, line=1, column="", member=member, read=read, expected=expected
                )
    return head


def _refuse_twice(paths: Sequence[Path], scans: Sequence[Scan]) -> None:
    first: dict[str, Path] = {}
    for path, scan in zip(paths, scans, strict=True):
        # What only a cluster could read has no digest: there the name and the size tell.
        told = scan.source.sha256 or f"{scan.source.path} {scan.source.bytes}"
        if first.setdefault(told, path) is not path:
            before = first[told].name
            raise MeasurementError("part_twice", file=path.name, line=1, column="", first=before)
