"""The one-sided normal tolerance bound: the limit that a share of the population keeps, said with a confidence."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from verifier.decision.inverse import inverse, rational_of
from verifier.errors import NumberError

__all__ = ["LARGEST_SAMPLE", "noncentral_t", "tolerance_factor"]

LARGEST_SAMPLE: Final = 10_000
_DIGITS: Final = 25
_SETTLED: Final = 18
# Half the width of the region that holds all but 1e-25 of the chi distribution, in its standard deviations.
_REACH: Final = 16


@lru_cache(maxsize=256)
def tolerance_factor(size: int, probability: Fraction, confidence: Fraction) -> Fraction:
    """The factor k of mean + k s: k = t'(n - 1, z_P √n; C)/√n, by the non-central t distribution itself.

    Args:
        size: Number of values n, from 2 to 10,000.
        probability: Share P of the population that keeps the limit.
        confidence: Confidence level C.

    Raises:
        NumberError: The sample is too small or too large, or a probability is out of range.

    Source:
        ISO 16269-6:2014, the one-sided case with unknown standard deviation.
    """
    import mpmath

    if size < 2:  # noqa: PLR2004 -- one value has no spread
        raise NumberError("sample_too_small", read=size, least=2)
    if size > LARGEST_SAMPLE:
        raise NumberError("sample_too_large", largest=LARGEST_SAMPLE)
    for share in (probability, confidence):
        if not 0 < share < 1:
            raise NumberError("probability_out_of_range", read=share)
    with mpmath.workdps(_DIGITS):
        wanted, certain = (mpmath.mpf(share.numerator) / share.denominator for share in (probability, confidence))
        root = mpmath.sqrt(size)
        shift = _normal_quantile(wanted) * root
        low, high = -mpmath.mpf(1), mpmath.mpf(1)
        while noncentral_t(low * root, size - 1, shift) > certain:
            low *= 2
        while noncentral_t(high * root, size - 1, shift) < certain:
            high *= 2
        return rational_of(inverse(lambda k: noncentral_t(k * root, size - 1, shift), certain, low, high, _SETTLED))


def noncentral_t(deviation: Any, dof: int, shift: Any) -> Any:  # noqa: ANN401 -- mpmath is untyped
    """The distribution function of the non-central t: ∫ Φ(t s - δ) f(s) ds over s = χ/√ν.

    Args:
        deviation: t, an mpmath number.
        dof: Degrees of freedom ν.
        shift: Non-centrality δ.
    """
    import mpmath

    with mpmath.workdps(_DIGITS):
        nu = mpmath.mpf(dof)
        scale = mpmath.log(2) + nu / 2 * mpmath.log(nu / 2) - mpmath.loggamma(nu / 2)

        def density(s: Any) -> Any:  # noqa: ANN401 -- mpmath is untyped
            return mpmath.exp(scale + (nu - 1) * mpmath.log(s) - nu * s**2 / 2) if s > 0 else mpmath.mpf(0)

        spread = 1 / mpmath.sqrt(2 * nu)
        ends = (max(mpmath.mpf(0), 1 - _REACH * spread), 1 + _REACH * spread)
        marks = {*ends, *(1 + step * spread for step in (-4, 0, 4) if 1 + step * spread > ends[0])}
        if deviation:
            # Where the normal distribution function turns from 0 to 1.
            turns = [(shift + step) / deviation for step in (-8, 0, 8)]
            marks.update(turn for turn in turns if ends[0] < turn < ends[1])
        return mpmath.quad(
            lambda s: mpmath.ncdf(deviation * s - shift) * density(s), sorted(marks), method="gauss-legendre"
        )


def _normal_quantile(probability: Any) -> Any:  # noqa: ANN401 -- mpmath is untyped
    import mpmath

    return mpmath.sqrt(2) * mpmath.erfinv(2 * probability - 1)
