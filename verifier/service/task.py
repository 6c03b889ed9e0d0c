"""A task for the process that judges: plain values, which travel between processes."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from sqlalchemy.engine import Connection

from verifier.report.formula_guard import guarded
from verifier.store.findings import PanelFinding, findings_of
from verifier.store.jobs import Fault
from verifier.store.people import shown_names
from verifier.store.projects import Project
from verifier.store.submissions import Submission

if TYPE_CHECKING:
    from verifier.service.running import Service

__all__ = ["FINDINGS", "Answer", "Step", "Task", "findings_table", "rerun_task", "submission_task"]

FINDINGS: Final = "findings.csv"

_NEVER: Final = datetime.min.replace(tzinfo=UTC)
_HEAD: Final = ("指标编号", "专家", "意见", "备注")


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done in the process that judges.

    Args:
        kind: Check a submission, seal it, or judge a sealed record again.
        data: The service's folder.
        files: Names of the submission's files and the digests by which they are kept.
        written: Files that the service adds: the panel's findings.
        bundle: Where the bundle lies that is judged again.
        project: The project's code.
        contract: The contract number.
        contract_blob: Digest of the contract's file, None where there is none.
        guide: The guide's id.
        guide_path: Where to look for it.
        rule: The decision rule, None for the default.
        as_of: The day whose state of affairs is judged.
        encoding: Encoding of files that declare none.
        today: The civil date in Asia/Shanghai.
        now: The time of sealing.
        record: The id of the record to be sealed.
    """

    kind: Literal["check", "seal", "rerun"]
    data: Path
    files: tuple[tuple[str, str], ...] = ()
    written: Mapping[str, bytes] = field(default_factory=dict)
    bundle: Path = Path()
    project: str = ""
    contract: str = ""
    contract_blob: str | None = None
    guide: str = ""
    guide_path: Path | None = None
    rule: str | None = None
    as_of: date | None = None
    encoding: str | None = None
    today: date = date.min
    now: datetime = _NEVER
    record: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """How far a task is: bytes read, bytes to read, rows read."""

    done: int
    total: int
    rows: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a task came to.

    Args:
        blob: Digest of the canonical bytes of the result.
        bundle: Digest of the bundle, of a seal.
        digest: Digest of the result, `sha256:…`.
        payload: Digest of the statement's bytes, of a bundle.
        summary: How many targets have each verdict.
        as_of: The day whose state of affairs was judged.
        stage: Midterm review or acceptance.
        rerun: What judging again came to, of a record (`verifier.acceptance.rerun.Rerun`).
        faults: Why there is nothing of this; empty where there is.
    """

    blob: str = ""
    bundle: str = ""
    digest: str = ""
    payload: str = ""
    summary: Mapping[str, int] = field(default_factory=dict)
    as_of: str = ""
    stage: str | None = None
    rerun: object = None
    faults: tuple[Fault, ...] = ()


def submission_task(
    service: Service,
    kind: Literal["check", "seal"],
    submission: Submission,
    project: Project,
    *,
    findings: bytes | None = None,
    record: str = "",
) -> Task:
    """The task of checking or sealing a submission.

    Args:
        service: The service.
        kind: Which of the two.
        submission: The submission.
        project: Its project.
        findings: The table of the panel's findings, None where there are none.
        record: The id of the record to be sealed.
    """
    return Task(
        kind=kind,
        data=service.data,
        files=tuple((file.name, file.sha256) for file in submission.files),
        written={} if findings is None else {FINDINGS: findings},
        project=project.code,
        contract=project.contract,
        contract_blob=project.contract_blob,
        guide=project.guide,
        guide_path=service.guide_path,
        rule=project.rule,
        as_of=submission.as_of,
        encoding=submission.encoding,
        today=service.today(),
        now=service.now(),
        record=record,
    )


def rerun_task(service: Service, bundle: Path) -> Task:
    """The task of judging a sealed record again, by where its bundle lies."""
    return Task(kind="rerun", data=service.data, bundle=bundle)


def findings_table(connection: Connection, submission_id: int) -> bytes | None:
    """The panel's findings on a submission as the table that a record seals, None where there are none.

    Two members whom others see under one name are told apart by a number.
    """
    found = findings_of(connection, submission_id)
    if not found:
        return None
    names = _told_apart({one.person_id: one.person_name for one in found}, shown_names(connection))
    return _table(found, names)


def _told_apart(members: Mapping[int, str], everybody: Mapping[int, str]) -> dict[int, str]:
    taken = list(everybody.values())
    return {one: name if taken.count(name) == 1 else f"{name}（{one}）" for one, name in members.items()}


def _table(found: tuple[PanelFinding, ...], names: Mapping[int, str]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_HEAD)
    for one in found:
        finding = "同意" if one.agree else "不同意"
        writer.writerow([one.target, guarded(names[one.person_id]), finding, guarded(one.note)])
    # A byte order mark: the record is opened in spreadsheets too.
    return ("\ufeff" + text.getvalue()).encode()
