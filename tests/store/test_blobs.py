"""Blobs: kept under their digest, whole or not at all."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.errors import StoreError
from verifier.store.blobs import Blobs


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    """An empty folder of blobs."""
    return Blobs(tmp_path / "blobs")


@given(data=st.binary(max_size=300))
def test_bytes_come_back(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What is kept comes back, and its name is its digest."""
    blobs = Blobs(tmp_path_factory.mktemp("blobs"))

    blob = blobs.put(io.BytesIO(data), 300)

    assert hashlib.sha256(data).hexdigest() == blob.sha256
    assert len(data) == blob.bytes
    assert data == blobs.read(blob.sha256)
    assert blobs.holds(blob.sha256)


def test_equal_bytes_lie_there_once(blobs: Blobs) -> None:
    """The same file sent twice takes its room once."""
    first, second = blobs.put_bytes(b"a"), blobs.put_bytes(b"a")

    assert first == second
    assert [first.sha256] == [path.name for path in blobs.folder.rglob("*") if path.is_file()]


def test_too_much_leaves_nothing(blobs: Blobs) -> None:
    """A stream that is longer than allowed is refused when the limit is passed, and no part of it stays."""
    endless = io.BytesIO(bytes(3 * 1024 * 1024))

    with pytest.raises(StoreError) as caught:
        blobs.put(endless, 1024 * 1024)

    assert "blob_large" == caught.value.code
    assert endless.tell() < 3 * 1024 * 1024
    assert [] == [path for path in blobs.folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "a" * 63, "A" * 64, "\0" * 64, "a" * 10_000_000])
def test_a_digest_is_no_path(blobs: Blobs, digest: str) -> None:
    """What is no digest names nothing."""
    assert not blobs.holds(digest)
    with pytest.raises(StoreError):
        blobs.path(digest)


def test_a_changed_blob_is_refused(blobs: Blobs) -> None:
    """Bytes that no longer have their digest are not handed out."""
    blob = blobs.put_bytes(b"measured")
    blobs.path(blob.sha256).write_bytes(b"Measured")

    with pytest.raises(StoreError) as caught:
        blobs.read(blob.sha256)

    assert "blob_damaged" == caught.value.code


def test_a_damaged_blob_is_mended_by_the_same_file(blobs: Blobs) -> None:
    """Who sends the file again puts the right bytes in place."""
    blob = blobs.put_bytes(b"measured")
    blobs.path(blob.sha256).write_bytes(b"")

    blobs.put_bytes(b"measured")

    assert b"measured" == blobs.read(blob.sha256)


def test_only_the_owner_reads(blobs: Blobs) -> None:
    """No other account of the machine can read what was submitted."""
    assert 0o600 == blobs.path(blobs.put_bytes(b"a").sha256).stat().st_mode & 0o777


def test_what_a_killed_writer_left_is_swept(blobs: Blobs) -> None:
    """Parts without a name are removed once they are old, blobs are not."""
    blob = blobs.put_bytes(b"a")
    part = blobs.folder / ".abc.part"
    part.write_bytes(b"half")
    now = datetime.now(UTC)

    blobs.sweep_parts(now - timedelta(days=1))
    assert part.exists()
    blobs.sweep_parts(now + timedelta(days=1))

    assert [blob.sha256] == [path.name for path in blobs.folder.rglob("*") if path.is_file()]
