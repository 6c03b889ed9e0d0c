"""Reports as paragraphs, tables and drawings."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from verifier.report.document import Cell, Document, Section, Table


def test_a_document_does_not_change() -> None:
    """What one format was written from, the next one is written from too."""
    document = Document("en", "t", "", "", (Section("a", "A", (Table("", ("h",), (1,), ((Cell("x"),),)),)),))

    with pytest.raises(FrozenInstanceError):
        document.title = "other"  # type: ignore[misc]
