"""The statement: what a record says, as an in-toto statement with a predicate of our own.

Its models are the schema that docs/schema/record-v1.json shows; `Record` is what the program works with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from verifier.errors import RecordError
from verifier.record.canonical import canonical, read_canonical, sha256_hex
from verifier.record.waiver import Waiver, waiver_fields

__all__ = [
    "PREDICATE_TYPE",
    "STATEMENT_TYPE",
    "Program",
    "Record",
    "StatementModel",
    "read_statement",
    "record_schema",
    "write_statement",
]

STATEMENT_TYPE: Final = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE: Final = "urn:dabiao:record:v1"

_Hex = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_Name = Annotated[str, Field(min_length=1, max_length=1000)]
_Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
_Verdict = Literal["pass", "fail", "undecided", "not_evaluable", "expert", "missing"]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)


class _Open(BaseModel):
    """The result's members may grow within its major version; those named here stay."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True, defer_build=True)


class DigestModel(_Closed):
    """Digests of a file, by algorithm."""

    sha256: _Hex


class ResourceModel(_Closed):
    """A file by its name and digest (in-toto ResourceDescriptor)."""

    name: _Name
    digest: DigestModel


class ReasonModel(_Open):
    """Why something is so, by code and in both languages."""

    code: str
    zh: str
    en: str


class RowModel(_Open):
    """One submitted row and the verdict on it."""

    file: str
    line: int | str
    role: str
    verdict: _Verdict | None
    reasons: list[ReasonModel]


class TargetModel(_Open):
    """One target with its verdict."""

    id: _Name
    verdict: _Verdict
    decided_by: str
    predicate: str
    statistic: str
    value: str | None
    unit: str | None
    limit: str | None
    margin: str | None
    reasons: list[ReasonModel]
    rows: list[RowModel]


class GuideModel(_Open):
    """The guide by its id and the digest of its files."""

    id: _Name
    digest: Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]


class RuleModel(_Open):
    """The decision rule with its edition and parameters."""

    id: _Name
    edition: str
    parameters: dict[str, str]


class ResultModel(_Open):
    """The result object: the part that a re-run compares byte for byte."""

    schema_: Annotated[Literal["dabiao/result/v1"], Field(alias="schema")]
    as_of: _Day
    guide: GuideModel
    project: _Name
    rule: RuleModel
    summary: dict[_Verdict, Annotated[int, Field(ge=0)]]
    targets: list[TargetModel]


class WaiverModel(_Closed):
    """A waiver or deviation, and whether it applies on the as-of date."""

    target: _Name
    kind: Literal["waiver", "deviation"]
    justification: str
    approver: str
    from_: Annotated[_Day | None, Field(alias="from")]
    until: _Day | None
    state: Literal["applies", "expired", "not_yet", "undated"]


class ArgumentsModel(_Closed):
    """What a re-run asks, besides the files."""

    project: _Name
    named: list[_Name]
    only: list[_Name]
    rule: str | None
    as_of: _Day
    encoding: str | None
    guide: _Name


class ProgramModel(_Closed):
    """Which program sealed the record: outside the compared part."""

    name: Literal["dabiao"]
    version: str
    digest: Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]


class EvaluationModel(_Closed):
    """When and where it was judged: outside the compared part."""

    sealed_at: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$")]
    system: str
    machine: str
    python: str


class PredicateModel(_Closed):
    """What the record says of its subjects."""

    id: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\s]+$")]
    result: ResultModel
    waivers: list[WaiverModel]
    arguments: ArgumentsModel
    contract: ResourceModel | None
    materials: list[ResourceModel]
    program: ProgramModel
    evaluation: EvaluationModel


class StatementModel(_Closed):
    """An in-toto statement whose predicate is a record of dabiao, version 1."""

    type_: Annotated[Literal["https://in-toto.io/Statement/v1"], Field(alias="_type")]
    subject: Annotated[list[ResourceModel], Field(min_length=1)]
    predicateType: Literal["urn:dabiao:record:v1"]  # noqa: N815 -- the standard's own name
    predicate: PredicateModel


@dataclass(frozen=True, slots=True)
class Program:
    """A program by its version and the digest of its files."""

    version: str
    digest: str


@dataclass(frozen=True, slots=True)
class Record:
    """What a statement says.

    Args:
        id: The name under which a log lists it.
        result: The result object.
        waivers: Waivers and deviations, each with its state on the as-of date.
        arguments: What a re-run asks: project, named (files given by themselves), only, rule, as_of, encoding, guide.
        subjects: Name -> sha256 of every file of the submission.
        materials: Name -> sha256 of every other file of the bundle.
        program: The program that sealed it.
        evaluation: Time and system of sealing: sealed_at, system, machine, python.
        contract: The contract's name among the materials, None where none was given.
    """

    id: str
    result: Mapping[str, Any]
    waivers: tuple[Waiver, ...]
    arguments: Mapping[str, Any]
    subjects: Mapping[str, str]
    materials: Mapping[str, str]
    program: Program
    evaluation: Mapping[str, str]
    contract: str | None = None

    @property
    def result_digest(self) -> str:
        """``sha256:`` over the canonical bytes of the result."""
        return "sha256:" + sha256_hex(canonical(self.result))


def write_statement(record: Record) -> bytes:
    """The canonical bytes of a record's statement.

    Raises:
        RecordError: Something in it has no place in a record.

    Source:
        in-toto attestation framework, Statement v1 (2023).
    """
    as_of = date.fromisoformat(str(record.result["as_of"]))
    statement = {
        "_type": STATEMENT_TYPE,
        "subject": _resources(record.subjects),
        "predicateType": PREDICATE_TYPE,
        "predicate": {
            "id": record.id,
            "result": record.result,
            "waivers": [waiver_fields(waiver, as_of) for waiver in record.waivers],
            "arguments": record.arguments,
            "contract": None if record.contract is None else _resources(record.materials, record.contract)[0],
            "materials": _resources(record.materials),
            "program": {"name": "dabiao", "version": record.program.version, "digest": record.program.digest},
            "evaluation": record.evaluation,
        },
    }
    payload = canonical(statement)
    _validated(statement)
    return payload


def read_statement(payload: bytes) -> Record:
    """The record that the payload of an envelope states.

    Raises:
        RecordError: The payload is not the canonical form of a statement of this type and version.
    """
    document = read_canonical(payload, "statement")
    if isinstance(document, dict) and document.get("predicateType") != PREDICATE_TYPE:
        raise RecordError("statement_type", read=document.get("predicateType"), expected=PREDICATE_TYPE)
    model = _validated(document).predicate
    predicate = document["predicate"]
    as_of = _day(model.result.as_of)
    waivers = tuple(
        Waiver(w.target, w.kind, w.justification, w.approver, _day_or_none(w.from_), _day_or_none(w.until))
        for w in model.waivers
    )
    # The states are derived; a record that states others contradicts itself.
    if [waiver_fields(waiver, as_of) for waiver in waivers] != predicate["waivers"]:
        raise RecordError("statement_waivers")
    if model.arguments.as_of != model.result.as_of or model.arguments.project != model.result.project:
        raise RecordError("statement_arguments")
    if not set(model.arguments.named) <= {subject["name"] for subject in document["subject"]}:
        raise RecordError("statement_arguments")
    contract, materials = predicate["contract"], _by_name(predicate["materials"])
    if contract is not None and materials.get(contract["name"]) != contract["digest"]["sha256"]:
        raise RecordError("statement_files")
    return Record(
        id=model.id,
        result=predicate["result"],
        waivers=waivers,
        arguments=predicate["arguments"],
        subjects=_by_name(document["subject"]),
        materials=materials,
        program=Program(model.program.version, model.program.digest),
        evaluation=predicate["evaluation"],
        contract=None if contract is None else contract["name"],
    )


def record_schema() -> dict[str, Any]:
    """The JSON Schema of a record, as docs/schema/record-v1.json publishes it."""
    schema = StatementModel.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"{PREDICATE_TYPE}:schema", **schema}


def _validated(document: object) -> StatementModel:
    try:
        return StatementModel.model_validate(document)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"]) or "-"
        raise RecordError("statement_form", where=where) from error


def _resources(digests: Mapping[str, str], *names: str) -> list[dict[str, Any]]:
    return [{"name": name, "digest": {"sha256": digests[name]}} for name in names or sorted(digests)]


def _by_name(resources: list[dict[str, Any]]) -> dict[str, str]:
    found = {resource["name"]: resource["digest"]["sha256"] for resource in resources}
    # Sorted and each once: one set of files has one spelling.
    if list(found) != sorted(found) or len(found) != len(resources):
        raise RecordError("statement_files")
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise RecordError("statement_form", where=text) from error


def _day_or_none(text: str | None) -> date | None:
    return None if text is None else _day(text)
