"""Which statistic of many rows decides a target, by name: `mean`, `quantile:0.99`, `worst of median by lot`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from verifier.errors import NumberError, PredicateError
from verifier.quantity.number import format_exact, read_number

__all__ = ["GROUPS", "NAMES", "Statistic", "read_statistic"]

NAMES: Final = frozenset(
    {
        "every",
        "worst",
        "max",
        "min",
        "mean",
        "weighted_mean",
        "median",
        "quantile",
        "geometric_mean",
        "pooled_proportion",
        "k_of_n",
        "tolerance_bound",
        "distinct",
        "union",
    }
)
GROUPS: Final = frozenset({"wafer", "lot", "sample"})

_LONGEST: Final = 100

# How laboratories name them.
_ALIASES: Final = {
    "every": ("每个", "全部", "all", "each"),
    "worst": ("最差", "最差值", "worst case", "最劣值"),
    "max": ("最大", "最大值", "maximum"),
    "min": ("最小", "最小值", "minimum"),
    "mean": ("平均", "平均值", "均值", "average", "avg", "算术平均值"),
    "weighted_mean": ("加权平均", "加权平均值", "weighted mean", "area-weighted mean", "面积加权平均"),
    "median": ("中位数", "中值", "med"),
    "geometric_mean": ("几何平均", "几何平均值", "geomean", "geometric mean"),
    "pooled_proportion": ("合并比例", "pooled", "pooled proportion", "合并良率"),
    "distinct": ("计数", "count", "number", "数量"),
    "union": ("并集", "set", "集合"),
}
_NAME_OF: Final = {alias: name for name, aliases in _ALIASES.items() for alias in (name, *aliases)}


@dataclass(frozen=True, slots=True)
class Statistic:
    """A statistic, possibly of a statistic of each group.

    Args:
        name: One of `NAMES`.
        probability: The probability of a quantile, the share of a k-of-n plan or of a tolerance bound.
        inner: The statistic taken of each group first.
        group: The column that groups the rows for `inner`.
        confidence: Confidence level of a tolerance bound.
    """

    name: str
    probability: Fraction | None = None
    inner: Statistic | None = None
    group: str = ""
    confidence: Fraction | None = None

    def __str__(self) -> str:
        """The name as the catalogue writes it."""
        terms = [format_exact(term) for term in (self.probability, self.confidence) if term is not None]
        name = ":".join((self.name, *terms))
        return name if self.inner is None else f"{name} of {self.inner} by {self.group}"


def read_statistic(text: str) -> Statistic:
    """A statistic by the name that a catalogue or a laboratory gives it.

    Raises:
        PredicateError: The name is not known.

    >>> str(read_statistic("最大值"))
    'max'
    """
    if len(text) > _LONGEST:
        raise PredicateError("statistic_unknown", read=text)
    written = " ".join(text.split()).casefold()
    if " of " in written:
        outer, _, rest = written.partition(" of ")
        inner, _, group = rest.rpartition(" by ")
        if group in GROUPS and inner:
            return replace(read_statistic(outer), inner=read_statistic(inner), group=group)
        raise PredicateError("statistic_unknown", read=text)
    if written in _NAME_OF:
        return Statistic(_NAME_OF[written])
    probability = _probability(written)
    if probability is not None and 0 < probability < 1:
        return Statistic("quantile", probability)
    planned = _planned(written)
    if planned is not None:
        return planned
    raise PredicateError("statistic_unknown", read=text)


def _planned(written: str) -> Statistic | None:
    """`k_of_n:2/3` (a share of the sites complies) or `tolerance_bound:P:C`."""
    name, *terms = written.split(":")
    counts = {"k_of_n": 1, "tolerance_bound": 2}
    try:
        shares = [read_number(term).value for term in terms]
    except NumberError:
        return None
    if counts.get(name) != len(shares):
        return None
    if not all(0 < share < 1 or (share == 1 and name == "k_of_n") for share in shares):
        return None
    return Statistic(name, shares[0], confidence=shares[1] if len(shares) > 1 else None)


def _probability(written: str) -> Fraction | None:
    """`quantile:0.99` or `p99`, as a probability."""
    try:
        if written.startswith("quantile:"):
            return read_number(written.removeprefix("quantile:")).value
        if written.startswith("p") and written[1:2].isdecimal():
            return read_number(written[1:]).value / 100
    except NumberError:
        return None
    return None
