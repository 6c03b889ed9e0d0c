"""Files that Spark reads: their names, their order, what is left out, and how the driver comes by one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from verifier.errors import MeasurementError
from verifier.plan.spark_files import SparkFile, fetched, files_at, local_file

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
_ENDINGS = (".csv", ".parquet")


def test_a_folder_is_listed_by_name(tmp_path: Path, spark: Any) -> None:  # noqa: ANN401 -- pyspark is an extra
    """Names are relative to the folder, in byte order; files that are no tables are told by name."""
    for name in ("b/2.csv", "b/10.csv", "a.csv", "批 次.csv", "x.pdf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"target,value\n")
    files, left = files_at(spark, [f"file:{tmp_path}"], _ENDINGS)

    assert ["a.csv", "b/10.csv", "b/2.csv", "批 次.csv"] == [file.name for file in files]
    assert ["x.pdf"] == left
    assert {13} == {file.size for file in files}
    assert {None} == {file.path for file in files}


def test_one_file_keeps_its_own_name(tmp_path: Path, spark: Any) -> None:  # noqa: ANN401 -- pyspark is an extra
    """A file that is named itself is called by its name alone; the same name twice is refused."""
    (tmp_path / "a.csv").write_bytes(b"x")
    address = f"file:{tmp_path}/a.csv"

    assert ["a.csv"] == [file.name for file in files_at(spark, [address], _ENDINGS)[0]]
    with pytest.raises(MeasurementError) as refused:
        files_at(spark, [address, address], _ENDINGS)
    assert "file_twice" == refused.value.code


def test_a_remote_file_is_copied_for_a_while(tmp_path: Path, spark: Any) -> None:  # noqa: ANN401 -- pyspark is an extra
    """The driver has the bytes while it reads them, and nothing is left of them."""
    (tmp_path / "a.csv").write_bytes(b"\xff\x00abc")
    (file,), _ = files_at(spark, [f"file:{tmp_path}/a.csv"], _ENDINGS)
    with fetched(spark, file) as path:
        assert b"\xff\x00abc" == path.read_bytes()

    assert not path.exists()


def test_a_remote_file_beyond_the_limit_is_not_fetched() -> None:
    """Two gigabytes are refused by their size before a byte is moved."""
    with pytest.raises(MeasurementError) as refused, fetched(None, SparkFile("s3a://x", "x.csv", 2 << 30, "")):
        pytest.fail("it was fetched")

    assert "spark_file_whole" == refused.value.code


def test_a_file_of_this_machine_is_read_in_place(tmp_path: Path) -> None:
    """Its address is its path as it is spelled, and nothing is copied."""
    path = tmp_path / "空 格[1]%41.csv"
    path.write_bytes(b"abc")
    file = local_file(path, "a.csv")
    with fetched(None, file) as found:
        assert path == found

    assert (f"file:{path.resolve()}", 3) == (file.uri, file.size)
