"""Files and folders to a submission."""

from __future__ import annotations

import hashlib
import os
import time
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from verifier.measurement.limits import Limits
from verifier.measurement.submission import Source, read_submission

TABLE = b"target,value\n1.a,2\n"


def write(folder: Path, **files: bytes) -> None:
    """Write files; two underscores in a name stand for a slash, one for a point."""
    for name, data in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def test_a_folder_is_read_in_byte_order_of_names(tmp_path: Path) -> None:
    """Capitals before small letters, a point before a slash, ASCII before Chinese, at every depth."""
    for name in ["b.csv", "a/z.csv", "a.csv", "B.csv", "中/a.csv", "é.csv"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(TABLE)

    submission = read_submission([tmp_path])

    assert ["B.csv", "a.csv", "a/z.csv", "b.csv", "é.csv", "中/a.csv"] == [row.file for row in submission.rows]
    assert () == submission.faults


def test_names_are_composed_and_sources_pin_raw_bytes(tmp_path: Path) -> None:
    """A decomposed file name is told in NFC; the digest is of the bytes as they lie there, mark included."""
    data = b"\xef\xbb\xbf" + TABLE.replace(b"\n", b"\r\n")
    path = tmp_path / unicodedata.normalize("NFD", "é.csv")
    path.write_bytes(data)

    expected = Source("é.csv", hashlib.sha256(data).hexdigest(), len(data), "utf-8", assumed=False)

    assert (expected,) == read_submission([path]).sources


def test_what_is_left_out_is_listed_with_why(tmp_path: Path) -> None:
    """Evidence, other formats, hidden files, links and expected verdicts are no rows, and none is passed in silence."""
    write(tmp_path, a_csv=TABLE, expected_json=b"{}", report_pdf=b"%PDF", t_xls=b"PK", _hidden=b"x", _git__x_csv=TABLE)
    (tmp_path / ".git").mkdir(exist_ok=True)
    (tmp_path / "link.csv").symlink_to(tmp_path / "a.csv")

    submission = read_submission([tmp_path])

    assert {
        ".git": "file_hidden",
        ".hidden": "file_hidden",
        "expected.json": "file_expected",
        "link.csv": "file_link",
        "report.pdf": "file_evidence",
        "t.xls": "file_format",
    }.items() <= {str(reason["file"]): reason.code for reason in submission.ignored}.items()
    assert (1, ()) == (len(submission.rows), submission.faults)
    assert all(reason.text("zh") != reason.text("en") for reason in submission.ignored)


def test_columns_and_comments_left_out_are_listed(tmp_path: Path) -> None:
    """A column that is not known and a comment above the header are told with their file."""
    write(tmp_path, a_csv="# 说明\ntarget,value,温升\n1.a,2,3\n".encode())

    assert [("table_comment", "a.csv"), ("table_column_kept", "a.csv")] == [
        (reason.code, reason["file"]) for reason in read_submission([tmp_path]).ignored
    ]


@pytest.mark.parametrize("name", ["a.xls", "expected.json", "report.pdf", "other.toml"])
def test_a_file_named_by_the_submitter_must_be_one_that_is_read(tmp_path: Path, name: str) -> None:
    """What was named and cannot be read refuses the submission."""
    (tmp_path / name).write_bytes(b"x")

    (fault,) = read_submission([tmp_path / name]).faults

    assert ("file_kind", name) == (fault.code, fault.reason["file"])


def test_paths_that_lead_nowhere_are_faults(tmp_path: Path) -> None:
    """A missing path, a path through a file, an impossible path and an empty folder each have their reason."""
    write(tmp_path, a_csv=TABLE)
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    paths = [
        tmp_path / "none",
        tmp_path / "a.csv" / "b",
        Path("\0"),
        Path("x" * 5000),
        tmp_path / "empty",
        tmp_path / "pipe.csv",
    ]

    submission = read_submission(paths)

    assert ["file_missing", "file_unreadable", "file_unreadable", "file_unreadable", "folder_empty", "file_kind"] == [
        fault.code for fault in submission.faults
    ]
    assert all(fault.text("zh") and fault.text("en") for fault in submission.faults)


def test_nothing_counts_twice(tmp_path: Path) -> None:
    """The same file by two paths, and two files of one name, are refused."""
    write(tmp_path, x__a_csv=TABLE, y__a_csv=TABLE, y__b_csv=TABLE)

    same = read_submission([tmp_path / "x", tmp_path, tmp_path / "x" / "a.csv"])
    named = read_submission([tmp_path / "x" / "a.csv", tmp_path / "y" / "a.csv"])

    assert [("file_twice", "x/a.csv"), ("file_twice", "a.csv")] == [(f.code, f.reason["file"]) for f in same.faults]
    assert (["file_twice"], 1) == ([fault.code for fault in named.faults], len(named.rows))


def test_header_and_findings_are_read_beside_the_tables(tmp_path: Path) -> None:
    """submission.toml and findings.csv are sources of their own kind, and no tables of values."""
    write(
        tmp_path,
        a_csv=TABLE,
        submission_toml=b'project = "1"\n[period]\nstart = 2024-01-01\nend = "2026/12/31"\n',
        findings_csv="target,member,finding\n1.d,王,同意\n".encode("gb18030"),
    )

    submission = read_submission([tmp_path])

    assert submission.header is not None
    assert ("1", date(2026, 12, 31)) == (submission.header.project, submission.header.period_end)
    assert [("1.d", True)] == [(finding.target, finding.agree) for finding in submission.findings]
    assert [("a.csv", False), ("findings.csv", True), ("submission.toml", False)] == [
        (source.path, source.assumed) for source in submission.sources
    ]
    assert () == submission.faults


def test_two_headers_are_a_fault(tmp_path: Path) -> None:
    """A submission speaks for itself once."""
    write(tmp_path, submission_toml=b"", x__submission_toml=b"")

    (fault,) = read_submission([tmp_path]).faults

    assert ("header_twice", "x/submission.toml", "submission.toml") == (
        fault.code,
        fault.reason["file"],
        fault.reason["first"],
    )


def test_all_faults_of_all_files_are_listed_in_order(tmp_path: Path) -> None:
    """One run tells everything that is wrong, file by file and line by line."""
    write(tmp_path, a_csv=b"target\n1.a\n", b_csv=b"target,value\n1\n1.a,2\n1,2,3\n", submission_toml=b"x = 1\ny = 2\n")

    submission = read_submission([tmp_path])

    assert [
        ("a.csv", "table_header_missing"), ("b.csv", "table_row_short"), ("b.csv", "table_row_long"),
        ("submission.toml", "header_key_unknown"), ("submission.toml", "header_key_unknown"),
    ] == [(fault.reason["file"], fault.code) for fault in submission.faults]  # fmt: skip


def test_the_named_encoding_reaches_every_file(tmp_path: Path) -> None:
    """A Big5 table is read once its encoding is named, and is then no assumption."""
    write(tmp_path, a_csv="target,value,remark\n1.a,2,測試報告\n".encode("big5"))

    submission = read_submission([tmp_path], encoding="big5")

    assert (["測試報告"], [("big5", False)]) == (
        [row.remark for row in submission.rows],
        [(source.encoding, source.assumed) for source in submission.sources],
    )


def test_limits_of_files_and_bytes_are_faults(tmp_path: Path) -> None:
    """Too many files and too large a file are refused before they are read."""
    write(tmp_path, a_csv=TABLE, b_csv=TABLE * 3)

    assert ["folder_large"] == [f.code for f in read_submission([tmp_path], limits=Limits(files=1)).faults]
    assert [("file_large", "b.csv")] == [
        (f.code, f.reason["file"]) for f in read_submission([tmp_path], limits=Limits(bytes=30)).faults
    ]


def test_a_name_that_no_record_could_spell_is_a_fault(tmp_path: Path) -> None:
    """Control characters and broken bytes in the name of a table refuse it, with the name made visible."""
    (tmp_path / "a\nb.csv").write_bytes(TABLE)
    (tmp_path / os.fsdecode(b"\xff.csv")).write_bytes(TABLE)

    submission = read_submission([tmp_path])

    assert ["file_name", "file_name"] == [fault.code for fault in submission.faults]
    assert all(fault.text("zh").isprintable() for fault in submission.faults)


def test_a_deep_folder_is_no_trap(tmp_path: Path) -> None:
    """Folders are walked without recursion."""
    place = tmp_path
    for _ in range(300):
        place /= "d"
        place.mkdir()
    (place / "a.csv").write_bytes(TABLE)

    began = time.perf_counter()
    rows = read_submission([tmp_path]).rows

    assert ["d/" * 300 + "a.csv"] == [row.file for row in rows]
    assert time.perf_counter() - began < 1
