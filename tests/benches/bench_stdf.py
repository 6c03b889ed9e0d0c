"""How long a tester's file takes, beside pystdf on the same file.

The peer lives in an environment of its own: `DABIAO_PYSTDF` names its Python.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

import pytest

from verifier.measurement.binary_float import shortest_single
from verifier.measurement.stdf.results import read_results

_DATA = Path(__file__).parents[3] / "shared" / "data" / "stdf" / "lot2.stdf.gz"
_PEER = os.environ.get("DABIAO_PYSTDF", "")
_PEER_CODE = """
import gzip, io, sys, time
from pystdf.IO import Parser
from pystdf.V4 import records

class Count:
    results = 0
    def after_send(self, source, event):
        self.results += event[0].__class__.__name__ == "Ptr"

data = gzip.open(sys.argv[1]).read()
best = None
for _ in range(2):
    sink, parser = Count(), Parser(recTypes=records, inp=io.BytesIO(data))
    parser.addSink(sink)
    began = time.process_time()
    parser.parse()
    spent = time.process_time() - began
    best = spent if best is None else min(best, spent)
print(sink.results, best)
"""


@pytest.mark.skipif(not _DATA.is_file(), reason="the shared data are not beside this checkout")
def test_reading_a_lot() -> None:
    """The best of three runs is printed, and how many times as long the peer takes; five times is the least."""
    data = gzip.decompress(_DATA.read_bytes())
    spent: list[float] = []
    for _ in range(3):
        shortest_single.cache_clear()
        began = time.process_time()
        results = sum(len(part.results) for _, part in read_results(BytesIO(data), "lot2"))
        spent.append(time.process_time() - began)
    best = min(spent)

    sys.stdout.write(f"{results} results in {best:.3f} s, {results / best:,.0f} a second\n")
    if not _PEER:
        pytest.skip("DABIAO_PYSTDF names no Python with pystdf")
    answer = subprocess.run([_PEER, "-c", _PEER_CODE, str(_DATA)], capture_output=True, text=True, check=True).stdout
    count, peer = answer.split()
    sys.stdout.write(f"pystdf: {count} results in {float(peer):.3f} s, {float(peer) / best:.1f} times as long\n")
    assert float(peer) > 5 * best
