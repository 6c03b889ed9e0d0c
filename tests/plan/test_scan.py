"""What the reading of one large file leaves behind."""

from __future__ import annotations

from verifier.decision.ruling import Context
from verifier.errors import MeasurementError
from verifier.measurement.submission import Source
from verifier.plan.plan import Plan
from verifier.plan.scan import Scan
from verifier.plan.tally import Tally


def test_two_scans_share_no_list_of_faults() -> None:
    """A fault that is added to one file's scan does not refuse another."""
    source, tally = Source("a.csv", "", 0, "utf-8", assumed=False), Tally(Plan((), Context()))
    one, two = Scan(source, tally), Scan(source, tally)
    one.faults.append(MeasurementError("file_missing", file="a.csv", line=1, column=""))

    assert (1, 0) == (len(one.faults), len(two.faults))
