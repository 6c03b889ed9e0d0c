"""A record as JUnit XML, for programs that show test results; derived, never the truth."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from verifier.record.statement import Record

__all__ = ["junit_xml"]

# XML 1.0 (2008), 2.2: what a document cannot hold, even escaped.
_NO_CHARACTERS: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A verdict that is no pass and no fail is an error where the evidence is at fault, and skipped where it is open.
_ELEMENTS: Final = {
    "fail": "failure",
    "not_evaluable": "error",
    "undecided": "skipped",
    "expert": "skipped",
    "missing": "skipped",
}


def junit_xml(record: Record) -> bytes:
    """The targets of a record as the cases of one test suite.

    Source:
        The JUnit format of Jenkins' xunit plugin (junit-10.xsd): testsuites, testsuite, testcase.
    """
    targets = record.result["targets"]
    kinds = Counter(_ELEMENTS.get(target["verdict"], "") for target in targets)
    counts = {"tests": len(targets), "failures": kinds["failure"], "errors": kinds["error"]}
    whole = {name: str(count) for name, count in counts.items()}
    root = Element("testsuites", {"name": _plain(record.id), **whole})
    suite = SubElement(
        root,
        "testsuite",
        {
            "name": _plain(record.result["project"]),
            **whole,
            "skipped": str(kinds["skipped"]),
            "timestamp": record.evaluation["sealed_at"].removesuffix("Z"),
        },
    )
    properties = SubElement(suite, "properties")
    for name, value in (
        ("as_of", record.result["as_of"]),
        ("guide", record.result["guide"]["digest"]),
        ("result", record.result_digest),
        ("program", f"{record.program.version} {record.program.digest}"),
    ):
        SubElement(properties, "property", {"name": name, "value": _plain(value)})
    for target in targets:
        _case(suite, target, record)
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _case(suite: Element, target: Mapping[str, Any], record: Record) -> None:
    names = {"classname": record.result["project"], "name": target["id"]}
    case = SubElement(suite, "testcase", {name: _plain(text) for name, text in names.items()})
    element = _ELEMENTS.get(target["verdict"])
    if element is not None:
        reasons = "; ".join(reason["en"] for reason in target["reasons"]) or target["verdict"]
        about = {"message": _plain(reasons)}
        if element != "skipped":
            about["type"] = target["verdict"]
        SubElement(case, element, about)
    lines = [f"verdict: {target['verdict']}", f"predicate: {target['predicate']}"]
    lines += [f"{name}: {target[name]}" for name in ("value", "unit", "limit", "margin") if target[name] is not None]
    for waiver in record.waivers:
        if waiver.target == target["id"]:
            lines.append(f"{waiver.kind}: {waiver.justification} ({waiver.approver})")
    SubElement(case, "system-out").text = _plain("\n".join(lines))


def _plain(text: str) -> str:
    return _NO_CHARACTERS.sub("\ufffd", text)
