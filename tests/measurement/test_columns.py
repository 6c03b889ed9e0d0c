"""Headers of tables and the columns they name."""

from __future__ import annotations

from dataclasses import fields

import pytest

from verifier.measurement.columns import COLUMNS, FINDING_COLUMNS, key_of, title_of
from verifier.measurement.row import Row


@pytest.mark.parametrize(
    ("key", "chinese"),
    [
        ("target", "指标编号"),
        ("value", "实测值"),
        ("unit", "单位"),
        ("uncertainty", "扩展不确定度"),
        ("k", "包含因子"),
        ("u", "标准不确定度"),
        ("dof", "自由度"),
        ("coverage", "包含概率"),
        ("lod", "检出限"),
        ("conditions", "测试条件"),
        ("statistic", "统计量"),
        ("n", "样本量"),
        ("sample", "样品编号"),
        ("lot", "批次"),
        ("wafer", "片号"),
        ("weight", "面积"),
        ("item", "编号/名称"),
        ("quantity", "输入量"),
        ("basis", "口径"),
        ("polarity", "极性"),
        ("date", "检测日期"),
        ("lab", "检测机构"),
        ("accreditation", "资质"),
        ("report", "报告编号"),
        ("page", "页码"),
        ("method", "检测方法"),
        ("instrument", "仪器编号"),
        ("calibrated_until", "校准有效期"),
        ("evidence", "佐证材料"),
        ("exclude", "剔除"),
        ("remark", "备注"),
    ],
)
@pytest.mark.parametrize(
    "form", ["{k}", "{c}", "{k} {c}", "{c} {k}", "{c}/{k}", "{k}({c})", "{c}（{k}）", "\u3000{c}\u00a0"]
)
def test_a_header_is_known_by_key_by_chinese_name_and_by_both(key: str, chinese: str, form: str) -> None:
    """Key, Chinese name, and both together in any order name the same column."""
    assert key == key_of(form.format(k=key, c=chinese))


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("TARGET", "target"),
        ("Value", "value"),
        ("ｕｎｉｔ", "unit"),
        ("\ufefftarget", "target"),
        ("Calibrated until", "calibrated_until"),
    ],
)
def test_case_width_and_invisible_marks_do_not_matter(header: str, key: str) -> None:
    """Capitals, full-width letters, a byte order mark and a blank for an underscore still name the column."""
    assert key == key_of(header)


def test_the_two_symbols_of_uncertainty_keep_their_case() -> None:
    """U is the expanded and u the standard uncertainty, as in JJF 1059.1."""
    assert ("uncertainty", "u") == (key_of("U"), key_of("u"))


@pytest.mark.parametrize(
    "header",
    ["", " ", "value (mm)", "unit 实测值", "温度", "value unit", "a" * 10_000_000, "(" * 100_000, "\0", "\ud800"],
)
def test_other_headers_are_not_known(header: str) -> None:
    """A header that says more or something else than one column is not taken for it."""
    assert key_of(header) is None


def test_a_row_has_one_field_for_each_column_in_order() -> None:
    """The fields of a row are the columns of the table, between where it stands and what is added later."""
    assert ["file", "line", *(column.key for column in COLUMNS), "extra", "stem", "shown15", "barred", "reading"] == [
        field.name for field in fields(Row)
    ]


def test_every_key_names_its_own_column() -> None:
    """No header belongs to two columns of one table."""
    for columns in (COLUMNS, FINDING_COLUMNS):
        for column in columns:
            assert {column.key} == {key_of(name, columns) for name in (column.key, *column.headers)}


def test_a_column_is_shown_by_key_and_chinese_name() -> None:
    """A person is told both names of a column."""
    assert "value 实测值" == title_of("value")
