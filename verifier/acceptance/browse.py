"""The catalogue as data for people and programs: `dabiao targets`."""

from __future__ import annotations

from typing import Any

from verifier.acceptance.library import OpenGuide
from verifier.catalogue.bilingual import Words
from verifier.catalogue.dimensions import dimensions_of
from verifier.catalogue.guide import Project
from verifier.catalogue.source import load_standards
from verifier.catalogue.target import Condition, Reading, Target
from verifier.errors import CatalogueError

__all__ = ["browse"]

Fields = dict[str, Any]


def browse(library: OpenGuide, wanted: str | None = None) -> Fields:
    """The targets of a guide, a project, or the one of an id.

    Args:
        library: The guide.
        wanted: A project code, a target id, or the stem of a range clause; everything where None.

    Raises:
        CatalogueError: There is no such project or target.
    """
    guide = library.guide
    code = None if wanted is None else wanted.partition(".")[0]
    projects = [library.project(name) for name in ([code] if code is not None else guide.codes)]
    chosen = [(project, target) for project in projects for target in project.targets if _is_wanted(target, wanted)]
    if not chosen:
        raise CatalogueError("target_unknown", target=wanted, project=code)
    standards = load_standards(library.folder)
    verified = {name for name, standard in standards.items() if standard.verified}
    return {
        "guide": {
            "id": guide.id,
            "digest": guide.digest,
            "name": _words(guide.name),
            "document": _words(guide.document),
        },
        "projects": [{"code": p.code, "name": _words(p.name), "targets": len(p.targets)} for p in projects],
        "targets": [_target(project, target, verified) for project, target in chosen],
    }


def _is_wanted(target: Target, wanted: str | None) -> bool:
    return wanted is None or "." not in wanted or wanted in {target.id, target.stem}


def _words(words: Words | None) -> Fields | None:
    return None if words is None else {"zh": words.zh, "en": words.en}


def _target(project: Project, target: Target, verified: set[str]) -> Fields:
    statement = target.statement
    unit = statement.unit
    dimensions = dimensions_of(statement.predicate, statement.text)
    dimension = next((dimensions[subject] for subject in statement.subjects if subject in dimensions), None)
    return {
        "id": target.id,
        "project": project.code,
        "clause": target.clause,
        "name": _words(target.name),
        "figure": target.figure,
        "kind": target.kind.value,
        "predicate": statement.text,
        "unit": None if unit is None else unit.symbol,
        "dimension": None if dimension is None else {"zh": dimension.text("zh"), "en": dimension.text("en")},
        "rounding": None if target.rounding is None else str(target.rounding),
        "rule": target.rule,
        "statistic": str(target.statistic),
        "time_bound": target.time_bound,
        "stem": target.stem or None,
        "conditions": [_condition(condition) for condition in target.conditions],
        "reading": target.reading,
        "readings": [_reading(reading) for reading in target.readings],
        "sample": _words(target.sample),
        "evidence": _words(target.evidence),
        "issuer": _words(target.issuer),
        "standards": [{"id": name, "verified": name in verified} for name in target.standards],
        "note": _words(target.note),
    }


def _condition(condition: Condition) -> Fields:
    return {
        "key": condition.key,
        "aliases": list(condition.aliases),
        "name": _words(condition.name),
        "need": condition.need.value,
        "form": condition.form.value,
        "agreed": condition.text,
        "severity": condition.severity.value,
        "source": condition.source.value,
    }


def _reading(reading: Reading) -> Fields:
    return {
        "id": reading.id,
        "changes": reading.changes.value,
        "default": reading.default,
        "recorded": reading.recorded,
        "text": _words(reading.text),
        "why": _words(reading.why),
        "predicate": None if reading.statement is None else reading.statement.text,
        "statistic": None if reading.statistic is None else str(reading.statistic),
        "rule": reading.rule,
    }
