"""One target of a project: its terms, how its verdict came about, and how it stood in each record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from verifier.acceptance.check import Refused
from verifier.acceptance.explain import Step, explain
from verifier.catalogue.target import Target
from verifier.errors import UsageError, VerifierError
from verifier.record.bundle import unpack_bundle
from verifier.service.access import Action, actions_in, find_project, may
from verifier.service.guides import guide_project
from verifier.service.judge import laid_out
from verifier.service.running import Service
from verifier.service.submissions import read_result
from verifier.service.task import submission_task
from verifier.store.findings import PanelFinding, findings_of
from verifier.store.people import Person
from verifier.store.projects import Project
from verifier.store.records import SealedRecord, project_records
from verifier.store.results import latest_results
from verifier.store.submissions import Submission, project_submissions

__all__ = ["TargetHistory", "TargetPage", "target_page"]

# The steps are worked out while somebody waits: larger submissions show their result without them.
_MOST_BYTES: Final = 4 * 1024 * 1024
_MOST_RECORDS: Final = 50


@dataclass(frozen=True, slots=True)
class TargetHistory:
    """How a target stood in a record; numbers are the result's exact texts, None where it has none."""

    record: SealedRecord
    as_of: str
    verdict: str
    value: str | None
    unit: str | None
    margin: str | None


@dataclass(frozen=True, slots=True)
class TargetPage:
    """A target as one person sees it.

    Args:
        project: The project.
        submission: The submission whose result is shown, None where there is none.
        fields: The target in that result.
        target: The target as the guide has it, None for one that only the contract has.
        steps: How the verdict came about.
        steps_fault: Why there are no steps, None where there are.
        history: How it stood in each record, newest first.
        findings: What members of the panel have found on it.
        allowed: What the person may do with the submission, or in the project where there is none.
    """

    project: Project
    submission: Submission | None
    fields: dict[str, Any] | None
    target: Target | None
    steps: tuple[Step, ...]
    steps_fault: VerifierError | None
    history: tuple[TargetHistory, ...]
    findings: tuple[PanelFinding, ...]
    allowed: frozenset[Action]


def target_page(
    service: Service, person: Person, contract: str, target_id: str, submission_id: int | None = None
) -> TargetPage:
    """A target of a project as a person sees it.

    Args:
        service: The service.
        person: Who looks.
        contract: The contract number.
        target_id: The target.
        submission_id: The submission; the newest that has a result and that the person may see where None.

    Raises:
        AccessError: There is no such project, or the person may not see it.
        CatalogueError: The project has no such target.
    """
    with service.database.read() as connection:
        project, holders = find_project(service, connection, person, contract, Action.SEE_PROJECT)
        seen = [one for one in project_submissions(connection, project.id) if may(holders, Action.SEE_SUBMISSION, one)]
        results = latest_results(connection, [one.id for one in seen])
        shown = next((one for one in seen if one.id in results and submission_id in {None, one.id}), None)
        records = project_records(connection, project.id) if may(holders, Action.SEE_RECORD) else ()
        sees_findings = shown is not None and may(holders, Action.SEE_FINDINGS, shown)
        found = findings_of(connection, shown.id, target_id) if shown is not None and sees_findings else ()
    fields = None
    if shown is not None:
        fields = _in_result(read_result(service, results[shown.id]), target_id)
    guide = guide_project(service, project.code, project.guide)
    known = next((target for target in guide.targets if target.id == target_id), None)
    if known is None and fields is None:
        guide.target(target_id)
    steps, fault = _steps(service, project, shown, target_id)
    history = _history(service, records[:_MOST_RECORDS], target_id)
    may_do = actions_in(holders, project, shown)
    return TargetPage(project, shown, fields, known, steps, fault, history, found, may_do)


def _steps(
    service: Service, project: Project, submission: Submission | None, target_id: str
) -> tuple[tuple[Step, ...], VerifierError | None]:
    if submission is None:
        return (), None
    if sum(file.bytes for file in submission.files) > _MOST_BYTES:
        return (), UsageError("steps_large", limit=_MOST_BYTES)
    try:
        with laid_out(submission_task(service, "check", submission, project)) as question:
            return explain(question, target_id, None, service.today()).steps, None
    except Refused as refusal:
        return (), next(error for error in refusal.exceptions if isinstance(error, VerifierError))
    except VerifierError as error:
        return (), error


def _history(service: Service, records: tuple[SealedRecord, ...], target_id: str) -> tuple[TargetHistory, ...]:
    found = []
    for record in records:
        try:
            result = unpack_bundle(service.blobs.read(record.blob)).record.result
        except VerifierError:
            # The record's own page says what is wrong with it.
            continue
        fields = _in_result(result, target_id)
        if fields is not None:
            values = (fields["verdict"], fields["value"], fields["unit"], fields["margin"])
            found.append(TargetHistory(record, result["as_of"], *values))
    return tuple(found)


def _in_result(result: Any, target_id: str) -> dict[str, Any] | None:  # noqa: ANN401 -- a result object
    return next((target for target in result["targets"] if target["id"] == target_id), None)
