"""The client, on a service in this process."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from tests.web.world import Asgi, Clock, Site, open_site, table
from verifier.client import Client, ServiceError
from verifier.errors import UsageError
from verifier.service.sessions import make_token
from verifier.service.worker import run_pending
from verifier.store.tokens import SCOPES


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A service where people sign in."""
    with open_site(tmp_path / "data", clock=Clock()) as opened:
        yield opened


@pytest.fixture
def team(site: Site) -> Iterator[Client]:
    """The team's program."""
    with _client(site, "team") as client:
        yield client


def _client(site: Site, name: str) -> Client:
    _, token = make_token(site.service, site.people[name], name="t", scopes=SCOPES)
    return Client("http://127.0.0.1:8000/", token, transport=Asgi(site.app))


def _table(folder: Path, value: str = "0.9") -> Path:
    path = folder / "data.csv"
    path.write_bytes(table(value))
    return path


def test_a_team_s_self_check(site: Site, team: Client, tmp_path: Path) -> None:
    """A team uploads a folder, waits for the check, and reads the result; the draft stays a draft."""
    draft = team.upload("HT-1", [_table(tmp_path)], stage="验收")
    assert not draft.checked
    run_pending(site.service)

    checked = team.wait(draft)

    result = team.result(checked)
    assert ("draft", False, result["summary"]) == (checked.state, checked.failed, checked.summary)
    verdicts = {target["id"]: target["verdict"] for target in result["targets"]}
    assert "pass" == verdicts["3103.ttv"]
    assert not checked.passed
    assert ["HT-1"] == [project.contract for project in team.projects()]


def test_faults_are_told(site: Site, team: Client, tmp_path: Path) -> None:
    """Files that cannot be judged are a failed check with every fault."""
    path = tmp_path / "data.csv"
    path.write_bytes(b"\x00")
    draft = team.upload("HT-1", [path])
    run_pending(site.service)

    checked = team.wait(draft)

    assert checked.failed
    assert all(fault["zh"] for fault in checked.faults)
    assert len(checked.faults) == len(team.errors(checked)) > 0


def test_from_draft_to_record(site: Site, team: Client, tmp_path: Path) -> None:
    """A submission is submitted, sealed, fetched and proved by programs alone."""
    draft = team.upload("HT-1", [_table(tmp_path)])
    run_pending(site.service)
    sent = team.submit(team.wait(draft))
    with _client(site, "panel") as panel:
        panel.seal(sent)
        run_pending(site.service)
        (record,) = panel.records("HT-1")

        assert panel.record(record).startswith(b"PK")
        assert panel.rerun(record)["same"]
        assert panel.proof(record)
        assert panel.consistency(1)
        assert "HT-1" == record.contract
        assert panel.checkpoint()


def test_a_draft_is_withdrawn(site: Site, team: Client, tmp_path: Path) -> None:
    """A draft is withdrawn from the version that was read."""
    draft = team.upload("HT-1", [_table(tmp_path)])
    run_pending(site.service)

    assert "withdrawn" == team.withdraw(team.wait(draft)).state


def test_a_lost_answer_makes_no_second_draft(site: Site, tmp_path: Path) -> None:
    """Where the answer to an upload is lost, it is sent again and stays one submission."""

    class Lossy(Asgi):
        lost = 0

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            answer = super().handle_request(request)
            if request.method == "POST" and self.lost < 2:
                self.lost += 1
                raise httpx.ReadError(request.method, request=request)
            return answer

    _, token = make_token(site.service, site.people["team"], name="t", scopes=SCOPES)
    with Client("http://127.0.0.1:8000", token, transport=Lossy(site.app)) as client:
        client.upload("HT-1", [_table(tmp_path)])

    assert 1 == len(site.browser("team").get("/api/v1/projects/HT-1/submissions").json())


def test_the_same_key_is_the_same_upload(team: Client, tmp_path: Path) -> None:
    """A repeated run of CI with the commit as its key makes no second draft."""
    path = _table(tmp_path)

    first, again, other = (team.upload("HT-1", [path], key=key) for key in ("c1", "c1", "c2"))

    assert first.id == again.id != other.id


def test_a_refusal_speaks(team: Client, tmp_path: Path) -> None:
    """What the service refuses is an error with its status, its code, and its sentence in both languages."""
    with pytest.raises(ServiceError) as refused:
        team.upload("nosuch", [_table(tmp_path)])

    assert (404, "access_not_found") == (refused.value.status, refused.value.code)
    assert refused.value.text("zh") != refused.value.text("en")


def test_a_token_that_is_none(site: Site) -> None:
    """A wrong token is 401."""
    with (
        Client("http://127.0.0.1:8000", "wrong", transport=Asgi(site.app)) as client,
        pytest.raises(ServiceError) as no,
    ):
        client.projects()

    assert 401 == no.value.status


def test_a_service_that_is_not_there() -> None:
    """A service that does not answer is said, with its address."""

    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError(request.method, request=request)

    client = Client("http://192.0.2.1", "t", transport=httpx.MockTransport(fail))
    with client, pytest.raises(UsageError, match=r"192\.0\.2\.1"):
        client.projects()


def test_an_answer_that_is_no_problem_document() -> None:
    """A refusal by something else than the service is told by its status."""
    client = Client("http://x", "t", transport=httpx.MockTransport(lambda _: httpx.Response(502, text="<html>")))

    with client, pytest.raises(ServiceError, match="502"):
        client.projects()


def test_a_bundle_that_is_not_the_record_s(site: Site) -> None:
    """A bundle whose bytes are not those that the service names is not handed on."""
    number = site.sealed()
    with _client(site, "auditor") as client:
        (record,) = client.records("HT-1")
    body = {**json.loads(site.browser("auditor").get(f"/api/v1/records/{number}").content)}
    assert body["bundle_sha256"] == record.bundle_sha256
    other = Client("http://x", "t", transport=httpx.MockTransport(lambda _: httpx.Response(200, content=b"PK other")))

    with other, pytest.raises(UsageError, match="digest"):
        other.record(record)


def test_a_wait_ends(team: Client, tmp_path: Path) -> None:
    """Waiting for a check that nobody makes ends with a sentence."""
    draft = team.upload("HT-1", [_table(tmp_path)])

    with pytest.raises(UsageError, match=str(draft.id)):
        team.wait(draft, seconds=0.3)


def test_an_empty_folder_is_no_submission(team: Client, tmp_path: Path) -> None:
    """A folder without files, or with hidden ones alone, is nothing to hand in."""
    (tmp_path / ".hidden.csv").write_bytes(table())

    with pytest.raises(UsageError):
        team.upload("HT-1", [tmp_path])


def test_the_example_of_the_page_runs(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The self-check that docs/service.md shows runs as it is printed, and says what is open."""
    page = (Path(__file__).parents[2] / "docs" / "service.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    _, token = make_token(site.service, site.people["team"], name="CI", scopes=("read", "submit"))
    (tmp_path / "check").mkdir()
    (tmp_path / "check" / "data").mkdir()
    _table(tmp_path / "check" / "data")
    monkeypatch.chdir(tmp_path / "check")
    monkeypatch.setenv("DABIAO_URL", "http://127.0.0.1:8000")
    monkeypatch.setenv("DABIAO_TOKEN", token)
    monkeypatch.setattr("verifier.client.Client", partial(Client, transport=Asgi(site.app)))
    # Where the client would wait, the worker works.
    monkeypatch.setattr("verifier.client.client.time.sleep", lambda _: run_pending(site.service))

    with pytest.raises(SystemExit) as ended:
        exec(compile(example, "docs/service.md", "exec"), {})  # noqa: S102 -- the page's own example

    assert 1 == ended.value.code
    assert "'pass': 1" in capsys.readouterr().out
