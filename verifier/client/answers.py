"""What the service answers, as plain objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from verifier.errors import VerifierError
from verifier.wording import Language

__all__ = ["ProjectState", "RecordState", "ServiceError", "SubmissionState"]


class ServiceError(VerifierError):
    """A request that the service refused, in its own words.

    Attributes:
        status: The answer's status.
        faults: Every fault of the files, in both languages.
    """

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__("client_refused", status=status)
        self.status = status
        self._problem = problem
        self.faults: tuple[Mapping[str, str], ...] = tuple(problem.get("faults", ()))

    @property
    def code(self) -> str:
        """The service's code of the refusal."""
        return str(self._problem.get("code", self.reason.code))

    def text(self, lang: Language) -> str:
        """The service's sentence, in one language; this program's own where it sent none."""
        return str(self._problem[lang]) if lang in self._problem else self.reason.text(lang)


@dataclass(frozen=True, slots=True)
class ProjectState:
    """A project in which the token's person has a role.

    Attributes:
        contract: The contract's number, by which it is asked for.
        code: Its code in the guide.
        title: What the contract calls it.
        roles: The person's roles.
        summary: Number of targets with each verdict; None before the first result.
    """

    contract: str
    code: str
    title: str
    roles: frozenset[str]
    summary: Mapping[str, int] | None

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> ProjectState:
        """A project from the service's document."""
        return cls(
            document["contract"],
            document["code"],
            document["title"],
            frozenset(document["roles"]),
            document["summary"],
        )


@dataclass(frozen=True, slots=True)
class SubmissionState:
    """A submission as it stands.

    Attributes:
        id: Its number at the service.
        contract: The project's contract.
        number: Its number within the project.
        state: draft, submitted or withdrawn.
        version: What a change has to name.
        checked: Whether its check is over, well or not.
        failed: Whether the check could not be made; `faults` says why.
        faults: Every fault of the files, in both languages.
        summary: Number of targets with each verdict; None before there is a result.
        digest: Digest of the result.
    """

    id: int
    contract: str
    number: int
    state: str
    version: int
    checked: bool
    failed: bool
    faults: tuple[Mapping[str, str], ...]
    summary: Mapping[str, int] | None
    digest: str | None

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> SubmissionState:
        """A submission from the service's document."""
        job = document["job"] or {"state": "", "faults": ()}
        return cls(
            id=document["id"],
            contract=document["contract"],
            number=document["number"],
            state=document["state"],
            version=document["version"],
            checked=job["state"] in {"done", "failed"},
            failed=job["state"] == "failed",
            faults=tuple(job["faults"]),
            summary=document["summary"],
            digest=document["result_digest"],
        )

    @property
    def passed(self) -> bool:
        """Whether every target has a verdict and every verdict is a pass."""
        return self.summary is not None and all(
            count == 0 for verdict, count in self.summary.items() if verdict != "pass"
        )


@dataclass(frozen=True, slots=True)
class RecordState:
    """A sealed record.

    Attributes:
        id: Its number at the service.
        name: Its name on paper.
        contract: The project's contract.
        bundle_sha256: Digest of the bundle's bytes.
        log_index: Its place in the log.
    """

    id: int
    name: str
    contract: str
    bundle_sha256: str
    log_index: int | None

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> RecordState:
        """A record from the service's document."""
        return cls(
            document["id"], document["name"], document["contract"], document["bundle_sha256"], document["log_index"]
        )
