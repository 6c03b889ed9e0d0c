"""A record in the forms of other programs: derived from the signed bytes, never the truth."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from verifier.acceptance.report_files import Layout, result_bytes
from verifier.errors import UsageError
from verifier.record.bundle import Bundle
from verifier.record.oscal import oscal_results
from verifier.record.rocrate import rocrate_metadata
from verifier.record.waiver import waiver_fields
from verifier.report.form import Printing
from verifier.wording import Language

__all__ = ["RECORD_FORMS", "written_as"]

_PLAIN = Layout()
_REPORTS = (".html", ".xml", ".docx", ".xlsx", ".pdf", ".md")
RECORD_FORMS = ".html, .junit.xml, .docx, .xlsx, .pdf, .md, .oscal.json, ro-crate-metadata.json, .json"
"""What a record can be written as, by the ending of the file."""


def written_as(bundle: Bundle, name: str, source: str, lang: Language, layout: Layout = _PLAIN) -> bytes:
    """A record in the form that a file's name asks for.

    Args:
        bundle: The bundle.
        name: The name of the file to be written.
        source: The name of the bundle's file, for the line that says how to re-run it.
        lang: Language of a report.
        layout: Font and template of a report.

    Raises:
        UsageError: No form has this ending.
        ExtraError: The form's library is not installed.
        ReportError: A font or a glyph stands in the way.
    """
    lower = name.lower()
    if lower.endswith(_REPORTS):
        record = bundle.record
        printing = Printing(record.result_digest, record.program.version, f"dabiao rerun {source}")
        as_of = date.fromisoformat(str(record.result["as_of"]))
        # A report shows what people decided beside the verdicts; the digest stays that of the sealed result.
        shown = {**record.result, "waivers": [waiver_fields(waiver, as_of) for waiver in record.waivers]}
        return result_bytes(shown, Path(lower), lang, printing, layout)
    if lower.endswith(".oscal.json"):
        return oscal_results(bundle.record)
    if lower == "ro-crate-metadata.json":
        return rocrate_metadata(bundle)
    if lower.endswith(".json"):
        text = json.dumps(bundle.record.result, ensure_ascii=False, indent=2)
        return f"{text}\n".encode("utf-8", "backslashreplace")
    raise UsageError("output_unknown", file=name, known=RECORD_FORMS)
