"""What `dabiao lint` finds: each finding appears in a guide that has the slip, and is absent from one that has not."""

from __future__ import annotations

from pathlib import Path

import pytest

from verifier.acceptance.library import OpenGuide, open_guide
from verifier.acceptance.lint import lint

_GUIDE = """
id = "small"
name = { zh = "小指南", en = "Small guide" }
document = { zh = "测试", en = "test" }
projects = ["P1"]
"""
_STANDARDS = '["S 1-2020"]\ntitle = { zh = "标准", en = "Standard" }\nverified = true\n'
_PROJECT = """
[project]
code = "P1"
name = { zh = "项目", en = "Project" }

[[target]]
id = "P1.width"
name = { zh = "线宽", en = "Line width" }
figure = "≤1.5 μm"
clause = 1
kind = "measured"
predicate = "L <= 1.5 um"
rounding = "0.1"
statistic = "every"
standards = ["S 1-2020"]
evidence = { zh = "测量报告", en = "measurement report" }
issuer = { zh = "实验室", en = "laboratory" }

[[target.condition]]
key = "T"
name = { zh = "温度", en = "temperature" }
need = "wanted"
source = "field"
equals = "20 degC"

[[target.reading]]
id = "nominal"
changes = "limit"
default = true
text = { zh = "按名义值", en = "by the nominal value" }
why = { zh = "照字面", en = "as it is written" }

[[target.reading]]
id = "strict"
changes = "limit"
text = { zh = "严格小于", en = "strictly less" }
why = { zh = "不含端点", en = "without the end" }
predicate = "L < 1.5 um"
"""
_UNREAD = _PROJECT.partition("[[target.reading]]")[0]
_SECOND = """
[[target]]
id = "P1.width_again"
name = { zh = "线宽", en = "Line width" }
figure = "≤2 μm"
clause = 2
kind = "measured"
predicate = "L <= 2 um"
statistic = "every"
evidence = { zh = "测量报告", en = "measurement report" }
issuer = { zh = "实验室", en = "laboratory" }

[[target.condition]]
key = "T"
name = { zh = "温度", en = "temperature" }
need = "wanted"
source = "field"
equals = "20 degC"
"""
_IDS = 'ids = ["P1.width"]\n'
_DEFECTS = """
[[defect]]
id = "odd"
targets = ["P1.width"]
printed = "≤1.5"
problem = { zh = "不清楚", en = "unclear" }
"""


def _write(folder: Path, files: dict[str, str]) -> OpenGuide:
    base = {"guide.toml": _GUIDE, "standards.toml": _STANDARDS, "P1.toml": _PROJECT, "ids.toml": _IDS}
    for name, text in (base | files).items():
        (folder / name).write_text(text, encoding="utf-8")
    return open_guide("small", folder)


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


@pytest.mark.parametrize(
    ("files", "code", "weight"),
    [
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
    ],
)  # fmt: skip
def test_a_slip_is_found(tmp_path: Path, files: dict[str, str], code: str, weight: str) -> None:
    """A guide with one slip has its finding, at its weight."""
    assert (code, weight) in _codes(_write(tmp_path, files))


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
