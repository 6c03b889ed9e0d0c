"""Columns of the tables: canonical keys and the Chinese and English headers they go by."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

__all__ = ["COLUMNS", "FINDING_COLUMNS", "Column", "key_of", "title_of"]

# A longer header is prose, and prose is no header that we know.
_LONGEST_HEADER = 100
_INVISIBLE = dict.fromkeys((0xFEFF, 0x200B, 0x200C, 0x200D, 0x2060))
_BETWEEN_NAMES = re.compile(r"[\s/()\[\]|:;,、]+")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its canonical key and the other headers it goes by, the Chinese one first."""

    key: str
    headers: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The column as a person is told of it: `target 指标编号`."""
        return " ".join((self.key, *self.headers[:1]))


COLUMNS: tuple[Column, ...] = (
    Column("target", ("指标编号",)),
    Column("value", ("实测值",)),
    Column("unit", ("单位",)),
    # The capital is the symbol of the expanded uncertainty (JJF 1059.1-2012), the small letter of the standard one:
    # these two headers alone keep their case.
    Column("uncertainty", ("扩展不确定度", "U")),
    Column("k", ("包含因子",)),
    Column("u", ("标准不确定度",)),
    Column("uncertainty_unit", ("不确定度单位",)),
    Column("dof", ("自由度",)),
    Column("coverage", ("包含概率",)),
    Column("lod", ("检出限",)),
    Column("conditions", ("测试条件",)),
    Column("statistic", ("统计量",)),
    Column("n", ("样本量",)),
    Column("sample", ("样品编号",)),
    Column("lot", ("批次",)),
    Column("wafer", ("片号",)),
    Column("x"),
    Column("y"),
    Column("weight", ("面积",)),
    Column("item", ("编号/名称", "编号", "名称")),
    Column("quantity", ("输入量",)),
    Column("basis", ("口径",)),
    Column("polarity", ("极性",)),
    Column("date", ("检测日期",)),
    Column("lab", ("检测机构",)),
    Column("accreditation", ("资质",)),
    Column("report", ("报告编号",)),
    Column("page", ("页码",)),
    Column("method", ("检测方法",)),
    Column("instrument", ("仪器编号",)),
    Column("calibrated_until", ("校准有效期",)),
    Column("evidence", ("佐证材料",)),
    Column("exclude", ("剔除",)),
    Column("remark", ("备注",)),
)

FINDING_COLUMNS: tuple[Column, ...] = (
    Column("target", ("指标编号",)),
    Column("member", ("专家",)),
    Column("finding", ("意见",)),
    Column("note", ("备注",)),
)


@cache
def _index(columns: tuple[Column, ...]) -> dict[str, str]:
    return {name: column.key for column in columns for name in (column.key, *column.headers)}


def key_of(header: str, columns: tuple[Column, ...] = COLUMNS) -> str | None:
    """The canonical key of a header, or None where the header is not known.

    Case of ASCII letters, full-width forms and surrounding blanks do not matter; a header may give
    the key and its Chinese name together, in either order and however parted.

    Args:
        header: The header as it stands in the table.
        columns: The columns to look among.

    >>> key_of("单位（Unit）")
    'unit'
    >>> key_of("U"), key_of("u")
    ('uncertainty', 'u')
    """
    if len(header) > _LONGEST_HEADER:
        return None
    folded = unicodedata.normalize("NFKC", header).translate(_INVISIBLE).strip()
    index = _index(columns)
    whole = _look_up(folded, index) or _look_up("_".join(folded.split()), index)
    if whole is not None:
        return whole
    keys = {_look_up(name, index) for name in _BETWEEN_NAMES.split(folded) if name}
    return keys.pop() if len(keys) == 1 else None


def title_of(key: str, columns: tuple[Column, ...] = COLUMNS) -> str:
    """The column of a key as a person is told of it: `target 指标编号`."""
    return next(column.title for column in columns if column.key == key)


def _look_up(name: str, index: dict[str, str]) -> str | None:
    return index.get(name) or index.get(name.lower())
