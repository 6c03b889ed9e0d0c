"""The catalogue as text for a terminal."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from verifier.acceptance.browse import browse
from verifier.acceptance.library import open_guide
from verifier.report.catalogue_text import render_catalogue
from verifier.wording import LANGUAGES, Language


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_line_is_wider_than_a_terminal(lang: Language) -> None:
    """All 100 targets, and each one in full, fit into 80 cells."""
    library = open_guide()
    found = browse(library)
    texts = [render_catalogue(found, lang)]
    texts += [render_catalogue({**found, "targets": [target]}, lang) for target in found["targets"]]

    assert [] == [line for text in texts for line in text.splitlines() if cell_len(line) > 80]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_names_every_target(lang: Language) -> None:
    """Every id and predicate stands in the list."""
    found = browse(open_guide(), "3103")

    text = render_catalogue(found, lang)

    assert all(target["id"] in text for target in found["targets"])


def test_an_unverified_standard_says_so() -> None:
    """A standard that nobody verified is never printed as fact."""
    found = browse(open_guide(), "3103.tsd")
    unverified = [standard["id"] for standard in found["targets"][0]["standards"] if not standard["verified"]]

    text = render_catalogue(found, "en")

    assert unverified
    assert all(f"{name} (not verified)" in text for name in unverified)
