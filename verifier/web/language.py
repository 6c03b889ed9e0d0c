"""The language of a page: what the address says, else the cookie, else the browser, else Chinese."""

from __future__ import annotations

import re
from typing import Final

from starlette.requests import HTTPConnection

from verifier.wording import LANGUAGES, Language

__all__ = ["HTML_LANGUAGES", "LANGUAGE_COOKIE", "as_language", "language_of"]

LANGUAGE_COOKIE: Final = "dabiao_lang"
HTML_LANGUAGES: Final[dict[Language, str]] = {"zh": "zh-CN", "en": "en"}
_RANGE: Final = re.compile(r"\s*([a-zA-Z]{1,8}|\*)(?:-[a-zA-Z0-9]{1,8}){0,4}\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?")
_MOST_RANGES: Final = 20


def as_language(text: str | None) -> Language | None:
    """A language that the program speaks, or None."""
    return next((lang for lang in LANGUAGES if lang == text), None)


def language_of(request: HTTPConnection) -> Language:
    """The language in which a request is answered."""
    for text in (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        chosen = as_language(text)
        if chosen is not None:
            return chosen
    return _accepted(request.headers.get("accept-language", ""))


def _accepted(header: str) -> Language:
    """The language that a browser likes best; the earlier of two that it likes alike."""
    best: Language = "zh"
    best_weight = 0
    for part in header.split(",", _MOST_RANGES)[:_MOST_RANGES]:
        match = _RANGE.fullmatch(part)
        if match is None:
            continue
        lang = as_language(match[1].lower())
        # Thousandths, so that no binary fraction decides.
        weight = int((match[2] or "1").replace(".", "").ljust(4, "0"))
        if lang is not None and weight > best_weight:
            best, best_weight = lang, weight
    return best
