"""Judging one task: from files that are kept to a result that is kept."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

import pytest

from tests.service.world import CONTRACT, TABLE, World, sent
from verifier.acceptance.check import Question, check
from verifier.errors import MeasurementError
from verifier.record.canonical import canonical
from verifier.service.judge import carry_out, fault_of, laid_out
from verifier.service.task import Step, Task, submission_task
from verifier.service.upload import receive


def _told(_: Step) -> None:
    """Nobody listens."""


def _zipped(name: str, data: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, data)
    return stream.getvalue()


def _task(world: World, *files: tuple[str, bytes]) -> Task:
    draft = receive(world.service, world.team, CONTRACT, sent(*files))
    return submission_task(world.service, "check", draft, world.project)


def test_the_service_judges_as_the_command_does(world: World) -> None:
    """The kept result is the canonical form of what a check of the same files gives."""
    task = _task(world, ("a.csv", TABLE))

    answer = carry_out(task, _told)

    with laid_out(task) as question:
        expected = check(question, world.service.today()).result
    assert canonical(expected) == world.service.blobs.read(answer.blob)
    assert f"sha256:{answer.blob}" == answer.digest
    assert expected["summary"] == answer.summary


def test_nothing_is_left_lying(world: World) -> None:
    """The folder that the files were laid out in is gone, and the blobs are as they were."""
    task = _task(world, ("a.csv", TABLE))
    carry_out(task, _told)

    assert [] == list((world.service.data / "work").iterdir())
    assert all(world.service.blobs.read(digest) for _, digest in task.files)


def test_a_packed_table_of_findings_does_not_speak_for_the_panel(world: World) -> None:
    """A team that hides findings in an archive is refused; no verdict comes of them."""
    findings = "指标编号,专家,意见,备注\n3103.industrialised,甲,同意,\n".encode()
    task = _task(world, ("a.csv", TABLE), ("more.zip", _zipped("findings.csv", findings)))

    answer = carry_out(task, _told)

    assert ["upload_findings"] == [fault.code for fault in answer.faults]
    assert "" == answer.blob


def test_a_packed_header_of_another_contract_is_refused(world: World) -> None:
    """An archive that says it is another contract's is not judged under this one."""
    header = b'contract = "HT-other"\n'
    draft = receive(
        world.service, world.team, CONTRACT, sent(("a.csv", TABLE), ("submission.toml", b'project = "3103"\n'))
    )
    task = submission_task(world.service, "check", draft, world.project)
    blob = world.service.blobs.put_bytes(header)
    task = replace(task, files=(("a.csv", dict(task.files)["a.csv"]), ("submission.toml", blob.sha256)))

    assert ["upload_contract_differs"] == [fault.code for fault in carry_out(task, _told).faults]


@pytest.mark.parametrize(
    "changed",
    [
        {"rule": "no such rule"},
        {"guide": "none"},
        {"project": "9999"},
        {"files": (("a.csv", "ab" * 32),)},
        {"contract_blob": "ab" * 32},
        {"kind": "rerun"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_whatever_is_wrong_is_a_sentence(world: World, changed: dict[str, Any]) -> None:
    """A rule, guide or project that is not there, and files that are lost, end in a sentence, never in a traceback."""
    answer = carry_out(replace(_task(world, ("a.csv", TABLE)), **changed), _told)

    assert answer.faults
    assert all(fault.zh and fault.en for fault in answer.faults)


def test_a_fault_can_be_kept_by_any_database() -> None:
    """What stands in a hostile cell is spelled out: no NUL, no lone surrogate, no megabytes."""
    error = MeasurementError("table_row_long", file="a\0", line=1, column="", read="\ud800" * 10**6, cells=1, width=1)

    fault = fault_of(error)

    assert fault.file == "a\\u0000"
    assert len(fault.read) < 2000
    fault.read.encode()


def test_a_contract_s_own_terms_are_laid_out(world: World) -> None:
    """The contract's file lies beside the submission, where the question names it."""
    blob = world.service.blobs.put_bytes(b"id = 1")
    task = replace(_task(world, ("a.csv", TABLE)), contract_blob=blob.sha256, rule="rounded")

    with laid_out(task) as question:
        assert isinstance(question, Question)
        assert question.contract is not None
        assert b"id = 1" == question.contract.read_bytes()
        assert question.rule is not None
        assert question.contract.parent == question.paths[0].parent
