"""What is fuzzed: each reader once, so that any bytes end in what they state or in a sentence, and the seeds it has."""

from __future__ import annotations

import bz2
import gzip
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
from pyarrow import parquet

from tests.measurement.samples import certificate, stdf, stdf_part, stdf_test, workbook
from verifier.errors import MeasurementError, VerifierError
from verifier.measurement.conditions import read_conditions
from verifier.measurement.dates import read_date
from verifier.measurement.dcc.table import read_certificate
from verifier.measurement.files import Kind
from verifier.measurement.findings import read_findings
from verifier.measurement.formats import read_any
from verifier.measurement.header import read_header
from verifier.measurement.json_table import read_json
from verifier.measurement.limits import Limits
from verifier.measurement.mapping import Entry, Mapping, read_mapping
from verifier.measurement.parquet import read_parquet
from verifier.measurement.stdf.table import read_stdf
from verifier.measurement.stream import iter_rows
from verifier.measurement.table import Table, read_table
from verifier.measurement.unpack import unpack
from verifier.measurement.workbook.table import read_workbook
from verifier.quantity.measured import read_measured
from verifier.quantity.number import format_exact, read_number
from verifier.quantity.units import read_unit

__all__ = ["ATTEMPTS", "seeds"]

_LIMITS = Limits(bytes=1 << 20, rows=10_000, unpacked_bytes=1 << 22)
_MAPPING = Mapping("a.toml", (Entry("3102.v", 7, name="t"), Entry("3102.w", ref_type="basic_measuredValue")))
_SHEET = "xl/worksheets/sheet1.xml"
_PLACE = TemporaryDirectory()


def _told(faults: Sequence[VerifierError]) -> None:
    """Every fault has its sentence in both languages."""
    for fault in faults:
        fault.text("zh")
        fault.text("en")


def _by_kind(kind: Kind) -> Callable[[bytes], None]:
    def attempt(data: bytes) -> None:
        table = read_any(data, "a", kind, _MAPPING, _LIMITS, encoding=None, named=True)
        if isinstance(table, Table):
            _told(table.faults)

    return attempt


def _archive(data: bytes) -> None:
    for name in ("a.zip", "a.gz", "a.bz2"):
        _told(unpack(data, name, _LIMITS).faults)


def _sheet(data: bytes) -> None:
    """The bytes as the XML of a sheet in a sound package: damage to a package itself is met before its sheets."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_WORKBOOK)) as whole, zipfile.ZipFile(made, "w") as damaged:
        for name in whole.namelist():
            damaged.writestr(name, data if name == _SHEET else whole.read(name))
    _told(read_workbook(made.getvalue(), "a.xlsx", _LIMITS).faults)


def _stream(data: bytes) -> None:
    """A large table's reader states what that of small ones does."""
    path = Path(_PLACE.name) / "a.csv"
    path.write_bytes(data)
    table = read_table(data, "a.csv", None, _LIMITS)
    try:
        stream = iter_rows(path, "a.csv", None, _LIMITS)
        rows = tuple(stream)
    except MeasurementError as failure:
        _told([failure])
        if [failure.code] != [fault.code for fault in table.faults]:
            raise AssertionError(failure.code, table.faults) from None
        return
    _told(stream.faults)
    if rows != table.rows or bool(stream.faults) != bool(table.faults):
        raise AssertionError(stream.faults, table.faults)


def _toml(data: bytes) -> None:
    _told(read_header(data, "submission.toml", None, _LIMITS)[1])
    _refusing(lambda: read_mapping(data, "a.stdf.toml", None, _LIMITS))
    _told(read_findings(data, "findings.csv", None, _LIMITS)[1].faults)


def _number(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")

    def reread() -> None:
        value = read_number(text).value
        if read_number(format_exact(value)).value != value:
            raise AssertionError(text)

    _refusing(reread)
    _refusing(lambda: read_measured(text, expected=_UM).region)
    _refusing(lambda: read_measured(text, expected=_PERCENT, nonnegative=True, lod="0.1 %").region)


def _unit(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")

    def reread() -> None:
        unit = read_unit(text)
        if not read_unit(unit.symbol).agrees(unit):
            raise AssertionError(text, unit.symbol)

    _refusing(reread)
    _refusing(lambda: read_unit(text, expected=_UM))
    _refusing(lambda: read_conditions(text))
    _refusing(lambda: read_date(text))


def _refusing(attempt: Callable[[], object]) -> None:
    try:
        attempt()
    except VerifierError as failure:
        _told([failure])


_METHODS = "http://www.w3.org/2001/04/xml"
_SIGNATURE = (
    '<ds:Signature Id="s"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>'
    f'<ds:SignatureMethod Algorithm="{_METHODS}dsig-more#ecdsa-sha256"/><ds:Reference URI=""><ds:Transforms>'
    '<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/></ds:Transforms>'
    f'<ds:DigestMethod Algorithm="{_METHODS}enc#sha256"/><ds:DigestValue>AA==</ds:DigestValue></ds:Reference>'
    "</ds:SignedInfo><ds:SignatureValue>AA==</ds:SignatureValue><ds:KeyInfo><ds:X509Data><ds:X509Certificate>AA=="
    "</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>"
)
_UM, _PERCENT = read_unit("um"), read_unit("%")
_WORKBOOK = workbook(
    {"S": [["target", "value"], ["3103.a", 1.5], ["3103.b", ('t="e"', "<v>#N/A</v>")]]}, {"S": ["A1:A1"]}
)

ATTEMPTS: dict[str, Callable[[bytes], None]] = {
    "table": _by_kind(Kind.TABLE),
    "stream": _stream,
    "json": lambda data: _told(read_json(data, "a.json", None, _LIMITS).faults),
    "stdf": lambda data: _told(read_stdf(data, "a.stdf", _MAPPING, _LIMITS).faults),
    "certificate": lambda data: _told(read_certificate(data, "a.xml", _MAPPING, _LIMITS).faults),
    "workbook": lambda data: _told(read_workbook(data, "a.xlsx", _LIMITS).faults),
    "sheet": _sheet,
    "parquet": lambda data: _told(read_parquet(data, "a.parquet", _LIMITS).faults),
    "archive": _archive,
    "toml": _toml,
    "number": _number,
    "unit": _unit,
}
"""Each reader by name."""


def seeds() -> dict[str, tuple[bytes, ...]]:
    """Sound input of each reader."""
    quantity = (
        '<dcc:quantity refType="basic_measuredValue"><si:real><si:value>1</si:value><si:unit>\\metre</si:unit>'
        "<si:expandedUnc><si:uncertainty>0.1</si:uncertainty><si:coverageFactor>2</si:coverageFactor></si:expandedUnc>"
        "</si:real></dcc:quantity>"
    )
    text = "报告\ntarget|实测值 (mm)|U (um, k=2)\n3103.ttv|1.50|3\n"
    tables = (text.encode(), text.encode("gb18030"), text.encode("utf-16"), "指標編號,實測值\n1.a,2\n".encode("big5"))
    quoted = b'target,value,remark\r\n1.a,"2","a ""b"",\nc"\r\n'
    written = io.BytesIO()
    columns = {"target": ["3103.ttv", "3103.tsd"], "value": [1.5, 0.25], "n": [1, None]}
    parquet.write_table(pa.table(columns), written)
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", tables[0])
        archive.writestr("b.csv.gz", gzip.compress(quoted))
    with zipfile.ZipFile(io.BytesIO(_WORKBOOK)) as package:
        sheet = package.read(_SHEET)
    words = (
        "project = '3103'\nstage = '验收'\n[period]\nstart = 2024-01-01\nend = 2026-12-31\n[basis]\n'3103.ttv' = 'x'\n"
    )
    mapping = "[[test]]\nnumber = 7\ntarget = '3102.v'\nunit = 'V'\nnormaliser = '0.18 um'\n[every]\nlab = 'x'\n"
    return {
        "table": (*tables, quoted),
        "stream": (*tables, quoted),
        "json": (b'[{"target":"3103.ttv","value":1.50,"unit":"mm"}]', b'{"rows":[{"target":"1.a","value":null}]}'),
        "stdf": (stdf(stdf_part([stdf_test(7, 0.5, name="t", limits=(0, 1))] * 2, "P")),),
        "certificate": (certificate(quantity), certificate(quantity, after=_SIGNATURE)),
        "workbook": (_WORKBOOK,),
        "sheet": (sheet,),
        "parquet": (written.getvalue(),),
        "archive": (zipped.getvalue(), gzip.compress(quoted), bz2.compress(quoted)),
        "toml": (words.encode(), mapping.encode(), "指标,专家,意见\n1.a,甲,同意\n".encode()),
        "number": tuple(
            text.encode()
            for text in (
                "1.20 um",
                "≤ 0.1",
                "1.2×10⁻⁹",
                "0~5000 μm",
                "３．５ 万",
                "1,234.5",
                "ND(<0.2)",
                "5%以下",
                "12 1/2 µm",
            )
        ),
        "unit": tuple(
            text.encode()
            for text in ("μm/min", "个/cm²", r"\micro\metre", "A·h/kg", "千瓦时", "m^-2", "T = 25 ℃; J = 2 A/cm²")
        ),
    }
