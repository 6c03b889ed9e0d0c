"""The page of a project."""

from __future__ import annotations

import csv
import io
import re

from tests.web.world import CONTRACT, Site
from verifier.web.pages.project import csv_bytes


def test_a_project_without_data_lists_every_target(site: Site) -> None:
    """Before anything is submitted the table has every target of the project, each 未提交."""
    page = site.browser("auditor").get(f"/p/{CONTRACT}").text

    assert "3103.ttv" in page.replace("<wbr>", "")
    assert page.count('class="verdict missing"') > page.count('class="verdict pass"')
    assert "还没有可以显示的提交" in page


def test_the_newest_judged_submission_is_shown(site: Site) -> None:
    """The gate names the submission that it is about, and its record is listed once it is sealed."""
    record = site.sealed()

    page = site.browser("panel").get(f"/p/{CONTRACT}").text

    assert "第 1 次提交" in page
    assert f'href="/r/{record}"' in page


def test_the_table_is_that_of_the_report(site: Site) -> None:
    """The page's comparison table says cell by cell what the report of the same result says."""
    team = site.browser("team")
    report = team.get(f"/s/{site.submitted().id}/result.html").text
    page = team.get(f"/p/{CONTRACT}").text

    assert _cells(report) == _cells(page)
    assert "未提供" in "".join(_cells(page))


def _cells(page: str) -> list[str]:
    """The cells of the comparison table, without what they link to."""
    body = page.partition('<table class="sheet">')[2].partition("<tbody>")[2].partition("</tbody>")[0]
    return re.findall(r"<t[dh].*?</t[dh]>", re.sub(r"</?a\b[^>]*>", "", body))


def test_only_who_may_upload_is_offered_to(site: Site) -> None:
    """The team's page has the way to upload, the auditor's has not."""
    team, auditor = (site.browser(name).get(f"/p/{CONTRACT}").text for name in ("team", "auditor"))

    assert f'href="/p/{CONTRACT}/upload"' in team
    assert "/upload" not in auditor


def test_the_template_is_a_table_with_every_target(site: Site) -> None:
    """The CSV template has the two columns that are always needed, and nothing of it is a formula."""
    answer = site.browser("team").get(f"/p/{CONTRACT}/template.csv")

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert "attachment" in answer.headers["content-disposition"]
    assert ["target 指标编号", "value 实测值"] == rows[0][:2]
    assert any(row[0] == "3103.ttv" for row in rows)


def test_an_unknown_ending_is_not_found(site: Site) -> None:
    """A template of a kind that is not written is no page."""
    assert 404 == site.browser("team").get(f"/p/{CONTRACT}/template.exe").status_code


def test_cells_are_no_formulas() -> None:
    """What a spreadsheet would compute stands behind an apostrophe."""
    assert "\ufeff'=1+1,甲\r\n".encode() == csv_bytes([["=1+1", "甲"]])
