"""Pieces of a file: together its bytes, each of whole records, hashed on the way."""

from __future__ import annotations

import gzip
import hashlib
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.errors import MeasurementError
from verifier.measurement.limits import LIMITS, Limits
from verifier.plan.chunks import Chunks

_BODY = b'a,b\n1,"two\nlines"\n2,"x ""y"""\n' + b"3,4\n" * 50


@pytest.mark.parametrize("size", [1, 3, 7, 64, 10_000])
def test_pieces_end_with_a_record(size: int, tmp_path: Path) -> None:
    """However small a piece, no quoted cell is torn, and nothing is lost."""
    path = tmp_path / "a.csv"
    path.write_bytes(_BODY)
    chunks = Chunks(path, "a.csv", size)
    pieces = [chunk.view.tobytes() for chunk in chunks]

    assert _BODY == b"".join(pieces)
    assert all(piece.endswith(b"\n") and piece.count(b'"') % 2 == 0 for piece in pieces)
    assert (hashlib.sha256(_BODY).hexdigest(), len(_BODY)) == (chunks.sha256, chunks.taken)


@given(st.binary(max_size=400).filter(lambda data: b'"' not in data), st.integers(1, 50))
def test_any_bytes_without_quotes_come_back(data: bytes, size: int) -> None:
    """Pieces of any bytes are those bytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(data)

        assert data == b"".join(chunk.view.tobytes() for chunk in Chunks(path, "a.csv", size))


def test_the_digest_of_a_packed_file_is_that_of_its_raw_bytes(tmp_path: Path) -> None:
    """What is pinned is what was submitted, not what was unpacked."""
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(_BODY))
    chunks = Chunks(path, path.name)

    assert _BODY == b"".join(chunk.view.tobytes() for chunk in chunks)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == chunks.sha256


def test_a_torn_or_missing_file_is_refused(tmp_path: Path) -> None:
    """A cut gzip file and an absent file are told by name."""
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(_BODY * 100)[:-30])

    with pytest.raises(MeasurementError) as torn:
        list(Chunks(path, path.name))
    with pytest.raises(MeasurementError) as absent:
        list(Chunks(tmp_path / "none.csv", "none.csv"))

    assert ("packed_broken", "file_unreadable") == (torn.value.code, absent.value.code)


def test_the_ratio_of_a_packed_file_is_the_limit_that_is_stated(tmp_path: Path) -> None:
    """Seventy megabytes of one letter are refused by the ratio of the limits, which the sentence names, or are read."""
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"0\n" * 35_000_000))

    with pytest.raises(MeasurementError) as usual:
        list(Chunks(path, path.name))
    raised = Chunks(path, path.name, limits=Limits(unpacked_ratio=2_000))

    assert ("packed_ratio", LIMITS.unpacked_ratio) == (usual.value.code, usual.value.reason["limit"])
    assert 70_000_000 == sum(len(chunk.view) for chunk in raised)


@pytest.mark.parametrize(("cell", "code"), [(1, "table_quote_open"), (10_000, "")])
def test_a_piece_grows_until_the_longest_cell_has_its_end(
    cell: int, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record without an end is given up only where no cell within the limits is that long."""
    monkeypatch.setattr("verifier.plan.chunks._LONGEST", 20)
    path = tmp_path / "a.csv"
    body = b'a\n"' + b"x" * 10_000 + b'"\n'
    path.write_bytes(body)
    found, told = b"", ""

    try:
        for chunk in Chunks(path, "a.csv", 1, Limits(cell=cell)):
            found += chunk.view.tobytes()
    except MeasurementError as failure:
        told = failure.code

    assert (code, not code) == (told, found == body)
