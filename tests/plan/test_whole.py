"""Files read row by row into a tally: every shape and encoding, packed or not, with memory that stays flat."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import random
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.plan.submissions import LIMITS, submission
from verifier.catalogue.guide import Project
from verifier.decision.ruling import Context
from verifier.errors import MeasurementError
from verifier.measurement.limits import Limits
from verifier.measurement.table import read_table
from verifier.plan.group import Seen
from verifier.plan.plan import Plan
from verifier.plan.scan import Scan, TableFile
from verifier.plan.tally import Tally
from verifier.plan.whole import scan_whole

_WIDE = "片号,9999.upper (μm),9999.hot (℃)\n" + "".join(f"W{n},1.{n % 9},8{n % 7}\n" for n in range(300))
_LONG = '"target",value (mm),备注\r' + "".join(f'9999.upper,0.001{n % 7},"两\n行"\r' for n in range(300))

_PACK: dict[str, Callable[[bytes], bytes]] = {"": bytes, ".gz": gzip.compress, ".bz2": bz2.compress}


def _plan(project: Project) -> Plan:
    return Plan(project.targets, Context(), {})


def _counts(tally: Tally) -> dict[object, object]:
    return {
        signature: ({zone: found.count for zone, found in group.found.items()}, len(group.rows), len(group.others))
        for signature, group in tally.groups.items()
    }


@pytest.mark.parametrize("text", [_WIDE, _LONG])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("suffix", ["", ".gz", ".bz2"])
def test_the_tally_is_that_of_the_table(
    text: str, encoding: str, suffix: str, project: Project, tmp_path: Path
) -> None:
    """Whatever the shape, the encoding and the packing, the rows are those of the reader of small files."""
    data = text.encode(encoding)
    path = tmp_path / f"a.csv{suffix}"
    path.write_bytes(_PACK[suffix](data))
    expected = Tally(_plan(project), files=1)
    table = read_table(data, path.name)
    for number, row in enumerate(table.rows):
        expected.add(Seen((0, number), row))

    scan = scan_whole(TableFile(path, path.name), _plan(project))

    assert expected.counted > 200
    assert (expected.counted, _counts(expected)) == (scan.tally.counted, _counts(scan.tally))
    assert (table.encoding, table.assumed) == (scan.source.encoding, scan.source.assumed)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == scan.source.sha256
    assert path.stat().st_size == scan.source.bytes


def test_memory_does_not_grow_with_the_file(project: Project, tmp_path: Path) -> None:
    """Twice the rows of a wide table in GB18030 take no more memory, beyond what one piece takes."""
    peaks = []
    for times in (50, 100):
        path = tmp_path / f"{times}.csv"
        head, _, body = _WIDE.partition("\n")
        path.write_bytes(f"{head}\n{body * times}".encode("gb18030"))
        tracemalloc.start()
        scan = scan_whole(TableFile(path, path.name), _plan(project))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

        assert 600 * times == scan.tally.counted

    assert peaks[1] < peaks[0] + 4_000_000


def test_progress_ends_at_the_size_of_the_file(project: Project, tmp_path: Path) -> None:
    """Bytes are those of the packed file, rows those that were tallied."""
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(_WIDE.encode()))
    told: list[tuple[int, int]] = []
    scan_whole(TableFile(path, path.name), _plan(project), progress=lambda done, rows: told.append((done, rows)))

    assert (path.stat().st_size, 600) == told[-1]


def _faults(scan: Scan) -> list[str]:
    return [fault.code for fault in scan.faults]


def test_faults_are_those_of_the_reader(project: Project, tmp_path: Path) -> None:
    """Bytes of no encoding, a missing header and ragged rows refuse the file, and nothing is raised."""
    path = tmp_path / "a.csv"
    for data, codes in (
        (b"target,value\n9999.upper,\xff\n", ["encoding_unclear"]),
        (b"", ["table_header_none"]),
        (b"target,value\n9999.upper\n,2\n", ["table_row_short", "table_target_blank"]),
        (b"target,value\n9999.upper,1\0\n", ["text_nul"]),
    ):
        path.write_bytes(data)

        assert codes == _faults(scan_whole(TableFile(path, "a.csv"), _plan(project)))


def test_a_limit_is_named(project: Project, tmp_path: Path) -> None:
    """A file larger than may be streamed is refused with the limit; one that is not there is said so."""
    path = tmp_path / "a.csv"
    path.write_text(_WIDE, encoding="utf-8")

    scan = scan_whole(TableFile(path, "a.csv", Limits(stream_bytes=100)), _plan(project))

    assert ["stream_large"] == _faults(scan)
    assert "100" in str(scan.faults[0])
    with pytest.raises(MeasurementError) as caught:
        scan_whole(TableFile(tmp_path / "b.csv", "b.csv"), _plan(project))
    assert "file_unreadable" == caught.value.code


def test_wide_parquet_is_read_row_by_row(project: Project, tmp_path: Path) -> None:
    """Values side by side in Parquet have the rows that the reader of small files makes of them, and a digest."""
    pa = pytest.importorskip("pyarrow", reason="the extra big is not installed")
    from pyarrow import parquet

    path = tmp_path / "a.parquet"
    parquet.write_table(
        pa.table({"sample": ["1", "2"], "9999.upper (um)": [1.4, 1.6], "9999.hot (degC)": [80, 90]}), path
    )

    scan = scan_whole(TableFile(path, "a.parquet"), _plan(project))

    assert ([], 4, "Parquet", True) == (
        _faults(scan), scan.tally.counted, scan.source.encoding, scan.source.assumed,
    )  # fmt: skip
    assert hashlib.sha256(path.read_bytes()).hexdigest() == scan.source.sha256


def test_the_verdict_of_every_row_is_written(project: Project, tmp_path: Path) -> None:
    """Rows that were read one by one have their verdicts in the order of the file."""
    pytest.importorskip("pyarrow", reason="the extra big is not installed")
    from pyarrow import parquet

    path, verdicts = tmp_path / "a.csv", tmp_path / "v" / "a.parquet"
    path.write_bytes("片号,9999.upper (μm)\nW1,1.4\nW2,1.6\nW3,x\n".encode("gb18030"))

    scan_whole(TableFile(path, "a.csv"), _plan(project), verdicts=verdicts)

    assert ["pass", "fail", "not_evaluable"] == parquet.read_table(verdicts).column("verdict").to_pylist()


def test_any_rows_end_in_the_tally_of_the_table(project: Project, tmp_path: Path) -> None:
    """Hostile cells, qualifiers and units are tallied as the rows of the reader of small files are."""
    rows = submission(random.Random(3), 400, tuple(LIMITS))  # noqa: S311 -- test data
    lines = ["\t".join(rows[0]), *("\t".join(cell.replace("\t", " ") for cell in row.values()) for row in rows)]
    path = tmp_path / "a.tsv"
    path.write_text("\n".join(lines), encoding="utf-16")
    expected = Tally(_plan(project), files=1)
    for number, row in enumerate(read_table(path.read_bytes(), "a.tsv").rows):
        expected.add(Seen((0, number), row))

    scan = scan_whole(TableFile(path, "a.tsv"), _plan(project))

    assert (expected.counted, _counts(expected)) == (scan.tally.counted, _counts(scan.tally))
