"""Drawings as SVG."""

from __future__ import annotations

from fractions import Fraction
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from verifier.report.drawing import PAINTS, Drawing, Paint, circle, cross, line, rect, tenths, text
from verifier.report.verdict_words import SIGNS


def drawn(*shapes: str, title: str = "t") -> ET.Element:
    """A drawing of these shapes, parsed."""
    return ET.fromstring(Drawing("d", title, "what it shows", 100, 50, shapes).svg())  # noqa: S314 -- our own bytes


@given(st.text())
def test_any_label_makes_a_well_formed_drawing(label: str) -> None:
    """Markup in a label or title is text, and nothing invisible is left in it."""
    root = drawn(text(1, 2, label), title=label)

    assert 3 == len(list(root))


def test_markup_in_a_label_is_text() -> None:
    """A label cannot add an element."""
    found = drawn(text(0, 0, "</text><script>alert(1)</script>"))

    assert "</text><script>alert(1)</script>" == found[-1].text


def test_every_shape_is_one_element() -> None:
    """Lines, boxes, circles and crosses are one element each, and load nothing."""
    paint = Paint("#ffffff", "#000000", dash="1 2")
    root = drawn(
        line(0, 0, 1, 1, dash="1 1"), rect(0, 0, 1, 1, paint), circle(1, 1, 1, paint), cross(5, 5, 2, "#000000")
    )

    assert ["title", "desc", "line", "rect", "circle", "path"] == [child.tag.partition("}")[2] for child in root]


def test_title_and_description_name_the_drawing() -> None:
    """A reader who cannot see it is pointed to both."""
    root = drawn()

    assert ("img", "d-title d-desc") == (root.get("role"), root.get("aria-labelledby"))
    assert ["d-title", "d-desc"] == [child.get("id") for child in root]


def test_every_verdict_has_a_paint_of_its_own() -> None:
    """No two verdicts are filled and outlined alike, so greyscale keeps them apart."""
    assert set(SIGNS) == set(PAINTS)
    assert len(PAINTS) == len({paint.attributes for paint in PAINTS.values()})


@given(st.fractions(min_value=-1000, max_value=1000, max_denominator=1000))
def test_coordinates_are_exact_to_a_tenth(position: Fraction) -> None:
    """A coordinate is at most half a tenth from its place."""
    assert abs(Fraction(tenths(position)) - position) <= Fraction(1, 20)
