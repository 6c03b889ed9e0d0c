"""JUnit XML."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from verifier.report.form import Printing
from verifier.report.junit_report import render_junit

PRINTING = Printing("sha256:0f", "1.0.0")


def suite_of(result: dict[str, Any]) -> ET.Element:
    """The one suite of a result."""
    text = render_junit(result, "en", PRINTING)
    return ET.fromstring(text.encode("utf-8"))[0]  # noqa: S314 -- our own bytes


@pytest.mark.parametrize("shape", ["every_verdict", "nothing_submitted", "hundred_targets", "many_rows", "hostile"])
def test_counts_are_those_of_the_elements(shape: str, request: pytest.FixtureRequest) -> None:
    """The suite counts what it holds, whatever was submitted."""
    suite = suite_of(request.getfixturevalue(shape))

    held = [len(suite.findall(path)) for path in ("testcase", "testcase/failure", "testcase/error", "testcase/skipped")]
    assert held == [int(suite.get(name) or "") for name in ("tests", "failures", "errors", "skipped")]


def test_only_a_pass_passes(every_verdict: dict[str, Any]) -> None:
    """A case without failure, error or skip is a target that was achieved, and no other."""
    suite = suite_of(every_verdict)

    passed = [
        case.get("name", "").split(" ")[0] for case in suite.findall("testcase") if case.find("system-out") is not None
    ]
    assert [target["id"] for target in every_verdict["targets"] if target["verdict"] == "pass"] == passed


def test_hostile_text_is_text(hostile: dict[str, Any]) -> None:
    """Markup of a submission adds no element."""
    suite = suite_of(hostile)

    assert set() == {element.tag for element in suite.iter()} - {
        *("testsuite", "properties", "property", "testcase", "failure", "error", "skipped", "system-out")
    }
