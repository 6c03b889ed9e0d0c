"""Libraries of extras."""

from __future__ import annotations

import pytest

from verifier.errors import ExtraError
from verifier.report.extras import has_library, require


def test_an_absent_library_names_its_extra() -> None:
    """The sentence says what to install."""
    with pytest.raises(ExtraError) as refused:
        require("no_such_library", "office", ".docx")

    assert "pip install 'dabiao[office]'" in refused.value.text("zh")
    assert "pip install 'dabiao[office]'" in refused.value.text("en")


def test_a_library_that_is_there_is_no_error() -> None:
    """Nothing is refused without need."""
    require("json", "office", ".docx")

    assert has_library("json")
    assert not has_library("no_such_library")
