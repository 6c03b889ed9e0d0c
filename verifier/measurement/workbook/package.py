"""The parts of a workbook's package, opened within limits; encrypted workbooks and those with macros are refused."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib

from verifier.errors import MeasurementError
from verifier.measurement.limits import Limits

__all__ = ["Package", "open_package"]

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BROKEN = (
    OSError, EOFError, ValueError, KeyError, NotImplementedError, RuntimeError, struct.error, zipfile.BadZipFile,
    zlib.error, lzma.LZMAError,
)  # fmt: skip
_CHUNK = 1 << 20
_RATIO_FROM = 16 * 1024 * 1024
_MACRO_TYPE = b"macroEnabled"


class Package:
    """A workbook's package whose sizes were checked: every part unpacks within the limits."""

    def __init__(self, archive: zipfile.ZipFile, file: str) -> None:
        self._archive = archive
        self._file = file
        self.names = frozenset(archive.namelist())

    def part(self, name: str) -> bytes:
        """The bytes of a part, b"" where there is none.

        Raises:
            MeasurementError: The part cannot be unpacked.
        """
        if name not in self.names:
            return b""
        try:
            return self._archive.read(name)
        except _BROKEN:
            raise MeasurementError("workbook_broken", file=self._file, line=1, column="") from None


def open_package(data: bytes, file: str, limits: Limits) -> Package:
    """The package of a workbook.

    1. What is no package is refused, an encrypted one by that name. 2. Each part is unpacked once, to see that it ends
    within the limits: the sizes that a package states of itself prove nothing. 3. Macros refuse it.

    Args:
        data: The file's bytes.
        file: The file's name.
        limits: Limits of size.

    Raises:
        MeasurementError: It is refused.

    Source:
        ECMA-376 part 2 (2021), Open Packaging Conventions; [MS-OFFCRYPTO] 2.3.4.
    """
    if data.startswith(_COMPOUND):  # 1
        raise _fault("workbook_encrypted" if _ENCRYPTED in data else "workbook_old", file)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
        if len(entries) > limits.members:
            raise _fault("archive_members", file, limit=limits.members)
        total = 0
        for entry in entries:  # 2
            if entry.flag_bits & 1:
                raise _fault("workbook_encrypted", file)
            with archive.open(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    total += len(chunk)
                    if total > limits.unpacked_bytes:
                        raise _fault("packed_total", file, limit=limits.unpacked_bytes)
                    if total > max(_RATIO_FROM, len(data) * limits.unpacked_ratio):
                        raise _fault("packed_ratio", file, limit=limits.unpacked_ratio)
        package = Package(archive, file)
    except _BROKEN:
        raise _fault("workbook_broken", file) from None
    if file.lower().endswith(".xlsm") or any(name.endswith("vbaProject.bin") for name in package.names):  # 3
        raise _fault("workbook_macros", file)
    if _MACRO_TYPE in package.part("[Content_Types].xml"):
        raise _fault("workbook_macros", file)
    return package


def _fault(code: str, file: str, **parts: object) -> MeasurementError:
    return MeasurementError(code, file=file, line=1, column="", **parts)
