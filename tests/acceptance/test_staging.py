"""Staging: what of a submission is sealed, under which names."""

from __future__ import annotations

from pathlib import Path

import pytest

from verifier.acceptance.check import Refused
from verifier.acceptance.staging import gather_guide, gather_submission, staged
from verifier.errors import RecordError, UsageError


def _submission(folder: Path) -> Path:
    for name, data in {
        "rows.csv": b"target,value\n",
        "证书/a.pdf": b"%PDF",
        ".hidden": b"x",
        ".git/config": b"x",
        "submission.toml": b"",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def test_evidence_is_sealed_and_hidden_files_are_not(tmp_path: Path) -> None:
    """Tables, header and evidence are taken with their bytes; hidden files and links are not."""
    root = _submission(tmp_path / "s")
    (root / "link.csv").symlink_to(root / "rows.csv")
    (root / "loop").symlink_to(root, target_is_directory=True)

    assert {"rows.csv": b"target,value\n", "证书/a.pdf": b"%PDF", "submission.toml": b""} == gather_submission(
        [root]
    ).files


def test_names_are_nfc(tmp_path: Path) -> None:
    """A decomposed name is sealed composed, as the result names it."""
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "e\u0301.csv").write_bytes(b"")

    assert {"\u00e9.csv"} == set(gather_submission([tmp_path / "s"]).files)


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    """Evidence of one name in two folders is refused, since one of them would be lost."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.csv").write_bytes(b"")
        (tmp_path / name / "note.txt").write_bytes(name.encode())

    with pytest.raises(UsageError) as refusal:
        gather_submission([tmp_path / "a", tmp_path / "b"])

    assert "seal_name_twice" == refusal.value.code


def test_what_cannot_be_sealed(tmp_path: Path) -> None:
    """An absent path, a hidden table and a name that no archive can hold are refused."""
    (tmp_path / ".rows.csv").write_bytes(b"")
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "a.csv").write_bytes(b"")
    (tmp_path / "s" / "a\\b.txt").write_bytes(b"")

    with pytest.raises(Refused):
        gather_submission([tmp_path / "absent"])
    with pytest.raises(UsageError):
        gather_submission([tmp_path / ".rows.csv"])
    with pytest.raises(RecordError):
        gather_submission([tmp_path / "s"])


def test_beside_a_named_file_its_evidence_is_taken(tmp_path: Path) -> None:
    """Of the folder of a file given by itself, only what its rows name is sealed, with the sums that pin it."""
    (tmp_path / "证书").mkdir()
    rows = "target,value,unit,evidence\n9999.ttv,1,um,证书/a.pdf\n9999.ttv,1,um,../out.pdf\n"
    (tmp_path / "rows.csv").write_text(rows, encoding="utf-8")
    for name in ("证书/a.pdf", "证书/sha256sums.txt", "SHA256SUMS", "other.pdf", "other.csv"):
        (tmp_path / name).write_bytes(b"")

    gathered = gather_submission([tmp_path / "rows.csv"])

    assert {"rows.csv", "证书/a.pdf", "证书/sha256sums.txt", "SHA256SUMS"} == set(gathered.files)
    assert (("rows.csv",), (Path("x/rows.csv"),)) == (gathered.named, gathered.paths(Path("x")))


def test_files_and_folders_are_not_mixed(tmp_path: Path) -> None:
    """A file beside a folder is refused: a re-run could not tell which was named."""
    _submission(tmp_path / "s")
    (tmp_path / "a.csv").write_bytes(b"")

    with pytest.raises(UsageError) as refusal:
        gather_submission([tmp_path / "s", tmp_path / "a.csv"])

    assert "seal_mixed" == refusal.value.code


def test_a_guide_is_what_its_digest_covers(tmp_path: Path) -> None:
    """The TOML files of a guide are gathered, with those in its folders, and nothing else."""
    for name in ("guide.toml", "more/p.toml", "README.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")

    assert {"guide.toml", "more/p.toml"} == set(gather_guide(tmp_path))


def test_files_are_laid_out_and_removed() -> None:
    """Staged files have their names and bytes, and are gone afterwards."""
    with staged({"a/证.txt": b"x"}) as root:
        assert b"x" == (root / "a" / "证.txt").read_bytes()

    assert not root.exists()
