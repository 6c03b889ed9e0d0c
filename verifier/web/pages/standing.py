"""How a project stands by one result: what every page that shows a result is filled from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from verifier.report.charts import overview_drawings
from verifier.report.comparison import gate, gate_sentence, remark, to_fix
from verifier.report.drawing import Drawing
from verifier.report.figures import exact
from verifier.report.result_reader import Fields, read_result
from verifier.report.row_notes import RowNotes, row_notes
from verifier.report.sheet import SheetLine, sheet_lines
from verifier.report.view import ResultView, TargetView
from verifier.wording import Language

__all__ = ["Fix", "Standing", "Tally", "standing_of", "tally_of"]

_MOST_FIXES = 3


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of a result: one a verdict, the verdict whose colour the whole wears, and the whole in a sentence."""

    counts: Mapping[str, int]
    gate: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A target that the team can still do something about, and what is the matter with it."""

    target: TargetView
    remark: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A result as pages show it.

    Args:
        view: The result in one language.
        tally: Its counts.
        lines: The comparison table, one line a target.
        fixes: What to mend first.
        charts: The overview's drawings.
        undrawn: Targets that no drawing shows, because they have no margin.
        excluded: Excluded rows, as sentences.
        unjudged: Rows that could not be judged, likewise.
    """

    view: ResultView
    tally: Tally
    lines: tuple[SheetLine, ...]
    fixes: tuple[Fix, ...]
    charts: tuple[Drawing, ...]
    undrawn: int
    excluded: RowNotes
    unjudged: RowNotes


def tally_of(summary: Mapping[str, int], lang: Language) -> Tally:
    """The counts of a result whose targets need not be read.

    Args:
        summary: Targets by verdict.
        lang: Language of the sentence.
    """
    view = read_result({"summary": dict(summary)}, lang)
    return Tally(view.counts, gate(view), gate_sentence(view))


def standing_of(result: Fields, lang: Language, most_rows: int = 0) -> Standing:
    """A result as pages show it.

    Args:
        result: The result object, `dabiao/result/v1`.
        lang: Language of every sentence.
        most_rows: Rows listed below one target at most.
    """
    view = read_result(result, lang)
    return Standing(
        view=view,
        tally=Tally(view.counts, gate(view), gate_sentence(view)),
        lines=sheet_lines(view, most_rows),
        fixes=tuple(Fix(target, remark(target, lang)) for target in to_fix(view)[:_MOST_FIXES]),
        charts=overview_drawings(view),
        undrawn=sum(exact(target.margin) is None for target in view.targets),
        excluded=row_notes(view, "excluded"),
        unjudged=row_notes(view, "unjudged"),
    )
