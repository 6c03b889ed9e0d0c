"""Guides of one's own: the scaffold, the schemas, and where guides are found."""

from __future__ import annotations

import json
import sys
import tomllib
from datetime import date
from importlib import metadata
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from typing import Any

import pytest

from verifier.acceptance import library
from verifier.acceptance.check import Question, check
from verifier.acceptance.lint import lint
from verifier.acceptance.new_guide import schema_texts, write_guide
from verifier.catalogue.shelf import targets_root
from verifier.errors import CatalogueError, UsageError

_ROOT = Path(__file__).parents[2]


def test_the_scaffold_has_no_finding(tmp_path: Path) -> None:
    """A new guide loads as it was written, under its folder's name, and lint has nothing to say."""
    write_guide(tmp_path / 'zj"2024')

    opened = library.open_guide('zj"2024', tmp_path)

    assert 'zj"2024' == opened.guide.id
    assert [] == lint(opened)


def test_the_scaffold_overwrites_nothing(tmp_path: Path) -> None:
    """A folder that holds something is left alone."""
    (tmp_path / "guide.toml").write_text("mine", encoding="utf-8")

    with pytest.raises(UsageError):
        write_guide(tmp_path)
    assert "mine" == (tmp_path / "guide.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(schema_texts()))
def test_the_schemas_are_those_of_the_code(name: str) -> None:
    """The schema in the documents is what the code makes: `dabiao new-guide --schemas-only docs/schema`."""
    path = _ROOT / "docs" / "schema" / name
    if not path.parent.is_dir():
        pytest.skip("the documents are not beside the package")

    assert schema_texts()[name] == path.read_text(encoding="utf-8")


def _schema_keys(schema: dict[str, Any], name: str) -> set[str]:
    return set(schema["$defs"][name]["properties"])


def test_a_schema_knows_every_key_that_the_guides_use() -> None:
    """Keys of shipped targets stand in the schema that editors check them with."""
    schema = json.loads(schema_texts()["project.schema.json"])
    used = {
        key
        for path in targets_root().glob("*/*.toml")
        for target in tomllib.loads(path.read_text(encoding="utf-8")).get("target", [])
        for key in target
    }

    assert used <= _schema_keys(schema, "TargetSource")


def test_another_programmes_guide_is_judged_by_the_same_code(tmp_path: Path) -> None:
    """A submission for the second guide passes and fails by that guide's figures."""
    table = tmp_path / "hs.csv"
    table.write_text(
        "target,value,unit,conditions\nHS.fill_time,3.3,min,m = 5 kg\nHS.energy_density,1.2,kWh/L,\n"
        "HS.ambient_range,-40~60,degC,\nHS.cold_start,15.1,s,T = -20 degC\nHS.fuel_purity,0.9997,1,\n",
        encoding="utf-8",
    )

    result = check(Question((table,), guide="h2storage"), date(2026, 1, 1)).result

    verdicts = {target["id"]: target["verdict"] for target in result["targets"]}
    assert "h2storage" == result["guide"]["id"]
    assert ("pass", "fail", "pass", "fail", "pass") == tuple(
        verdicts[f"HS.{name}"] for name in ("fill_time", "energy_density", "ambient_range", "cold_start", "fuel_purity")
    )


def test_every_shipped_guide_is_free_of_errors() -> None:
    """No guide that ships has a lint error."""
    names = [path.parent.name for path in targets_root().glob("*/guide.toml")]

    errors = [f for name in names for f in lint(library.open_guide(name)) if f.weight.value == "error"]

    assert {"js2023", "h2storage"} <= set(names)
    assert [] == errors


def test_a_package_brings_a_guide_and_runs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A guide of an installed package is found by its entry point, and the package is never imported."""
    package = tmp_path / "guides_of_zj"
    package.mkdir()
    (package / "__init__.py").write_text('raise RuntimeError("imported")\n', encoding="utf-8")
    write_guide(package / "zj2024")
    point = EntryPoint("zj2024", "guides_of_zj/zj2024", library.ENTRY_POINTS)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(metadata, "entry_points", lambda **asked: EntryPoints([point]).select(**asked))

    opened = library.open_guide("zj2024")

    assert "zj2024" == opened.guide.id
    assert "guides_of_zj" not in sys.modules
    with pytest.raises(CatalogueError):
        library.open_guide("zj2025")
