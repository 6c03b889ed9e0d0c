"""Evidence files."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest

from verifier.measurement.evidence import State, find_evidence, names_in, read_sums, sums_told
from verifier.measurement.limits import Limits
from verifier.measurement.row import Row
from verifier.measurement.submission import read_submission

PDF = b"%PDF-1.7 report"


@pytest.mark.parametrize(
    ("cell", "report", "names"),
    [
        ("报告.pdf", False, ("报告.pdf",)),
        ("a.pdf；照片/01.jpg、b.docx", False, ("a.pdf", "照片/01.jpg", "b.docx")),
        ("见附件三", False, ()),
        ("https://example.org/a.pdf", False, ()),
        ("TR-2026-001", True, ()),
        ("CNAS-L1234.R12", True, ()),
        ("TR-2026-001.pdf", True, ("TR-2026-001.pdf",)),
        ("GB/T 2900.83", False, ()),
        ("x" * 10_000_000 + ".pdf", False, ()),
    ],
)
def test_file_names_are_told_from_other_words(cell: str, report: bool, names: tuple[str, ...]) -> None:  # noqa: FBT001
    """A cell may hold several names, a sentence, a link, or a report's number."""
    assert names == names_in(cell, report=report)


def test_what_a_row_names_is_pinned(tmp_path: Path) -> None:
    """Digest, size and type of the file beside the table are told, with the row that names it."""
    (tmp_path / "r.pdf").write_bytes(PDF)
    (tmp_path / "a.csv").write_bytes(b"target,value,evidence\n1.a,2,r.pdf\n")

    (evidence,) = read_submission([tmp_path]).evidence

    assert ("r.pdf", hashlib.sha256(PDF).hexdigest(), len(PDF), "application/pdf", State.PRESENT, "a.csv:2") == (
        evidence.name, evidence.sha256, evidence.bytes, evidence.type, evidence.state, evidence.rows
    )  # fmt: skip


def test_missing_and_altered_files_are_said(tmp_path: Path) -> None:
    """A file that is not there, and one that the sums beside it pin otherwise, are told; a pinned one is listed."""
    (tmp_path / "good.pdf").write_bytes(PDF)
    (tmp_path / "bad.pdf").write_bytes(PDF + b"!")
    digest = hashlib.sha256(PDF).hexdigest()
    (tmp_path / "sha256sums.txt").write_text(f"{digest}  good.pdf\n{digest} *bad.pdf\n", encoding="utf-8")
    (tmp_path / "a.csv").write_bytes(b"target,value,evidence\n1.a,2,good.pdf;bad.pdf;none.pdf\n")

    submission = read_submission([tmp_path])

    assert [("good.pdf", "present", True), ("bad.pdf", "altered", True), ("none.pdf", "missing", False)] == [
        (one.name, one.state.value, one.listed) for one in submission.evidence
    ]
    assert {"evidence_altered", "evidence_missing"} <= {reason.code for reason in submission.ignored}
    assert () == submission.faults


def test_a_table_that_the_sums_pin_otherwise_is_said(tmp_path: Path) -> None:
    """The sums may name the table itself."""
    (tmp_path / "sha256sums.txt").write_text(f"{'0' * 64}  a.csv\n", encoding="utf-8")
    (tmp_path / "a.csv").write_bytes(b"target,value\n1.a,2\n")

    assert ["evidence_altered"] == [
        reason.code for reason in read_submission([tmp_path]).ignored if reason["file"] == "a.csv"
    ]
    assert sums_told("a.csv", tmp_path / "a.csv", "0" * 64, tmp_path) is None


def test_nothing_outside_the_submission_is_looked_at(tmp_path: Path) -> None:
    """Paths that lead out, absolute paths and links are missing files."""
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / "secret.pdf").write_bytes(PDF)
    (inside / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    names = f"../secret.pdf;{tmp_path}/secret.pdf;link.pdf"

    evidence, reasons = find_evidence([Row("a.csv", 2, "1.a", evidence=names)], {"a.csv": inside})

    assert {State.MISSING} == {one.state for one in evidence}
    assert len(evidence) == len(reasons)


def test_a_workbook_named_as_evidence_is_no_table(tmp_path: Path) -> None:
    """What a row names as its evidence is not read for rows; nor is what lies in a folder of that name."""
    (tmp_path / "raw.xlsx").write_bytes(b"no workbook")
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "x.csv").write_bytes(b"no,table\n")
    (tmp_path / "a.csv").write_bytes(b"target,value,evidence\n1.a,2,raw.xlsx\n")

    submission = read_submission([tmp_path])

    assert ((), {"evidence/x.csv", "raw.xlsx"}) == (
        submission.faults, {reason["file"] for reason in submission.ignored}
    )  # fmt: skip


def test_a_large_file_is_not_digested(tmp_path: Path) -> None:
    """A file beyond the limit is told with its size."""
    (tmp_path / "r.pdf").write_bytes(PDF)

    (one,), _ = find_evidence([Row("a.csv", 2, "1.a", evidence="r.pdf")], {"a.csv": tmp_path}, Limits(evidence_bytes=3))

    assert (State.LARGE, len(PDF), "") == (one.state, one.bytes, one.sha256)


def test_sums_are_read_in_the_forms_of_the_tool(tmp_path: Path) -> None:
    """Two blanks, a blank and a star, and a leading ./ are read; other lines are not."""
    (tmp_path / "SHA256SUMS").write_text(f"{'a' * 64}  ./x.pdf\n{'B' * 64} *y.pdf\nno sum\n", encoding="utf-8")

    assert {"x.pdf": "a" * 64, "y.pdf": "b" * 64} == read_sums(tmp_path)


def test_evidence_in_an_archive_is_found_in_it(tmp_path: Path) -> None:
    """What a packed row names is pinned where it lies beside its table or at the top; what is not there is missing."""
    with zipfile.ZipFile(tmp_path / "提交.zip", "w") as archive:
        archive.writestr("a/t.csv", "target,value,evidence\n1.a,2,r.pdf\n1.a,3,top.png\n1.a,4,none.pdf\n")
        archive.writestr("a/r.pdf", b"%PDF-1.7 one")
        archive.writestr("top.png", b"\x89PNG\r\n\x1a\n")
    (tmp_path / "none.txt").write_bytes(b"")

    submission = read_submission([tmp_path / "提交.zip"])

    assert [
        ("r.pdf", hashlib.sha256(b"%PDF-1.7 one").hexdigest(), 12, "application/pdf", State.PRESENT),
        ("top.png", hashlib.sha256(b"\x89PNG\r\n\x1a\n").hexdigest(), 8, "image/png", State.PRESENT),
        ("none.pdf", "", 0, "", State.MISSING),
    ] == [(one.name, one.sha256, one.bytes, one.type, one.state) for one in submission.evidence]


def test_one_name_in_two_folders_is_two_files(tmp_path: Path) -> None:
    """Each table's report lies beside it; both are pinned, and the one that is missing is said."""
    for lot in ("a", "b", "c"):
        (tmp_path / lot).mkdir()
        (tmp_path / lot / "t.csv").write_text("target,value,evidence\n1.a,2,r.pdf\n", encoding="utf-8")
    for lot in ("a", "b"):
        (tmp_path / lot / "r.pdf").write_bytes(lot.encode())

    submission = read_submission([tmp_path])

    assert [(State.PRESENT, "a/t.csv:2"), (State.PRESENT, "b/t.csv:2"), (State.MISSING, "c/t.csv:2")] == [
        (one.state, one.rows) for one in submission.evidence
    ]
