"""Readers under atheris: any bytes end in rows or in faults with their sentences.

Run by `make fuzz`; `DABIAO_FUZZ_SECONDS` is how long each reader is tried, 60 unless given.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from verifier.measurement.files import Kind
from verifier.measurement.formats import read_any
from verifier.measurement.limits import Limits
from verifier.measurement.mapping import Entry, Mapping
from verifier.measurement.table import Table
from verifier.measurement.unpack import unpack

_LIMITS = Limits(bytes=1 << 20, rows=10_000, unpacked_bytes=1 << 22)
_MAPPING = Mapping("a.toml", (Entry("3102.v", 7, name="t"), Entry("3102.w", ref_type="basic_measuredValue")))
_READERS = (Kind.TABLE, Kind.JSON, Kind.STDF, Kind.CERTIFICATE, Kind.WORKBOOK, Kind.PARQUET, Kind.ARCHIVE)


def try_bytes(kind: Kind, data: bytes) -> None:
    """Read bytes as one format; anything but a table whose faults have sentences is an error.

    Args:
        kind: The format.
        data: The bytes.
    """
    if kind is Kind.ARCHIVE:
        for name in ("a.zip", "a.gz", "a.bz2"):
            for fault in unpack(data, name, _LIMITS).faults:
                fault.text("zh")
        return
    table = read_any(data, "a", kind, _MAPPING, _LIMITS, encoding=None, named=True)
    if isinstance(table, Table):
        for fault in table.faults:
            fault.text("zh")


def seeds() -> dict[Kind, bytes]:
    """One sound file of each format that the tests can make."""
    from tests.measurement.samples import certificate, stdf, stdf_part, stdf_test, workbook

    quantity = '<dcc:quantity refType="basic_measuredValue"><si:real><si:value>1</si:value></si:real></dcc:quantity>'
    return {
        Kind.TABLE: "报告\ntarget|实测值 (mm)|U (um, k=2)\n3103.ttv|1.50|3\n".encode(),
        Kind.JSON: b'[{"target":"3103.ttv","value":1.50,"unit":"mm"}]',
        Kind.STDF: stdf(stdf_part([stdf_test(7, 0.5, name="t", limits=(0, 1))] * 2, "P")),
        Kind.CERTIFICATE: certificate(quantity),
        Kind.WORKBOOK: workbook({"S": [["target", "value"], ["3103.a", 1.5]]}),
    }


def main(arguments: list[str]) -> int:
    """Fuzz one reader where it is named, else each in a process of its own; returns how many failed."""
    if len(arguments) > 1 and arguments[1] in list(Kind):
        import atheris

        kind = Kind(arguments[1])
        atheris.instrument_all()
        atheris.Setup([arguments[0], *arguments[2:]], lambda data: try_bytes(kind, data))
        atheris.Fuzz()
        return 0
    seconds = os.environ.get("DABIAO_FUZZ_SECONDS", "60")
    failed = 0
    whole = seeds()
    for kind in _READERS:
        with TemporaryDirectory() as corpus:
            if kind in whole:
                (Path(corpus) / "seed").write_bytes(whole[kind])
            sys.stdout.write(f"{kind.value}: {seconds} s\n")
            sys.stdout.flush()
            command = [sys.executable, __file__, kind.value, corpus, f"-max_total_time={seconds}", "-max_len=8192"]
            environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
            failed += bool(subprocess.run([*command, "-verbosity=0"], check=False, env=environment).returncode)
    return failed


if __name__ == "__main__":
    raise SystemExit(main(sys.argv))
