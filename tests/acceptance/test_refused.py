"""A submission that is refused as a whole."""

from __future__ import annotations

import pytest

from verifier.acceptance.refused import Refused, refuse_faults
from verifier.errors import MeasurementError


def test_all_faults_in_order() -> None:
    """All faults are in the refusal, in row order; without a fault nothing is refused."""
    faults = [MeasurementError("date_form", text=str(number)) for number in range(3)]

    with pytest.raises(Refused) as refused:
        refuse_faults(faults)

    assert tuple(faults) == refused.value.exceptions
    refuse_faults([])
