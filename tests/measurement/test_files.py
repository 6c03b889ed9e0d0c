"""Files of a submission: what each is, by its name and place."""

from __future__ import annotations

from pathlib import Path

import pytest

from verifier.measurement.files import Kind, kind_of, list_files


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.CSV", Kind.TABLE),
        ("a.tsv.bz2", Kind.TABLE),
        ("x/a.xlsm", Kind.WORKBOOK),
        ("a.parquet", Kind.PARQUET),
        ("a.ndjson", Kind.JSON),
        ("lot.std.gz", Kind.STDF),
        ("a.xml", Kind.CERTIFICATE),
        ("a.zip", Kind.ARCHIVE),
        ("lot.stdf.toml", Kind.MAPPING),
        ("submission.toml", Kind.HEADER),
        ("Findings.csv", Kind.FINDINGS),
        ("expected.json", None),
        ("other.toml", None),
        ("a.xls", None),
        ("a.gz", None),
    ],
)
def test_a_name_tells_what_a_file_is(name: str, kind: Kind | None) -> None:
    """The suffix decides, that of what is packed where it is."""
    assert kind is kind_of(name)


def test_a_folder_of_evidence_is_left_out(tmp_path: Path) -> None:
    """Tables that lie among the evidence are no tables of the submission."""
    for folder in ("佐证材料", "evidence", "more"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.csv").write_bytes(b"target,value\n")

    listing = list_files([tmp_path])

    assert ["more/a.csv"] == [found.name for found in listing.found]
    assert {"file_evidence"} == {reason.code for reason in listing.ignored}


def test_a_mapping_comes_with_the_file_that_was_named(tmp_path: Path) -> None:
    """It is found once, whether it was named too or not, and not by a file of another kind."""
    for name in ("lot.stdf.gz", "lot.stdf.toml", "lot.csv"):
        (tmp_path / name).write_bytes(b"")

    alone = list_files([tmp_path / "lot.stdf.gz"])
    both = list_files([tmp_path / "lot.stdf.gz", tmp_path / "lot.stdf.toml"])

    assert [Kind.STDF, Kind.MAPPING] == [found.kind for found in alone.found] == [found.kind for found in both.found]
    assert [Kind.TABLE] == [found.kind for found in list_files([tmp_path / "lot.csv"]).found]
    assert [] == both.faults
