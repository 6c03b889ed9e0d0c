"""The demo: every page has something to show."""

from __future__ import annotations

from pathlib import Path

from verifier.service.audit import check_log
from verifier.service.demo import fill_demo
from verifier.service.findings import findings
from verifier.service.people import check_login
from verifier.service.projects import list_projects, project_view
from verifier.service.records import record_view
from verifier.service.running import local_person, open_service


def test_an_empty_service_is_filled_once(tmp_path: Path) -> None:
    """Worked submissions become projects with drafts, submissions and verified records; a second time nothing is."""
    service = open_service(tmp_path / "data", local=True)
    person = local_person(service)
    people = fill_demo(service)
    cards = list_projects(service, person)
    views = [project_view(service, person, card.project.contract) for card in cards]

    assert {"panel", "team", "auditor", "administrator"} == {role for one in people for role in one.roles}
    assert {"1001", "1002", "1003", "3101", "3102", "3103", "3104"} == {card.project.code for card in cards}
    assert {"draft", "submitted"} == {line.submission.state for view in views for line in view.submissions}
    assert all(line.stored is not None for view in views for line in view.submissions)
    assert all(card.record is not None for card in cards)
    for view in views:
        for record in view.records:
            assert record_view(service, person, record.id).fault is None
    midterm = next(view for view in views if view.project.contract == "DEMO-3104")
    assert 2 == len(midterm.records)
    assert any(view.project.contract_blob is not None and view.records for view in views)
    ecmo = next(view for view in views if view.project.contract == "DEMO-1002")
    assert ecmo.shown is not None
    assert {"专家组组长", "专家组成员", "专家组成员乙"} == {
        one.person_name for one in findings(service, person, ecmo.shown.id)
    }
    assert check_log(service, person).size > len(cards)
    assert people[1].shown_name == check_login(service, people[1].name, people[1].password, "a").shown_name
    assert () == fill_demo(service)
    service.close()
