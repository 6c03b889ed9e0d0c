"""Pieces of a file: together its bytes, each of whole records, hashed on the way."""

from __future__ import annotations

import gzip
import hashlib
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("numba", reason="the extra big is not installed")

from verifier.errors import MeasurementError
from verifier.measurement.limits import LIMITS, Limits
from verifier.plan.chunks import Chunks, Start

_BODY = b'a,b\n1,"two\nlines"\n2,"x ""y"""\n' + b"3,4\n" * 50


@pytest.mark.parametrize("size", [1, 3, 7, 64, 10_000])
def test_pieces_end_with_a_record(size: int, tmp_path: Path) -> None:
    """However small a piece, no quoted cell is torn, and nothing is lost."""
    path = tmp_path / "a.csv"
    path.write_bytes(_BODY)
    chunks = Chunks(path, "a.csv", size)
    pieces = [piece.tobytes() for piece in chunks]

    assert _BODY == b"".join(pieces)
    assert all(piece.endswith(b"\n") and piece.count(b'"') % 2 == 0 for piece in pieces)
    assert (hashlib.sha256(_BODY).hexdigest(), len(_BODY)) == (chunks.sha256, chunks.taken)


@given(st.binary(max_size=400).filter(lambda data: b'"' not in data), st.integers(1, 50))
def test_any_bytes_without_quotes_come_back(data: bytes, size: int) -> None:
    """Pieces of any bytes are those bytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(data)

        assert data == b"".join(piece.tobytes() for piece in Chunks(path, "a.csv", size))


def test_the_digest_of_a_packed_file_is_that_of_its_raw_bytes(tmp_path: Path) -> None:
    """What is pinned is what was submitted, not what was unpacked."""
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(_BODY))
    chunks = Chunks(path, path.name)

    assert _BODY == b"".join(piece.tobytes() for piece in chunks)
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
    assert 70_000_000 == sum(len(piece) for piece in raised)


@pytest.mark.parametrize("cell", [1, 10_000])
def test_a_piece_grows_until_a_cell_within_the_limits_has_its_end(cell: int, tmp_path: Path) -> None:
    """A longer one is torn, so that the reader of rows says where it stands; its characters are not."""
    path = tmp_path / "a.csv"
    body = b'a\n"' + "米".encode() * 10_000 + b'"\n'
    path.write_bytes(body)
    pieces = [piece.tobytes() for piece in Chunks(path, "a.csv", 1, Limits(cell=cell))]

    assert body == b"".join(pieces)
    assert (cell == 1) == any(not piece.endswith(b"\n") for piece in pieces)
    assert body.decode() == "".join(piece.decode() for piece in pieces[:1]) + b"".join(pieces[1:]).decode()


def test_a_line_without_an_end_is_torn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No piece grows beyond what the longest line may take."""
    monkeypatch.setattr("verifier.plan.chunks._LONGEST", 20)
    path = tmp_path / "a.csv"
    path.write_bytes(b"a\n" + b"x" * 100_000)
    pieces = [len(piece) for piece in Chunks(path, "a.csv", 1, Limits(cell=1))]

    assert 100_002 == sum(pieces)
    assert max(pieces) < 10_000


def test_pieces_begin_behind_the_header(tmp_path: Path) -> None:
    """The first lines are shown once, and what they are told to begin with is passed over, a quote in it too."""
    path = tmp_path / "a.csv"
    path.write_bytes(b'6"\na;b\n1;"x\ny"\n' + b"3;4\n" * 3000)
    shown: list[bytes] = []

    def start_of(begun: bytes) -> Start:
        shown.append(begun)
        return Start(7, ";")

    pieces = [piece.tobytes() for piece in Chunks(path, "a.csv", 1, start_of=start_of)]

    assert 1 == len(shown)
    assert shown[0].startswith(b'6"\na;b\n')
    assert (b'1;"x\ny"\n', path.read_bytes()[7:]) == (pieces[0][:8], b"".join(pieces))
