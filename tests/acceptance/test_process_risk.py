"""The risks of a process from their texts."""

from __future__ import annotations

from fractions import Fraction

import pytest

from verifier.acceptance.process_risk import ProcessAsked, risk_of
from verifier.errors import VerifierError
from verifier.quantity.uncertainty import StatedUncertainty

TOLERANCE = "R in [1499.8, 1500.2] Ohm"


def _asked(
    predicate: str = TOLERANCE, mean: str = "1500", sd: str = "0.12", rule: str = "", **stated: str
) -> ProcessAsked:
    return ProcessAsked(predicate, mean, sd, StatedUncertainty(**(stated or {"standard": "0.04"})), rule)


def test_the_same_process_in_another_unit() -> None:
    """Mean, deviation and uncertainty in kilo- and milliohm give the same risks as in ohm."""
    other = _asked(mean="1.5 kOhm", sd="120 mOhm", standard="40 mOhm")

    assert risk_of(_asked()) == risk_of(other)


def test_expanded_and_standard_uncertainty_agree() -> None:
    """U = 0.08 with k = 2 is u = 0.04; a blank k is said to be assumed."""
    expanded = risk_of(_asked(expanded="0.08", k="2"))

    assert risk_of(_asked())["consumer_risk"] == expanded["consumer_risk"]
    assert risk_of(_asked(expanded="0.08"))["uncertainty"]["k_assumed"]


def test_guarded_limits_are_exact() -> None:
    """With w = U = 0.08 Ohm the acceptance limits are 1499.88 and 1500.12 Ohm."""
    answer = risk_of(_asked(rule="guarded"))

    assert [["1499.88", "1500.12"]] == answer["acceptance"]
    assert Fraction(answer["consumer_risk"]) < Fraction(risk_of(_asked())["consumer_risk"])


def test_rounding_widens_what_is_accepted() -> None:
    """By the rounded value 1500.25 is 1500.2 and accepted."""
    assert [["1499.75", "1500.25"]] == risk_of(_asked(rule="rounded"))["acceptance"]


@pytest.mark.parametrize(
    "asked",
    [
        _asked(predicate="R documented"),
        _asked(predicate="R <= n Ohm"),
        _asked(mean="<5 Ohm"),
        _asked(mean="1500 V"),
        _asked(mean="1e999999999"),
        _asked(sd="0"),
        _asked(sd="-1"),
        _asked(sd="9**9**9**9"),
        _asked(rule="simple"),
        _asked(k="2"),
        _asked(standard="0"),
        _asked(expanded="±0.08 rect"),
        _asked(mean="(" * 100_000),
        _asked(mean="\x00"),
    ],
)
def test_what_cannot_be_asked_is_refused(asked: ProcessAsked) -> None:
    """No tolerance, no value, no spread, no rule, no uncertainty: each is refused with a sentence."""
    with pytest.raises(VerifierError) as caught:
        risk_of(asked)

    assert caught.value.text("zh") != caught.value.text("en")
