"""Compare results over time: what differs between two of them, and how each target moved over several."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from verifier.acceptance.check import Question, check
from verifier.acceptance.digest import result_digest
from verifier.decision.result import SCHEMA
from verifier.errors import UsageError
from verifier.measurement.evidence import names_in
from verifier.quantity.number import read_number
from verifier.record.archive import read_archive
from verifier.record.bundle import is_bundle, unpack_bundle

__all__ = ["DIFF_SCHEMA", "TREND_SCHEMA", "Loaded", "difference", "load_result", "trend"]

DIFF_SCHEMA: Final = "dabiao/diff/v1"
TREND_SCHEMA: Final = "dabiao/trend/v1"

_LARGEST: Final = 200_000_000
_BEGINNING: Final = 100
_COMPARED: Final = ("verdict", "value", "unit", "predicate", "limit", "margin", "reading", "rule", "decided_by")
_RANKS: Final = {"fail": 0, "missing": 1, "not_evaluable": 1, "undecided": 1, "expert": 1, "pass": 2}

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A result with where it came from."""

    name: str
    result: Fields


def load_result(path: Path, question: Question, today: date) -> Loaded:
    """The result in a file or in a sealed bundle, or the result of judging a submission now.

    Args:
        path: A result as `check --json` writes it, a bundle, or a submission: a file or a folder.
        question: How a submission is judged; its paths are replaced.
        today: The civil date in Asia/Shanghai, for a submission that states none.

    Raises:
        Refused: The submission has structural faults.
        RecordError: The bundle is damaged; its signatures are not looked at here.
        UsageError: The path names no result and no submission.
    """
    if not path.exists():
        raise UsageError("compare_path_absent", path=path)
    stored = _held(path) if path.is_file() else None
    if stored is not None:
        return Loaded(path.name, stored)
    return Loaded(path.name, check(replace(question, paths=(path,)), today).result)


def difference(a: Loaded, b: Loaded) -> Fields:
    """Each target whose verdict, value, reading, agreed value or evidence is not the same in both results.

    Args:
        a: The earlier result.
        b: The later result.

    Raises:
        UsageError: The two belong to different projects.
    """
    _same_project((a, b))
    one, other = _by_id(a.result), _by_id(b.result)
    files = _digests(a.result), _digests(b.result)
    changed = []
    for name in dict.fromkeys((*one, *other)):
        before, after = one.get(name), other.get(name)
        changes = _changes(before, after, files)
        if changes:
            shown: Fields = after or before or {}
            changed.append({"id": name, "name": shown.get("name"), "changes": changes})
    return {
        "schema": DIFF_SCHEMA,
        "project": b.result.get("project"),
        "project_name": b.result.get("project_name"),
        "a": _heading(a),
        "b": _heading(b),
        "same": len({*one, *other}) - len(changed),
        "targets": changed,
    }


def trend(loaded: Sequence[Loaded]) -> Fields:
    """How each target stood in every result, in the order of their dates, and whether it moved.

    Args:
        loaded: At least two results of one project.

    Raises:
        UsageError: There are fewer than two, or they belong to different projects.
    """
    if len(loaded) <= 1:
        raise UsageError("compare_too_few")
    _same_project(loaded)
    ordered = sorted(loaded, key=lambda item: str(item.result.get("as_of") or ""))
    tables = [_by_id(item.result) for item in ordered]
    targets = []
    for name in dict.fromkeys(key for table in tables for key in table):
        points = [table.get(name) for table in tables]
        held = [point for point in points if point is not None]
        steps = [_movement(before, after) for before, after in pairwise(held)]
        targets.append(
            {
                "id": name,
                "name": held[-1].get("name"),
                "movement": _movement(held[0], held[-1]) if len(held) > 1 else "new",
                "regressed": "regressed" in steps,
                "points": [None if point is None else _point(point) for point in points],
            }
        )
    last = ordered[-1].result
    return {
        "schema": TREND_SCHEMA,
        "project": last.get("project"),
        "project_name": last.get("project_name"),
        "results": [_heading(item) for item in ordered],
        "targets": targets,
    }


def _held(path: Path) -> Fields | None:
    """The result that a file holds; None where it is a submission."""
    match path.suffix.lower():
        case ".json":
            return _stored(path)
        case ".zip" if is_bundle(_beginning(path)):
            return dict(unpack_bundle(read_archive(path)).record.result)
        case _:
            return None


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_BEGINNING)


def _stored(path: Path) -> Fields | None:
    """The result in a JSON file; None where the file is something else, such as a table of rows."""
    size = path.stat().st_size
    if size > _LARGEST:
        raise UsageError("compare_too_large", file=path.name, bytes=size, most=_LARGEST)
    try:
        # Results hold no binary numbers; one in a foreign file stays its text.
        document = json.loads(path.read_bytes(), parse_float=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise UsageError("compare_no_json", file=path.name) from error
    if not isinstance(document, dict) or not str(document.get("schema", "")).startswith("dabiao/result/"):
        return None
    if document["schema"] != SCHEMA or not isinstance(document.get("targets"), list):
        raise UsageError("compare_schema", file=path.name, read=document["schema"], expected=SCHEMA)
    return document


def _same_project(loaded: Sequence[Loaded]) -> None:
    projects = list(dict.fromkeys(str(item.result.get("project")) for item in loaded))
    if len(projects) > 1:
        raise UsageError("compare_projects_differ", projects=", ".join(projects))


def _by_id(result: Fields) -> dict[str, Fields]:
    return {str(target.get("id")): target for target in result["targets"] if isinstance(target, dict)}


def _heading(loaded: Loaded) -> Fields:
    result = loaded.result
    return {
        "source": loaded.name,
        "as_of": result.get("as_of"),
        "stage": result.get("stage"),
        "rule": result.get("rule"),
        "guide": result.get("guide"),
        "digest": result_digest(result),
        "summary": result.get("summary"),
    }


def _digests(result: Fields) -> dict[str, str]:
    """The digest of each evidence file by its name."""
    listed = [item for item in result.get("evidence_files") or () if isinstance(item, dict)]
    return {str(item.get("file")): str(item["sha256"]) for item in listed if item.get("sha256")}


def _changes(before: Fields | None, after: Fields | None, files: tuple[dict[str, str], dict[str, str]]) -> list[Fields]:
    if before is None or after is None:
        return [{"what": "target", "a": before is not None, "b": after is not None}]
    found = []
    for what in _COMPARED:
        one, other = (_plain(what, target.get(what)) for target in (before, after))
        if one != other:
            found.append({"what": what, "a": one, "b": other})
    one, other = (_evidence(target, held) for target, held in zip((before, after), files, strict=True))
    if one != other:
        gone, come = [text for text in one if text not in other], [text for text in other if text not in one]
        found.append({"what": "evidence", "a": gone, "b": come})
    return found


def _plain(what: str, value: object) -> object:
    """What of a member is compared: of a reading its name and who ratified it."""
    if what == "reading" and isinstance(value, dict):
        return " / ".join(str(value.get(name)) for name in ("id", "ratified_by"))
    return value


def _evidence(target: Fields, files: dict[str, str]) -> list[str]:
    """The bodies, reports and files that its rows name, each once; a row that moved to another line is no change.

    A file stands with the beginning of its digest, so that another file under the same name is a change.
    """
    rows = [row for row in target.get("rows") or () if isinstance(row, dict)]
    texts = [" ".join(str(row[name]) for name in ("lab", "report", "page") if row.get(name)) for row in rows]
    named = dict.fromkeys(name for row in rows for name in names_in(str(row.get("evidence") or "")))
    texts += [f"{name} {files[name][:12]}…" if name in files else name for name in named]
    return list(dict.fromkeys(text for text in texts if text))


def _movement(before: Fields, after: Fields) -> str:
    """Whether a target moved to the good side, to the bad side, otherwise, or not at all.

    1. A verdict nearer to a pass, or farther from it, decides.
    2. Otherwise the margin does, where both have one in the same unit.
    3. Any other change of verdict or value is a change without direction.
    """
    ranks = [_RANKS.get(str(target.get("verdict")), 1) for target in (before, after)]
    if ranks[0] != ranks[1]:
        return "improved" if ranks[1] > ranks[0] else "regressed"
    margins = (_number(before.get("margin")), _number(after.get("margin")))
    one, other = margins if before.get("unit") == after.get("unit") else (None, None)
    if one is not None and other is not None and one != other:
        return "improved" if other > one else "regressed"
    same = all(before.get(name) == after.get(name) for name in ("verdict", "value", "limit"))
    return "steady" if same else "changed"


def _number(text: object) -> Fraction | None:
    if not isinstance(text, str):
        return None
    try:
        return read_number(text).value
    except ValueError:
        return None


def _point(target: Fields) -> Fields:
    kept = ("verdict", "value", "unit", "predicate", "limit", "limit_decimal", "margin", "margin_exact", "decided_by")
    return {"id": target.get("id"), "name": target.get("name"), **{name: target.get(name) for name in kept}}
