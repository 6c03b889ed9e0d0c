"""What is wrong in a submission, row by row: for the page, and as a table to be mended in a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from verifier.report.formula_guard import guarded
from verifier.service.access import Action, find_submission
from verifier.service.running import Service
from verifier.service.submissions import read_result
from verifier.store.jobs import Fault, job_of
from verifier.store.people import Person
from verifier.store.results import result_of
from verifier.wording import Language

__all__ = ["RowError", "error_table", "row_errors"]

_MOST: Final = 10_000
_HEADS: Final = {
    "zh": ["文件", "行", "列", "指标编号", "内容", "说明", "代码"],
    "en": ["file", "line", "column", "target", "read", "explanation", "code"],
}


@dataclass(frozen=True, slots=True)
class RowError:
    """One thing that is wrong, or was not judged, and where.

    Args:
        file: The file, "" where it is about none.
        line: The line, or sheet and cell.
        column: The column.
        target: The target.
        read: What stands there.
        code: The sentence's code.
        zh: The sentence in Chinese.
        en: The sentence in English.
    """

    file: str
    line: str
    column: str
    target: str
    read: str
    code: str
    zh: str
    en: str

    def text(self, lang: Language) -> str:
        """The sentence in one language."""
        return self.zh if lang == "zh" else self.en


def row_errors(service: Service, person: Person, submission_id: int) -> tuple[RowError, ...]:
    """What is wrong in a submission: the faults that refuse the whole of it, else the rows that were not judged.

    Raises:
        AccessError: There is no such submission, or the person may not see it.
    """
    with service.database.read() as connection:
        find_submission(service, connection, person, submission_id, Action.SEE_SUBMISSION)
        job, stored = job_of(connection, submission_id, "check"), result_of(connection, submission_id)
    if job is not None and job.state == "failed":
        return tuple(_of_fault(fault) for fault in job.faults)
    if stored is None:
        return ()
    result = read_result(service, stored)
    found = [_of_row(target, row, reason) for target, row, reason in _unjudged(result)]
    return tuple(found[:_MOST])


def error_table(service: Service, person: Person, submission_id: int, lang: Language) -> list[list[str]]:
    """The same as a table: its header, and one row for each; no cell of it is a formula to a spreadsheet.

    Raises:
        AccessError: There is no such submission, or the person may not see it.
    """
    rows = [
        [error.file, error.line, error.column, error.target, error.read, error.text(lang), error.code]
        for error in row_errors(service, person, submission_id)
    ]
    return [_HEADS[lang], *[[guarded(cell) for cell in row] for row in rows]]


def _unjudged(result: dict[str, Any]) -> list[tuple[str, dict[str, Any], dict[str, str]]]:
    return [
        (target["id"], row, reason)
        for target in result["targets"]
        for row in target["rows"]
        if row["verdict"] == "not_evaluable"
        for reason in row["reasons"]
    ]


def _of_row(target: str, row: dict[str, Any], reason: dict[str, str]) -> RowError:
    place = row["file"], str(row["line"]), "", target, str(row.get("text") or "")
    return RowError(*place, reason["code"], reason["zh"], reason["en"])


def _of_fault(fault: Fault) -> RowError:
    return RowError(fault.file, fault.line, fault.column, "", fault.read, fault.code, fault.zh, fault.en)
