"""Projects: added by who manages, seen by who has a part."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.service.world import CONTRACT, TABLE, World
from verifier.acceptance.library import open_guide
from verifier.errors import AccessError, CatalogueError, RuleError, StoreError, UsageError
from verifier.service import projects
from verifier.service.running import local_person, open_service
from verifier.service.seal import seal_now

_CONTRACT_FILE = """
id = "{contract}"
project = "3103"

[guide]
id = "js2023"
digest = "{digest}"

[period]
start = 2023-01-01
end = 2026-06-30
"""


def _contract(contract: str) -> bytes:
    return _CONTRACT_FILE.format(contract=contract, digest=open_guide().guide.digest).encode()


def test_a_project_is_added_with_its_terms(world: World) -> None:
    """Contract, code, period, rule and the contract's own file are kept."""
    made = projects.create_project(
        world.service,
        world.site,
        contract="HT-2",
        code="3103",
        title="衬底",
        period=(date(2023, 1, 1), date(2026, 6, 30)),
        contract_file=_contract("HT-2"),
        rule="rounded",
    )

    assert ("HT-2", "衬底", "rounded", "js2023") == (made.contract, made.title, made.rule, made.guide)
    assert made.contract_blob is not None
    assert _contract("HT-2") == world.service.blobs.read(made.contract_blob)


@pytest.mark.parametrize(
    ("terms", "error"),
    [
        pytest.param({"code": "9999"}, CatalogueError, id="code"),
        pytest.param({"rule": "as I like"}, RuleError, id="rule"),
        pytest.param({"contract": CONTRACT}, StoreError, id="contract-taken"),
        pytest.param({"contract": "a/b"}, StoreError, id="contract-form"),
        pytest.param({"title": "x" * 201}, UsageError, id="title"),
        pytest.param({"contractor": "a\nb"}, UsageError, id="contractor"),
        pytest.param({"period": (date(2026, 1, 2), date(2026, 1, 1))}, UsageError, id="period"),
        pytest.param({"contract_file": b"id = 1"}, CatalogueError, id="file-wrong"),
        pytest.param({"contract_file": _contract("HT-other")}, UsageError, id="file-of-another"),
        pytest.param({"contract_file": bytes(2 * 1024 * 1024)}, UsageError, id="file-large"),
    ],
)
def test_wrong_terms_are_refused(world: World, terms: dict[str, object], error: type[Exception]) -> None:
    """A code, rule, number, text, period or contract that does not fit is refused, and no project is added."""
    asked: dict[str, object] = {"contract": "HT-2", "code": "3103", **terms}
    with pytest.raises(error):
        projects.create_project(world.service, world.site, **asked)  # type: ignore[arg-type]

    assert [CONTRACT] == [card.project.contract for card in projects.list_projects(world.service, world.site)]


def test_only_who_manages_adds_and_changes(world: World) -> None:
    """A project's own administrator changes it; only the site's adds one; the others neither."""
    changed = projects.change_project(
        world.service, world.administrator, CONTRACT, title="新", period=(date(2024, 1, 1), date(2024, 1, 1))
    )
    assert ("新", date(2024, 1, 1), "示例“公司”") == (changed.title, changed.period_end, changed.contractor)
    for person in (world.panel, world.team, world.auditor, world.stranger):
        with pytest.raises(AccessError):
            projects.change_project(world.service, person, CONTRACT, title="x")
    for person in (world.panel, world.administrator, world.stranger):
        with pytest.raises(AccessError):
            projects.create_project(world.service, person, contract="HT-9", code="3103")


def test_each_sees_his_own_card(world: World) -> None:
    """A draft counts on the team's card only; the stranger has no card; who manages sees no results."""
    world.upload()
    cards = {
        name: [(card.submissions, card.summary is not None) for card in projects.list_projects(world.service, person)]
        for name, person in world.everybody.items()
    }

    assert {
        "site": [(0, False)],
        "administrator": [(0, False)],
        "panel": [(0, False)],
        "auditor": [(0, False)],
        "team": [(1, True)],
        "stranger": [],
    } == cards


def test_after_the_seal_all_parts_see_the_record(world: World) -> None:
    """Submitted and sealed: panel, team and auditor see result and record; who manages sees neither."""
    submission = world.submitted()
    record = seal_now(world.service, world.panel, submission.id)
    for person in (world.panel, world.team, world.auditor):
        card = projects.list_projects(world.service, person)[0]
        view = projects.project_view(world.service, person, CONTRACT)

        assert record == card.record
        assert submission.id == (card.submission and card.submission.id)
        assert [1] == [line.records for line in view.submissions]
        assert view.result is not None
        assert (9, 9) == (len(view.result["targets"]), view.targets)
        assert "team君" == view.submissions[0].author
    for person in (world.site, world.administrator):
        view = projects.project_view(world.service, person, CONTRACT)
        assert ((), (), None) == (view.submissions, view.records, view.result)


def test_the_newest_result_is_shown_unless_another_is_asked_for(world: World) -> None:
    """The page of a project shows the newest result, or that of the submission that was named."""
    first = world.submitted()
    second = world.upload(table=TABLE.replace(b"150", b"100"))

    newest = projects.project_view(world.service, world.team, CONTRACT)
    named = projects.project_view(world.service, world.team, CONTRACT, submission_id=first.id)
    panels = projects.project_view(world.service, world.panel, CONTRACT, submission_id=second.id)

    assert second.id == (newest.shown and newest.shown.id)
    assert first.id == (named.shown and named.shown.id)
    assert panels.shown is None


def test_without_data_every_target_is_missing(world: World) -> None:
    """The result of nothing has every target of the project, all of them missing, and no source."""
    result = projects.empty_result(world.service, world.panel, CONTRACT)

    assert (9, []) == (result["summary"]["missing"], result["sources"])
    with pytest.raises(AccessError):
        projects.empty_result(world.service, world.stranger, CONTRACT)


def test_the_template_has_every_target(world: World) -> None:
    """The empty table has a line for each target of the project."""
    rows = projects.template_of(world.service, world.team, CONTRACT, "zh")

    assert 10 == len(rows)
    assert "3103.diameter" in [row[0] for row in rows]


def test_in_local_mode_everything_is_one_s_own(tmp_path: Path) -> None:
    """The one person of a local service sees and does everything without a membership."""
    service = open_service(tmp_path / "data", local=True)
    person = local_person(service)
    projects.create_project(service, person, contract="HT-1", code="3104")
    card = projects.list_projects(service, person)[0]
    service.close()

    assert {"panel", "team", "auditor", "administrator", "site"} <= card.roles
