"""The first page."""

from __future__ import annotations

from tests.web.world import CONTRACT, OTHER, Site


def test_a_person_sees_her_projects_only(site: Site) -> None:
    """The cards are those of the person's own projects."""
    team, stranger = (site.browser(name).get("/").text for name in ("team", "stranger"))

    assert (True, False) == (f"/p/{CONTRACT}" in team, f"/p/{OTHER}" in team)
    assert (False, True) == (f'href="/p/{CONTRACT}"' in stranger, f"/p/{OTHER}" in stranger)


def test_an_empty_card_offers_the_template(site: Site) -> None:
    """A project without a submission says so, and offers the table to fill in."""
    page = site.browser("team").get("/").text

    assert "还没有提交" in page
    assert f"/p/{CONTRACT}/template.csv" in page


def test_a_draft_is_counted_for_its_own_part_only(site: Site) -> None:
    """The team's card shows the counts of its draft; the panel's still says that nothing was submitted."""
    site.draft()

    assert "还没有提交" not in site.browser("team").get("/").text
    assert "还没有提交" in site.browser("panel").get("/").text


def test_nobody_is_told_how_to_begin(site: Site) -> None:
    """A person without a project is told whom to ask."""
    page = site.browser("nobody").get("/?lang=en").text

    assert "No projects yet" in page
    assert "invitation" in page
