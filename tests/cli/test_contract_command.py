"""`dabiao compare` and `dabiao new-guide` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from verifier.acceptance.library import open_guide
from verifier.cli.main import cli


def _contract(folder: Path, body: str) -> str:
    path = folder / "contract.toml"
    path.write_text(
        f'id = "HT-1"\nproject = "3103"\nguide = {{ id = "js2023", digest = "{open_guide().guide.digest}" }}\n'
        f"period = {{ start = 2023-07-01, end = 2026-12-31 }}\n{body}",
        encoding="utf-8",
    )
    return str(path)


@pytest.mark.parametrize(
    ("body", "options", "status"),
    [
        ("", [], 0),
        ("", ["--complete"], 1),
        ('[[target]]\nid = "3103.ttv"\npredicate = "TTV <= 12 um"\n', [], 0),
        ('[[target]]\nid = "3103.ttv"\npredicate = "TTV <= 16 um"\n', [], 1),
        ('[[target]]\nid = "3103.ttv"\nrule = "rounded"\n', [], 3),
        ('[[target]]\nid = "3103.tvt"\n', [], 2),
    ],
)
def test_the_status_of_a_comparison(tmp_path: Path, body: str, options: list[str], status: int) -> None:
    """At least as strict is 0, weaker or missing 1, a contract that cannot be read 2, not comparable 3."""
    done = CliRunner().invoke(cli, ["compare", _contract(tmp_path, body), "--lang", "zh", *options])

    assert status == done.exit_code


def test_the_witness_is_shown(tmp_path: Path) -> None:
    """A weaker target shows what it lets through, for people and as JSON."""
    path = _contract(tmp_path, '[[target]]\nid = "3103.ttv"\npredicate = "TTV <= 16 um"\n')

    shown = CliRunner().invoke(cli, ["compare", path, "--lang", "en"])
    told = CliRunner().invoke(cli, ["compare", path, "--json"])

    target = next(target for target in json.loads(told.output) if target["id"] == "3103.ttv")
    assert "TTV = 16 um" in shown.output
    assert ("weaker", {"TTV": "16 um"}) == (target["relation"], target["let_through"])


def test_a_new_guide_is_written_once(tmp_path: Path) -> None:
    """A new guide is written into a new folder, and not over what is there."""
    run = CliRunner().invoke

    statuses = [run(cli, ["new-guide", str(tmp_path / "g"), "--lang", "en"]).exit_code for _ in range(2)]

    assert [0, 2] == statuses
    assert 0 == run(cli, ["lint", str(tmp_path), "--guide", "g"]).exit_code
