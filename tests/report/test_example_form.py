"""The shipped example of an office's form."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

from verifier.report.example_form import example_form


def test_it_shows_every_kind_of_placeholder() -> None:
    """Values, parts and lines of a table are all in it."""
    with ZipFile(BytesIO(example_form())) as archive:
        text = archive.read("word/document.xml").decode("utf-8")

    assert all(mark in text for mark in ("{{code}}", "{{section:ratify}}", "{{line.status}}"))
