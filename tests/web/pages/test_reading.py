"""What anybody may read."""

from __future__ import annotations

import hashlib
import re
from importlib.resources import files

import pytest

from tests.web.world import Site
from verifier.measurement.columns import COLUMNS
from verifier.quantity.units import read_unit
from verifier.report.verdict_words import SIGNS
from verifier.web.pages import reading


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("address", ["/help", "/about"])
def test_nobody_needs_to_sign_in(site: Site, address: str, lang: str) -> None:
    """Help and versions are for everybody, in both languages."""
    answer = site.browser().get(f"{address}?lang={lang}")

    assert 200 == answer.status_code
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}">' in answer.text


def test_help_is_under_no_entry_of_the_menu(site: Site) -> None:
    """The bar marks the place a page is under, and help is under none."""
    team = site.browser("team")

    assert 1 == team.get("/targets").text.count('aria-current="page"')
    assert 0 == team.get("/help").text.count('aria-current="page"')


def test_help_is_complete(site: Site) -> None:
    """Every column and every verdict is explained."""
    page = site.browser().get("/help").text

    assert all(f"<code>{column.key}</code>" in page for column in COLUMNS)
    assert all(f'class="verdict {verdict}"' in page for verdict in SIGNS)


@pytest.mark.parametrize(("spellings", "unit"), reading._UNITS)
def test_the_spellings_of_help_are_true(spellings: str, unit: str) -> None:
    """Each spelling that the help page names is read as the unit beside it."""
    expected = read_unit(unit)

    for spelling in spellings.split(", "):
        assert expected.factor == read_unit(spelling).factor
        assert expected.dimension == read_unit(spelling).dimension


def test_the_look_is_the_reports_own(site: Site) -> None:
    """Pages load the style sheet that reports are written with."""
    answer = site.browser().get("/look/report.css")

    assert answer.headers["content-type"].startswith("text/css")
    assert files("verifier.report").joinpath("templates", "report.css").read_bytes() == answer.content


def test_the_script_of_others_is_unchanged() -> None:
    """The vendored script has the digest that its page names."""
    static = files("verifier.web").joinpath("static")
    stated = re.search(r"`([0-9a-f]{64})`", static.joinpath("VENDORED.md").read_text(encoding="utf-8"))

    assert stated is not None
    assert stated[1] == hashlib.sha256(static.joinpath("htmx.min.js").read_bytes()).hexdigest()


def test_no_template_breaks_the_policy() -> None:
    """No template has a style or script of its own, or an attribute that runs."""
    templates = [one for one in files("verifier.web").joinpath("templates").iterdir() if one.name.endswith(".html")]
    odd = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=|javascript:|https?://", re.IGNORECASE)

    assert [] == [one.name for one in templates if odd.search(one.read_text(encoding="utf-8"))]
