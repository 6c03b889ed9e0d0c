"""OSCAL assessment results: every target, its verdict, and identifiers that follow from the record."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from verifier.record.bundle import unpack_bundle
from verifier.record.oscal import oscal_results

_VECTORS = Path(__file__).parents[1] / "vectors" / "records" / "v1"
_RECORD = unpack_bundle((_VECTORS / "whole.zip").read_bytes()).record
# NIST OSCAL 1.1.2, JSON schema: the patterns of a UUID and of a token, as far as ASCII goes.
_UUID = re.compile(r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[45][0-9A-Fa-f]{3}-[89ABab][0-9A-Fa-f]{3}-[0-9A-Fa-f]{12}")
_TOKEN = re.compile(r"[A-Za-z_][A-Za-z0-9._-]*")


def test_a_record_as_assessment_results() -> None:
    """Each target is a finding with its verdict; the waiver that applies stands in the remarks, no other."""
    document = json.loads(oscal_results(_RECORD))["assessment-results"]
    (result,) = document["results"]
    (finding,) = result["findings"]

    assert "satisfied" == finding["target"]["status"]["state"]
    assert ["pass"] == [p["value"] for p in finding["props"]]
    assert "仅测一片" in finding["remarks"]
    assert "已过期" not in finding["remarks"]
    assert "无日期" not in finding["remarks"]


def test_identifiers_have_their_form() -> None:
    """UUIDs are of version 5, tokens do not begin with a digit, and both are the same on every run."""
    text = oscal_results(_RECORD)
    document = json.loads(text)["assessment-results"]
    finding = document["results"][0]["findings"][0]
    uuids = [document["uuid"], document["results"][0]["uuid"], finding["uuid"], document["import-ap"]["href"][1:]]

    assert all(map(_UUID.fullmatch, uuids))
    assert 4 == len(set(uuids))
    assert _TOKEN.fullmatch(finding["target"]["target-id"])
    assert text == oscal_results(_RECORD)


@pytest.mark.parametrize("verdict", ["fail", "undecided", "not_evaluable", "expert", "missing"])
def test_what_is_no_pass_is_not_satisfied(verdict: str) -> None:
    """OSCAL knows two states; everything but a pass is not satisfied, and the verdict stands beside it."""
    target = {**_RECORD.result["targets"][0], "verdict": verdict}
    record = replace(_RECORD, result={**_RECORD.result, "targets": [target]})

    finding = json.loads(oscal_results(record))["assessment-results"]["results"][0]["findings"][0]

    assert "not-satisfied" == finding["target"]["status"]["state"]
    assert verdict == finding["props"][0]["value"]


def test_it_follows_the_published_schema() -> None:
    """The models that the trestle project generates from NIST's schema accept it."""
    models = pytest.importorskip("trestle.oscal.assessment_results", reason="compliance-trestle is not installed")

    assert models.Model.model_validate_json(oscal_results(_RECORD))
