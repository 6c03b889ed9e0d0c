"""Durable files: the old state or the new one, never half."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from verifier.errors import UsageError
from verifier.record.durable import write_durably

_ROOT = Path(__file__).parents[2]


def test_a_file_is_written_with_its_rights(tmp_path: Path) -> None:
    """The bytes and the rights are those asked for, and nothing else is left in the folder."""
    path = tmp_path / "密钥"

    write_durably(path, b"x", replace=False, mode=0o600)

    assert b"x" == path.read_bytes()
    assert 0o600 == path.stat().st_mode & 0o777
    assert [path] == list(tmp_path.iterdir())


def test_an_existing_file_is_kept_unless_replaced(tmp_path: Path) -> None:
    """A file is replaced only where that was asked for."""
    path = tmp_path / "a"
    path.write_bytes(b"old")

    with pytest.raises(UsageError) as refusal:
        write_durably(path, b"new", replace=False)

    assert ("file_exists", b"old") == (refusal.value.code, path.read_bytes())
    write_durably(path, b"new", replace=True)
    assert b"new" == path.read_bytes()
    assert [path] == list(tmp_path.iterdir())


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    """Without its folder a file is refused by the folder's name; a file in the folder's place is none."""
    (tmp_path / "file").write_bytes(b"")

    for folder in (tmp_path / "missing" / "folder", tmp_path / "file"):
        with pytest.raises(UsageError) as refusal:
            write_durably(folder / "key", b"x", replace=False)
        assert ("file_folder_absent", folder, "key") == (
            refusal.value.code,
            refusal.value.reason["folder"],
            refusal.value.reason["file"],
        )


def test_a_folder_that_refuses_leaves_the_files_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of the folder names the file that was asked for, never the temporary one."""

    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied", str(tmp_path / ".key.x.part"))

    monkeypatch.setattr("tempfile.mkstemp", refuse)

    with pytest.raises(PermissionError) as refusal:
        write_durably(tmp_path / "key", b"x", replace=False)

    assert str(tmp_path / "key") == refusal.value.filename


@pytest.mark.parametrize("step", ["fsync", "replace", "hardlink_to"])
def test_a_failure_leaves_the_old_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """A disk that fails at any step leaves the old file, and no other."""
    path = tmp_path / "a"
    replace = step != "hardlink_to"
    if replace:
        path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os if step == "fsync" else Path, step, fail)
    if step == "hardlink_to":
        write_durably(path, b"new", replace=False)
    else:
        with pytest.raises(OSError, match="No space left"):
            write_durably(path, b"new", replace=replace)

    assert (b"old" if replace else b"new") == path.read_bytes()
    assert [path] == list(tmp_path.iterdir())


def test_a_full_disk_leaves_the_old_state(tmp_path: Path) -> None:
    """A file that outgrows the room there is leaves the old one whole: here the limit is the process's own."""
    if os.name != "posix":
        pytest.skip("limits of a process are set on POSIX systems only")
    path = tmp_path / "a"
    path.write_bytes(b"old")
    program = (
        "import resource, sys; from pathlib import Path; from verifier.record.durable import write_durably\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "write_durably(Path(sys.argv[1]), b'x' * 5000, replace=True)"
    )

    done = subprocess.run([sys.executable, "-c", program, str(path)], cwd=_ROOT, capture_output=True, check=False)

    assert 0 != done.returncode
    assert -signal.SIGXFSZ != done.returncode
    assert [path] == list(tmp_path.iterdir())
    assert b"old" == path.read_bytes()
