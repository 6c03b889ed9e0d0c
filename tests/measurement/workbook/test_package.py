"""Packages of workbooks."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.measurement.samples import workbook
from verifier.errors import MeasurementError
from verifier.measurement.limits import LIMITS, Limits
from verifier.measurement.workbook.package import open_package

PLAIN = workbook({"S": [["target", "value"]]})
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def bomb() -> bytes:
    """A workbook with a part of zeros."""
    return workbook({"S": [["target", "value"]]}, extra={"xl/media/a.bin": bytes(30_000_000)})


@pytest.mark.parametrize(
    ("data", "file", "limits", "code"),
    [
        (b"", "a.xlsx", LIMITS, "workbook_broken"),
        (b"target,value\n", "a.xlsx", LIMITS, "workbook_broken"),
        (PLAIN[:-30], "a.xlsx", LIMITS, "workbook_broken"),
        (OLD, "a.xlsx", LIMITS, "workbook_old"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", LIMITS, "workbook_encrypted"),
        (PLAIN, "a.xlsm", LIMITS, "workbook_macros"),
        (workbook({"S": []}, extra={"xl/vbaProject.bin": b"x"}), "a.xlsx", LIMITS, "workbook_macros"),
        (bomb(), "a.xlsx", LIMITS, "packed_ratio"),
        (PLAIN, "a.xlsx", Limits(unpacked_bytes=10), "packed_total"),
        (PLAIN, "a.xlsx", Limits(members=2), "archive_members"),
    ],
)
def test_what_is_refused(data: bytes, file: str, limits: Limits, code: str) -> None:
    """Encrypted workbooks, those with macros, bombs and other files each have their reason."""
    with pytest.raises(MeasurementError) as caught:
        open_package(data, file, limits)

    assert code == caught.value.code
    assert caught.value.text("zh") != caught.value.text("en")


def test_parts_are_handed_out() -> None:
    """A part is its bytes, a missing one is none."""
    package = open_package(PLAIN, "a.xlsx", LIMITS)

    assert b"sheetData" in package.part("xl/worksheets/sheet1.xml")
    assert b"" == package.part("xl/none.xml")
    assert zipfile.is_zipfile(io.BytesIO(PLAIN))
