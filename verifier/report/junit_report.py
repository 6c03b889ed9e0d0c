"""A result as JUnit XML, so that a build server shows targets beside tests.

A fail is a failure. What stays open is never shown as passed: undecided, not evaluable and missing are errors,
because the team still has to act; what waits for experts is skipped, because people decide it.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from verifier.report.comparison import margin_of
from verifier.report.figures import readable
from verifier.report.form import Printing
from verifier.report.moment import moment_of
from verifier.report.result_reader import Fields, read_result
from verifier.report.verdict_words import verdict_label
from verifier.report.view import ResultView, TargetView
from verifier.report.visible_text import visible
from verifier.wording import Language, words

__all__ = ["render_junit"]

_ELEMENTS = {
    "fail": "failure",
    "undecided": "error",
    "not_evaluable": "error",
    "missing": "error",
    "expert": "skipped",
}


def render_junit(result: Fields, lang: Language, printing: Printing) -> str:
    """The result as one test suite with a test case a target.

    Args:
        result: The result object, `dabiao/result/v1`.
        lang: Language of every sentence.
        printing: Digest, version and command.
    """
    view = read_result(result, lang)
    counts = {
        element: sum(view.counts[verdict] for verdict, kind in _ELEMENTS.items() if kind == element)
        for element in ("failure", "error", "skipped")
    }
    numbers = {
        "tests": str(view.total),
        "failures": str(counts["failure"]),
        "errors": str(counts["error"]),
        "skipped": str(counts["skipped"]),
    }
    name = " ".join(part for part in (view.project, view.project_name) if part) or "dabiao"
    suites = ET.Element("testsuites", {"name": words("report_title", lang), **numbers})
    stamp = {"timestamp": f"{moment_of(view.as_of):%Y-%m-%dT%H:%M:%S}"} if view.as_of else {}
    suite = ET.SubElement(suites, "testsuite", {"name": name, **numbers, "time": "0", **stamp})
    _properties(suite, view, printing)
    for target in view.targets:
        _case(suite, target, view)
    ET.SubElement(suite, "system-out").text = words("report_statement", lang)
    ET.indent(suites)
    text = ET.tostring(suites, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _properties(suite: ET.Element, view: ResultView, printing: Printing) -> None:
    properties = ET.SubElement(suite, "properties")
    for name, value in (
        ("guide", view.guide_id),
        ("guide digest", view.guide_digest),
        ("rule", view.rule),
        ("result digest", visible(printing.digest)),
        ("program version", visible(printing.version)),
    ):
        if value:
            ET.SubElement(properties, "property", {"name": name, "value": value})


def _case(suite: ET.Element, target: TargetView, view: ResultView) -> None:
    lang = view.lang
    case = ET.SubElement(
        suite, "testcase", {"classname": view.project or "dabiao", "name": f"{target.id} {target.name}", "time": "0"}
    )
    measured = f"{readable(target.value)} {target.unit}".strip() if target.value else ""
    lines = (target.predicate, measured, margin_of(target, lang), *target.reasons, *target.waivers)
    text = "\n".join(line for line in lines if line)
    element = _ELEMENTS.get(target.verdict)
    if element is None:
        ET.SubElement(case, "system-out").text = text
        return
    why = target.reasons[0] if target.reasons else margin_of(target, lang)
    message = " ".join(part for part in (verdict_label(target.verdict, lang), why) if part)
    attributes = {"message": message} if element == "skipped" else {"message": message, "type": target.verdict}
    ET.SubElement(case, element, attributes).text = text
