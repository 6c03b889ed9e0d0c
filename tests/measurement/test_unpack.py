"""Packed files."""

from __future__ import annotations

import bz2
import gzip
import io
import stat
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.measurement.limits import Limits
from verifier.measurement.unpack import bare_name, is_packed, unpack

TABLE = b"target,value\n1.a,2\n"


def archive(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as packed:
        for name, data in members:
            packed.writestr(name, data)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "members"),
    [
        ("a.csv.gz", gzip.compress(TABLE, mtime=0), ["a.csv.gz"]),
        ("a.csv.bz2", bz2.compress(TABLE), ["a.csv.bz2"]),
        ("a.zip", archive(("b/表.csv", TABLE), ("a.csv", TABLE), ("b/", b"")), ["a.zip/a.csv", "a.zip/b/表.csv"]),
        ("a.zip", archive(("x.csv.gz", gzip.compress(TABLE, mtime=0))), ["a.zip/x.csv.gz"]),
    ],
)
def test_packed_files_are_opened(name: str, data: bytes, members: list[str]) -> None:
    """gzip, bzip2 and zip, one within another too, hand out their files under names that say where they lay."""
    unpacked = unpack(data, name)

    assert ([], members) == (unpacked.faults, [member.name for member in unpacked.members])
    assert all(TABLE == member.data for member in unpacked.members)


def test_names_of_chinese_archives_are_read() -> None:
    """A name that the archive does not mark as UTF-8 is read as Chinese systems write it."""
    data = archive(("AB.csv", TABLE)).replace(b"AB.csv", "表.csv".encode("gb18030"))

    assert ["a.zip/表.csv"] == [member.name for member in unpack(data, "a.zip").members]


@pytest.mark.parametrize("name", ["../a.csv", "/etc/a.csv", "x/../../a.csv", "..\\a.csv", "C:\\a.csv"])
def test_a_path_that_leads_out_refuses_the_archive(name: str) -> None:
    """Nothing is written, and nothing is read either."""
    unpacked = unpack(archive(("good.csv", TABLE), (name, TABLE)), "a.zip")

    assert ["archive_path"] == [fault.code for fault in unpacked.faults]


@pytest.mark.parametrize(
    ("data", "limits", "code", "limit"),
    [
        (gzip.compress(bytes(20_000_000), mtime=0), Limits(unpacked_ratio=100), "packed_ratio", 100),
        (gzip.compress(bytes(2_000), mtime=0), Limits(bytes=1_000), "packed_large", 1_000),
        (gzip.compress(bytes(2_000), mtime=0), Limits(unpacked_bytes=1_000), "packed_total", 1_000),
    ],
)
def test_a_bomb_is_refused_with_its_limit(data: bytes, limits: Limits, code: str, limit: int) -> None:
    """Ratio, size and total each have a limit, and the refusal names it."""
    (fault,) = unpack(data, "a.csv.gz", limits).faults

    assert (code, limit) == (fault.code, fault.reason["limit"])
    assert str(limit) in fault.text("zh")


def test_depth_members_and_passwords_are_refused() -> None:
    """Packings within packings, a million members, and what is encrypted, are not opened."""
    deep = archive(("a.zip", archive(("b.zip", archive(("c.csv", TABLE))))))
    locked = bytearray(archive(("a.csv", TABLE)))
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1

    assert ["packed_deep"] == [fault.code for fault in unpack(deep, "a.zip").faults]
    many = archive(*((f"{n}.csv", b"") for n in range(11)))
    assert ["archive_members"] == [fault.code for fault in unpack(many, "a.zip", Limits(members=10)).faults]
    assert ["archive_encrypted"] == [fault.code for fault in unpack(bytes(locked), "a.zip").faults]


def test_links_are_left_out() -> None:
    """A link in an archive leads nowhere."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        link = zipfile.ZipInfo("a.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        packed.writestr(link, "/etc/passwd")

    unpacked = unpack(made.getvalue(), "a.zip")

    assert ([], ["file_link"]) == (unpacked.members, [reason.code for reason in unpacked.ignored])


@given(st.sampled_from(["a.gz", "a.bz2", "a.zip"]), st.binary(max_size=40), st.data())
def test_damaged_files_end_in_a_fault(name: str, noise: bytes, data: st.DataObject) -> None:
    """Whatever was cut or changed, the answer is members or a fault with its sentence."""
    packed = {"a.gz": gzip.compress(TABLE), "a.bz2": bz2.compress(TABLE), "a.zip": archive(("a.csv", TABLE))}
    whole = packed[name]
    at = data.draw(st.integers(0, len(whole)))

    unpacked = unpack(whole[:at] + noise + whole[at + len(noise) :], name)

    assert all(fault.text("zh") for fault in unpacked.faults)


def test_names_say_what_is_packed() -> None:
    """The name of what a packing holds is the name without its suffixes; an archive keeps its own."""
    assert ("a.csv", "a.zip", "a.csv") == (bare_name("a.csv.gz.BZ2"), bare_name("a.zip"), bare_name("a.csv"))
    assert (True, False) == (is_packed("A.ZIP"), is_packed("a.csv"))
