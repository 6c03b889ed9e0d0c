"""Libraries that are extras."""

from __future__ import annotations

import pytest

from verifier.errors import MeasurementError
from verifier.measurement.extras import require


def test_an_absent_library_is_told_with_the_extra_that_brings_it() -> None:
    """The sentence can be typed as it stands."""
    with pytest.raises(MeasurementError) as caught:
        require("no_such_library_anywhere", "big", "a.parquet")

    assert "pip install 'dabiao[big]'" in caught.value.text("zh")
    assert "a.parquet" in caught.value.text("en")


def test_a_present_library_is_no_matter() -> None:
    """Nothing is said where all is there."""
    require("json", "big", "a.parquet")
