"""The language of a page."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from verifier.web.language import language_of
from verifier.wording import Language


def _request(query: str = "", cookie: str = "", accepted: str = "") -> Request:
    headers = [(b"cookie", cookie.encode()), (b"accept-language", accepted.encode("utf-8"))]
    return Request({"type": "http", "method": "GET", "path": "/", "query_string": query.encode(), "headers": headers})


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [
        ("", "zh"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("fr,en;q=0.5,zh;q=0.4", "en"),
        ("en;q=0.3,zh;q=0.31", "zh"),
        ("en;q=0", "zh"),
        ("de", "zh"),
        ("*;q=x,,;;en", "zh"),
        ("é" * 10_000, "zh"),
        (",".join(["de"] * 100_000) + ",en", "zh"),
    ],
)
def test_what_the_browser_likes(accepted: str, lang: Language) -> None:
    """The browser's best language of the two is taken; Chinese where it names neither."""
    assert lang == language_of(_request(accepted=accepted))


def test_what_was_chosen_counts_more() -> None:
    """The address counts more than the cookie, and the cookie more than the browser."""
    assert "en" == language_of(_request("lang=en", "dabiao_lang=zh", "zh"))
    assert "en" == language_of(_request("", "dabiao_lang=en", "zh"))


def test_an_unknown_choice_is_no_choice() -> None:
    """A language that the program does not speak is passed over."""
    assert "en" == language_of(_request("lang=fr", "dabiao_lang=../../etc", "en"))
