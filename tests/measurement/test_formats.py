"""Every format: which reader takes a file, and that each ends in a table or in faults."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.measurement.samples import Cell, certificate, stdf, stdf_part, stdf_test, workbook
from verifier.measurement.files import Kind
from verifier.measurement.formats import mapping_for, read_any
from verifier.measurement.limits import LIMITS
from verifier.measurement.mapping import Entry, Mapping
from verifier.measurement.submission import read_submission
from verifier.measurement.table import Table
from verifier.wording import Reason

SHARED = Path(__file__).parents[3] / "shared" / "data"
MAPPING = Mapping("a.stdf.toml", (Entry("3102.v", 7),))
WHOLE = {
    Kind.TABLE: "报告\ntarget|实测值 (mm)|U (um, k=2)\n3103.ttv|1.50|3\n".encode(),
    Kind.JSON: b'[{"target":"3103.ttv","value":1.50,"unit":"mm"}]',
    Kind.STDF: stdf(stdf_part([stdf_test(7, 0.5, name="t", limits=(0, 1))] * 2, "P")),
    Kind.CERTIFICATE: certificate(
        '<dcc:quantity id="3103.l"><si:real><si:value>1.5</si:value><si:unit>\\metre</si:unit></si:real></dcc:quantity>'
    ),
}


@given(st.sampled_from(sorted(WHOLE)), st.integers(0, 2_000), st.binary(max_size=20), st.integers(0, 20))
def test_a_damaged_file_of_any_format_ends_in_a_table(kind: Kind, at: int, noise: bytes, cut: int) -> None:
    """Bytes put in, changed or cut out lead to rows or to faults with their sentences, never to another exception."""
    whole = WHOLE[kind]
    at %= len(whole)

    table = read_any(
        whole[:at] + noise + whole[at + cut :], "a", kind, MAPPING if kind is Kind.STDF else None, LIMITS,
        encoding=None, named=True,
    )  # fmt: skip

    assert isinstance(table, Table)
    assert all(fault.text("zh") and fault.text("en") for fault in table.faults)


@given(st.integers(0, 2_000), st.binary(max_size=20), st.integers(0, 20))
def test_a_damaged_sheet_in_a_sound_package_ends_in_a_table(at: int, noise: bytes, cut: int) -> None:
    """What is wrong within the XML of a sheet reaches no further than a fault."""
    pytest.importorskip("python_calamine", reason="the extra office is not installed")
    rows: list[list[Cell]] = [["target", "value"], ["3103.a", 1.5], ["3103.b", ('t="e"', "<f>1/0</f><v>#N/A</v>")]]
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook({"S": rows}))) as whole, zipfile.ZipFile(made, "w") as damaged:
        for name in whole.namelist():
            data = whole.read(name)
            if name.endswith("sheet1.xml"):
                place = at % len(data)
                data = data[:place] + noise + data[place + cut :]
            damaged.writestr(name, data)

    table = read_any(made.getvalue(), "a.xlsx", Kind.WORKBOOK, None, LIMITS, encoding=None, named=True)

    assert isinstance(table, Table)
    assert all(fault.text("zh") for fault in table.faults)


@pytest.mark.parametrize("name", ["lot.stdf.gz", "a/lot.stdf", "a/lot.std"])
def test_a_mapping_is_the_file_s_own_or_the_only_one_beside_it(name: str) -> None:
    """Of several mappings in a folder only the one of the same name belongs to a file."""
    folder = name.rpartition("/")[0] + "/" if "/" in name else ""
    own, other = Mapping("own", ()), Mapping("other", ())

    assert own is mapping_for(name, Kind.STDF, {f"{folder}lot.stdf.toml": own, f"{folder}x.stdf.toml": other})
    assert other is mapping_for(name, Kind.STDF, {f"{folder}x.stdf.toml": other, f"{folder}x.dcc.toml": own})
    assert mapping_for(name, Kind.STDF, {f"{folder}x.stdf.toml": other, f"{folder}y.stdf.toml": own}) is None
    assert mapping_for(name, Kind.TABLE, {f"{folder}x.stdf.toml": other}) is None


def test_what_only_lies_in_a_folder_may_be_evidence() -> None:
    """A tester's file without a mapping, or other XML, refuses the submission only where it was named."""
    for kind, data in ((Kind.STDF, WHOLE[Kind.STDF]), (Kind.CERTIFICATE, b"<a/>")):
        assert isinstance(read_any(data, "a", kind, None, LIMITS, encoding=None, named=False), Reason)
        named = read_any(data, "a", kind, None, LIMITS, encoding=None, named=True)
        assert isinstance(named, Table)
        assert named.faults


def test_a_folder_of_all_formats_is_one_submission(tmp_path: Path) -> None:
    """Packed files, workbooks and testers' files with their mapping stand beside CSV, in byte order of names."""
    pytest.importorskip("python_calamine", reason="the extra office is not installed")
    pytest.importorskip("defusedxml", reason="the extra dcc is not installed")
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(WHOLE[Kind.TABLE]))
    (tmp_path / "b.json").write_bytes(WHOLE[Kind.JSON])
    (tmp_path / "c.xlsx").write_bytes(workbook({"S": [["target", "value"], ["3103.a", 1.5]]}))
    (tmp_path / "d.stdf").write_bytes(WHOLE[Kind.STDF])
    (tmp_path / "d.stdf.toml").write_text('[[test]]\nnumber = 7\ntarget = "3102.v"\n', encoding="utf-8")
    (tmp_path / "e.xml").write_bytes(WHOLE[Kind.CERTIFICATE])
    with zipfile.ZipFile(tmp_path / "f.zip", "w") as archive:
        archive.writestr("g.csv", WHOLE[Kind.TABLE])
        archive.writestr("h.pdf", b"%PDF")

    submission = read_submission([tmp_path])

    assert () == submission.faults
    assert ["a.csv.gz", "b.json", "c.xlsx", "d.stdf", "d.stdf", "e.xml", "f.zip/g.csv"] == [
        row.file for row in submission.rows
    ]
    assert {"f.zip/h.pdf"} == {r["file"] for r in submission.ignored if r.code == "file_evidence"}


def test_a_named_tester_s_file_finds_the_mapping_beside_it(tmp_path: Path) -> None:
    """Who names the file need not name its mapping."""
    (tmp_path / "d.stdf.gz").write_bytes(gzip.compress(WHOLE[Kind.STDF]))
    (tmp_path / "d.stdf.toml").write_text('[[test]]\nnumber = 7\ntarget = "3102.v"\n', encoding="utf-8")

    submission = read_submission([tmp_path / "d.stdf.gz"])

    assert ((), 2) == (submission.faults, len(submission.rows))
    both = read_submission([tmp_path / "d.stdf.gz", tmp_path / "d.stdf.toml"])
    assert ((), 2) == (both.faults, len(both.rows))


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data are not beside this checkout")
def test_every_public_file_ends_in_a_result_or_a_reasoned_refusal() -> None:
    """Nothing but a submission comes back, and each fault has its sentence in both languages."""
    files = sorted(path for path in SHARED.rglob("*") if path.is_file())

    for path in files:
        submission = read_submission([path])

        assert submission.faults or submission.sources
        assert all(fault.text("zh") and fault.text("en") for fault in submission.faults)
        assert all(reason.text("zh") and reason.text("en") for reason in submission.ignored)
    assert len(files) > 50
