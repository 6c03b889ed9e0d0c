"""Re-run a record: judge its sealed inputs with the present program, and compare bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from verifier.acceptance.check import Question, Refused, check
from verifier.acceptance.staging import staged, submitted_paths
from verifier.decision.rule import read_rule
from verifier.errors import RecordError, UsageError, VerifierError
from verifier.measurement.limits import LIMITS, Limits
from verifier.record.bundle import CATALOGUE, CONSTRAINTS, CONTRACT, SUBMISSION, WAIVERS, Bundle
from verifier.record.difference import ChangedVerdict, Difference, changed_verdicts, first_difference
from verifier.record.program import installed_constraints, present_program
from verifier.record.statement import Program
from verifier.record.waiver import read_waivers

__all__ = ["Rerun", "rerun"]


@dataclass(frozen=True, slots=True)
class Rerun:
    """What a re-run came to.

    Args:
        sealed_by: The program that sealed the record.
        present: The program that ran now.
        difference: The first place where the results differ, None where their bytes are the same.
        changed: Every target whose verdict is another now.
        libraries: What differs in the libraries: sealed and present line, "" where one has none.
        result: The result of the re-run.
    """

    sealed_by: Program
    present: Program
    difference: Difference | None
    changed: tuple[ChangedVerdict, ...]
    libraries: tuple[tuple[str, str], ...]
    result: Mapping[str, Any]

    @property
    def same_program(self) -> bool:
        """Whether the program that sealed the record is the one that ran now."""
        return self.sealed_by == self.present


def rerun(bundle: Bundle, limits: Limits = LIMITS) -> Rerun:
    """Judge the sealed inputs of a record again, with the present program.

    1. The sealed submission and catalogue are laid out in a folder of their own.
    2. They are judged with the sealed arguments, as of the sealed date.
    3. The canonical bytes of the two results are compared; so are the waivers with the file they were read from.

    Args:
        bundle: The record with what it seals.
        limits: How large its submission may be.

    Raises:
        RecordError: The present program cannot judge the sealed inputs at all, or the record's waivers are not those
            of its file.
    """
    record = bundle.record
    arguments = record.arguments
    # 1.
    with staged(
        {name: data for name, data in bundle.files.items() if name.startswith((SUBMISSION, CATALOGUE, CONTRACT))}
    ) as root:
        try:
            # 2.
            as_of = date.fromisoformat(arguments["as_of"])
            question = Question(
                paths=submitted_paths(root / SUBMISSION, arguments["named"]),
                project=arguments["project"],
                only=tuple(arguments["only"]),
                rule=None if arguments["rule"] is None else read_rule(arguments["rule"]),
                as_of=as_of,
                encoding=arguments["encoding"],
                guide=arguments["guide"],
                guide_path=root / CATALOGUE,
                contract=None if record.contract is None else root / record.contract,
                limits=limits,
            )
            result = check(question, as_of).result
        except Refused as refusal:
            first = next(error for error in refusal.exceptions if isinstance(error, VerifierError))
            raise RecordError("rerun_impossible", why=first.reason, version=record.program.version) from refusal
        except RecordError:
            raise
        except (VerifierError, ValueError) as error:
            why = error.reason if isinstance(error, VerifierError) else arguments["as_of"]
            raise RecordError("rerun_impossible", why=why, version=record.program.version) from error
    # 3.
    _check_waivers(bundle, result)
    return Rerun(
        sealed_by=record.program,
        present=present_program(),
        difference=first_difference(record.result, result),
        changed=changed_verdicts(record.result, result),
        libraries=_libraries(bundle.files.get(CONSTRAINTS, b""), installed_constraints()),
        result=result,
    )


def _check_waivers(bundle: Bundle, result: Mapping[str, Any]) -> None:
    data = bundle.files.get(WAIVERS)
    try:
        targets = [target["id"] for target in result["targets"]]
        found = () if data is None else read_waivers(data, WAIVERS, targets)
    except UsageError as error:
        raise RecordError("rerun_impossible", why=error.reason, version=bundle.record.program.version) from error
    if found != bundle.record.waivers:
        raise RecordError("statement_waivers")


def _libraries(sealed: bytes, present: bytes) -> tuple[tuple[str, str], ...]:
    then, now = (_versions(data) for data in (sealed, present))
    names = sorted({*then, *now})
    return tuple((then.get(name, ""), now.get(name, "")) for name in names if then.get(name) != now.get(name))


def _versions(data: bytes) -> dict[str, str]:
    lines = data.decode("utf-8", "replace").splitlines()
    return {line.lstrip("# ").replace("==", " ").partition(" ")[0]: line.lstrip("# ") for line in lines if line.strip()}
