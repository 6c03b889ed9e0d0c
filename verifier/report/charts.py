"""Which drawings a report holds: an overview of all targets, and for each target its rows and its wafers."""

from __future__ import annotations

from verifier.report.drawing import Drawing
from verifier.report.margin_chart import margin_drawings
from verifier.report.probability_chart import probability_drawing
from verifier.report.rows_chart import rows_drawing
from verifier.report.view import ResultView, TargetView
from verifier.report.wafer_map import wafer_drawing
from verifier.wording import Language

__all__ = ["overview_drawings", "target_drawings"]


def overview_drawings(view: ResultView) -> tuple[Drawing, ...]:
    """The drawings of all targets together: signed margins, and conformity near the limit."""
    near = probability_drawing(view.targets, view.lang)
    return (*margin_drawings(view.targets, view.lang), *((near,) if near else ()))


def target_drawings(target: TargetView, number: int, lang: Language) -> tuple[Drawing, ...]:
    """The drawings of one target's rows.

    Args:
        target: The target.
        number: Its number in the report.
        lang: Language of every label.
    """
    drawings = (rows_drawing(target, number, lang), wafer_drawing(target, number, lang))
    return tuple(drawing for drawing in drawings if drawing)
