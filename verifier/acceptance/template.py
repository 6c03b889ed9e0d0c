"""An empty submission: every target of a project with its unit and the conditions to state."""

from __future__ import annotations

import csv
import io

from verifier.catalogue.guide import Project
from verifier.catalogue.predicate import Documented, Includes, Named, parts_of
from verifier.catalogue.target import Need, Target
from verifier.measurement.columns import title_of
from verifier.report.formula_guard import guarded
from verifier.wording import Language

__all__ = ["template_table", "template_text"]

_KEYS = (
    "target",
    "value",
    "unit",
    "uncertainty",
    "k",
    "conditions",
    "statistic",
    "n",
    "sample",
    "lot",
    "wafer",
    "item",
    "basis",
    "date",
    "lab",
    "report",
    "page",
    "evidence",
    "exclude",
    "remark",
)


def template_table(project: Project, lang: Language) -> list[list[str]]:
    """The header and one row a target; a range clause has one row, under its stem.

    The value cells are blank, so that the table as it stands submits nothing.
    """
    rows = [[title_of(key) for key in _KEYS]]
    stems: set[str] = set()
    for target in project.targets:
        if target.stem in stems:
            continue
        if target.stem:
            stems.add(target.stem)
        cells = _cells(target, lang)
        rows.append([cells.get(key, "") for key in _KEYS])
    return rows


def _cells(target: Target, lang: Language) -> dict[str, str]:
    sorts = (Documented, Includes, Named)
    plain = [part for part in parts_of(target.statement.predicate) if not isinstance(part, sorts)]
    unit = target.statement.unit
    needs = sorted(target.conditions, key=lambda condition: condition.need is not Need.REQUIRED)
    keys = [condition.key for condition in needs if condition.key != "basis"]
    return {
        "target": target.stem or target.id,
        "unit": unit.symbol if unit is not None and (plain or target.stem) else "",
        "conditions": "; ".join(f"{key} = " for key in keys),
        "statistic": "",
        "remark": f"{target.name.text(lang)} {target.figure}",
    }


def template_text(project: Project, lang: Language) -> str:
    """The template as CSV, with the byte order mark that spreadsheets need to read Chinese."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(
        [guarded(cell) for cell in row] for row in template_table(project, lang)
    )
    return "\ufeff" + text.getvalue()
