"""Catalogues of kind `table` from their files."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from verifier.catalogue.table import Deadline, RuleTable
from verifier.catalogue.table_source import load_table
from verifier.errors import CatalogueError, VerifierError

_TABLE = 'name = { zh = "表", en = "T" }\ndocument = { zh = "文", en = "D" }\nutc_offset_hours = 8\n'
_COLUMNS = """
[[column]]
key = "id"
name = { zh = "编号", en = "id" }
sort = "text"

[[column]]
key = "grant"
name = { zh = "经费", en = "grant" }
sort = "number"
unit = "万元"
"""
_RULE = """
[[rule]]
id = "R.one"
name = { zh = "一", en = "one" }
figure = "600"
clause = "1"
breach = "reject"
"""


def _loaded(folder: Path, rule: str = 'predicate = "grant <= 600 万元"', columns: str = _COLUMNS) -> RuleTable:
    (folder / "table.toml").write_text(_TABLE, encoding="utf-8")
    (folder / "columns.toml").write_text(columns, encoding="utf-8")
    (folder / "rules.toml").write_text(_RULE + rule + "\n", encoding="utf-8")
    return load_table(folder, "g/t")


def test_a_table_is_loaded(tmp_path: Path) -> None:
    """Columns carry their units, rules their tests, and the whole a digest."""
    table = _loaded(tmp_path)

    unit = table.columns[1].unit
    assert ("g/t", timedelta(hours=8), "R.one") == (table.id, table.zone, table.rules[0].id)
    assert unit is not None
    assert 10_000 == unit.factor
    assert table.digest.startswith("sha256:")


def test_a_deadline_is_a_moment(tmp_path: Path) -> None:
    """A deadline with its offset is one moment wherever it is read."""
    rule = 'deadline = { column = "id", until = "2022-12-20T17:30:00+08:00" }'

    test = _loaded(tmp_path, rule).rules[0].test

    assert isinstance(test, Deadline)
    assert datetime(2022, 12, 20, 9, 30, tzinfo=UTC) == test.until


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("", "table_rule_tests"),
        ('predicate = "grant <= 600 万元"\npresent = ["id"]', "table_rule_tests"),
        ('predicate = "grants <= 600 万元"', "table_column_unknown"),
        ('present = ["id"]\nwhere = { kind = "B" }', "table_column_unknown"),
        ('present = ["id"]\nper = "zone"', "table_column_unknown"),
        ('deadline = { column = "id", until = "2022-12-20T17:30:00" }', "table_moment"),
        ('deadline = { column = "id", until = "soon" }', "table_moment"),
        ('quota = { by = "id", checksum = 3, limits = { a = 1, b = 1 } }', "table_checksum"),
        ('predicate = "grant <= 600"\n', "dimensions_differ"),
        ('present = ["id"]\nhard = true', "catalogue_key_wrong"),
        ('present = ["id"]\n' + _RULE + 'present = ["id"]', "target_twice"),
    ],
)
def test_a_slip_is_refused(tmp_path: Path, rule: str, code: str) -> None:
    """A rule that is wrong is refused with its reason."""
    with pytest.raises(CatalogueError) as refused:
        _loaded(tmp_path, rule)

    cause = refused.value.__cause__
    assert code == (cause.code if isinstance(cause, VerifierError) else refused.value.code)


def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    """Two columns of one key are refused."""
    with pytest.raises(CatalogueError, match="twice"):
        _loaded(tmp_path, columns=_COLUMNS + _COLUMNS)


def test_only_a_flag_may_be_no_where_it_is_blank(tmp_path: Path) -> None:
    """A flag takes `blank`; a text that has it is refused by name."""
    flag = '\n[[column]]\nkey = "free"\nname = { zh = "免", en = "free" }\nsort = "flag"\nblank = "no"\n'
    table = _loaded(tmp_path, columns=_COLUMNS + flag)

    assert {"free": True, "id": False} == {c.key: c.blank_is_no for c in table.columns if c.key != "grant"}
    with pytest.raises(CatalogueError) as refused:
        _loaded(tmp_path, columns=_COLUMNS + flag.replace('"flag"', '"text"'))
    assert "table_blank" == refused.value.code
