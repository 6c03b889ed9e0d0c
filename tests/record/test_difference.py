"""Differences of results: the first target and step, and every verdict that changed."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.record.canonical import canonical
from verifier.record.difference import changed_verdicts, first_difference


def _result() -> dict[str, Any]:
    row = {"file": "a.csv", "line": 2, "text": "1", "value": "1", "verdict": "pass", "role": "deciding"}
    targets = [
        {"id": name, "predicate": "x <= 1", "rows": [dict(row)], "value": "1", "verdict": "pass", "reasons": []}
        for name in ("X.a", "X.b")
    ]
    return {"as_of": "2026-01-01", "guide": {"digest": "sha256:00"}, "targets": targets, "summary": {"pass": 2}}


def _change(path: str, value: object) -> dict[str, Any]:
    result = _result()
    place: Any = result
    *steps, last = path.split(".")
    for step in steps:
        place = place[int(step) if step.isdigit() else step]
    place[last] = value
    return result


def test_the_same_results_do_not_differ() -> None:
    """Equal values have no first difference, whatever the order of their members."""
    assert first_difference(_result(), dict(reversed(_result().items()))) is None
    assert () == changed_verdicts(_result(), _result())


@pytest.mark.parametrize(
    ("path", "target", "step"),
    [
        ("targets.1.rows.0.text", "X.b", "rows[0].text"),
        ("targets.0.verdict", "X.a", "verdict"),
        ("targets.1.value", "X.b", "value"),
        ("targets.1.later", "X.b", "later"),
        ("guide.digest", "", "guide.digest"),
        ("summary.pass", "", "summary.pass"),
        ("later", "", "later"),
    ],
)
def test_the_first_difference_is_named(path: str, target: str, step: str) -> None:
    """A changed member is named by its target and its path."""
    found = first_difference(_result(), _change(path, "other"))

    assert found is not None
    assert (target, step, '"other"') == (found.target, found.step, found.present)


def test_causes_come_before_effects() -> None:
    """Where a row, a value and a verdict differ, the row is the first; where the guide does, the guide is."""
    changed = _change("targets.0.verdict", "fail")
    changed["targets"][0]["value"] = "2"
    changed["targets"][0]["rows"][0]["verdict"] = "fail"
    guide = copy.deepcopy(changed) | {"guide": {"digest": "sha256:01"}}

    steps = [found.step for result in (changed, guide) if (found := first_difference(_result(), result))]

    assert ["rows[0].verdict", "guide.digest"] == steps


def test_targets_that_come_and_go() -> None:
    """A target that only one result has is the difference, and counts as a changed verdict."""
    fewer = _result()
    del fewer["targets"][1]

    gone, come = first_difference(_result(), fewer), first_difference(fewer, _result())

    assert ("X.b", "X.b") == (gone and gone.target, come and come.target)
    assert [("X.b", "pass", "")] == [(c.target, c.sealed, c.present) for c in changed_verdicts(_result(), fewer)]


def test_a_changed_verdict_says_why() -> None:
    """Each changed verdict stands with the first step that changed and the reasons of then and now."""
    changed = _change("targets.1.reasons", [{"code": "c", "zh": "因", "en": "why"}])
    changed["targets"][1]["verdict"] = "fail"
    changed["targets"][1]["limit"] = "0"

    (found,) = changed_verdicts(_result(), changed)

    assert ("X.b", "pass", "fail", "limit") == (found.target, found.sealed, found.present, found.step)
    assert ([], ["why"]) == ([r["en"] for r in found.sealed_reasons], [r["en"] for r in found.present_reasons])


_LEAF = st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=3)
_JSON = st.recursive(_LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner))


@given(_JSON, _JSON)
def test_a_difference_is_found_where_bytes_differ(one: object, other: object) -> None:
    """A first difference is named exactly where the canonical bytes differ: true is not 1, absent is not null."""
    sealed, present = ({**_result(), "guide": value} for value in (one, other))

    assert (canonical(sealed) == canonical(present)) is (first_difference(sealed, present) is None)


def test_reordered_targets_differ() -> None:
    """The order of the targets is part of the bytes that are compared."""
    change: Callable[[dict[str, Any]], dict[str, Any]] = lambda r: {**r, "targets": r["targets"][::-1]}  # noqa: E731

    assert first_difference(_result(), change(_result())) is not None
