"""Limits of size: each refuses what exceeds it, by its name, and each can be stated."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from pathlib import Path

import pytest

from tests.measurement.samples import Cell, certificate, workbook
from verifier.errors import MeasurementError, UsageError
from verifier.measurement.dcc.table import read_certificate
from verifier.measurement.evidence import find_evidence
from verifier.measurement.files import list_files
from verifier.measurement.header import read_header
from verifier.measurement.limits import LIMITS, Limits, read_limits
from verifier.measurement.row import Row
from verifier.measurement.stream import iter_rows
from verifier.measurement.table import read_table
from verifier.measurement.unpack import unpack
from verifier.measurement.workbook.table import read_workbook
from verifier.wording import Reason

TEXT = "target,value,unit\n" + "3103.ttv,1,um\n" * 3
_TOLD_ONLY = {"header_lines", "header_dots"}
"""A header farther down is a table without one, and dots beyond the limit are no document: neither is a size."""


def test_every_limit_is_a_positive_whole_number() -> None:
    """No limit is switched off by its default."""
    assert all(getattr(LIMITS, field.name) > 0 for field in fields(Limits))


def _table(limits: Limits, _: Path) -> Iterable[MeasurementError]:
    return read_table((TEXT + "3103.ttv,1\n,2,um\n,3,um\n").encode(), "t.csv", limits=limits).faults


def _folder(limits: Limits, place: Path) -> Iterable[MeasurementError]:
    for name in ("a.csv", "b.csv", "c.csv"):
        (place / name).write_text(TEXT, encoding="utf-8")
    return list_files([place], limits).faults


def _header(limits: Limits, _: Path) -> Iterable[MeasurementError]:
    return read_header(b'project = "3103"\n', "submission.toml", None, limits)[1]


def _packed(limits: Limits, _: Path) -> Iterable[MeasurementError]:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", TEXT)
        archive.writestr("b.csv.gz", gzip.compress("".join(f"{n}\n" for n in range(700_000)).encode(), 1))
    return unpack(made.getvalue(), "a.zip", limits).faults


def _workbook(limits: Limits, _: Path) -> Iterable[MeasurementError]:
    pytest.importorskip("python_calamine", reason="the extra office is not installed")
    rows: list[list[Cell]] = [["target", "value"], ["3103.ttv", 1.5]]
    return read_workbook(workbook({"A": rows, "B": rows}), "a.xlsx", limits).faults


def _certificate(limits: Limits, _: Path) -> Iterable[MeasurementError]:
    pytest.importorskip("defusedxml", reason="the extra dcc is not installed")
    return read_certificate(certificate(""), "a.xml", None, limits).faults


def _evidence(limits: Limits, place: Path) -> Iterable[Reason]:
    (place / "a.pdf").write_bytes(b"%PDF-" + bytes(90))
    return find_evidence([Row("a.csv", 2, "3103.ttv", evidence="a.pdf")], {"a.csv": place}, limits)[1]


def _stream(limits: Limits, place: Path) -> Iterable[MeasurementError]:
    (place / "a.csv").write_text(TEXT, encoding="utf-8")
    try:
        return iter_rows(place / "a.csv", "a.csv", None, limits).faults
    except MeasurementError as failure:
        return [failure]


_CASES: tuple[tuple[str, int, Callable[[Limits, Path], Iterable[MeasurementError | Reason]]], ...] = (
    ("bytes", 10, _table),
    ("rows", 2, _table),
    ("columns", 2, _table),
    ("cell", 3, _table),
    ("faults", 2, _table),
    ("files", 2, _folder),
    ("header_bytes", 10, _header),
    ("unpacked_bytes", 10, _packed),
    ("unpacked_ratio", 2, _packed),
    ("unpacked_depth", 1, _packed),
    ("members", 1, _packed),
    ("sheets", 1, _workbook),
    ("xml_nodes", 3, _certificate),
    ("xml_depth", 2, _certificate),
    ("evidence_bytes", 10, _evidence),
    ("stream_bytes", 10, _stream),
)


@pytest.mark.parametrize(("name", "value", "read"), _CASES)
def test_what_exceeds_a_limit_is_refused_by_its_name(
    name: str, value: int, read: Callable[[Limits, Path], Iterable[MeasurementError | Reason]], tmp_path: Path
) -> None:
    """Within the usual limits nothing is too large; beyond one of them the sentence says how to raise that one."""
    told = [fault.text(lang) for fault in read(replace(LIMITS, **{name: value}), tmp_path) for lang in ("zh", "en")]

    assert not any("--limit" in fault.text("en") for fault in read(LIMITS, tmp_path))
    assert 2 <= sum(f"--limit {name}=N" in sentence for sentence in told)


def test_every_limit_is_tried() -> None:
    """Each limit but those that refuse by another reason stands among the cases above."""
    tried = {name for name, _, _ in _CASES}

    assert {field.name for field in fields(Limits)} == tried | _TOLD_ONLY


def test_stated_limits_replace_the_usual_ones() -> None:
    """Names and numbers are read as they stand, sizes with their unit; the others stay."""
    limits = read_limits(["rows=5000000", " bytes = 256MiB ", "rows=7"])

    assert replace(LIMITS, rows=7, bytes=268_435_456) == limits
    assert LIMITS == read_limits([])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("rows", "limit_form"),
        ("rows=0", "limit_form"),
        ("rows=-1", "limit_form"),
        ("rows=1e9", "limit_form"),
        ("rows=5MiB", "limit_form"),
        ("bytes=5MB", "limit_form"),
        ("rows=" + "9" * 10_000, "limit_form"),
        ("\0" * 1_000_000, "limit_form"),
        ("colour=5", "limit_unknown"),
        ("__class__=5", "limit_unknown"),
    ],
)
def test_what_states_no_limit_is_refused(text: str, code: str) -> None:
    """A number that is none, a size of what is counted, and an unknown name are told."""
    with pytest.raises(UsageError) as refused:
        read_limits([text])

    assert code == refused.value.code
