"""Files taken from the beginning to the end once: unpacked and hashed on the way, within limits."""

from __future__ import annotations

import bz2
import gzip
import hashlib
from pathlib import Path

import pytest

from verifier.errors import MeasurementError
from verifier.measurement.limits import LIMITS, Limits
from verifier.measurement.raw_file import RawFile

DATA = b"target,value\n" + b"1.a,2.5\n" * 50_000


@pytest.mark.parametrize(("name", "pack"), [("a.csv", bytes), ("a.csv.gz", gzip.compress), ("a.csv.bz2", bz2.compress)])
def test_what_is_packed_is_unpacked_and_what_lies_is_hashed(name: str, pack: type[bytes], tmp_path: Path) -> None:
    """The text is that before it was packed; digest and size are those of the file as it lies."""
    path = tmp_path / name
    path.write_bytes(pack(DATA))

    with RawFile(path, name, LIMITS) as raw:
        text = raw.readall()
        raw.drain()
        told = (raw.taken, raw.sha256)

    assert DATA == text
    assert (path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest()) == told


def test_what_follows_the_part_that_was_read_is_hashed_too(tmp_path: Path) -> None:
    """A table that is given up early is still called by the digest of all of it."""
    path = tmp_path / "a.csv"
    path.write_bytes(DATA)

    with RawFile(path, "a.csv", LIMITS) as raw:
        raw.read(10)
        raw.drain()

        assert (len(DATA), hashlib.sha256(DATA).hexdigest()) == (raw.taken, raw.sha256)


@pytest.mark.parametrize(
    ("name", "data", "limits", "told"),
    [
        ("a.csv", DATA, Limits(stream_bytes=1_000), ("stream_large", "1000")),
        ("a.csv.gz", gzip.compress(DATA), Limits(stream_bytes=1_000), ("stream_large", "1000")),
        ("a.csv.gz", gzip.compress(b"0" * 70_000_000), Limits(unpacked_ratio=100), ("packed_ratio", "100")),
        ("a.csv.gz", gzip.compress(DATA)[:-9], LIMITS, ("packed_broken", "")),
        ("a.csv.bz2", b"no bzip2 at all", LIMITS, ("packed_broken", "")),
    ],
)
def test_a_file_beyond_a_limit_is_refused(
    name: str, data: bytes, limits: Limits, told: tuple[str, str], tmp_path: Path
) -> None:
    """Size and ratio name their limit; a damaged packing is called so."""
    code, limit = told
    path = tmp_path / name
    path.write_bytes(data)

    with RawFile(path, name, limits) as raw, pytest.raises(MeasurementError) as caught:
        raw.readall()

    assert code == caught.value.code
    assert not limit or limit in str(caught.value)
