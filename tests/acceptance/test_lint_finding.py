"""One finding of lint."""

from __future__ import annotations

import pytest

from verifier.acceptance.lint_finding import Weight
from verifier.wording import words


@pytest.mark.parametrize("weight", list(Weight))
def test_every_weight_has_its_word(weight: Weight) -> None:
    """A finding is shown with the word of its weight, in both languages."""
    assert words(f"lint_{weight}", "zh") != words(f"lint_{weight}", "en")
