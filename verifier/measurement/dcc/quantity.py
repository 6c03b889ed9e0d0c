"""Quantities of a certificate: values with unit, expanded uncertainty, coverage factor and probability."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from verifier.measurement.dcc.tree import Element
from verifier.measurement.dcc.unit import dsi_unit

__all__ = ["Stated", "alternatives", "values_of", "with_uncertainty"]

_LISTS = {"si:realListXMLList", "si:real", "si:constant"}
# Where the releases of the D-SI keep the uncertainty: up to 1.3, and since 2.0.
_EXPANDED = (
    ("si:expandedUnc", "si:uncertainty"),
    ("si:measurementUncertaintyUnivariate", "si:expandedMU", "si:valueExpandedMU"),
    ("si:expandedUncXMLList", "si:uncertaintyXMLList"),
    ("si:measurementUncertaintyUnivariateXMLList", "si:expandedMUXMLList", "si:valueExpandedMUXMLList"),
)
_STANDARD = (
    ("si:measurementUncertaintyUnivariate", "si:standardMU", "si:valueStandardMU"),
    ("si:measurementUncertaintyUnivariateXMLList", "si:standardMUXMLList", "si:valueStandardMUXMLList"),
)


@dataclass(frozen=True, slots=True)
class Stated:
    """One value of a quantity, as text.

    Attributes:
        line: Physical line of the element that holds it.
        value: The value.
        unit: Its unit in this program's spelling; what is no unit of the D-SI stays as it stands.
        uncertainty: Expanded uncertainty, or "".
        uncertainty_unit: Its unit, where that is not the value's.
        k: Coverage factor, or "".
        coverage: Coverage probability, or "".
        u: Standard uncertainty, or "".
        date: Day of the measurement, or "".
    """

    line: int
    value: str
    unit: str
    uncertainty: str = ""
    uncertainty_unit: str = ""
    k: str = ""
    coverage: str = ""
    u: str = ""
    date: str = ""


def alternatives(quantity: Element) -> tuple[tuple[Stated, ...], ...]:
    """The values of a quantity, once for each unit that they are stated in."""
    stated = (tuple(values_of(element)) for element in quantity.walk("dcc:measurementMetaData", "dcc:quantity"))
    return tuple(values for values in stated if values)


def values_of(element: Element) -> Iterator[Stated]:
    """The values of one list, or the one value of a real.

    A coverage factor, probability or uncertainty that stands once holds for all values; a list of another length is
    none that could be told apart, and is left out.

    Source:
        PTB DCC schema 3.x and SmartCom D-SI 1.3 and 2: real, realListXMLList.
    """
    if element.name not in _LISTS:
        return
    suffix = "XMLList" if element.name.endswith("XMLList") else ""
    values = _words(element, f"si:value{suffix}")
    units = _words(element, f"si:unit{suffix}")
    dates = _words(element, f"si:dateTime{suffix}")
    expanded = next((path for path in _EXPANDED if element.first(*path) is not None), None)
    standard = next((path for path in _STANDARD if element.first(*path) is not None), None)
    uncertainties = _words(element, *expanded) if expanded else []
    factors = _words(element, *expanded[:-1], f"si:coverageFactor{suffix}") if expanded else []
    probabilities = _words(element, *expanded[:-1], f"si:coverageProbability{suffix}") if expanded else []
    ones = _words(element, *standard) if standard else []
    for at, value in enumerate(values):
        yield Stated(
            element.line, value, dsi_unit(_at(units, at, len(values))), _at(uncertainties, at, len(values)),
            k=_at(factors, at, len(values)), coverage=_at(probabilities, at, len(values)),
            u=_at(ones, at, len(values)), date=_at(dates, at, len(values))[:10],
        )  # fmt: skip


def with_uncertainty(chosen: tuple[Stated, ...], others: tuple[tuple[Stated, ...], ...]) -> tuple[Stated, ...]:
    """Values with the uncertainty that a certificate states only beside the same values in another unit."""
    if any(one.uncertainty or one.u for one in chosen):
        return chosen
    for other in others:
        if len(other) == len(chosen) and any(one.uncertainty or one.u for one in other):
            return tuple(
                replace(
                    one, uncertainty=beside.uncertainty, uncertainty_unit=beside.unit, k=beside.k,
                    coverage=beside.coverage, u=beside.u, date=one.date or beside.date,
                )
                for one, beside in zip(chosen, other, strict=True)
            )  # fmt: skip
    return chosen


def _words(element: Element, *path: str) -> list[str]:
    return element.said(*path).split()


def _at(words: list[str], at: int, count: int) -> str:
    if len(words) == 1:
        return words[0]
    return words[at] if len(words) == count else ""
