"""Downloads of a submission."""

from __future__ import annotations

import json

import pytest

from tests.web.world import CONTRACT, Site
from verifier.web.pages.exports import MEDIA_TYPES

_GOOD = "指标编号,实测值,单位,测试条件\n3103.ttv,0.9,um,wafer_class = 6英寸\n".encode()
_BAD = "指标编号,实测值,单位,测试条件\n3103.ttv,约 0.9,um,wafer_class = 6英寸\n".encode()


@pytest.mark.parametrize("ending", ["html", "json", "md", "xml"])
def test_a_result_is_a_report(site: Site, ending: str) -> None:
    """Each kind of report comes as a file with its own media type, never as a page."""
    answer = site.browser("team").get(f"/s/{site.draft().id}/result.{ending}")

    assert 200 == answer.status_code
    assert answer.headers["content-type"].startswith(MEDIA_TYPES[f".{ending}"].partition(";")[0])
    assert f'filename="{CONTRACT}-1.{ending}"' in answer.headers["content-disposition"]


def test_the_result_is_the_one_of_the_check(site: Site) -> None:
    """The JSON download is the result object."""
    result = json.loads(site.browser("team").get(f"/s/{site.draft(data=_GOOD).id}/result.json").content)

    assert "dabiao/result/v1" == result["schema"]
    assert 1 == result["summary"]["pass"]


def test_other_endings_are_no_pages(site: Site) -> None:
    """A kind of report that is not written is not found."""
    assert 404 == site.browser("team").get(f"/s/{site.draft().id}/result.php").status_code


def test_errors_are_a_table(site: Site) -> None:
    """The table of errors has a header, and a row for each value that was not judged."""
    draft = site.draft(data=_BAD)

    lines = site.browser("team").get(f"/s/{draft.id}/errors.csv").content.decode("utf-8-sig").splitlines()

    assert 2 == len(lines)
    assert lines[1].startswith("data.csv,2,")


def test_a_file_comes_as_it_was_received(site: Site) -> None:
    """The bytes are those of the upload, and a name that is not there is not found."""
    team, number = site.browser("team"), site.draft().id

    answer = team.get(f"/s/{number}/file", params={"name": "data.csv"})

    assert "3103.ttv" in answer.content.decode()
    assert "attachment" in answer.headers["content-disposition"]
    assert 404 == team.get(f"/s/{number}/file", params={"name": "../data.csv"}).status_code


def test_a_submission_has_its_proof(site: Site) -> None:
    """What was submitted is in the log, and the proof says so."""
    answer = site.browser("auditor").get(f"/s/{site.submitted().id}/proof")

    assert 200 == answer.status_code
    assert answer.content
