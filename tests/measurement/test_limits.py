"""Limits of size."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from verifier.measurement.limits import LIMITS, Limits
from verifier.measurement.table import read_table

TEXT = "target,value,unit\n" + "3103.ttv,1,um\n" * 3


def test_every_limit_is_a_positive_whole_number() -> None:
    """No limit is switched off by its default."""
    assert all(getattr(LIMITS, field.name) > 0 for field in fields(Limits))


@pytest.mark.parametrize(("name", "value"), [("bytes", 10), ("rows", 2), ("columns", 2), ("cell", 3)])
def test_a_limit_that_is_exceeded_refuses_the_table(name: str, value: int) -> None:
    """A table within the limits is read; the same table beyond one of them is refused, and the fault names it."""
    assert () == read_table(TEXT.encode(), "t.csv").faults

    faults = read_table(TEXT.encode(), "t.csv", limits=replace(LIMITS, **{name: value})).faults

    assert faults
    assert any(str(value) in fault.text("en") for fault in faults)
