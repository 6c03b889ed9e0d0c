"""Archives: one spelling of each content, and everything else refused."""

from __future__ import annotations

import io
import stat
import struct
import time
import warnings
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.errors import RecordError
from verifier.record import archive as archive_module
from verifier.record.archive import check_name, pack, read_archive, unpack

_PART = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters='/\\:"'), min_size=1, max_size=8)
_MEMBERS = st.dictionaries(st.lists(_PART, min_size=1, max_size=3).map("/".join), st.binary(max_size=50), max_size=5)


def _is_name(name: str) -> bool:
    try:
        check_name(name)
    except RecordError:
        return False
    return True


def _zip(*members: tuple[zipfile.ZipInfo | str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", compression) as archive:
        warnings.simplefilter("ignore")
        for name, data in members:
            archive.writestr(name, data)
    return stream.getvalue()


def _assert_refused(data: bytes) -> None:
    started = time.process_time()
    with pytest.raises(RecordError):
        unpack(data)
    assert time.process_time() - started < 1


@given(_MEMBERS)
def test_what_is_packed_is_unpacked(members: dict[str, bytes]) -> None:
    """Members come back, in an archive that another program reads as well."""
    members = {name: data for name, data in members.items() if _is_name(name)}

    packed = pack(members)

    assert members == unpack(packed)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        assert members == {name: archive.read(name) for name in archive.namelist()}


@given(_MEMBERS)
def test_the_order_of_members_does_not_matter(members: dict[str, bytes]) -> None:
    """The same members in another order are packed to the same bytes."""
    members = {name: data for name, data in members.items() if _is_name(name)}

    assert pack(members) == pack(dict(reversed(members.items())))


@pytest.mark.parametrize(
    "name",
    [
        *("", "/a", "a/", "a//b", "..", "../a", "a/../b", "./a", "a\\b", "C:/a", "c:a", "a\nb", "a\0b", "\ud800"),
        *("e\u0301", "a" * 256, "/".join(["ab"] * 400), "a/" * 100_000),
    ],
    ids=map(str, range(18)),
)
def test_a_name_that_leaves_its_folder_is_refused(name: str) -> None:
    """Absolute and climbing names, drives, control characters, names not in NFC and long ones cannot be packed."""
    with pytest.raises(RecordError):
        pack({name: b""})


def test_a_zip_slip_is_refused() -> None:
    """An archive of another program with a climbing name is refused."""
    _assert_refused(_zip(("../../etc/passwd", b"x")))


def test_a_symbolic_link_is_refused() -> None:
    """A member that is a link is refused."""
    link = zipfile.ZipInfo("a")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16

    _assert_refused(_zip((link, b"/etc/passwd")))


def test_a_member_twice_is_refused() -> None:
    """Two members of one name are refused."""
    _assert_refused(_zip(("a", b"1"), ("a", b"2")))


def test_compressed_members_are_refused() -> None:
    """A bomb is not inflated: whatever is compressed is refused unread."""
    _assert_refused(_zip(("a", b"\0" * 50_000_000), compression=zipfile.ZIP_DEFLATED))


def test_overlapping_members_are_refused() -> None:
    """Many entries that share one body are refused before they are copied."""
    packed = pack({f"{n:05}": b"" for n in range(5000)} | {"99999": b"x" * 5_000_000})
    end = struct.unpack("<4sHHHHIIH", packed[-22:])
    place, offset = end[6], packed.index(b"99999") + 5 - 35
    body = bytearray(packed)
    for _ in range(5000):
        struct.pack_into("<II", body, place + 20, 5_000_000, 5_000_000)
        struct.pack_into("<I", body, place + 42, offset)
        place += 46 + 5

    _assert_refused(bytes(body))


def test_other_orders_and_comments_are_refused() -> None:
    """A valid zip with its members in another order, with a comment, or with a gap is another spelling."""
    packed = pack({"a": b"1", "b": b"2"})
    plain = [zipfile.ZipInfo(name) for name in ("b", "a")]

    _assert_refused(_zip((plain[0], b"2"), (plain[1], b"1")))
    _assert_refused(packed[:-2] + b"\x01\0c")
    _assert_refused(b"PK" + packed)


@given(st.data())
def test_no_changed_byte_is_accepted(data: st.DataObject) -> None:
    """An archive with any byte changed is refused."""
    packed = bytearray(pack({"a/b": b"content", "字": b""}))
    place = data.draw(st.integers(0, len(packed) - 1))
    packed[place] ^= data.draw(st.integers(1, 255))

    _assert_refused(bytes(packed))


@pytest.mark.parametrize("data", [b"", b"PK", b"\0" * 22, b"PK\x05\x06" + b"\xff" * 18, b"x" * 1_000_000])
def test_what_is_no_archive(data: bytes) -> None:
    """Other bytes are refused at once."""
    _assert_refused(data)


def test_an_empty_archive() -> None:
    """No members are an archive too."""
    assert {} == unpack(pack({}))


def test_too_many_members_are_refused() -> None:
    """More members than an archive takes are refused before they are packed."""
    with pytest.raises(RecordError) as refusal:
        pack({str(n): b"" for n in range(20_001)})

    assert "archive_large" == refusal.value.code


def test_a_file_that_is_too_large_is_not_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a file beyond the limit only as much is read as shows that it is; that much is refused."""
    monkeypatch.setattr(archive_module, "LARGEST_ARCHIVE", 1000)
    (tmp_path / "a").write_bytes(b"x" * 10_000)

    data = read_archive(tmp_path / "a")

    assert 2001 == len(data)
    _assert_refused(data)
