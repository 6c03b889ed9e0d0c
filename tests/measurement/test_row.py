"""Rows of a submission."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields

import pytest

from verifier.measurement.columns import COLUMNS
from verifier.measurement.row import Row


def test_a_row_has_a_field_for_every_column() -> None:
    """Each canonical column is a field of its own name, blank where nothing was stated."""
    row = Row("t.csv", 2, "3103.ttv")
    names = {field.name for field in fields(Row)}

    assert {column.key for column in COLUMNS} <= names
    assert all("" == getattr(row, column.key) for column in COLUMNS if column.key != "target")


def test_a_row_cannot_be_changed() -> None:
    """What was submitted stays as it was read."""
    row = Row("t.csv", 2, "3103.ttv", "1")

    with pytest.raises(FrozenInstanceError):
        row.value = "2"  # type: ignore[misc]
