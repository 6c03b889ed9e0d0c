"""A record that was sealed under a contract."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from verifier.acceptance.library import open_guide
from verifier.cli.main import cli


def _run(*arguments: str | Path) -> tuple[int, str]:
    outcome = CliRunner().invoke(cli, [*map(str, arguments), "--lang", "en"])
    return outcome.exit_code, outcome.output


def test_a_record_under_a_contract_gives_the_same_bytes_again(tmp_path: Path) -> None:
    """The contract travels in the bundle: the re-run judges by its tightened limit and gives the sealed result."""
    sent = tmp_path / "sent"
    sent.mkdir()
    rows = "target,value,unit,conditions\n3103.ttv,14.5,um,wafer_class = 6英寸\n"
    (sent / "rows.csv").write_text(rows, encoding="utf-8")
    contract = tmp_path / "contract.toml"
    contract.write_text(
        f'id = "HT-1"\nguide = {{ id = "js2023", digest = "{open_guide().guide.digest}" }}\nproject = "3103"\n'
        "period = { start = 2023-01-01, end = 2026-06-30 }\n"
        '[[target]]\nid = "3103.ttv"\npredicate = "TTV <= 14 um"\n',
        encoding="utf-8",
    )
    key, bundle = tmp_path / "a.key", tmp_path / "b.zip"
    assert 0 == _run("keygen", "-o", key, "--no-passphrase")[0]

    sealed = _run("seal", sent, "--contract", contract, "--key", key, "-o", bundle)
    contract.unlink()
    again = _run("rerun", bundle)

    assert 0 == sealed[0]
    assert "fail 1" in sealed[1]
    assert 0 == again[0]
    assert "byte for byte" in again[1]
