"""A record as OSCAL assessment results; derived, never the truth."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from verifier.record.statement import PREDICATE_TYPE, Record
from verifier.record.waiver import WaiverState, state_of

__all__ = ["oscal_results"]

_OSCAL_VERSION: Final = "1.1.2"
_SPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, PREDICATE_TYPE)
# OSCAL knows two states of an objective; the verdict itself stands in a property.
_REASONS: Final = {"pass": "pass", "fail": "fail"}


def oscal_results(record: Record) -> bytes:
    """The targets of a record as findings of one assessment; its identifiers follow from the record's result.

    Source:
        NIST OSCAL 1.1.2 (2024), assessment-results model.
    """
    result, sealed_at = record.result, record.evaluation["sealed_at"]
    targets = result["targets"]
    guide = _uuid(record, "guide")
    controls = [{"control-id": _token(target["id"])} for target in targets]
    selection: dict[str, Any] = {"include-controls": controls} if targets else {"include-all": {}}
    document = {
        "assessment-results": {
            "uuid": _uuid(record, "assessment-results"),
            "metadata": {
                "title": f"{result['project']}: {record.id}",
                "last-modified": sealed_at,
                "version": record.program.version,
                "oscal-version": _OSCAL_VERSION,
            },
            "import-ap": {"href": f"#{guide}"},
            "results": [
                {
                    "uuid": _uuid(record, "result"),
                    "title": record.id,
                    "description": f"Targets of project {result['project']} as of {result['as_of']}",
                    "start": sealed_at,
                    "props": [_property("result-digest", record.result_digest)],
                    "reviewed-controls": {"control-selections": [selection]},
                    **({"findings": [_finding(record, target) for target in targets]} if targets else {}),
                }
            ],
            "back-matter": {
                "resources": [
                    {"uuid": guide, "title": f"guide {result['guide']['id']} {result['guide']['digest']}"},
                ]
            },
        }
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "backslashreplace")


def _finding(record: Record, target: Mapping[str, Any]) -> dict[str, Any]:
    verdict = target["verdict"]
    reasons = "; ".join(reason["en"] for reason in target["reasons"])
    waivers = [
        f"{waiver.kind}: {waiver.justification} ({waiver.approver})"
        for waiver in record.waivers
        if waiver.target == target["id"]
        and state_of(waiver, date.fromisoformat(record.result["as_of"])) is WaiverState.APPLIES
    ]
    status = {"state": "satisfied" if verdict == "pass" else "not-satisfied", "reason": _REASONS.get(verdict, "other")}
    return {
        "uuid": _uuid(record, target["id"]),
        "title": target["id"],
        "description": target["predicate"],
        "props": [_property("verdict", verdict)],
        "target": {"type": "objective-id", "target-id": _token(target["id"]), "status": status},
        **({"remarks": "\n".join([reasons, *waivers])} if reasons or waivers else {}),
    }


def _property(name: str, value: str) -> dict[str, str]:
    return {"name": name, "ns": PREDICATE_TYPE, "value": value}


def _token(target: str) -> str:
    """A target's id as an OSCAL token, which cannot begin with a digit."""
    return f"target-{target}"


def _uuid(record: Record, part: str) -> str:
    return str(uuid.uuid5(_SPACE, f"{record.result_digest} {part}"))
