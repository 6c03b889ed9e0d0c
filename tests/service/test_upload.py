"""Uploads: what is taken, what is refused, and that nothing is doubled or lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path

import pytest

from tests.postgres import new_database
from tests.service.world import CONTRACT, TABLE, World, open_world, sent
from verifier.errors import AccessError, StaleError, StoreError, UsageError, VerifierError
from verifier.service import upload
from verifier.service.running import ServiceLimits, open_service
from verifier.store.jobs import job_of
from verifier.store.submissions import project_submissions

_ROOT = Path(__file__).parents[2]


def test_a_draft_is_begun_with_a_header_of_the_form(world: World) -> None:
    """Without a submission.toml one is written from project and form, and the check is asked for."""
    draft = upload.receive(
        world.service, world.team, CONTRACT, sent(("a.csv", TABLE)), stage="验收", as_of=date(2026, 6, 30)
    )

    assert ("draft", "team", "验收", date(2026, 6, 30), 1) == (
        draft.state, draft.group, draft.stage, draft.as_of, draft.version,
    )  # fmt: skip
    names = {file.name: file for file in draft.files}
    assert {"a.csv", "submission.toml"} == set(names)
    written = world.service.blobs.read(names["submission.toml"].sha256).decode()
    assert 'project = "3103"\ncontract = "HT-2026-1"\ncontractor = "示例“公司”"\nstage = "验收"\n' == written
    with world.service.database.read() as connection:
        job = job_of(connection, draft.id, "check")
    assert job is not None
    assert "queued" == job.state


def test_the_team_s_own_header_stays(world: World) -> None:
    """A submission.toml that came along is kept, and says the stage."""
    header = 'project = "3103"\nstage = "中期检查"\n'.encode()

    draft = upload.receive(world.service, world.team, CONTRACT, sent(("a.csv", TABLE), ("submission.toml", header)))

    assert "中期检查" == draft.stage
    assert not any(file.generated for file in draft.files)


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ('project = "3104"', "upload_project_differs"),
        ('contract = "HT-other"', "upload_contract_differs"),
        ('stage = "中期检查"', "upload_stage_differs"),
    ],
)
def test_a_header_of_something_else_is_refused(world: World, header: str, code: str) -> None:
    """Files that say they are another project's, contract's or stage's are not taken."""
    files = sent(("a.csv", TABLE), ("submission.toml", header.encode()))
    with pytest.raises(UsageError) as caught:
        upload.receive(world.service, world.team, CONTRACT, files, stage="验收")

    assert code == caught.value.code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../a.csv", "upload_name"),
        ("/etc/passwd.csv", "upload_name"),
        ("C:\\a.csv", "upload_name"),
        ("folder/a.csv", "upload_name"),
        (".hidden.csv", "upload_name"),
        ("-rf.csv", "upload_name"),
        ("a\0.csv", "upload_name"),
        ("a\n.csv", "upload_name"),
        ("\u202efsc.csv", "upload_name"),
        ("\ud800.csv", "upload_name"),
        ("", "upload_name"),
        (" a.csv", "upload_name"),
        ("a.csv.", "upload_name"),
        ("数" * 100 + ".csv", "upload_name"),
        ("x" * 10_000_000, "upload_name"),
        ("page.html", "upload_type"),
        ("picture.svg", "upload_type"),
        ("run.exe", "upload_type"),
        ("noending", "upload_type"),
        ("findings.csv", "upload_findings"),
        ("FINDINGS.CSV", "upload_findings"),
        ("findings.csv.gz", "upload_findings"),
    ],
)
def test_a_hostile_name_is_refused_at_once(name: str, code: str) -> None:
    """No name leads out of a folder, hides, brings a page or a program, or speaks for the panel."""
    begun = time.perf_counter()

    with pytest.raises(UsageError) as caught:
        upload.check_file_name(name)

    assert code == caught.value.code
    assert time.perf_counter() - begun < 0.5


@pytest.mark.parametrize("name", ["数据.csv", "报告 (2).pdf", "lot.stdf.gz", "dcc.xml", "a.xlsx", "sha256sums.txt"])
def test_tables_and_evidence_are_taken(name: str) -> None:
    """What a team has at hand is taken under its own name."""
    assert name == upload.check_file_name(name)


def test_two_forms_of_one_name_are_one(world: World) -> None:
    """Names that differ in Unicode form or in case only are two files of one name."""
    for other in ("Rene\u0301.csv", "REN\u00c9.csv"):
        with pytest.raises(UsageError) as caught:
            upload.receive(world.service, world.team, CONTRACT, sent(("Ren\u00e9.csv", TABLE), (other, TABLE)))
        assert "upload_name_twice" == caught.value.code


def test_limits_hold_for_one_file_and_for_all(tmp_path: Path) -> None:
    """Too large a file, too large a submission and too many files are refused, and nothing of them is begun."""
    limits = ServiceLimits(file_bytes=1000, submission_bytes=1500, files=2)
    table = TABLE[:100]
    refused = []
    with open_world(tmp_path / "data", limits=limits) as world:
        for files in (
            [("a.csv", bytes(1001))],
            [("a.csv", table), ("b.csv", bytes(900)), ("c.csv", table)],
            [("a.csv", bytes(800)), ("b.csv", bytes(800))],
            [],
            [("a.pdf", b"evidence alone")],
        ):
            with pytest.raises(UsageError) as caught:
                upload.receive(world.service, world.team, CONTRACT, sent(*files))
            refused.append(caught.value.code)
        with world.service.database.read() as connection:
            begun = project_submissions(connection, world.project.id)

    assert ["upload_too_large", "upload_too_many", "upload_too_large", "upload_empty", "upload_empty"] == refused
    assert () == begun


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"stage": "end"}, "upload_stage"),
        ({"encoding": "rot13"}, "upload_encoding"),
        ({"request_key": ""}, "upload_request_key"),
        ({"request_key": "x" * 201}, "upload_request_key"),
        ({"request_key": "a\0"}, "upload_request_key"),
    ],
)
def test_a_wrong_form_is_refused(world: World, form: dict[str, str], code: str) -> None:
    """A form that no page of ours sends is refused with a sentence."""
    with pytest.raises(UsageError) as caught:
        upload.receive(world.service, world.team, CONTRACT, sent(("a.csv", TABLE)), **form)  # type: ignore[arg-type]

    assert code == caught.value.code


def test_only_team_and_panel_upload(world: World) -> None:
    """Auditor, administrators and strangers upload nothing."""
    for person in (world.auditor, world.site, world.administrator, world.stranger):
        with pytest.raises(AccessError):
            upload.receive(world.service, person, CONTRACT, sent(("a.csv", TABLE)))
    assert "panel" == upload.receive(world.service, world.panel, CONTRACT, sent(("a.csv", TABLE))).group


def test_a_request_sent_twenty_times_at_once_is_one_submission(either_world: World) -> None:
    """Twenty threads that send one request begin one submission, with one event and one check."""
    world, got = either_world, []

    def send() -> None:
        got.append(upload.receive(world.service, world.team, CONTRACT, sent(("a.csv", TABLE)), request_key="ci-1").id)

    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 20 == len(got)
    assert 1 == len(set(got))
    with world.service.database.read() as connection:
        assert 1 == len(project_submissions(connection, world.project.id))


def test_a_draft_is_changed_by_who_saw_it(world: World) -> None:
    """Files are added and removed, and the encoding is set; who saw an older draft is refused."""
    draft = world.upload()
    service = world.service

    more = upload.add_files(service, world.team, draft.id, sent(("b.pdf", b"%PDF")), expected=1)
    fewer = upload.remove_file(service, world.team, draft.id, "b.pdf", expected=more.version)
    named = upload.set_encoding(service, world.team, draft.id, "gb18030", expected=fewer.version)

    assert ["b.pdf", "submission.toml", "数据.csv"] == [file.name for file in more.files]
    assert (4, "gb18030") == (named.version, named.encoding)
    refusals: list[VerifierError] = []
    for change in (
        lambda: upload.add_files(service, world.team, draft.id, sent(("b.pdf", b"%PDF")), expected=1),
        lambda: upload.remove_file(service, world.team, draft.id, "b.pdf", expected=named.version),
        lambda: upload.add_files(service, world.team, draft.id, [], expected=named.version),
        lambda: upload.set_encoding(service, world.panel, draft.id, None, expected=named.version),
        lambda: upload.ask_check(service, world.auditor, draft.id),
    ):
        with pytest.raises((StaleError, StoreError, UsageError, AccessError)) as caught:
            change()
        refusals.append(caught.value)
    assert [
        "stale_submission", "submission_file_absent", "upload_empty", "access_not_found", "access_not_found",
    ] == [error.code for error in refusals]  # fmt: skip


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_was_acknowledged_survives_a_kill(kind: str, tmp_path: Path) -> None:
    """A process that uploads in a loop is killed: every submission that it was told of is there, byte for byte."""
    data = tmp_path / "data"
    url = new_database() if kind == "postgresql" else None
    with open_world(data, url) as world:
        person = world.team
    program = (
        "import io, sys, pathlib\n"
        "from verifier.service.running import open_service\n"
        "from verifier.service.upload import receive\n"
        "from verifier.store.people import person_by_id\n"
        f"service = open_service(pathlib.Path({str(data)!r}), {url!r})\n"
        "with service.database.read() as connection:\n"
        f"    person = person_by_id(connection, {person.id})\n"
        "for number in range(100_000):\n"
        "    table = f'指标编号,实测值,单位\\n3103.diameter,{number},mm\\n'.encode()\n"
        f"    made = receive(service, person, {CONTRACT!r}, [('a.csv', io.BytesIO(table))])\n"
        "    print(made.id, number, flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=_ROOT, env={**os.environ, "PYTHONPATH": str(_ROOT)}
    ) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(15)]
        process.send_signal(signal.SIGKILL)
        told += process.stdout.readlines()

    acknowledged = [tuple(map(int, line.split())) for line in told if line.endswith(b"\n")]
    service = open_service(data, url)
    with service.database.read() as connection:
        kept = {one.id: one for one in project_submissions(connection, world.project.id)}
    for submission_id, number in acknowledged:
        table = next(file for file in kept[submission_id].files if file.name == "a.csv")
        assert f"3103.diameter,{number},mm\n".encode() in service.blobs.read(table.sha256)
    service.close()
    assert len(acknowledged) >= 15
    assert len(kept) - len(acknowledged) in {0, 1}
