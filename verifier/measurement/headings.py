"""Headings of a table's columns: the column that is known, the unit stated with it, and what one column stands for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from verifier.errors import UnitError
from verifier.measurement.columns import Column, key_of
from verifier.quantity.units import read_unit

__all__ = ["Heading", "Shape", "is_target_id", "read_heading", "shape_of"]

_LONGEST = 100
_TARGET_ID = re.compile(r"[0-9]{4}\.[a-z][a-z0-9_]*", re.ASCII)
_BRACKETED = re.compile(r"([^(\[]+)[(\[](.*)[)\]]", re.DOTALL)
_COVERAGE_FACTOR = re.compile(r"k\s*=\s*([0-9]+(?:\.[0-9]+)?)", re.ASCII)
# A column of a sheet that lays samples or wafers side by side is headed by the name of one.
_SAMPLE = re.compile(
    r"(?:样品|样件|试样|试件|样本|sample|specimen|no\.?|#)[\s_#:-]*[0-9A-Za-z][^\s]{0,30}|S[0-9]{1,5}|[^\s#]{1,20}#",
    re.IGNORECASE,
)
_WAFER = re.compile(r"(?:wafer|晶圆|晶片|片)[\s_#:-]*[0-9]{1,5}|W[0-9]{1,5}", re.IGNORECASE)
# Of these a unit may stand in the heading, and the row has a place for it.
_WITH_UNIT = frozenset({"value", "uncertainty", "u", "x", "y", "weight"})


class Shape(StrEnum):
    """How a table lays out its values: one a row, or side by side in a column each."""

    LONG = "long"
    BY_TARGET = "by target"
    BY_SAMPLE = "by sample"


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading as it was read.

    Attributes:
        text: The heading as it stands, stripped and NFC.
        key: The canonical key of the column, None where it is not known.
        unit: Unit stated in the heading, or "".
        k: Coverage factor stated in the heading, or "".
        target: Id of the target whose values the column holds, or "".
        sample: Name of the sample whose values the column holds, or "".
        wafer: Name of the wafer whose values the column holds, or "".
    """

    text: str
    key: str | None = None
    unit: str = ""
    k: str = ""
    target: str = ""
    sample: str = ""
    wafer: str = ""


def is_target_id(text: str) -> bool:
    """Whether a text has the form of a target's id, such as `3103.tsd`."""
    return len(text) <= _LONGEST and _TARGET_ID.fullmatch(text) is not None


def read_heading(text: str, columns: tuple[Column, ...]) -> Heading:
    """One heading: the column it names, and the unit or coverage factor in brackets or behind a slash.

    Args:
        text: The heading as it stands.
        columns: The columns to look among.

    Source:
        GB/T 3101-1993 and ISO 80000-1:2022, 7.1.4: a column of numbers is headed by quantity/unit.

    >>> from verifier.measurement.columns import COLUMNS
    >>> read_heading("实测值（mm）", COLUMNS).unit, read_heading("U (um, k=2)", COLUMNS).k
    ('mm', '2')
    """
    plain = unicodedata.normalize("NFC", text).strip()
    if not plain or len(plain) > _LONGEST:
        return Heading(plain)
    key = key_of(plain, columns)
    if key is not None:
        return Heading(plain, key)
    name, stated = _parted(plain)
    known = key_of(name, columns) if stated else None
    if known in _WITH_UNIT:
        unit, k = _stated(stated)
        if unit is not None and (not k or known == "uncertainty"):
            return Heading(plain, known, unit, k)
    if is_target_id(name):
        return Heading(plain, unit=stated, target=name)
    if _WAFER.fullmatch(name):
        return Heading(plain, unit=stated, wafer=name)
    return Heading(plain, unit=stated, sample=name) if _SAMPLE.fullmatch(name) else Heading(plain)


def shape_of(headings: Sequence[Heading], required: Sequence[str]) -> Shape | None:
    """How the table under these headings lays out its values, or None where they head no table.

    Args:
        headings: The headings, in order.
        required: Keys without which a table of one value a row says nothing.
    """
    keys = {heading.key for heading in headings}
    if keys.issuperset(required):
        return Shape.LONG
    if "value" not in required or "value" in keys:
        return None
    if "target" in keys:
        return Shape.BY_SAMPLE if any(heading.sample or heading.wafer for heading in headings) else None
    # A first record of a table without headings holds an id too, but also its figures.
    figures = any(heading.text[:1].isdigit() and not heading.target for heading in headings)
    return Shape.BY_TARGET if not figures and any(heading.target for heading in headings) else None


def _parted(heading: str) -> tuple[str, str]:
    """The name and what stands in brackets or behind the first slash."""
    # Only the marks are folded: a superscript or a micro sign in the unit stays what it is.
    folded = heading.translate(str.maketrans("（）［］【】／", "()[][]/"))
    bracketed = _BRACKETED.fullmatch(folded)
    if bracketed is not None:
        return bracketed[1].strip(), bracketed[2].strip()
    name, _, unit = folded.partition("/")
    return name.strip(), unit.strip()


def _stated(text: str) -> tuple[str | None, str]:
    """Unit and coverage factor of what stands behind a name; None where a part of it is neither."""
    unit, k = "", ""
    for part in re.split("[,;，；、]", text):
        factor = _COVERAGE_FACTOR.fullmatch(part.strip())
        if factor is not None and not k:
            k = factor[1]
        elif part.strip() and not unit and _is_unit(part.strip()):
            unit = part.strip()
        elif part.strip():
            return None, ""
    return unit, k


def _is_unit(text: str) -> bool:
    try:
        read_unit(text)
    except UnitError:
        return False
    return True
