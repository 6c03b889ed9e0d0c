"""Files of other formats, made in memory: workbooks, testers' files and certificates for the tests of their readers."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

__all__ = ["Cell", "certificate", "stdf", "stdf_part", "stdf_record", "stdf_test", "stdf_text", "workbook"]

Cell = str | float | tuple[str, str] | None
"""A text, a number, or the XML attributes and content of a cell."""


def _name(row: int, column: int) -> str:
    return f"{chr(ord('A') + column)}{row + 1}"


def _cell(row: int, column: int, cell: Cell) -> str:
    place = _name(row, column)
    match cell:
        case None:
            return ""
        case str():
            return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
        case (attributes, content):
            return f'<c r="{place}" {attributes}>{content}</c>'
        case _:
            return f'<c r="{place}"><v>{cell!r}</v></c>'


def workbook(
    sheets: dict[str, Sequence[Sequence[Cell]]],
    merged: dict[str, Sequence[str]] | None = None,
    extra: dict[str, bytes] | None = None,
) -> bytes:
    """A workbook of these sheets; style 1 is a percentage and style 2 a date."""
    base = "http://schemas.openxmlformats.org/"
    main = f'xmlns="{base}spreadsheetml/2006/main"'
    relations = f'xmlns="{base}package/2006/relationships"'
    kind = f"{base}officeDocument/2006/relationships"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts: dict[str, str] = {
        "_rels/.rels": f'<Relationships {relations}><Relationship Id="r1" Type="{kind}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet {main}><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="9"/></cellStyleXfs>'
        '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="14"/></cellXfs></styleSheet>',
    }
    listed, related, overrides = [], [], []
    for at, (name, rows) in enumerate(sheets.items(), 1):
        listed.append(f'<sheet name={quoteattr(name)} sheetId="{at}" r:id="r{at}"/>')
        related.append(f'<Relationship Id="r{at}" Type="{kind}/worksheet" Target="worksheets/sheet{at}.xml"/>')
        overrides.append(f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{types}.worksheet+xml"/>')
        body = "".join(
            f'<row r="{row + 1}">{"".join(_cell(row, column, cell) for column, cell in enumerate(cells))}</row>'
            for row, cells in enumerate(rows)
        )
        ranges = (merged or {}).get(name, ())
        merge = "".join(f'<mergeCell ref="{ref}"/>' for ref in ranges)
        merge = f'<mergeCells count="{len(ranges)}">{merge}</mergeCells>' if ranges else ""
        parts[f"xl/worksheets/sheet{at}.xml"] = f"<worksheet {main}><sheetData>{body}</sheetData>{merge}</worksheet>"
    related.append(f'<Relationship Id="rs" Type="{kind}/styles" Target="styles.xml"/>')
    parts["xl/workbook.xml"] = f'<workbook {main} xmlns:r="{kind}"><sheets>{"".join(listed)}</sheets></workbook>'
    parts["xl/_rels/workbook.xml.rels"] = f"<Relationships {relations}>{''.join(related)}</Relationships>"
    parts["[Content_Types].xml"] = (
        f'<Types xmlns="{base}package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>{"".join(overrides)}</Types>'
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return made.getvalue()


def stdf_text(text: str) -> bytes:
    """A text with its length in one byte."""
    raw = text.encode()
    return bytes([len(raw)]) + raw


def stdf_record(kind: int, subtype: int, body: bytes, order: str = "<") -> bytes:
    """One record."""
    return struct.pack(order + "HBB", len(body), kind, subtype) + body


def stdf_test(
    number: int,
    value: float,
    *,
    flags: int = 0,
    name: str = "",
    limits: tuple[float, float] | None = None,
    unit: str = "V",
    options: int = 0x0E,
    site: int = 1,
    order: str = "<",
) -> bytes:
    """A parametric result; without limits it leaves them to the first of its test."""
    body = struct.pack(order + "IBBBBf", number, 1, site, flags, 0, value)
    if name or limits is not None:
        body += stdf_text(name) + stdf_text("")
    if limits is not None:
        body += struct.pack(order + "Bbbb", options, 3, 3, 3) + struct.pack(order + "ff", *limits) + stdf_text(unit)
    return stdf_record(15, 10, body, order)


def stdf_part(
    results: Sequence[bytes],
    part: str = "1",
    *,
    flags: int = 0,
    place: tuple[int, int] = (-32768, -32768),
    site: int = 1,
    order: str = "<",
) -> bytes:
    """One part with its results."""
    end = struct.pack(order + "BBBHHHhhI", 1, site, flags, len(results), 1, 1, *place, 0) + stdf_text(part)
    return stdf_record(5, 10, bytes([1, site]), order) + b"".join(results) + stdf_record(5, 20, end, order)


def stdf(*records: bytes, order: str = "<", lot: str = "LOT-1", started: int = 1_772_323_200) -> bytes:
    """A whole file: its byte order, its lot, and records."""
    texts = b"".join(map(stdf_text, (lot, "PART", "node", "TESTER", "job")))
    about = struct.pack(order + "IIB", started, started, 1) + b"   " + struct.pack(order + "H", 0xFFFF) + b" " + texts
    far = stdf_record(0, 10, bytes([1 if order == ">" else 2, 4]), order)
    return far + stdf_record(1, 10, about, order) + b"".join(records)


def certificate(quantities: str, *, version: str = "3.2.1", before: str = "", after: str = "") -> bytes:
    """A calibration certificate with these quantities as its result."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>{before}
<dcc:digitalCalibrationCertificate xmlns:dcc="https://ptb.de/dcc" xmlns:si="https://ptb.de/si"
  xmlns:ds="http://www.w3.org/2000/09/xmldsig#" schemaVersion="{version}">
<dcc:administrativeData><dcc:coreData><dcc:uniqueIdentifier>C-1</dcc:uniqueIdentifier>
<dcc:endPerformanceDate>2026-03-01</dcc:endPerformanceDate></dcc:coreData></dcc:administrativeData>
<dcc:measurementResults><dcc:measurementResult><dcc:results><dcc:result><dcc:data><dcc:list>
{quantities}
</dcc:list></dcc:data></dcc:result></dcc:results></dcc:measurementResult></dcc:measurementResults>{after}
</dcc:digitalCalibrationCertificate>""".encode()
