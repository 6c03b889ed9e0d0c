"""Exports: the form follows the file's name, and every form says the record's verdicts."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from verifier.acceptance.export import written_as
from verifier.errors import UsageError
from verifier.record.bundle import unpack_bundle

_BUNDLE = unpack_bundle((Path(__file__).parents[1] / "vectors" / "records" / "v1" / "whole.zip").read_bytes())


def _written(name: str) -> bytes:
    return written_as(_BUNDLE, name, "whole.zip", "en")


def test_junit() -> None:
    """JUnit XML has a suite with one case a target, and the number of failures of the record."""
    for name in ("x.junit.xml", "x.xml"):
        root = ET.fromstring(_written(name))  # noqa: S314 -- our own text

        assert ("testsuites", "1", "0") == (root.tag, root.get("tests"), root.get("failures"))
        assert 1 == len(root.findall("testsuite/testcase"))


def test_json_forms() -> None:
    """The result, OSCAL and RO-Crate are told apart by the file's name."""
    assert _BUNDLE.record.result == json.loads(_written("x.json"))
    assert ["assessment-results"] == list(json.loads(_written("x.oscal.json")))
    assert "@graph" in json.loads(_written("ro-crate-metadata.json"))


def test_html() -> None:
    """The report shows the digest of the sealed result and the command that re-runs it."""
    text = _written("x.HTML").decode()

    assert _BUNDLE.record.result_digest in text
    assert "dabiao rerun whole.zip" in text


@pytest.mark.parametrize("name", ["x", "x.pdfx", "x.docx.exe", ""])
def test_an_unknown_form_is_refused(name: str) -> None:
    """A name with another ending is refused with the endings that are known."""
    with pytest.raises(UsageError) as refusal:
        _written(name)

    assert "output_unknown" == refusal.value.code
