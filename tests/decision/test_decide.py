"""The verdict of one target from its rows: missing, excluded, in conflict, reduced."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.small_world import codes, row, ruled, target
from verifier.catalogue.target import RangeEnd
from verifier.measurement.row import Row

_ASKED = target("x <= 10")


def test_nothing_is_missing() -> None:
    """A target without rows is missing."""
    assert "missing" == ruled(_ASKED, []).verdict


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1, max_size=8))
def test_exclusion_is_counted(values: list[tuple[int, bool]]) -> None:
    """Excluded rows are kept, counted and named in the reasons; the rest alone decides."""
    rows = [row(str(value), exclude="探针接触不良" if out else "") for value, out in values]

    ruling = ruled(_ASKED, rows)

    left = [value for value, out in values if not out]
    aside = [found for found in ruling.decided.rows if found.role == "excluded"]
    expected = "not_evaluable" if not left else "pass" if max(left) <= 10 else "fail"
    assert expected == ruling.verdict
    assert len(rows) == len(ruling.decided.rows)
    assert len(values) - len(left) == len(aside)
    assert bool(aside) == bool({"rows_excluded", "rows_all_excluded"} & set(codes(ruling)))


def test_a_mark_is_no_reason() -> None:
    """`是` in the column gives no reason: the row is judged all the same, and that is said."""
    ruling = ruled(_ASKED, [row("11", exclude="是")])

    assert "fail" == ruling.verdict
    assert "exclude_without_reason" in codes(ruling)


def test_rows_keep_their_order() -> None:
    """What became of the rows is listed in the order of submission."""
    ruling = ruled(_ASKED, [row("9"), row("99", exclude="reason"), row("?"), row("8")])

    assert [2, 3, 4, 5] == [found.sample.row.line for found in ruling.decided.rows]


_HIGH = target("x >= 5000 rpm", stem="9999.range", end=RangeEnd.HIGH)


def _both(sample_of_stem: str, sample_of_member: str) -> list[Row]:
    return [
        row("0~5000 rpm", stem="9999.range", sample=sample_of_stem),
        row("5000 rpm", sample=sample_of_member),
    ]


def test_stem_and_member_of_one_sample() -> None:
    """A range under the stem beside a row of the target itself is a fault of both rows."""
    ruling = ruled(_HIGH, _both("S1", "S1"))

    assert "not_evaluable" == ruling.verdict
    assert [["stem_and_member"]] * 2 == [[reason.code for reason in found.reasons] for found in ruling.decided.rows]


def test_stem_and_member_of_two_samples() -> None:
    """For different samples both are judged, and an excluded row is in no conflict."""
    excluded = [*_both("S1", "S2")[:1], row("1 rpm", sample="S1", exclude="typing error")]

    assert "pass" == ruled(_HIGH, _both("S1", "S2")).verdict
    assert "pass" == ruled(_HIGH, excluded).verdict


def test_a_range_answers_with_its_end() -> None:
    """Under the stem the low target takes the low end; a value that is no range cannot answer."""
    low = target("x <= 0 rpm", stem="9999.range", end=RangeEnd.LOW)

    assert "pass" == ruled(low, [row("0~5000 rpm", stem="9999.range")]).verdict
    assert "fail" == ruled(low, [row("1~5000 rpm", stem="9999.range")]).verdict
    assert ["range_expected"] == codes(ruled(low, [row("0 rpm", stem="9999.range")]))
