"""Check submissions on a cluster: the same question, the same parts and the same result, with Spark as the reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Final

from verifier.acceptance.check import Checked, Question
from verifier.acceptance.survey import BY_PIECES, Survey, part_name, survey
from verifier.errors import UsageError
from verifier.plan.local import see_libraries
from verifier.plan.part import Head, read_part, write_part
from verifier.plan.plan import Plan
from verifier.plan.scan import Scan, TableFile
from verifier.plan.spark_files import SparkFile, files_at, local_file
from verifier.plan.spark_session import open_session
from verifier.wording import Reason

__all__ = ["Cluster", "survey_on_spark"]

_AT_ONCE: Final = 16
"""Files of one job: enough to keep a cluster busy, few enough that a run that stops has kept most of its work."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """What a run on Spark needs beside the question.

    Args:
        master: The cluster's address.
        tables: Addresses of tables that only Spark reads, as it takes them.
        verdicts: Where Spark writes the verdict of every row, None for nowhere.
    """

    master: str
    tables: tuple[str, ...] = ()
    verdicts: str | None = None


def survey_on_spark(question: Question, today: date, how: Survey, cluster: Cluster) -> Checked:
    """Judge a submission on Spark.

    Files of the question must lie where driver and workers both see them; of tables that only Spark reads, no digest
    is known, and the result says so.

    Raises:
        Refused: The submission has structural faults.
        UsageError: The project is not settled, no table was found, or Spark fails.
        MeasurementError: An extra is missing, or more must be held than may be.
    """
    see_libraries("Spark")
    with open_session(cluster.master) as session:
        reader = _Reader(session, cluster)
        checked = survey(question, today, replace(how, scans=reader.scans))
    checked.result["plan"]["engine"] = "spark"
    return checked


@dataclass
class _Reader:
    """Tallies files on one session."""

    session: Any
    cluster: Cluster
    begun: bool = field(default=False)

    def scans(self, tables: Sequence[TableFile], plan: Plan, head: Head, question: Question, how: Survey) -> list[Scan]:
        """The tally of each file: from an earlier run where that one was finished, else from a job of Spark."""
        files = [local_file(table.path, table.name) for table in tables]
        remote, left = files_at(self.session, self.cluster.tables, BY_PIECES)
        files += remote
        if not files:
            raise UsageError("spark_no_table", tables=", ".join(self.cluster.tables) or "-")
        places = {file: None if how.parts is None else _place(how.parts, file, head, question) for file in files}
        kept = {file for file, place in places.items() if place and place.is_file() and self.cluster.verdicts is None}
        scans = {file: read_part(place, plan) for file, place in places.items() if file in kept and place}
        total, done = sum(file.size for file in files), sum(file.size for file in kept)
        rows = sum(scan.tally.counted for scan in scans.values())
        for group in _groups([file for file in files if file not in kept]):
            for file, scan in zip(group, self._run(group, plan, head, question), strict=True):
                scans[file] = scan
                place = places[file]
                if place is not None and not scan.faults:
                    write_part(scan, head, place)
                done, rows = done + file.size, rows + scan.tally.counted
                if how.step is not None:
                    how.step(file.name, done, total, rows)
        found = [scans[file] for file in files]
        found[0] = replace(found[0], ignored=(*found[0].ignored, *_notes(found, left)))
        return found

    def _run(self, files: Sequence[SparkFile], plan: Plan, head: Head, question: Question) -> list[Scan]:
        from verifier.plan.spark import Run, scan_on_spark

        run = Run(self.session, plan, head, question.encoding, self.cluster.verdicts)
        scans = scan_on_spark(run, files, first=not self.begun)
        self.begun = True
        return scans


def _groups(files: Sequence[SparkFile]) -> Iterator[list[SparkFile]]:
    left = iter(files)
    while group := list(islice(left, _AT_ONCE)):
        yield group


def _place(parts: Path, file: SparkFile, head: Head, question: Question) -> Path:
    return parts / part_name(file.name, (file.size, file.changed), head, question)


def _notes(scans: Sequence[Scan], left: Sequence[str]) -> list[Reason]:
    """What has to be said of files that only Spark read, or left out."""
    without = sum(not scan.source.sha256 for scan in scans)
    notes = [Reason.of("spark_no_digest", count=without)] if without else []
    return [*notes, *(Reason.of("spark_left_out", file=name) for name in left)]
