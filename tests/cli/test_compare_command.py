"""`dabiao diff` and `dabiao trend`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from verifier.acceptance.library import open_guide
from verifier.cli.main import cli


@pytest.fixture
def results(tmp_path: Path) -> tuple[str, str]:
    """A mid-term submission whose TTV passes and a final one whose TTV fails."""
    paths = []
    for name, value, day in (("mid", "0.012", "2025-06-30"), ("end", "0.016", "2026-06-30")):
        folder = tmp_path / name
        folder.mkdir()
        table = f"target,value,unit,conditions\n3103.ttv,{value},mm,wafer_class = 6英寸\n"
        (folder / "rows.csv").write_text(table, encoding="utf-8")
        (folder / "submission.toml").write_text(f'project = "3103"\nas_of = {day}\n', encoding="utf-8")
        paths.append(str(folder))
    return paths[0], paths[1]


def test_diff_names_the_change_and_exits_1(results: tuple[str, str]) -> None:
    """A verdict that changed is named, before and after."""
    ran = CliRunner().invoke(cli, ["diff", *results, "--lang", "en"])

    assert 1 == ran.exit_code, ran.output
    assert "verdict: ✓ achieved -> ✗ not achieved" in ran.output


def test_diff_of_the_same_exits_0(results: tuple[str, str]) -> None:
    """A submission does not differ from itself."""
    ran = CliRunner().invoke(cli, ["diff", results[0], results[0], "--json"])

    assert (0, []) == (ran.exit_code, json.loads(ran.output)["targets"])


def test_submissions_are_judged_by_their_contract(results: tuple[str, str], tmp_path: Path) -> None:
    """Under a contract that tightens the limit, the first of the two submissions fails already."""
    contract = tmp_path / "contract.toml"
    contract.write_text(
        'id = "HT-1"\nproject = "3103"\n'
        f'guide = {{ id = "js2023", digest = "{open_guide().guide.digest}" }}\n'
        "period = { start = 2023-07-01, end = 2026-12-31 }\n"
        '[[target]]\nid = "3103.ttv"\npredicate = "TTV <= 10 um"\n',
        encoding="utf-8",
    )

    ran = CliRunner().invoke(cli, ["trend", *results, "--contract", str(contract), "--json"])

    ttv = next(target for target in json.loads(ran.output)["targets"] if target["id"] == "3103.ttv")
    assert [("fail", "10"), ("fail", "10")] == [(point["verdict"], point["limit"]) for point in ttv["points"]]


def test_trend_follows_a_sealed_bundle(results: tuple[str, str], tmp_path: Path) -> None:
    """A record stands beside a submission, under its own date."""
    key, bundle = tmp_path / "k", tmp_path / "mid.zip"
    run = CliRunner().invoke
    assert 0 == run(cli, ["keygen", "-o", str(key), "--no-passphrase"]).exit_code
    assert 0 == run(cli, ["seal", results[0], "--key", str(key), "-o", str(bundle)]).exit_code

    ran = run(cli, ["trend", results[1], str(bundle), "--json"])

    assert ["mid.zip", "end"] == [heading["source"] for heading in json.loads(ran.output)["results"]]
    assert 1 == ran.exit_code


def test_trend_writes_its_report(results: tuple[str, str], tmp_path: Path) -> None:
    """A target that fell back gives 1, and the report is written."""
    output = tmp_path / "trend.html"

    ran = CliRunner().invoke(cli, ["trend", *reversed(results), "--lang", "zh", "-o", str(output)])

    assert 1 == ran.exit_code, ran.output
    assert "▼" in ran.output
    assert "<svg" in output.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "arguments", [["trend", "{0}"], ["diff", "{0}", "absent"], ["diff", "{0}", "{1}", "-o", "x.rtf"]]
)
def test_what_cannot_be_asked_exits_2(results: tuple[str, str], arguments: list[str]) -> None:
    """One result, a path that is not there and an unknown ending are sentences, not tracebacks."""
    ran = CliRunner().invoke(cli, [argument.format(*results) for argument in arguments])

    assert 2 == ran.exit_code
    assert "Traceback" not in ran.output
