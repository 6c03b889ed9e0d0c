"""Sealing: what was submitted, with what the panel found, signed and logged."""

from __future__ import annotations

import pytest

from tests.service.world import CONTRACT, World, sent
from verifier.errors import AccessError, StoreError
from verifier.service.findings import record_finding
from verifier.service.guides import guide_of
from verifier.service.people import give_role
from verifier.service.projects import create_project, project_view
from verifier.service.records import record_view, rerun
from verifier.service.seal import ask_seal, seal_now
from verifier.service.submit import submit
from verifier.service.upload import receive
from verifier.service.worker import run_pending
from verifier.service.working import claim_job, run_here

_TARGET = "3103.industrialised"


def test_findings_turn_what_is_for_experts(either_world: World) -> None:
    """The first record has the target open; after the members agreed, the second one has it passed, by the panel."""
    world = either_world
    submission = world.submitted()
    before = seal_now(world.service, world.panel, submission.id)
    for person in (world.panel, world.member):
        record_finding(world.service, person, submission.id, _TARGET, agree=True, note="", expected=None)
    after = seal_now(world.service, world.panel, submission.id)

    shown = project_view(world.service, world.team, CONTRACT).stored

    assert (1, 0) == (before.summary["expert"], after.summary["expert"])
    assert shown is not None
    assert (after.summary, after.result_digest) == (shown.summary, shown.digest)
    record_finding(world.service, world.panel, submission.id, _TARGET, agree=False, note="", expected=1)
    assert [f"{CONTRACT}#1.1", f"{CONTRACT}#1.2"] == [before.name, after.name]
    assert [1, 2] == [before.log_index, after.log_index]
    view = record_view(world.service, world.auditor, after.id)
    assert view.fault is None
    assert view.verified is not None
    target = next(one for one in view.verified.bundle.record.result["targets"] if one["id"] == _TARGET)
    assert ("pass", "panel") == (target["verdict"], target["decided_by"])
    assert "findings.csv" in view.verified.bundle.record.subjects


def test_only_the_panel_seals_and_only_what_was_submitted(world: World) -> None:
    """Team, auditor and administrators seal nothing; a draft is not sealed."""
    submission, draft = world.submitted(), world.upload(world.panel)
    for person in (world.team, world.auditor, world.site, world.administrator, world.stranger):
        with pytest.raises(AccessError):
            ask_seal(world.service, person, submission.id)
    with pytest.raises(AccessError):
        ask_seal(world.service, world.panel, draft.id)


def test_two_who_ask_get_one_record(world: World) -> None:
    """Two members who click at the same time have one record sealed."""
    submission = world.submitted()
    one, two = (ask_seal(world.service, person, submission.id) for person in (world.panel, world.member))
    taken = claim_job(world.service, "w")
    assert taken is not None
    with pytest.raises(StoreError) as caught:
        seal_now(world.service, world.panel, submission.id)
    run_here(world.service, taken)

    assert one.id == two.id == taken.id
    assert "job_taken" == caught.value.code
    assert claim_job(world.service, "w") is None


def test_a_project_with_a_contract_is_judged_and_sealed_by_it(world: World) -> None:
    """The contract's own limit decides, its file is sealed with the record, and the re-run finds no difference."""
    digest = guide_of(world.service).guide.digest
    terms = (
        f'id = "HT-2"\nproject = "3103"\nguide = {{ id = "js2023", digest = "{digest}" }}\n'
        'period = { start = 2023-07-01, end = 2026-12-31 }\n[[target]]\nid = "3103.ttv"\npredicate = "TTV <= 2 um"\n'
    ).encode()
    create_project(world.service, world.site, contract="HT-2", code="3103", contract_file=terms)
    for name, role in (("team", "team"), ("panel", "panel")):
        give_role(world.service, world.site, "HT-2", name, role)  # type: ignore[arg-type]
    table = "target,value,unit,conditions\n3103.ttv,3,um,wafer_class = 6英寸\n".encode()
    draft = receive(world.service, world.team, "HT-2", sent(("a.csv", table)))
    run_pending(world.service)
    submitted = submit(world.service, world.team, draft.id, expected=1)

    record = seal_now(world.service, world.panel, submitted.id)

    sealed = record_view(world.service, world.panel, record.id).bundle
    assert sealed is not None
    target = next(one for one in sealed.record.result["targets"] if one["id"] == "3103.ttv")
    assert ("fail", "TTV <= 2 um") == (target["verdict"], target["predicate"])
    assert "HT-2" == sealed.record.result["contract"]["id"]
    assert rerun(world.service, world.panel, record.id).difference is None
