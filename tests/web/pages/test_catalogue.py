"""The catalogue's pages."""

from __future__ import annotations

from tests.web.world import Site


def test_every_target_stands_beside_its_figure(local_site: Site) -> None:
    """The list has the targets of every project of the guide."""
    page = local_site.browser().get("/targets").text

    assert all(f'id="p-{code}"' in page for code in ("1001", "1002", "1003", "3101", "3102", "3103", "3104"))
    assert "/targets/3103.ttv" in page


def test_one_target_in_full(local_site: Site) -> None:
    """The page of a target has its predicate, in either language."""
    browser = local_site.browser()

    zh, en = (browser.get(f"/targets/3103.ttv?lang={lang}").text for lang in ("zh", "en"))

    assert "指南数值" in zh
    assert "Guide" in en


def test_what_is_no_target_is_not_found(local_site: Site) -> None:
    """An unknown target and a project's code are no pages."""
    assert [404, 404] == [local_site.browser().get(f"/targets/{name}").status_code for name in ("3103.none", "3103")]
