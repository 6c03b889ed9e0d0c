"""A deciding statistic as people read it."""

from __future__ import annotations

import re

from verifier.wording import Language, messages, words

__all__ = ["statistic_words"]

_GROUPED = re.compile(r"(?P<outer>\S{1,40}) of (?P<inner>\S{1,40}) by (?P<group>\S{1,40})")


def statistic_words(statistic: str, lang: Language) -> str:
    """The name of a statistic; one that has no name here is shown as it stands.

    >>> statistic_words("worst of mean by wafer", "en")
    'worst of the mean by wafer'
    """
    grouped = _GROUPED.fullmatch(statistic)
    if grouped:
        outer, inner = (statistic_words(grouped[part], lang) for part in ("outer", "inner"))
        group = _word(f"report_group_{grouped['group']}", grouped["group"], lang)
        return words("report_statistic_grouped", lang, outer=outer, inner=inner, group=group)
    name, _, level = statistic.partition(":")
    if name == "quantile" and level:
        return words("report_statistic_quantile", lang, level=level)
    return _word(f"report_statistic_{name}", statistic, lang)


def _word(code: str, otherwise: str, lang: Language) -> str:
    return words(code, lang) if code in messages() else otherwise
