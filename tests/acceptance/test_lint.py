"""What `dabiao lint` finds: each finding appears in a guide that has the slip, and is absent from one that has not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.small_guide import condition_text, guide_text, project_head, reading_text, target_text, written
from verifier.acceptance.library import OpenGuide, open_guide
from verifier.acceptance.lint import lint
from verifier.wording import messages

_STANDARDS = '["S 1-2020"]\ntitle = { zh = "标准", en = "Standard" }\nverified = true\n'
_WIDTH, _T = ("线宽", "Line width"), condition_text("T", ("温度", "temperature"), equals='"20 degC"')
_UNREAD = (
    project_head("P1")
    + target_text("P1.width", "L <= 1.5 um", _WIDTH, "≤1.5 μm", rounding='"0.1"', standards='["S 1-2020"]')
    + _T
)
_PROJECT = (
    _UNREAD
    + reading_text("nominal", ("按名义值", "by the nominal value"), ("照字面", "as it is written"), default="true")
    + reading_text("strict", ("严格小于", "strictly less"), ("不含端点", "without the end"), predicate='"L < 1.5 um"')
)
_SECOND = target_text("P1.width_again", "L <= 2 um", _WIDTH, "≤2 μm", clause="2") + _T
# What the command says beside its findings.
_NO_FINDINGS = frozenset({"lint_count", "lint_error", "lint_warning"})
_IDS = 'ids = ["P1.width"]\n'
_DEFECTS = """
[[defect]]
id = "odd"
targets = ["P1.width"]
printed = "≤1.5"
problem = { zh = "不清楚", en = "unclear" }
"""


def _write(folder: Path, files: dict[str, str]) -> OpenGuide:
    base = {"standards.toml": _STANDARDS, "P1.toml": _PROJECT, "ids.toml": _IDS}
    return open_guide("small", written(folder, {"guide.toml": guide_text("small", "P1"), **base, **files}))


def _codes(library: OpenGuide) -> set[tuple[str, str]]:
    found = lint(library)
    assert all(finding.reason.text(lang) for finding in found for lang in ("zh", "en"))
    return {(finding.reason.code, finding.weight.value) for finding in found}


def test_a_sound_guide_has_no_finding(tmp_path: Path) -> None:
    """A guide without slips is passed over in silence, so every finding below vanishes with its slip."""
    assert set() == _codes(_write(tmp_path, {}))


def _changed(*pairs: tuple[str, str]) -> dict[str, str]:
    text = _PROJECT
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after, 1)
    return {"P1.toml": text}


_SLIPS = [
    (_changed(('"L < 1.5 um"', '"L < 1.5 um and L > 2 um"')), "lint_no_value", "error"),
    (_changed(('"L < 1.5 um"', '"L < 1.5 um or L > 1 um"')), "lint_every_value", "error"),
    (_changed(('"L < 1.5 um"', '"L <= 0.0015 mm"')), "lint_reading_idle", "warning"),
    (_changed(('"L < 1.5 um"', '"L <= 1.5 um"')), "lint_reading_same", "warning"),
    (_changed(('"L < 1.5 um"', '"L < 1.5 V"')), "lint_reading_dimension", "warning"),
    ({"P1.toml": _PROJECT + _SECOND}, "lint_implied", "warning"),
    ({"P1.toml": _PROJECT + _SECOND}, "lint_id_new", "warning"),
    ({"ids.toml": 'ids = ["P1.width", "P1.depth"]\n'}, "lint_id_gone", "error"),
    (_changed(('"≤1.5 μm"', '"≤1.5 V"')), "lint_figure_dimension", "warning"),
    (_changed(('"≤1.5 μm"', '"≤1.6 μm"')), "lint_figure_number", "warning"),
    (_changed(('"≤1.5 μm"', '"≤1.5±10% μm"')), "lint_figure_tolerance", "warning"),
    (_changed(('en = "Line width"', 'en = "线宽"')), "lint_translation", "warning"),
    (_changed(('en = "strictly less"', 'en = "严格小于"')), "lint_translation", "warning"),
    (_changed(('"measurement report"', '"JEDEC certificate"')), "lint_evidence_impossible", "error"),
    (_changed(('"measured"', '"report"')), "lint_evidence_kind", "error"),
    (_changed(('"S 1-2020"', '"S 2-2020"')), "lint_standard_unknown", "error"),
    (_changed(('standards = ["S 1-2020"]', "standards = []")), "lint_standard_unused", "warning"),
    (_changed(('"P1.width"', '"P2.width"')), "lint_id_prefix", "error"),
    (_changed(('key = "T"', 'key = "T"\naliases = ["T"]')), "lint_condition_twice", "error"),
    (_changed(('rounding = "0.1"', 'rule = "rounded"')), "lint_rounding_missing", "error"),
    (
        _changed(('statistic = "every"', 'statistic = "every"\nrange = { stem = "P1.span", end = "low" }')),
        "lint_range_incomplete",
        "error",
    ),
    (_changed(('statistic = "every"', 'statistic = "every"\nrule = "rounder"')), "rule_unknown", "error"),
    (_changed(('"L <= 1.5 um"', '"L <= 1.5 parsnip"')), "target_unloadable", "error"),
    ({"defects.toml": _DEFECTS}, "lint_defect", "warning"),
    ({"defects.toml": _DEFECTS.replace("P1.width", "P1.depth")}, "lint_defect_target", "error"),
    ({"defects.toml": _DEFECTS, "P1.toml": _UNREAD}, "lint_defect_open", "error"),
]


@pytest.mark.parametrize(("files", "code", "weight"), _SLIPS)
def test_a_slip_is_found_and_vanishes_with_it(tmp_path: Path, files: dict[str, str], code: str, weight: str) -> None:
    """A guide with one slip has its finding, at its weight, and has it no more once the slip is mended."""
    assert (code, weight) in _codes(_write(tmp_path, files))

    (tmp_path / "defects.toml").unlink(missing_ok=True)
    assert code not in {found for found, _ in _codes(_write(tmp_path, {}))}


def test_every_finding_has_its_slip() -> None:
    """Each finding that lint has words for is among the slips above, and none of them is made up."""
    said = {code for code in messages() if code.startswith("lint_") and code not in _NO_FINDINGS}

    assert said == {code for _, code, _ in _SLIPS if code.startswith("lint_")}


def test_the_guides_known_defects_are_named() -> None:
    """The defects of the printed guide are found, each with what its target does about it."""
    printed = {
        (finding.place, str(finding.reason["printed"]))
        for finding in lint(open_guide())
        if finding.reason.code == "lint_defect"
    }

    assert {
        ("3101.memory_bandwidth", "1TB"),
        ("3102.program_time", "≤6.5±10%"),
        ("1002.oxygen_transfer", "氧和效率"),
        ("3101.capacity", "1亿颗"),
        ("3101.chiplet_count", "芯粒数>5；≥10颗"),
        ("3101.package_chiplets", "芯粒数>5；≥10颗"),
    } == printed


def test_a_bandwidth_in_bytes_is_found_by_its_dimension() -> None:
    """An amount of data printed for a bandwidth is found without being told."""
    found = {(f.place, f.reason.code) for f in lint(open_guide())}

    assert ("3101.memory_bandwidth", "lint_figure_dimension") in found
    assert ("3102.program_time", "lint_figure_tolerance") in found
    assert ("3101.capacity", "lint_figure_dimension") in found
    assert not [f for f in lint(open_guide()) if f.weight.value == "error"]
