"""Exports: the form follows the file's name, and every form says the record's verdicts."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

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


@pytest.mark.parametrize("name", ["x.html", "x.junit.xml", "x.md"])
def test_a_waiver_stands_beside_its_verdict(name: str) -> None:
    """What people decided beside a verdict is shown with who decided it, and the digest stays the result's own."""
    text = _written(name).decode()

    assert [] == [waiver.approver for waiver in _BUNDLE.record.waivers if waiver.approver not in text]
    assert _BUNDLE.record.waivers
    assert _BUNDLE.record.result_digest.removeprefix("sha256:") in text


@pytest.mark.parametrize(("name", "member"), [("x.xlsx", "xl/sharedStrings.xml"), ("x.docx", "word/document.xml")])
def test_office_files_name_the_waivers(name: str, member: str) -> None:
    """A workbook and a document say them as well."""
    pytest.importorskip({"x.xlsx": "xlsxwriter", "x.docx": "docx"}[name], reason="the extra office is not installed")

    with ZipFile(BytesIO(_written(name))) as archive:
        text = archive.read(member).decode()

    assert [] == [waiver.approver for waiver in _BUNDLE.record.waivers if waiver.approver not in text]


@pytest.mark.parametrize("name", ["x", "x.pdfx", "x.docx.exe", ""])
def test_an_unknown_form_is_refused(name: str) -> None:
    """A name with another ending is refused with the endings that are known."""
    with pytest.raises(UsageError) as refusal:
        _written(name)

    assert "output_unknown" == refusal.value.code
