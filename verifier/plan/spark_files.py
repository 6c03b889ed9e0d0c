"""Files that Spark reads: by their address, with the name they have in the submission."""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from verifier.errors import MeasurementError

__all__ = ["SparkFile", "fetched", "files_at", "local_file"]

_FETCHED: Final = 1024 * 1024 * 1024
"""Bytes of a remote file that the driver takes over, where only a reader of the whole file can tell."""


@dataclass(frozen=True, slots=True)
class SparkFile:
    """One file.

    Args:
        uri: Its address, as Spark takes it.
        name: Its name in the submission.
        size: Its bytes.
        changed: When it was changed, as its file system tells it: with the size it tells a changed file.
        path: Where the driver can read it itself, None where it cannot.
    """

    uri: str
    name: str
    size: int
    changed: str
    path: Path | None = None


def local_file(path: Path, name: str) -> SparkFile:
    """A file of this machine, or of a file system that the workers share with it."""
    state = path.stat()
    # Hadoop takes the name as it is written, not percent-encoded.
    return SparkFile(f"file:{path.resolve()}", name, state.st_size, str(state.st_mtime_ns), path)


def files_at(session: Any, addresses: Sequence[str], endings: tuple[str, ...]) -> tuple[list[SparkFile], list[str]]:  # noqa: ANN401
    """The tables at some addresses, folder by folder in byte order of names, and the names of what was left out.

    Args:
        session: The session of Spark.
        addresses: Files and folders, as Spark takes them.
        endings: How the names of tables end.

    Raises:
        MeasurementError: Two files have one name.
    """
    found: list[SparkFile] = []
    left: list[str] = []
    for address in addresses:
        reader = session.read.format("binaryFile").option("recursiveFileLookup", "true")
        rows = reader.load(address).select("path", "length", "modificationTime").collect()
        names = _names([row.path for row in rows])
        for row, name in sorted(zip(rows, names, strict=True), key=lambda pair: pair[1].encode()):
            if name.lower().endswith(endings):
                found.append(SparkFile(row.path, name, row.length, str(row.modificationTime)))
            else:
                left.append(name)
    seen: set[str] = set()
    for file in found:
        if file.name in seen:
            raise MeasurementError("file_twice", file=file.name, line=1, column="")
        seen.add(file.name)
    return found, left


def _names(paths: Sequence[str]) -> list[str]:
    """Names relative to the folder that holds them all."""
    parts = [path.split("/") for path in paths]
    shared = 0
    while parts and all(len(one) > shared + 1 and one[shared] == parts[0][shared] for one in parts):
        shared += 1
    return [unicodedata.normalize("NFC", "/".join(one[shared:])) for one in parts]


@contextmanager
def fetched(session: Any, file: SparkFile) -> Iterator[Path]:  # noqa: ANN401 -- pyspark is an extra
    """A file where the driver can read it: itself, or a copy for a while.

    Raises:
        MeasurementError: It lies elsewhere and is too large to be taken over.
    """
    if file.path is not None:
        yield file.path
        return
    if file.size > _FETCHED:
        raise MeasurementError("spark_file_whole", file=file.name, line=1, column="", size=file.size, limit=_FETCHED)
    reader = session.read.format("binaryFile").option("__globPaths__", "false")
    rows = reader.load(file.uri).select("content").collect()
    with tempfile.TemporaryDirectory(prefix="dabiao-") as folder:
        path = Path(folder) / "table"
        path.write_bytes(bytes(rows[0][0]) if rows else b"")
        yield path
