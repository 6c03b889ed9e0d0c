"""The commands on records: what they print, write, and answer as exit status."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from verifier.cli.main import cli
from verifier.record.bundle import unpack_bundle

_VECTORS = Path(__file__).parents[1] / "vectors" / "records" / "v1"
_GUIDE = ("--guide", "vector", "--guide-path", str(_VECTORS / "guide"), "--as-of", "2026-11-22")

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in a folder with the committed bundles, keys of a laboratory and a panel, and a trust list."""
    monkeypatch.chdir(tmp_path)
    for name in ("smallest.zip", "whole.zip", "trust.txt", "waivers.toml"):
        shutil.copy(_VECTORS / name, tmp_path / name)

    def invoke(*arguments: str, status: int = 0, **options: str) -> Result:
        done = CliRunner().invoke(cli, [*arguments, "--lang", "en"], **options)  # type: ignore[arg-type]
        assert status == done.exit_code, done.output
        assert done.exception is None or isinstance(done.exception, SystemExit)
        return done

    for name in ("lab", "panel"):
        invoke("keygen", "-o", f"{name}.key", "--role", name, "--no-passphrase")
    (tmp_path / "both").write_bytes(b"".join((tmp_path / f"{n}.key.pub").read_bytes() for n in ("lab", "panel")))
    return invoke


def _seal(run: Run, *more: str, status: int = 0) -> Result:
    return run("seal", str(_VECTORS / "submission"), "--key", "lab.key", "-o", "b.zip", *_GUIDE, *more, status=status)


def test_the_way_of_a_record(run: Run) -> None:
    """A submission is sealed, signed again, verified at its threshold, and re-run."""
    assert "pass 1" in _seal(run).output
    run("seal", "b.zip", "--key", "panel.key")

    verified = run("verify", "b.zip", "--trust", "both", "--threshold", "2")
    again = run("rerun", "b.zip")

    assert 2 == verified.output.count("Genuine signature")
    assert "byte for byte" in again.output


def test_a_key_is_encrypted_unless_asked(run: Run) -> None:
    """Keygen asks for a passphrase twice, writes the key for its owner's eyes, and never over another file."""
    done = run("keygen", "-o", "mine.key", "--name", "某所", input="secret\nsecret\n")

    assert "secret" not in done.output
    assert b"scrypt" in Path("mine.key").read_bytes()
    assert os.name != "posix" or 0o600 == Path("mine.key").stat().st_mode & 0o777
    assert Path("mine.key.pub").read_text(encoding="utf-8").startswith("某所 signer ed25519:")
    run("keygen", "-o", "mine.key", "--no-passphrase", status=2)
    run("keygen", "-o", "n.key", "--name", "two words", "--no-passphrase", status=2)
    run("keygen", "-o", "n.key", status=2, input="")
    absent = run("keygen", "-o", "missing/folder/n.key", "--no-passphrase", status=2)
    assert "missing/folder" in absent.output
    assert ".part" not in absent.output
    assert not Path("n.key").exists()


def test_an_encrypted_key_seals(run: Run) -> None:
    """The passphrase comes from a file or the terminal; a wrong one seals nothing."""
    Path("p").write_text("secret\n", encoding="utf-8")
    run("keygen", "-o", "mine.key", "--passphrase-file", "p")
    seal = ("seal", str(_VECTORS / "submission"), "--key", "mine.key", *_GUIDE)

    run(*seal, "-o", "1.zip", "--passphrase-file", "p")
    run(*seal, "-o", "2.zip", input="secret\n")
    run(*seal, "-o", "3.zip", input="wrong\n", status=2)

    assert [True, True, False] == [Path(f"{n}.zip").exists() for n in (1, 2, 3)]


def test_a_bundle_is_not_overwritten(run: Run) -> None:
    """Sealing needs a new file, and an existing one keeps its bytes."""
    Path("b.zip").write_bytes(b"mine")

    _seal(run, status=2)
    run("seal", str(_VECTORS / "submission"), "--key", "lab.key", *_GUIDE, status=2)

    assert b"mine" == Path("b.zip").read_bytes()


def test_a_submission_with_faults_is_not_sealed(run: Run) -> None:
    """Structural faults refuse with status 2, as for check, and nothing is written."""
    Path("bad.csv").write_bytes(b"nothing\n")

    run("seal", "bad.csv", "--key", "lab.key", "-o", "b.zip", *_GUIDE, status=2)

    assert not Path("b.zip").exists()


def test_what_verify_answers(run: Run) -> None:
    """Yes is 0, refused is 1, and a question that cannot be asked is 2."""
    data = Path("smallest.zip").read_bytes()
    Path("changed.zip").write_bytes(data[:500] + bytes([data[500] ^ 1]) + data[501:])
    Path("empty").write_bytes(b"")

    run("verify", "smallest.zip", "--trust", "trust.txt")
    assert "Refused" in run("verify", "changed.zip", "--trust", "trust.txt", status=1).output
    run("verify", "smallest.zip", "--trust", "lab.key.pub", status=1)
    run("verify", "smallest.zip", "--trust", "trust.txt", "--threshold", "2", status=1)
    run("verify", "smallest.zip", "--trust", "empty", status=2)
    run("verify", "absent.zip", "--trust", "trust.txt", status=2)
    run("verify", "smallest.zip", "--trust", "trust.txt", "--log-key", "x", status=2)


def test_verify_says_what_it_did_not_check(run: Run) -> None:
    """A log's proof is said to be unchecked until the log's key is given."""
    key = str(_VECTORS / "log" / "vkey")

    assert "not checked" in run("verify", "whole.zip", "--trust", "trust.txt").output
    assert "index 1" in run("verify", "whole.zip", "--trust", "trust.txt", "--log-key", key).output


def test_answers_as_json(run: Run) -> None:
    """Programs get one JSON object from verify, rerun and show, also where the answer is no."""
    _seal(run)
    Path("changed.zip").write_bytes(b"x")

    verified = json.loads(run("verify", "whole.zip", "--trust", "trust.txt", "--json").stdout)
    refused = json.loads(run("verify", "changed.zip", "--trust", "trust.txt", "--json", status=1).stdout)
    again = json.loads(run("rerun", "b.zip", "--json").stdout)
    shown = json.loads(run("show", "b.zip", "--json").stdout)

    assert (True, 3) == (verified["verified"], len(verified["signers"]))
    assert (False, "archive_form") == (refused["verified"], refused["error"]["code"])
    assert (True, None) == (again["same"], again["difference"])
    assert "https://in-toto.io/Statement/v1" == shown["_type"]
    assert "error" in json.loads(run("rerun", "changed.zip", "--json", status=1).stdout)


def test_show_says_waivers_beside_the_verdict(run: Run) -> None:
    """A waived target is shown with its own verdict, and each waiver with its state."""
    text = run("show", "whole.zip").output

    assert "9999.ttv: pass" in text
    assert ["waiver (applies", "deviation (expired", "waiver (undated"] == [
        found for found in ("waiver (applies", "deviation (expired", "waiver (undated") if found in text
    ]
    assert "No signature was checked" in text


@pytest.mark.parametrize("name", ["x.junit.xml", "x.html", "x.oscal.json", "ro-crate-metadata.json", "x.json"])
def test_show_writes_other_forms(run: Run, name: str) -> None:
    """A form asked for is written; an unknown one is refused."""
    run("show", "whole.zip", "-o", name)

    assert Path(name).stat().st_size
    run("show", "whole.zip", "-o", "x.exe", status=2)


def test_damaged_bundles_are_refused_by_every_command(run: Run) -> None:
    """Show and rerun answer no with status 1, seal cannot be asked."""
    Path("noise.zip").write_bytes(b"PK" * 1000)

    run("show", "noise.zip", status=1)
    run("rerun", "noise.zip", status=1)
    run("seal", "noise.zip", "--key", "lab.key", "-o", "b.zip", *_GUIDE, status=2)
    Path("cut.zip").write_bytes(Path("whole.zip").read_bytes()[:-1])
    run("seal", "cut.zip", "--key", "lab.key", status=2)


def test_a_packed_submission_is_no_bundle(run: Run) -> None:
    """A zip of tables is sealed as a submission, as it was received."""
    shutil.make_archive("packed", "zip", _VECTORS / "submission")

    run("seal", "packed.zip", "--key", "lab.key", "-o", "b.zip", *_GUIDE)

    assert {"submission/packed.zip"} == {n for n in unpack_bundle(Path("b.zip").read_bytes()).files if "sub" in n}
    run("rerun", "b.zip")


def test_a_stamp_is_asked_for_and_added(run: Run) -> None:
    """A query is written for the signer's signature; an answer goes into the bundle, which verifies as before."""
    pytest.importorskip("rfc3161_client", reason="the extra timestamp is not installed")
    Path("reply").write_bytes(b"answer")

    run("stamp", "whole.zip", "--trust", "trust.txt", "--query", "q")
    run("stamp", "whole.zip", "--trust", "trust.txt", "--reply", "reply")

    assert Path("q").read_bytes().startswith(b"\x30")
    assert b"answer" in unpack_bundle(Path("whole.zip").read_bytes()).stamps.values()
    assert "not checked" in run("verify", "whole.zip", "--trust", "trust.txt").output
    run("stamp", "whole.zip", "--trust", "trust.txt", status=2)
    run("stamp", "whole.zip", "--trust", "lab.key.pub", "--query", "q", status=2)


def test_show_looks_for_its_font_where_it_is_told(run: Run) -> None:
    """A PDF of a record takes the same font options as one of a submission."""
    pytest.importorskip("typst", reason="the extra pdf is not installed")

    done = run("show", "whole.zip", "-o", "x.pdf", "--font-path", "no-such-font.ttc", status=2)

    assert "no-such-font.ttc" in done.output
    assert not Path("x.pdf").exists()
