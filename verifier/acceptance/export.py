"""A record in the forms of other programs: derived from the signed bytes, never the truth."""

from __future__ import annotations

import json

from verifier.errors import UsageError
from verifier.record.bundle import Bundle
from verifier.record.oscal import oscal_results
from verifier.record.rocrate import rocrate_metadata
from verifier.report.form import Printing
from verifier.report.html_report import render_html
from verifier.report.junit_report import render_junit
from verifier.wording import Language

__all__ = ["written_as"]

_KNOWN = ".html, .junit.xml, .oscal.json, ro-crate-metadata.json, .json"


def written_as(bundle: Bundle, name: str, source: str, lang: Language) -> bytes:
    """A record in the form that a file's name asks for.

    Args:
        bundle: The bundle.
        name: The name of the file to be written.
        source: The name of the bundle's file, for the line that says how to re-run it.
        lang: Language of a report.

    Raises:
        UsageError: No form has this ending.
    """
    lower = name.lower()
    if lower.endswith((".junit.xml", ".xml")):
        return _junit(bundle, source, lang)
    if lower.endswith(".oscal.json"):
        return oscal_results(bundle.record)
    if lower == "ro-crate-metadata.json":
        return rocrate_metadata(bundle)
    if lower.endswith(".json"):
        text = json.dumps(bundle.record.result, ensure_ascii=False, indent=2)
        return f"{text}\n".encode("utf-8", "backslashreplace")
    if lower.endswith(".html"):
        return _html(bundle, source, lang)
    raise UsageError("output_unknown", file=name, known=_KNOWN)


def _junit(bundle: Bundle, source: str, lang: Language) -> bytes:
    record = bundle.record
    printing = Printing(record.result_digest, record.program.version, _rerun(source))
    return render_junit(record.result, lang, printing).encode("utf-8", "backslashreplace")


def _html(bundle: Bundle, source: str, lang: Language) -> bytes:
    record = bundle.record
    digest, version = record.result_digest, record.program.version
    text = render_html(record.result, lang, digest=digest, version=version, rerun=_rerun(source))
    return text.encode("utf-8", "backslashreplace")


def _rerun(source: str) -> str:
    return f"dabiao rerun {source}"
