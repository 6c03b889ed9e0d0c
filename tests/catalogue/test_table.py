"""A catalogue of kind `table`."""

from __future__ import annotations

from datetime import timedelta

from verifier.catalogue.bilingual import Words
from verifier.catalogue.table import RuleTable, Sort, TableColumn


def test_a_column_by_its_key() -> None:
    """A column is found by its key, and one that is not there is none."""
    name = Words("表", "table")
    column = TableColumn("id", name, Sort.TEXT)
    table = RuleTable("g/t", name, name, timedelta(), (column,), (), "")

    assert column is table.column("id")
    assert table.column("ID") is None
