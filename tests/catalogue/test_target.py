"""One target and its readings."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from verifier.catalogue.bilingual import Words
from verifier.catalogue.grammar import read_statement
from verifier.catalogue.shelf import targets_root
from verifier.catalogue.source import load_project
from verifier.catalogue.statistic import read_statistic
from verifier.catalogue.target import Changes, Reading, Target

_READING = Reading("r", Changes.LIMIT, default=False, text=Words("一", "one"), why=Words("二", "two"))


@pytest.fixture(scope="module")
def target() -> Target:
    """A target of the catalogue with several readings."""
    return load_project(targets_root() / "js2023", "3102").target("3102.program_time")


def test_words_are_said_in_either_language() -> None:
    """The language chooses the words."""
    assert ("一", "one") == (_READING.text.text("zh"), _READING.text.text("en"))


def test_the_reading_that_is_judged_is_the_default(target: Target) -> None:
    """A target is judged under the reading marked default, or as stated where it has none."""
    assert [target.reading] == [reading.id for reading in target.readings if reading.default]
    assert "as-stated" == replace(target, readings=()).reading


def test_a_target_does_not_change(target: Target) -> None:
    """Nothing that was loaded can be altered."""
    with pytest.raises(FrozenInstanceError):
        target.clause = 1  # type: ignore[misc]


def test_a_reading_is_computable_where_it_changes_what_is_computed() -> None:
    """Another predicate, statistic, rule or period can be worked out; prose, and what is on record only, cannot."""
    changed = (
        replace(_READING, statement=read_statement("x < 1 mm")),
        replace(_READING, statistic=read_statistic("mean")),
        replace(_READING, rule="rounded"),
        replace(_READING, time_bound=False),
    )

    assert [True] * 4 == [reading.is_computable() for reading in changed]
    assert [False] * 4 == [replace(reading, recorded=True).is_computable() for reading in changed]
    assert not _READING.is_computable()
