"""Templates into pages: what every template may call, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from functools import cache, partial
from typing import Any, Final
from urllib.parse import quote

from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined

from verifier import __version__
from verifier.report.html_report import page_environment
from verifier.report.sheet import COLUMNS
from verifier.report.verdict_words import SIGNS
from verifier.web.language import HTML_LANGUAGES
from verifier.wording import Language, Spoken, messages, words

__all__ = ["civil_date", "civil_time", "render", "segment"]

# Sentences that a page may show because its address asks for them; any other code says nothing there.
_SAID: Final = re.compile(r"(web|page)_said_\w{1,60}", re.ASCII)
# Asia/Shanghai has had no other offset since 1991; a bare machine may lack the time zone database.
_SHANGHAI: Final = timezone(timedelta(hours=8))
_KIB: Final = 1024


def render(template: str, lang: Language, /, **context: Any) -> str:  # noqa: ANN401 -- what the template names
    """A template of this room, filled in.

    Args:
        template: File in `templates/`.
        lang: Language of every sentence.
        context: What the template names beyond the globals.
    """
    return _environment(lang).get_template(template).render(**context)


@cache
def _environment(lang: Language) -> Environment:
    """The report's environment (`t`, `word`, `role`, `shown`, `spoken`, `drawn`, `jointed`), with what pages add."""
    environment = page_environment(lang)
    environment.loader = ChoiceLoader(
        [PackageLoader("verifier.web"), PrefixLoader({"report": PackageLoader("verifier.report")})]
    )
    environment.undefined = StrictUndefined
    environment.globals.update(
        lang=lang,
        page_lang=HTML_LANGUAGES[lang],
        signs=SIGNS,
        columns=COLUMNS,
        version=__version__,
        said=partial(_said, lang=lang),
        reason=partial(_reason, lang=lang),
    )
    filters: dict[str, Callable[..., object]] = {
        "segment": segment,
        "date": civil_date,
        "time": civil_time,
        "size": partial(_size, lang=lang),
    }
    environment.filters.update(filters)
    return environment


def segment(text: str) -> str:
    """A text as one segment of an address.

    >>> segment("2025-A/01 甲")
    '2025-A%2F01%20%E7%94%B2'
    """
    return quote(text, safe="")


def civil_date(moment: date) -> str:
    """The civil date in Asia/Shanghai, as 年-月-日.

    >>> civil_date(datetime.fromisoformat("2026-11-21T17:00:00+00:00"))
    '2026-11-22'
    """
    return (moment.astimezone(_SHANGHAI).date() if isinstance(moment, datetime) else moment).isoformat()


def civil_time(moment: datetime) -> str:
    """Date and minute in Asia/Shanghai.

    >>> civil_time(datetime.fromisoformat("2026-11-21T17:05:59+00:00"))
    '2026-11-22 01:05'
    """
    return moment.astimezone(_SHANGHAI).strftime("%Y-%m-%d %H:%M")


def _said(code: str, *, lang: Language) -> str:
    """The sentence that an address asks for, or nothing where it asks for one that no page says."""
    return words(code, lang) if _SAID.fullmatch(code) and code in messages() else ""


def _reason(said: Spoken, *, lang: Language) -> str:
    """An error or a reason in the page's language."""
    return said.text(lang)


def _size(count: int, *, lang: Language) -> str:
    """A number of bytes as people read it: whole below 1 KiB, else tenths, rounded down."""
    unit, scale = "B", 1
    for larger in ("KiB", "MiB", "GiB"):
        if count < scale * _KIB:
            break
        unit, scale = larger, scale * _KIB
    whole, tenths = divmod(count * 10 // scale, 10)
    number = str(whole) if scale == 1 else f"{whole}.{tenths}"
    return words("web_size", lang, number=number, unit=unit)
