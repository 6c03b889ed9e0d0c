"""Rows of a calibration certificate."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.measurement.samples import certificate
from verifier.measurement.dcc.table import read_certificate
from verifier.measurement.mapping import Entry, Mapping, Normaliser

pytest.importorskip("defusedxml", reason="the extra dcc is not installed")

DATA = Path(__file__).parents[4] / "shared" / "data" / "dcc"
QUANTITY = """<dcc:quantity refType="gp_length basic_measuredValue" id="q1"><dcc:name><dcc:content lang="zh">长度
</dcc:content></dcc:name><si:real><si:value>1.50</si:value><si:unit>\\milli\\metre</si:unit></si:real>
<dcc:measurementMetaData><dcc:metaData refType="basic_conformity"><dcc:conformity>pass</dcc:conformity><dcc:data>
<dcc:quantity refType="basic_measuredValue"><si:real><si:value>9</si:value><si:unit>\\metre</si:unit></si:real>
</dcc:quantity></dcc:data></dcc:metaData></dcc:measurementMetaData></dcc:quantity>"""


def mapping(*entries: Entry) -> Mapping:
    """A mapping of these entries."""
    return Mapping("a.dcc.toml", entries)


@pytest.mark.parametrize(
    "entry", [Entry("3103.l", ref_type="gp_length"), Entry("3103.l", id="q1"), Entry("3103.l", name="长度")]
)
def test_a_quantity_is_taken_by_kind_id_or_name(entry: Entry) -> None:
    """Its limits are no measured values, its conformity is kept beside it, report and date are the certificate's."""
    table = read_certificate(certificate(QUANTITY), "a.xml", mapping(entry))

    (row,) = table.rows
    assert ("3103.l", "1.50", "mm", "C-1", "2026-03-01") == (row.target, row.value, row.unit, row.report, row.date)
    assert "pass" == dict(row.extra)["conformity"]
    assert "DCC 3.2.1" == table.encoding


def test_without_a_mapping_only_ids_of_targets_are_taken() -> None:
    """A quantity that is called by a target's id needs no mapping; others are counted."""
    named = QUANTITY.replace('id="q1"', 'id="3103.l"')

    table = read_certificate(certificate(named + QUANTITY), "a.xml", None)

    assert ["3103.l"] == [row.target for row in table.rows]
    assert ["dcc_signature_absent", "dcc_not_mapped"] == [reason.code for reason in table.ignored]


def test_the_signature_is_said_and_not_checked() -> None:
    """A signature that is there is told as one that nobody looked at."""
    table = read_certificate(certificate(QUANTITY, after="<ds:Signature/>"), "a.xml", None)

    assert "dcc_signature_unchecked" == table.ignored[0].code


def test_the_unit_of_the_mapping_chooses_or_refuses() -> None:
    """A unit that the certificate does not state is a fault; a normaliser divides value and unit."""
    wrong = read_certificate(certificate(QUANTITY), "a.xml", mapping(Entry("3103.l", id="q1", unit="um")))
    divided = read_certificate(
        certificate(QUANTITY), "a.xml", mapping(Entry("3103.l", id="q1", normaliser=Normaliser("2", "s")))
    )

    assert ["dcc_unit"] == [fault.code for fault in wrong.faults]
    assert [("0.75", "mm/s")] == [(row.value, row.unit) for row in divided.rows]


@pytest.mark.parametrize("data", [b"<a/>", certificate(QUANTITY, version="1.0"), certificate(QUANTITY, version="9")])
def test_other_xml_is_refused(data: bytes) -> None:
    """Only certificates of releases that are read are read."""
    assert ["dcc_not"] == [fault.code for fault in read_certificate(data, "a.xml", None).faults]


def test_an_entity_is_a_fault() -> None:
    """What the parser refuses is a fault of the submission."""
    data = certificate(QUANTITY, before='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>')

    assert ["xml_doctype"] == [fault.code for fault in read_certificate(data, "a.xml", None).faults]


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared data are not beside this checkout")
def test_a_published_certificate_gives_its_published_figures() -> None:
    """The humidity example of the PTB: seven errors in per cent, the uncertainty stated for the ratio, k = 2, 95 %."""
    data = (DATA / "dcc_gp_humidity_v1.0.xml").read_bytes()

    table = read_certificate(data, "h.xml", mapping(Entry("3103.h", ref_type="basic_measurementError", unit="%")))

    assert ["-0.4", "-0.1", "0.3", "1.1", "1.2", "0.6", "-0.3"] == [row.value for row in table.rows]
    assert ["0.006", "0.008", "0.010", "0.011", "0.010", "0.008", "0.006"] == [row.uncertainty for row in table.rows]
    assert {("%", "1", "2", "0.95")} == {(r.unit, r.uncertainty_unit, r.k, r.coverage) for r in table.rows}
