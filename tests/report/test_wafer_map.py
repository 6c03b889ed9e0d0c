"""Wafer maps."""

from __future__ import annotations

from verifier.report.result_reader import read_result
from verifier.report.view import TargetView
from verifier.report.wafer_map import wafer_drawing


def view_of(sites: list[tuple[str, str, str, str]], wafer: str = "W1") -> TargetView:
    """A target with one row a site: x, y, value, verdict."""
    rows = [
        {"x": x, "y": y, "value": v, "unit": "um", "verdict": verdict, "wafer": wafer} for x, y, v, verdict in sites
    ]
    return read_result({"targets": [{"id": "a", "unit": "um", "rows": rows}]}, "en").targets[0]


def test_rows_without_places_have_no_map() -> None:
    """A map needs x and y that are numbers."""
    assert wafer_drawing(view_of([("", "", "1", "pass"), ("a", "b", "2", "pass")]), 1, "en") is None


def test_each_site_is_drawn_and_failed_ones_are_crossed() -> None:
    """Four sites apart from each other are four squares; the failed one carries a cross beside the legend's."""
    sites = [("-50", "0", "1", "pass"), ("50", "0", "2", "pass"), ("0", "50", "3", "pass"), ("0", "-50", "9", "fail")]

    drawing = wafer_drawing(view_of(sites), 1, "en")

    assert drawing is not None
    svg = drawing.svg()
    legend = 5
    assert (4 + legend, 2) == (svg.count("<rect"), svg.count("<path"))


def test_the_worst_of_one_place_is_shown() -> None:
    """Where several sites share a cell, a fail is never hidden by a pass."""
    sites = [("10", "0", "9", "fail"), ("10", "0", "1", "pass"), ("-10", "0", "1", "pass")]

    drawing = wafer_drawing(view_of(sites), 1, "en")

    assert drawing is not None
    assert 2 == drawing.svg().count("<path")


def test_the_table_counts_every_site() -> None:
    """The figures beside the map count sites, not cells."""
    sites = [("10", "0", "9", "fail"), ("10", "0", "1", "pass"), ("-10", "0", "1/3", "pass")]

    drawing = wafer_drawing(view_of(sites), 1, "en")

    assert drawing is not None
    assert ("W1", "3", "0.333333", "9", "2", "1", "0", "0", "0", "0") == drawing.rows[0]


def test_sites_at_the_centre_are_drawn() -> None:
    """A wafer whose sites all lie at 0, 0 has a map too."""
    assert wafer_drawing(view_of([("0", "0", "1", "pass"), ("0", "0", "2", "pass")]), 1, "en") is not None
