"""Judge: carry out one task in this process, from the files that are kept to the result that is kept."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from verifier.acceptance.check import Question, check
from verifier.acceptance.refused import Refused
from verifier.acceptance.rerun import rerun
from verifier.acceptance.seal import Sealing, seal
from verifier.decision.rule import read_rule
from verifier.errors import UsageError, VerifierError
from verifier.measurement.files import Kind, kind_of
from verifier.record.archive import read_archive
from verifier.record.bundle import SUBMISSION, pack_bundle, unpack_bundle
from verifier.record.canonical import canonical, sha256_hex
from verifier.record.keyfile import read_key
from verifier.service.task import FINDINGS, Answer, Step, Task
from verifier.store.blobs import Blobs
from verifier.store.jobs import Fault

__all__ = ["carry_out", "fault_of", "laid_out"]

_CONTRACT: Final = "contract.toml"
_MOST_FAULTS: Final = 1000
_LONGEST_READ: Final = 200


def carry_out(task: Task, step: Callable[[Step], None]) -> Answer:
    """Carry out a task.

    Args:
        task: The task.
        step: Told how far it is, where the engine tells.

    Returns:
        What it came to; what refuses it stands in its faults, and nothing is raised for it.
    """
    blobs = Blobs(task.data / "blobs")
    try:
        match task.kind:
            case "check":
                return _check(task, blobs, step)
            case "seal":
                return _seal(task, blobs)
            case "rerun":
                return Answer(rerun=rerun(unpack_bundle(read_archive(task.bundle))))
    except Refused as refusal:
        found = [error for error in refusal.exceptions if isinstance(error, VerifierError)]
        return Answer(faults=tuple(fault_of(error) for error in found[:_MOST_FAULTS]))
    except VerifierError as error:
        return Answer(faults=(fault_of(error),))
    except MemoryError:
        return Answer(faults=(fault_of(UsageError("judge_memory")),))
    except OSError as error:
        why = errno.errorcode.get(error.errno or 0, type(error).__name__)
        return Answer(faults=(fault_of(UsageError("judge_disk", why=why)),))


def fault_of(error: VerifierError) -> Fault:
    """An error as it is kept: its sentence in both languages, and its place."""
    parts = dict(error.reason.parts)

    def part(name: str) -> str:
        # PostgreSQL keeps no NUL, and no database a lone surrogate.
        text = str(parts.get(name, ""))[:_LONGEST_READ]
        return "".join(mark if mark.isprintable() else f"\\u{ord(mark):04x}" for mark in text)

    return Fault(
        error.code, error.text("zh"), error.text("en"), part("file"), part("line"), part("column"), part("read")
    )


@contextlib.contextmanager
def laid_out(task: Task) -> Iterator[Question]:
    """The question of a task, its files laid out in a folder of their own for as long as it is asked."""
    blobs = Blobs(task.data / "blobs")
    work = task.data / "work"
    work.mkdir(exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix="job-", dir=work) as name:
        root = Path(name)
        folder = root / SUBMISSION
        folder.mkdir()
        for file, digest in task.files:
            _place(blobs.path(digest), folder / file)
        for file, data in task.written.items():
            (folder / file).write_bytes(data)
        contract = None
        if task.contract_blob is not None:
            contract = root / _CONTRACT
            _place(blobs.path(task.contract_blob), contract)
        yield Question(
            paths=(folder,),
            project=task.project,
            rule=None if task.rule is None else read_rule(task.rule),
            as_of=task.as_of,
            encoding=task.encoding,
            guide=task.guide,
            guide_path=task.guide_path,
            contract=contract,
        )


def _check(task: Task, blobs: Blobs, step: Callable[[Step], None]) -> Answer:
    from verifier.acceptance.survey import Survey, engine_for, survey

    with laid_out(task) as question:
        engine = engine_for("auto", question.paths, question.limits)
        if engine == "scalar":
            result = check(question, task.today).result
        else:
            told = Survey(step=lambda _, done, total, rows: step(Step(done, total, rows)), rows=engine == "rows")
            result = survey(question, task.today, told).result
    _see_own(task, result)
    return _kept(result, blobs)


def _seal(task: Task, blobs: Blobs) -> Answer:
    key = read_key((task.data / "keys" / "service.key").read_bytes(), None)
    with laid_out(task) as question:
        bundle = seal(Sealing(question, record_id=task.record), key, task.now, task.today)
    _see_own(task, bundle.record.result)
    sealed = blobs.put_bytes(pack_bundle(bundle))
    answer = _kept(bundle.record.result, blobs)
    return replace(answer, bundle=sealed.sha256, payload=sha256_hex(bundle.envelope.payload))


def _kept(result: Mapping[str, Any], blobs: Blobs) -> Answer:
    blob = blobs.put_bytes(canonical(result))
    return Answer(
        blob=blob.sha256,
        digest=f"sha256:{blob.sha256}",
        summary=dict(result["summary"]),
        as_of=result["as_of"],
        stage=result["stage"],
    )


def _see_own(task: Task, result: Mapping[str, Any]) -> None:
    """See that a result is of this project, and that nobody but the panel's members speaks for the panel.

    Raises:
        UsageError: A packed file brought findings along, or the submission is for another contract.
    """
    contract = (result["contract"] or {}).get("id") or task.contract
    if contract != task.contract:
        raise UsageError("upload_contract_differs", read=contract, expected=task.contract)
    for source in result["sources"]:
        if kind_of(source["file"]) is Kind.FINDINGS and not (source["file"] == FINDINGS and FINDINGS in task.written):
            raise UsageError("upload_findings", name=source["file"])


def _place(blob: Path, place: Path) -> None:
    """A file under its own name: a second name for the blob, or a copy where the disk has no links."""
    try:
        os.link(blob, place)
    except OSError:
        shutil.copyfile(blob, place)
