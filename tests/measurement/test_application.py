"""The cells of applications."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from verifier.catalogue.bilingual import Words
from verifier.catalogue.expression import Quantity
from verifier.catalogue.table import RuleTable, Sort, TableColumn
from verifier.measurement.application import Cell, read_applications
from verifier.quantity.units import read_unit
from verifier.wording import Reason

_UNIT = read_unit("万元")
_COLUMNS = (
    TableColumn("id", Words("编号", "id"), Sort.TEXT),
    TableColumn("grant", Words("经费", "grant"), Sort.NUMBER, _UNIT, aliases=("经费（万元）",)),
    TableColumn("fund", Words("基金", "fund"), Sort.NUMBER, read_unit("元"), has_unit=False),
    TableColumn("plan", Words("方案", "plan"), Sort.FLAG),
    TableColumn("class", Words("类别", "class"), Sort.CLASS, classes=(("B", ("B类",)),)),
    TableColumn("received", Words("收到", "received"), Sort.TIME),
    TableColumn("start", Words("开始", "start"), Sort.DATE),
)
_NAME = Words("表", "table")
_TABLE = RuleTable("g/t", _NAME, _NAME, timedelta(hours=8), _COLUMNS, (), "")


def _read(head: str, cell: str) -> Cell | None:
    found, grid = read_applications(f"编号,{head}\nA,{cell}\n".encode(), "a.csv", _TABLE)
    assert () == grid.faults
    return next((value for key, value in found[0].cells.items() if key != "id"), None)


@pytest.mark.parametrize(
    ("cell", "yuan"),
    [("600", "6000000"), ("600万元", "6000000"), ("0.06亿元", "6000000"), ("6e2", "6000000")],
)
def test_money_is_exact(cell: str, yuan: str) -> None:
    """A number is in the unit of its heading unless the cell states its own."""
    found = _read("经费（万元）", cell)

    assert isinstance(found, Quantity)
    assert Fraction(yuan) == found.value


@pytest.mark.parametrize(
    ("head", "cell"),
    [
        ("经费", "约600"), ("经费", "<600"), ("经费", "600 m"), ("经费", "500~600"), ("基金", "5000"), ("方案", "也许"),
        ("类别", "D"), ("收到", "2022-12-20"), ("收到", "2022-12-20 24:30"), ("收到", "12/11/22 10:00"),
        ("开始", "1.2.23"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_a_reason(head: str, cell: str) -> None:
    """A cell that does not say one thing becomes the reason, in both languages."""
    found = _read(head, cell)

    assert isinstance(found, Reason)
    assert all(found.text(lang) for lang in ("zh", "en"))


@pytest.mark.parametrize(("cell", "flag"), [("是", True), ("☑", True), ("YES", True), ("否", False), ("×", False)])
def test_flags(cell: str, flag: bool) -> None:  # noqa: FBT001 -- the expected answer
    """Yes and no are read in both languages and as marks."""
    assert flag is _read("方案", cell)


def test_classes_and_dates() -> None:
    """A class is read by its aliases, a date in its usual forms; blank cells are left out."""
    assert "B" == _read("类别", "B类")
    assert date(2023, 7, 1) == _read("开始", "2023年7月1日")
    assert _read("开始", "") is None


def test_a_table_without_its_first_column_is_refused() -> None:
    """A table that does not say which application a row is has a fault."""
    _, grid = read_applications("经费\n600\n".encode(), "a.csv", _TABLE)

    assert [fault.code for fault in grid.faults]
