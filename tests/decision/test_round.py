"""Administrative rules over rows and groups of rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.catalogue.bilingual import Words
from verifier.catalogue.grammar import read_statement
from verifier.catalogue.table import (
    Breach,
    Count,
    Duration,
    Present,
    Quota,
    RuleTable,
    Satisfied,
    Sort,
    TableColumn,
    TableRule,
    Tally,
)
from verifier.catalogue.table import (
    Test as RoundTest,
)
from verifier.decision.round import RuleOutcome, judge_round
from verifier.decision.verdict import Verdict
from verifier.measurement.application import Application, Cell
from verifier.wording import Reason

_NAME = Words("名", "name")


def _judged(
    test: RoundTest, *rows: Mapping[str, Cell], per: str = "", where: tuple[tuple[str, str], ...] = ()
) -> list[RuleOutcome]:
    rule = TableRule("R.one", _NAME, "-", "-", Breach.REJECT, test, per=per, where=where)
    columns = tuple(TableColumn(key, _NAME, Sort.TEXT) for key in ("id", "a", "b", "g"))
    table = RuleTable("g/t", _NAME, _NAME, timedelta(hours=8), columns, (rule,), "")
    applications = [Application(line, {"id": f"A{line}", **row}) for line, row in enumerate(rows, 2)]
    return list(judge_round(table, applications))


@given(st.lists(st.sampled_from("xyz"), max_size=30), st.integers(0, 8))
def test_quotas_count_the_rows_of_each_group(groups: list[str], limit: int) -> None:
    """A group with more rows than its quota fails by the difference; one without rows passes."""
    found = _judged(Quota("g", tuple((name, limit) for name in "xyz")), *({"g": name} for name in groups))

    expected = {name: groups.count(name) for name in "xyz"}
    assert expected.keys() == {outcome.place for outcome in found}
    for outcome in found:
        over = expected[outcome.place] - limit
        assert (over <= 0) == (outcome.verdict is Verdict.PASS)
        assert (f"+{over}" if over > 0 else None) == outcome.excess


@given(st.lists(st.tuples(st.sampled_from("xy"), st.sampled_from("abcd")), max_size=20))
def test_different_values_are_counted_once(rows: list[tuple[str, str]]) -> None:
    """A count of different values does not grow with rows that repeat one."""
    found = _judged(Count("g", "a", 0, 1), *({"g": group, "a": value} for group, value in rows))

    for outcome in found:
        assert (len({value for group, value in rows if group == outcome.place}) <= 1) == (
            outcome.verdict is Verdict.PASS
        )


def test_flags_and_tallies() -> None:
    """Every flag has to be yes; an item of two flags counts when both are."""
    row: dict[str, Cell] = {"a": True, "b": False}

    assert [Verdict.FAIL] == [outcome.verdict for outcome in _judged(Present(("a", "b")), row)]
    assert [Verdict.PASS] == [outcome.verdict for outcome in _judged(Tally((("a",), ("a", "b")), 1), row)]
    assert ["1"] == [outcome.excess for outcome in _judged(Tally((("a",), ("a", "b")), 2), row)]


def test_a_blank_cell_is_neither_met_nor_missed() -> None:
    """A cell that is blank, or that could not be read, leaves the rule open."""
    assert [Verdict.NOT_EVALUABLE] == [outcome.verdict for outcome in _judged(Present(("a",)), {})]


def test_rows_of_one_group_have_to_agree() -> None:
    """What is asked once a group and answered in two ways is open."""
    found = _judged(Present(("a",)), {"g": "x", "a": True}, {"g": "x", "a": False}, {"g": "y", "a": True}, per="g")

    assert [("x", Verdict.NOT_EVALUABLE), ("y", Verdict.PASS)] == [(o.place, o.verdict) for o in found]


def test_rules_speak_of_the_rows_they_name() -> None:
    """A row outside `where`, or blank there, is not judged."""
    found = _judged(Present(("a",)), {"b": "C", "a": True}, {"b": "B", "a": True}, {"a": True}, where=(("b", "C"),))

    assert ["A2"] == [outcome.place for outcome in found]


def test_a_class_name_is_a_choice() -> None:
    """A predicate on a class name holds for the names it lists."""
    test = Satisfied(read_statement("a == one or a == two", frozenset({"one", "two"})))

    assert [Verdict.PASS, Verdict.FAIL] == [outcome.verdict for outcome in _judged(test, {"a": "two"}, {"a": "three"})]


@given(start=st.dates(date(2000, 1, 1), date(2050, 1, 1)), months=st.integers(1, 60))
def test_calendar_months(start: date, months: int) -> None:
    """So many calendar months later is the same day, or the last of a shorter month."""
    years, month = divmod(start.month - 1 + months, 12)
    first = date(start.year + years, month + 1, 1)
    after = (first + timedelta(days=31)).replace(day=1)
    expected = min(first + timedelta(days=start.day - 1), after - timedelta(days=1))
    ends = (expected, expected + timedelta(days=1), expected - timedelta(days=1))

    found = [_judged(Duration("a", "b", months, 0), {"a": start, "b": end})[0].verdict for end in ends]

    assert [Verdict.PASS, Verdict.FAIL, Verdict.FAIL] == found


@pytest.mark.parametrize("test", [Quota("g", (("x", 1),)), Count("g", "", 0, 1)])
def test_a_row_without_a_group_is_open(test: RoundTest) -> None:
    """Rows that name no group are counted nowhere, and that is said."""
    assert Verdict.NOT_EVALUABLE in {outcome.verdict for outcome in _judged(test, {})}


@pytest.mark.parametrize("cell", [None, False, Reason.of("application_flag", read="maybe")])
def test_a_flag_that_means_no_where_it_is_blank_counts(cell: Cell | None) -> None:
    """A row whose exemption is blank, denied or unreadable is counted with the others; one that states it is not."""
    rule = TableRule("R.one", _NAME, "-", "-", Breach.REJECT, Quota("g", (("x", 1),)), where=(("free", "no"),))
    columns = (TableColumn("g", _NAME, Sort.TEXT), TableColumn("free", _NAME, Sort.FLAG, blank_is_no=True))
    table = RuleTable("g/t", _NAME, _NAME, timedelta(hours=8), columns, (rule,), "")
    stated: dict[str, Cell] = {"g": "x"} if cell is None else {"g": "x", "free": cell}
    rows = [Application(2, stated), Application(3, stated), Application(4, {"g": "x", "free": True})]

    (found,) = judge_round(table, rows)

    assert (Verdict.FAIL, "+1", (2, 3)) == (found.verdict, found.excess, found.lines)


def test_a_missed_predicate_is_said() -> None:
    """What is not met stands in the reason, with its columns as people know them."""
    (found,) = _judged(Satisfied(read_statement("a == one", frozenset({"one"}))), {"a": "two"})

    assert ["a == one is not met (name)"] == [reason.text("en") for reason in found.reasons]
