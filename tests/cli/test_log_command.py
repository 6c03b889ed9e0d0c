"""`dabiao log`: begun, added to, proven, checked, each with its exit status."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from verifier.cli.main import cli

_VECTORS = Path(__file__).parents[1] / "vectors" / "records" / "v1"

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in a folder with a log, its key and the committed bundles."""
    monkeypatch.chdir(tmp_path)
    for name in ("smallest.zip", "whole.zip", "trust.txt"):
        shutil.copy(_VECTORS / name, tmp_path / name)

    def invoke(*arguments: str, status: int = 0) -> Result:
        done = CliRunner().invoke(cli, [*arguments, "--lang", "en"])
        assert status == done.exit_code, done.output
        assert done.exception is None or isinstance(done.exception, SystemExit)
        return done

    invoke("keygen", "-o", "log.key", "--no-passphrase")
    invoke("log", "init", "LOG", "--name", "example.org/log", "--key", "log.key")
    return invoke


def test_the_way_of_a_log(run: Run) -> None:
    """Records are entered, their proofs verify with the log's key, growth is shown from a saved checkpoint."""
    run("log", "add", "LOG", "smallest.zip", "--key", "log.key")
    shutil.copy("LOG/checkpoint", "saved")
    assert "index 1" in run("log", "add", "LOG", "whole.zip", "--key", "log.key").output

    run("verify", "whole.zip", "--trust", "trust.txt", "--log-key", "LOG/vkey")
    run("log", "prove", "LOG", "--from", "saved", "-o", "growth")
    run("log", "prove", "LOG", "whole.zip", "-o", "p.tlog-proof")

    assert "from size 1 to 2" in run("log", "check", "saved", "LOG").output
    assert "from size 1 to 2" in run("log", "check", "saved", "growth", "--log-key", "LOG/vkey").output
    assert "whole: 2 entries" in run("log", "check", "LOG").output
    assert Path("p.tlog-proof").read_bytes().startswith(b"c2sp.org/tlog-proof@v1\n")


def test_a_rewritten_log_is_refused(run: Run) -> None:
    """Status 1 where a log is damaged or does not begin with what was saved."""
    run("log", "add", "LOG", "smallest.zip", "--key", "log.key")
    shutil.copy("LOG/checkpoint", "saved")
    shutil.rmtree("LOG")
    run("log", "init", "LOG", "--name", "example.org/log", "--key", "log.key")
    run("log", "add", "LOG", "whole.zip", "--key", "log.key")

    assert "Refused" in run("log", "check", "saved", "LOG", status=1).output
    run("log", "prove", "LOG", "--from", "saved", "-o", "growth", status=2)
    Path("LOG/tile/0/000.p/1").write_bytes(b"x")
    run("log", "check", "LOG", status=1)


def test_another_logs_proof_is_refused(run: Run) -> None:
    """The committed bundle is in another log than the one whose key is given."""
    run("verify", "whole.zip", "--trust", "trust.txt", "--log-key", "LOG/vkey", status=1)


def test_questions_that_cannot_be_asked(run: Run) -> None:
    """Status 2 for a second log in one place, another key, no log, no choice of proof, a proof without a key."""
    run("keygen", "-o", "other.key", "--no-passphrase")
    Path("saved").write_bytes(Path("LOG/checkpoint").read_bytes())

    run("log", "init", "LOG", "--name", "example.org/log", "--key", "log.key", status=2)
    run("log", "init", "L2", "--name", "a b", "--key", "log.key", status=2)
    run("log", "add", "LOG", "whole.zip", "--key", "other.key", status=2)
    run("log", "add", "nowhere", "whole.zip", "--key", "log.key", status=2)
    run("log", "prove", "LOG", "-o", "p", status=2)
    run("log", "prove", "LOG", "whole.zip", "-o", "p", status=2)
    run("log", "check", "saved", "saved", status=2)
    run("log", "check", "saved", status=2)


def test_detached_proofs_leave_the_bundle_alone(run: Run) -> None:
    """With --detached the bundle keeps its bytes."""
    before = Path("whole.zip").read_bytes()

    run("log", "add", "LOG", "whole.zip", "--key", "log.key", "--detached")

    assert before == Path("whole.zip").read_bytes()
