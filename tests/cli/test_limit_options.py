"""The option that raises or lowers limits of size."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from verifier.cli.main import cli

_TEXT = "target,value,unit\n" + "3103.ttv,1,um\n" * 3


@pytest.mark.parametrize("engine", ["scalar", "local"])
@pytest.mark.parametrize("command", [["check", "--json"], ["explain", "--target", "3103.ttv"]])
def test_a_limit_holds_for_the_command(command: list[str], engine: str, tmp_path: Path) -> None:
    """A table of more columns than are stated is refused with the option's own name; it is judged without."""
    if engine == "local":
        pytest.importorskip("numba", reason="the extra big is not installed")
    path = tmp_path / "a.csv"
    path.write_text(_TEXT, encoding="utf-8")
    asked = [*command, str(path), "--lang", "en", *(["--engine", engine] if command[0] == "check" else [])]

    refused = CliRunner().invoke(cli, [*asked, "--limit", "columns=2"])

    assert 2 == refused.exit_code
    assert "more than 2 columns" in refused.output
    assert "--limit columns=N" in refused.output
    assert 2 != CliRunner().invoke(cli, asked).exit_code


@pytest.mark.parametrize(("stated", "told"), [("columns", "columns"), ("colour=2", "colour"), ("rows=-1", "rows=-1")])
def test_a_limit_that_is_none_is_refused(stated: str, told: str, tmp_path: Path) -> None:
    """What was read is told, with the names that are known or the form that is expected."""
    path = tmp_path / "a.csv"
    path.write_text(_TEXT, encoding="utf-8")

    refused = CliRunner().invoke(cli, ["check", str(path), "--limit", stated, "--lang", "en"])

    assert 2 == refused.exit_code
    assert told in refused.output
    assert "rows" in refused.output


def test_a_record_is_sealed_and_run_again_within_the_limits_stated(tmp_path: Path) -> None:
    """Sealing refuses beyond a limit; a re-run under a lower one says why it cannot be done."""
    path, key, bundle = tmp_path / "a.csv", tmp_path / "lab.key", tmp_path / "a.zip"
    path.write_text(_TEXT, encoding="utf-8")
    runner = CliRunner()
    runner.invoke(cli, ["keygen", "-o", str(key), "--no-passphrase"])
    seal = ["seal", str(path), "--key", str(key), "-o", str(bundle), "--lang", "en"]

    assert 2 == runner.invoke(cli, [*seal, "--limit", "rows=2"]).exit_code
    assert 0 == runner.invoke(cli, [*seal, "--limit", "rows=3"]).exit_code
    assert 0 == runner.invoke(cli, ["rerun", str(bundle)]).exit_code
    again = runner.invoke(cli, ["rerun", str(bundle), "--limit", "rows=2", "--lang", "en"])
    assert 1 == again.exit_code
    assert "more than 2 rows" in again.output
