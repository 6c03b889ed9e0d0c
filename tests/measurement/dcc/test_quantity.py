"""Quantities of a certificate."""

from __future__ import annotations

import pytest

from tests.measurement.samples import certificate
from verifier.measurement.dcc.quantity import Stated, alternatives, with_uncertainty
from verifier.measurement.dcc.tree import Element, parse_xml
from verifier.measurement.limits import LIMITS

pytest.importorskip("defusedxml", reason="the extra dcc is not installed")


def quantity(inside: str) -> Element:
    """A quantity with this inside."""
    root = parse_xml(certificate(f"<dcc:quantity>{inside}</dcc:quantity>"), "a.xml", LIMITS)
    return next(element for element in root.walk() if element.name == "dcc:quantity")


@pytest.mark.parametrize(
    "uncertainty",
    [
        (
            "<si:expandedUnc><si:uncertainty>0.02</si:uncertainty><si:coverageFactor>2</si:coverageFactor>"
            "<si:coverageProbability>0.95</si:coverageProbability></si:expandedUnc>"
        ),
        (
            "<si:measurementUncertaintyUnivariate><si:expandedMU><si:valueExpandedMU>0.02</si:valueExpandedMU>"
            "<si:coverageFactor>2</si:coverageFactor><si:coverageProbability>0.95</si:coverageProbability>"
            "</si:expandedMU></si:measurementUncertaintyUnivariate>"
        ),
    ],
)
def test_both_releases_state_the_uncertainty(uncertainty: str) -> None:
    """Expanded uncertainty, coverage factor and probability are read from the D-SI 1.3 and the D-SI 2 form."""
    element = quantity(f"<si:real><si:value>1.50</si:value><si:unit>\\milli\\metre</si:unit>{uncertainty}</si:real>")

    (((stated),),) = alternatives(element)

    assert ("1.50", "mm", "0.02", "2", "0.95") == (
        stated.value, stated.unit, stated.uncertainty, stated.k, stated.coverage
    )  # fmt: skip


def test_a_list_states_one_value_each() -> None:
    """What stands once holds for all; a list of another length belongs to nobody."""
    element = quantity(
        "<si:realListXMLList><si:valueXMLList>1 2 3</si:valueXMLList><si:unitXMLList>\\metre</si:unitXMLList>"
        "<si:expandedUncXMLList><si:uncertaintyXMLList>0.1 0.2</si:uncertaintyXMLList>"
        "<si:coverageFactorXMLList>2</si:coverageFactorXMLList></si:expandedUncXMLList></si:realListXMLList>"
    )

    ((one, two, three),) = alternatives(element)

    assert [("1", "m", "", "2"), ("2", "m", "", "2"), ("3", "m", "", "2")] == [
        (stated.value, stated.unit, stated.uncertainty, stated.k) for stated in (one, two, three)
    ]


def test_the_uncertainty_beside_another_unit_keeps_its_own() -> None:
    """A value in per cent with the uncertainty stated for the ratio does not take it for per cent."""
    ratio, percent = Stated(1, "0.5", "1", "0.01", k="2"), Stated(1, "50", "%")

    (stated,) = with_uncertainty((percent,), ((ratio,),))

    assert ("50", "%", "0.01", "1", "2") == (
        stated.value, stated.unit, stated.uncertainty, stated.uncertainty_unit, stated.k
    )  # fmt: skip
