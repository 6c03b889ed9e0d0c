"""Empty submissions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from verifier.acceptance.check import Question, check
from verifier.acceptance.library import open_guide
from verifier.acceptance.template import template_table, template_text
from verifier.measurement.conditions import read_conditions

CODES = open_guide().guide.codes


@pytest.mark.parametrize("code", CODES)
def test_an_untouched_template_submits_nothing(code: str, tmp_path: Path) -> None:
    """Checked as it stands, a template gives every target as missing and leaves nothing out."""
    file = tmp_path / f"{code}.csv"
    file.write_bytes(template_text(open_guide().project(code), "zh").encode())

    result = check(Question((file,)), date(2026, 1, 1)).result

    assert {"missing"} == {target["verdict"] for target in result["targets"]}
    assert [] == result["ignored"]


@pytest.mark.parametrize("code", CODES)
def test_every_target_has_its_row(code: str) -> None:
    """Each target stands once; those of a range clause stand together under their stem."""
    project = open_guide().project(code)

    header, *rows = template_table(project, "en")

    assert "target 指标编号" == header[0]
    assert list(dict.fromkeys(target.stem or target.id for target in project.targets)) == [row[0] for row in rows]


@pytest.mark.parametrize("code", CODES)
def test_conditions_are_named_and_left_blank(code: str) -> None:
    """The conditions cell names what to state; a key left blank states nothing."""
    header, *rows = template_table(open_guide().project(code), "zh")
    column = next(place for place, title in enumerate(header) if title.startswith("conditions"))

    assert all(() == read_conditions(row[column]) for row in rows)
    assert any("= " in row[column] for row in rows)


def test_a_filled_in_template_is_judged(tmp_path: Path) -> None:
    """A value and its condition written into the template are judged."""
    text = template_text(open_guide().project("3103"), "zh")
    rows = text.split("\r\n")
    place = next(number for number, row in enumerate(rows) if row.startswith("3103.ttv,"))
    filled = rows[place].replace("3103.ttv,", "3103.ttv,14.9", 1)
    rows[place] = filled.replace("wafer_class = ", "wafer_class = 6英寸", 1)
    file = tmp_path / "filled.csv"
    file.write_bytes("\r\n".join(rows).encode())

    result = check(Question((file,), only=("3103.ttv",)), date(2026, 1, 1)).result

    assert "pass" == result["targets"][0]["verdict"]
