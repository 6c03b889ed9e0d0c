"""`dabiao backup` and `dabiao restore`."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.postgres import new_database
from tests.service.world import open_world
from verifier.cli.main import cli
from verifier.service.running import open_service


def _run(*arguments: object, url: str | None = None) -> tuple[int, str]:
    done = CliRunner().invoke(cli, [*map(str, arguments), "--lang", "en"], env={"DABIAO_DATABASE_URL": url})
    return done.exit_code, done.output


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder of a service with one submission."""
    with open_world(tmp_path / "data") as world:
        world.submitted()
    return tmp_path / "data"


def test_what_was_backed_up_is_restored(data: Path, tmp_path: Path) -> None:
    """Both commands say what they did and exit with 0; the restored service has the same log."""
    backed_up, said = _run("backup", "--data", data, "-o", tmp_path / "b.zip")
    restored, told = _run("restore", tmp_path / "b.zip", "--data", tmp_path / "new")

    assert (0, 0) == (backed_up, restored), said + told
    assert "b.zip" in said
    assert "rows" in told
    one, two = open_service(data), open_service(tmp_path / "new")
    assert one.log().signed == two.log().signed
    one.close()
    two.close()


def test_the_database_may_be_named_by_the_environment(data: Path, tmp_path: Path) -> None:
    """A password in a URL stays off the command line."""
    _run("backup", "--data", data, "-o", tmp_path / "b.zip")
    url = new_database()

    restored, told = _run("restore", tmp_path / "b.zip", "--data", tmp_path / "new", url=url)

    assert 0 == restored, told
    assert not (tmp_path / "new" / "dabiao.sqlite3").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("backup", "--data", "{data}", "-o", "{data}/keys/service.key"),
        ("backup", "--data", "{data}/none", "-o", "{data}/b.zip"),
        ("backup", "--data", "{data}", "--database", "mysql://a:b@c/d", "-o", "{data}/b.zip"),
        ("restore", "{data}/keys/service.key", "--data", "{data}"),
        ("restore", "{data}/keys/service.key", "--data", "{data}/new"),
    ],
    ids=["exists", "no-service", "other-database", "not-empty", "no-backup"],
)
def test_what_cannot_be_done_is_a_sentence(data: Path, arguments: tuple[str, ...]) -> None:
    """A wrong folder, file or database exits with 2 and one sentence, without a traceback."""
    status, said = _run(*(part.format(data=data) for part in arguments))

    assert 2 == status
    assert "Traceback" not in said
    assert len(said.splitlines()) == 1
