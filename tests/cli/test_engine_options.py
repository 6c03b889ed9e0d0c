"""The options of large submissions: every engine prints one result, and impossible combinations are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from verifier.cli.check_command import check

_ROWS = "target,value,unit\n3103.diameter,150.01,mm\n3103.diameter,14.9,cm\n"


def _run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(check, [*arguments, "--lang", "en"])
    return result.exit_code, result.output


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A small submission, one of whose rows fails."""
    file = tmp_path / "a.csv"
    file.write_text(_ROWS, encoding="utf-8")
    return file


def test_the_engine_does_not_change_the_verdict(path: Path) -> None:
    """Columns and rows give the same exit status, value and margin."""
    pytest.importorskip("numba", reason="the extra big is not installed")
    found = []
    for engine in ("scalar", "local"):
        code, output = _run(str(path), "--engine", engine, "--only", "3103.diameter", "--json")
        (target,) = json.loads(output)["targets"]
        found.append((code, target["verdict"], target["value"], target["margin"], target["reasons"]))

    assert found[0] == found[1]
    assert (1, "fail") == found[0][:2]


def test_parts_are_kept_where_they_are_asked_for(path: Path, tmp_path: Path) -> None:
    """`--parts` and `--verdicts` take the engine that has them."""
    pytest.importorskip("numba", reason="the extra big is not installed")
    parts, verdicts = tmp_path / "parts", tmp_path / "verdicts"
    _run(str(path), "--parts", str(parts))
    _run(str(path), "--verdicts", str(verdicts))

    assert [".part"] == [one.suffix for one in parts.iterdir()]
    assert ["a.csv.verdicts.parquet"] == [one.name for one in verdicts.iterdir()]


def test_the_scalar_engine_keeps_nothing(path: Path, tmp_path: Path) -> None:
    """Parts of the engine that has none are a question that cannot be asked."""
    code, output = _run(str(path), "--engine", "scalar", "--parts", str(tmp_path))

    assert 2 == code
    assert "--parts" in output


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--engine", "spark"), "--master"),
        (("--engine", "spark", "--master", "nowhere"), "no address"),
        (("--master", "local[2]"), "--engine spark"),
        (("--engine", "local", "--table", "s3a://x/y"), "--engine spark"),
    ],
)
def test_a_cluster_is_named_where_it_is_asked_for(options: tuple[str, ...], told: str, path: Path) -> None:
    """A cluster without its engine, the engine without a cluster, and what is no address are told, exit 2."""
    pytest.importorskip("numba", reason="the extra big is not installed")
    code, output = _run(str(path), *options)

    assert 2 == code
    assert told in output


def test_an_absent_spark_names_its_extra(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pyspark the command says what to install, exit 2."""
    pytest.importorskip("numba", reason="the extra big is not installed")
    monkeypatch.setattr("verifier.plan.spark_session.find_spec", lambda _: None)
    code, output = _run(str(path), "--engine", "spark", "--master", "local[2]")

    assert 2 == code
    assert "dabiao[spark]" in output
