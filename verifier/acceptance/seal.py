"""Seal a judgement: the submission, the catalogue and the result in one signed bundle."""

from __future__ import annotations

import platform
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from verifier.acceptance.check import Question, check
from verifier.acceptance.library import open_contract, open_guide
from verifier.acceptance.rerun import rerun
from verifier.acceptance.staging import gather_guide, gather_submission, staged
from verifier.decision.rule import Rule
from verifier.errors import RecordError
from verifier.record.archive import check_name
from verifier.record.bundle import CATALOGUE, CONSTRAINTS, CONTRACT, PROGRAM, SUBMISSION, WAIVERS, Bundle
from verifier.record.canonical import sha256_hex
from verifier.record.envelope import Envelope, sign
from verifier.record.keys import Signer
from verifier.record.program import installed_constraints, present_program, program_files
from verifier.record.statement import Record, write_statement
from verifier.record.waiver import Waiver, read_waivers

__all__ = ["Sealing", "cosign", "seal"]


@dataclass(frozen=True, slots=True)
class Sealing:
    """What is sealed.

    Args:
        question: The submission and how it is judged.
        record_id: The name under which a log lists the record; project and as-of date where None.
        waivers: A file of waivers and deviations.
        with_program: Whether the program's own files go into the bundle.
    """

    question: Question
    record_id: str | None = None
    waivers: Path | None = None
    with_program: bool = False


def seal(sealing: Sealing, signer: Signer, now: datetime, today: date) -> Bundle:
    """Judge a submission and seal the result with all that a re-run needs.

    1. The files are read once.
    2. What was read is judged, in a folder of its own.
    3. The statement names every file of the bundle with its digest.
    4. The statement's bytes are signed.

    Args:
        sealing: What is sealed.
        signer: The first signer.
        now: The time of sealing.
        today: The civil date in Asia/Shanghai, used where nothing states an as-of date.

    Raises:
        Refused: The submission has structural faults.
        UsageError: The project is not settled, or the waivers cannot be read.
        RecordError: Something has no place in a record.
        CatalogueError: The guide cannot be loaded.
    """
    question = sealing.question
    # 1.
    gathered = gather_submission(question.paths, question.limits)
    submission = _below(SUBMISSION, gathered.files)
    guide = question.guide
    materials = {}
    contract = None
    if question.contract is not None:
        guide = open_contract(question.contract, question.guide_path).guide.id
        contract = CONTRACT + unicodedata.normalize("NFC", question.contract.name)
        materials[contract] = question.contract.read_bytes()
    materials |= _below(CATALOGUE, gather_guide(open_guide(guide, question.guide_path).folder))
    materials[CONSTRAINTS] = installed_constraints()
    if sealing.waivers is not None:
        materials[WAIVERS] = sealing.waivers.read_bytes()
    if sealing.with_program:
        materials |= _below(PROGRAM, program_files())
    # 2.
    for name in materials:
        check_name(name)
    terms = {name: data for name, data in materials.items() if name.startswith((CATALOGUE, CONTRACT))}
    with staged(submission | terms) as root:
        asked = replace(
            question,
            paths=gathered.paths(root / SUBMISSION),
            guide_path=root / CATALOGUE,
            contract=None if contract is None else root / contract,
        )
        result = check(asked, today).result
    # 3.
    record = Record(
        id=sealing.record_id or f"{result['project']}-{result['as_of']}",
        result=result,
        waivers=_waivers(sealing.waivers, materials, result),
        arguments=_arguments(question, guide, gathered.named, result),
        subjects={name.removeprefix(SUBMISSION): sha256_hex(data) for name, data in submission.items()},
        materials={name: sha256_hex(data) for name, data in materials.items()},
        program=present_program(),
        evaluation={
            "sealed_at": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "system": platform.system(),
            "machine": platform.machine(),
            "python": platform.python_version(),
        },
        contract=contract,
    )
    # 4.
    envelope = sign(Envelope(write_statement(record)), signer)
    return Bundle({**submission, **materials}, envelope, record)


def cosign(bundle: Bundle, signer: Signer) -> Bundle:
    """Add a signature to a sealed record, once the present program comes to the same result.

    Raises:
        RecordError: The re-run differs, or this key has signed already.
    """
    again = rerun(bundle)
    if again.difference is not None:
        where = again.difference
        raise RecordError("cosign_differs", target=where.target or "-", step=where.step)
    return bundle.signed(sign(bundle.envelope, signer))


def rule_text(rule: Rule | None) -> str | None:
    """A rule as the command line takes it."""
    return None if rule is None else ":".join([rule.id, *(value for _, value in rule.parameters)])


def _below(folder: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {folder + name: data for name, data in files.items()}


def _waivers(path: Path | None, materials: Mapping[str, bytes], result: Mapping[str, Any]) -> tuple[Waiver, ...]:
    if path is None:
        return ()
    return read_waivers(materials[WAIVERS], path.name, [target["id"] for target in result["targets"]])


def _arguments(question: Question, guide: str, named: Sequence[str], result: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "project": result["project"],
        "named": list(named),
        "only": list(question.only),
        "rule": rule_text(question.rule),
        "as_of": result["as_of"],
        "encoding": question.encoding,
        "guide": guide,
    }
