"""The demo: the worked submissions of the package as projects with people, drafts, submissions and sealed records."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from verifier.acceptance.library import open_contract
from verifier.catalogue.shelf import measurements_root
from verifier.measurement.files import Kind, kind_of
from verifier.measurement.findings import Finding, read_findings
from verifier.measurement.header import SubmissionHeader, read_header
from verifier.service.findings import meeting, record_finding
from verifier.service.guides import guide_of
from verifier.service.passwords import hash_password
from verifier.service.people import give_role
from verifier.service.projects import create_project
from verifier.service.running import Service
from verifier.service.seal import seal_now
from verifier.service.submit import submit
from verifier.service.upload import HEADER, receive
from verifier.service.worker import run_pending
from verifier.store.membership import ROLES, Role
from verifier.store.people import Person, add_person, set_password_hash
from verifier.store.projects import Project, projects
from verifier.store.submissions import Submission

__all__ = ["DemoPerson", "fill_demo"]

_CONTRACT: Final = "DEMO-"
_REVIEWS: Final = ("midterm", "acceptance")
_NOT_SENT: Final = ("expected.json",)
_PEOPLE: Final[tuple[tuple[str, str, tuple[Role, ...]], ...]] = (
    ("guanliyuan", "管理员", ("administrator",)),
    ("zuzhang", "专家组组长", ("panel",)),
    ("chengyuan", "专家组成员", ("panel",)),
    ("chengyuan2", "专家组成员乙", ("panel",)),
    ("xiangmuzu", "项目组", ("team",)),
    ("shenji", "审计", ("auditor",)),
)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody of the demo: a name to sign in with, and a password that is shown once."""

    name: str
    shown_name: str
    password: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class _Cast:
    """Who acts in the demo."""

    administrator: Person
    panel: tuple[Person, ...]
    team: Person


@dataclass(frozen=True, slots=True)
class _Case:
    """A worked submission: its folder, and what it says of itself."""

    folder: Path
    header: SubmissionHeader

    @property
    def is_sealed(self) -> bool:
        """Whether the demo seals it: the reviews."""
        return self.folder.name.endswith(_REVIEWS)

    @property
    def is_submitted(self) -> bool:
        """Whether the demo submits it: the reviews, and what hits limits exactly."""
        return self.is_sealed or self.folder.name.endswith("-limits")

    @property
    def order(self) -> tuple[int, str]:
        """Drafts first, then what is submitted, a midterm review before the acceptance."""
        rank = next((2 + at for at, end in enumerate(_REVIEWS) if self.folder.name.endswith(end)), 0)
        return rank or int(self.is_submitted), self.folder.name


@dataclass(frozen=True, slots=True)
class _Play:
    """A project of the demo: its contract number, code, contract's file, and worked submissions in their order."""

    contract: str
    code: str
    file: Path | None
    cases: tuple[_Case, ...]


def fill_demo(service: Service) -> tuple[DemoPerson, ...]:
    """Fill an empty service with the worked submissions; one that holds a project is left as it is.

    1. People are added, one for each part, with random passwords.
    2. Each project of the guide that has a worked submission becomes a project here.
    3. Its worked submissions are uploaded by the team; some stay drafts, some are submitted.
    4. The panel records the findings that a worked submission brings, and seals its reviews.

    Returns:
        The people with their passwords; nobody where nothing was done.
    """
    with service.database.read() as connection:
        if projects(connection, None):
            return ()
    # 1.
    people = tuple(DemoPerson(name, shown, secrets.token_urlsafe(9), roles) for name, shown, roles in _PEOPLE)
    added = {one.name: _add(service, one) for one in people}
    cast = _Cast(
        added["guanliyuan"], tuple(added[one.name] for one in people if "panel" in one.roles), added["xiangmuzu"]
    )
    # 2.
    for play in _plays(service):
        project = _project(service, cast, people, play)
        _act(service, cast, project, play.cases)
    return people


def _add(service: Service, one: DemoPerson) -> Person:
    made = hash_password(service, one.password)
    with service.database.begin() as connection:
        person = add_person(
            connection,
            name=one.name,
            shown_name=one.shown_name,
            now=service.now(),
            administrator="administrator" in one.roles,
        )
        set_password_hash(connection, person.id, made)
    return person


def _plays(service: Service) -> Iterator[_Play]:
    """A project for each one of the guide, then one for each worked contract."""
    root = measurements_root()
    cases = _cases(root)
    for code in guide_of(service).guide.codes:
        own = tuple(case for case in cases if case.header.project == code)
        if own:
            yield _Play(f"{_CONTRACT}{code}", code, None, own)
    for place in sorted(root.glob("*/contract.toml")):
        contract = open_contract(place, service.guide_path)
        own = _cases(place.parent)
        if own:
            yield _Play(contract.id, contract.project.code, place, own)


def _cases(folder: Path) -> tuple[_Case, ...]:
    found = []
    for place in sorted(folder.glob(f"*/{HEADER}")):
        header, _ = read_header(place.read_bytes(), HEADER)
        if header is not None and header.project:
            found.append(_Case(place.parent, header))
    return tuple(sorted(found, key=lambda case: case.order))


def _project(service: Service, cast: _Cast, people: tuple[DemoPerson, ...], play: _Play) -> Project:
    header = play.cases[-1].header
    start, end = header.period_start, header.period_end
    project = create_project(
        service,
        cast.administrator,
        contract=play.contract,
        code=play.code,
        contractor=header.contractor,
        period=None if start is None or end is None else (start, end),
        contract_file=None if play.file is None else play.file.read_bytes(),
    )
    for one in people:
        for role in one.roles:
            if role in ROLES:
                give_role(service, cast.administrator, project.contract, one.name, role)
    return project


def _act(service: Service, cast: _Cast, project: Project, own: tuple[_Case, ...]) -> None:
    # 3.
    drafts = [(case, _upload(service, cast, project, case)) for case in own]
    run_pending(service)
    for case, draft in drafts:
        if case.is_submitted:
            submit(service, cast.team, draft.id, expected=draft.version)
        # 4.
        if case.is_sealed:
            _judge(service, cast, project, case, draft)
            seal_now(service, cast.panel[0], draft.id)


def _upload(service: Service, cast: _Cast, project: Project, case: _Case) -> Submission:
    with contextlib.ExitStack() as opened:
        files: list[tuple[str, BinaryIO]] = [
            (path.name, opened.enter_context(path.open("rb")))
            for path in sorted(case.folder.iterdir())
            if path.is_file() and path.name not in _NOT_SENT and kind_of(path.name) is not Kind.FINDINGS
        ]
        return receive(service, cast.team, project.contract, files)


def _judge(service: Service, cast: _Cast, project: Project, case: _Case, submission: Submission) -> None:
    open_targets = {
        target.fields["id"]
        for target in meeting(service, cast.panel[0], project.contract, submission.id).targets
        if target.open
    }
    members = dict(zip("甲乙丙", cast.panel, strict=True))
    versions: dict[tuple[str, int], int] = {}
    for finding in _findings(case):
        member = members.get(finding.member)
        if finding.target not in open_targets or member is None:
            continue
        key = finding.target, member.id
        made = record_finding(
            service,
            member,
            submission.id,
            finding.target,
            agree=finding.agree,
            note=finding.note,
            expected=versions.get(key),
        )
        versions[key] = made.version


def _findings(case: _Case) -> tuple[Finding, ...]:
    place = case.folder / "findings.csv"
    return read_findings(place.read_bytes(), place.name)[0] if place.is_file() else ()
