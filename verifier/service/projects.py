"""Projects: add one, list those of a person, show one with its submissions, records and result."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from verifier.acceptance.check import Question, check
from verifier.acceptance.library import open_contract
from verifier.acceptance.template import template_table
from verifier.catalogue.guide import Project as GuideProject
from verifier.decision.rule import read_rule
from verifier.errors import UsageError
from verifier.service.access import SITE, Action, actions_in, find_project, holders_of, may, require
from verifier.service.guides import guide_project
from verifier.service.running import Service
from verifier.service.submissions import read_result
from verifier.store import projects as store
from verifier.store.events import add_event
from verifier.store.jobs import Job, latest_jobs
from verifier.store.membership import roles_of
from verifier.store.people import Person, shown_names
from verifier.store.projects import Project
from verifier.store.records import SealedRecord, project_records
from verifier.store.results import StoredResult, latest_results
from verifier.store.submissions import Submission, project_submissions
from verifier.wording import Language

__all__ = [
    "ProjectCard",
    "ProjectView",
    "SubmissionLine",
    "change_project",
    "create_project",
    "empty_result",
    "list_projects",
    "project_view",
    "template_of",
]

_LONGEST: Final = 200
_LARGEST_CONTRACT: Final = 1024 * 1024
_CARDS: Final = frozenset({"panel", "team", "auditor"})


@dataclass(frozen=True, slots=True)
class ProjectCard:
    """A project as lists show it.

    Args:
        project: The project.
        roles: The person's parts in it.
        name: What the guide calls it, by language.
        summary: How many targets have each verdict in the newest result that the person may see; None without one.
        as_of: The day that result judged.
        stage: Its stage.
        submission: The submission that it is of.
        record: The newest record.
        submissions: How many submissions the person may see.
    """

    project: Project
    roles: frozenset[str]
    name: dict[str, str]
    summary: dict[str, int] | None
    as_of: str | None
    stage: str | None
    submission: Submission | None
    record: SealedRecord | None
    submissions: int


@dataclass(frozen=True, slots=True)
class SubmissionLine:
    """A submission as the page of its project lists it."""

    submission: Submission
    author: str
    job: Job | None
    stored: StoredResult | None
    records: int


@dataclass(frozen=True, slots=True)
class ProjectView:
    """A project as one person sees it.

    Args:
        project: The project.
        name: What the guide calls it, by language.
        roles: The person's parts in it.
        allowed: What the person may do in it.
        submissions: The submissions that the person may see, newest first.
        records: Its records, newest first.
        shown: The submission whose result is shown.
        result: That result, None while there is none.
        stored: What lists show of it.
        targets: How many targets the project has.
    """

    project: Project
    name: dict[str, str]
    roles: frozenset[str]
    allowed: frozenset[Action]
    submissions: tuple[SubmissionLine, ...]
    records: tuple[SealedRecord, ...]
    shown: Submission | None
    result: dict[str, Any] | None
    stored: StoredResult | None
    targets: int


def create_project(
    service: Service,
    person: Person,
    *,
    contract: str,
    code: str,
    title: str = "",
    contractor: str = "",
    period: tuple[date, date] | None = None,
    contract_file: bytes | None = None,
    rule: str | None = None,
) -> Project:
    """Add a project.

    Args:
        service: The service.
        person: Who adds it.
        contract: The contract number.
        code: The project's code in the guide.
        title: What the contract calls it.
        contractor: Who carries it out.
        period: First and last day of the execution period.
        contract_file: The contract's TOML file, None where the guide's own terms hold.
        rule: The decision rule, None for the default.

    Raises:
        AccessError: The person may not.
        CatalogueError: The guide has no such project, or the contract's file is wrong.
        RuleError: The rule is not known.
        StoreError: The contract number is taken or has another form.
        UsageError: The file is another contract's, or a text cannot be kept.
    """
    with service.database.read() as connection:
        require(service, connection, person, Action.CREATE_PROJECT)
    guide_project(service, code)
    _check_terms(title, contractor, period, rule)
    blob = None
    if contract_file is not None:
        _check_contract(service, contract_file, contract, code)
        blob = service.blobs.put_bytes(contract_file).sha256
    with service.database.begin() as connection:
        require(service, connection, person, Action.CREATE_PROJECT)
        made = store.add_project(
            connection,
            contract=contract,
            code=code,
            guide=service.guide,
            now=service.now(),
            title=title,
            contractor=contractor,
            period=period,
            contract_blob=blob,
            rule=rule or None,
        )
        add_event(
            connection,
            action="create_project",
            now=service.now(),
            person_id=person.id,
            project_id=made.id,
            object=made.contract,
            code=code,
        )
    return made


def change_project(
    service: Service,
    person: Person,
    contract: str,
    *,
    title: str | None = None,
    contractor: str | None = None,
    period: tuple[date, date] | None = None,
    archived: bool | None = None,
) -> Project:
    """Change what a project is called, whose it is, its period, or whether it is over; None leaves as it is.

    Raises:
        AccessError: The person may not.
        UsageError: A text cannot be kept.
    """
    _check_terms(title or "", contractor or "", period, None)
    values: dict[str, object] = {"title": title, "contractor": contractor, "archived": archived}
    if period is not None:
        values |= {"period_start": period[0], "period_end": period[1]}
    changed = {name: value for name, value in values.items() if value is not None}
    with service.database.begin() as connection:
        project, _ = find_project(service, connection, person, contract, Action.CHANGE_PROJECT)
        store.change_project(connection, project.id, **changed)
        add_event(
            connection,
            action="change_project",
            now=service.now(),
            person_id=person.id,
            project_id=project.id,
            object=project.contract,
            changed=", ".join(sorted(changed)),
        )
        return store.project_by_id(connection, project.id) or project


def list_projects(service: Service, person: Person, *, archived: bool = False) -> tuple[ProjectCard, ...]:
    """The projects that a person may see, by contract number.

    Raises:
        AccessError: The person may not sign in.
    """
    cards = []
    with service.database.read() as connection:
        parts = holders_of(service, connection, person)
        roles = roles_of(connection, person.id)
        everything = SITE in parts
        found = store.projects(connection, None if everything else list(roles), archived=archived)
        for project in found:
            own = parts if service.local else parts | roles.get(project.id, frozenset())
            seen = [one for one in project_submissions(connection, project.id) if _sees(own, one)]
            results = latest_results(connection, [one.id for one in seen])
            shown = next((one for one in seen if one.id in results), None)
            records = project_records(connection, project.id) if own & _CARDS else ()
            stored = None if shown is None else results[shown.id]
            cards.append(
                ProjectCard(
                    project=project,
                    roles=own,
                    name=_name(guide_project(service, project.code, project.guide)),
                    summary=None if stored is None else dict(stored.summary),
                    as_of=None if stored is None else stored.as_of,
                    stage=None if stored is None else stored.stage,
                    submission=shown,
                    record=records[0] if records else None,
                    submissions=len(seen),
                )
            )
    return tuple(cards)


def project_view(service: Service, person: Person, contract: str, *, submission_id: int | None = None) -> ProjectView:
    """A project as a person sees it.

    Args:
        service: The service.
        person: Who looks.
        contract: The contract number.
        submission_id: The submission whose result is shown; the newest that has one where None.

    Raises:
        AccessError: There is none, or the person may not see it.
    """
    with service.database.read() as connection:
        project, holders = find_project(service, connection, person, contract, Action.SEE_PROJECT)
        seen = [one for one in project_submissions(connection, project.id) if _sees(holders, one)]
        ids = [one.id for one in seen]
        results, checks = latest_results(connection, ids), latest_jobs(connection, ids, "check")
        records = project_records(connection, project.id) if may(holders, Action.SEE_RECORD) else ()
        names = shown_names(connection)
    wanted = [one for one in seen if one.id in results and submission_id in {None, one.id}]
    shown = wanted[0] if wanted else None
    stored = None if shown is None else results[shown.id]
    counts = [record.submission_id for record in records]
    known = guide_project(service, project.code, project.guide)
    return ProjectView(
        project=project,
        name=_name(known),
        roles=holders,
        allowed=actions_in(holders, project),
        submissions=tuple(
            SubmissionLine(
                one, names.get(one.author_id, ""), checks.get(one.id), results.get(one.id), counts.count(one.id)
            )
            for one in seen
        ),
        records=records,
        shown=shown,
        result=None if stored is None else read_result(service, stored),
        stored=stored,
        targets=len(known.targets),
    )


def empty_result(service: Service, person: Person, contract: str) -> dict[str, Any]:
    """The result of a project for which nothing was submitted: every target is missing.

    Raises:
        AccessError: There is none, or the person may not see it.
    """
    rows = template_of(service, person, contract, "zh")
    with service.database.read() as connection:
        project, _ = find_project(service, connection, person, contract, Action.SEE_PROJECT)
    with tempfile.TemporaryDirectory(prefix="dabiao-") as name:
        place = Path(name) / "template.csv"
        place.write_text("\n".join(",".join(f'"{cell}"' for cell in row) for row in rows), encoding="utf-8")
        question = Question((place,), project=project.code, guide=project.guide, guide_path=service.guide_path)
        result = check(question, service.today()).result
    return {**result, "sources": []}


def template_of(service: Service, person: Person, contract: str, lang: Language) -> list[list[str]]:
    """The empty table of a project: its header, and one row a target.

    Raises:
        AccessError: There is none, or the person may not see it.
    """
    with service.database.read() as connection:
        project, _ = find_project(service, connection, person, contract, Action.SEE_PROJECT)
    return template_table(guide_project(service, project.code, project.guide), lang)


def _sees(holders: frozenset[str], submission: Submission) -> bool:
    return may(holders, Action.SEE_SUBMISSION, submission)


def _name(project: GuideProject) -> dict[str, str]:
    return {"zh": project.name.zh, "en": project.name.en}


def _check_terms(title: str, contractor: str, period: tuple[date, date] | None, rule: str | None) -> None:
    for text in (title, contractor):
        if len(text) > _LONGEST or not text.isprintable():
            raise UsageError("project_text", read=text, most=_LONGEST)
    if period is not None and period[0] > period[1]:
        raise UsageError("project_period", start=period[0], end=period[1])
    if rule:
        read_rule(rule)


def _check_contract(service: Service, data: bytes, contract: str, code: str) -> None:
    if len(data) > _LARGEST_CONTRACT:
        raise UsageError("upload_too_large", name="contract.toml", limit=_LARGEST_CONTRACT)
    with tempfile.TemporaryDirectory(prefix="dabiao-") as name:
        place = Path(name) / "contract.toml"
        place.write_bytes(data)
        agreed = open_contract(place, service.guide_path)
    if agreed.id != contract or agreed.project.code != code:
        raise UsageError("project_contract_other", read=f"{agreed.id} / {agreed.project.code}", contract=contract)
