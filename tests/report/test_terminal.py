"""The table in a terminal."""

from __future__ import annotations

import re
from typing import Any

import pytest
from rich.cells import cell_len

from verifier.report.terminal import render_terminal
from verifier.report.verdict_words import SIGNS, verdict_label
from verifier.wording import Language

ANSI = re.compile(r"\x1b\[[0-9;]*m")
SHAPES = ["every_verdict", "nothing_submitted", "hundred_targets", "many_rows", "hostile"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [60, 80, 109, 110, 200])
@pytest.mark.parametrize("shape", SHAPES)
def test_no_line_is_wider_than_the_terminal(
    shape: str, width: int, lang: Language, request: pytest.FixtureRequest
) -> None:
    """At any width and in both languages every line fits, and plain text holds no control character."""
    text = render_terminal(request.getfixturevalue(shape), lang, width=width, colour=False)

    assert [] == [line for line in text.splitlines() if cell_len(line) > width or not line.isprintable()]


@pytest.mark.parametrize("shape", SHAPES)
def test_colour_changes_nothing_but_colour(shape: str, request: pytest.FixtureRequest) -> None:
    """Without its colours the coloured text is the plain one."""
    result = request.getfixturevalue(shape)

    coloured = render_terminal(result, "zh", width=80, colour=True)

    plain = "\n".join(line.rstrip() for line in ANSI.sub("", coloured).split("\n"))
    assert render_terminal(result, "zh", width=80, colour=False) == plain
    assert "\x1b[" in coloured


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_verdict_is_named_by_sign_and_word(every_verdict: dict[str, Any], lang: Language) -> None:
    """All six verdicts stand in the text, counted."""
    text = render_terminal(every_verdict, lang, width=80, colour=False)

    counts = every_verdict["summary"]
    assert [] == [v for v in SIGNS if f"{verdict_label(v, lang)} {counts[v]}" not in text]


def test_targets_keep_the_order_of_the_catalogue(every_verdict: dict[str, Any]) -> None:
    """The table lists targets as the result does."""
    text = render_terminal(every_verdict, "zh", width=160, colour=False)

    ids = re.findall(r"(?m)^(3103\.\w+) ", text)
    assert [target["id"] for target in every_verdict["targets"]] == ids


def test_at_most_five_things_to_fix_and_the_others_counted(hundred_targets: dict[str, Any]) -> None:
    """The list before the table names five and counts the rest: 100 less 17 passes, 16 for the panel, 5 named."""
    text = render_terminal(hundred_targets, "en", width=80, colour=False)

    assert "62 more: see the table." in text


def test_excluded_and_unjudged_rows_are_counted_and_printed(every_verdict: dict[str, Any]) -> None:
    """Every row that did not count is there with file, line, text and reason."""
    text = render_terminal(every_verdict, "zh", width=200, colour=False)

    assert "剔除 1 行\n  - 片检/wafers.csv 第 8 行，3103.ttv，“99”：样片在搬运中破裂\n" in text
    assert "未能判定 2 行\n" in text


def test_rule_other_than_the_default_stands_in_the_banner(every_verdict: dict[str, Any]) -> None:
    """Only a rule that is not the default is pointed out."""
    guarded = every_verdict | {"rule": {"id": "guarded", "edition": "ILAC-G8:09/2019", "parameters": {"r": "1"}}}

    assert "not the default" not in render_terminal(every_verdict, "en", width=120, colour=False)
    assert "guard band · r = 1 · ILAC-G8:09/2019" in render_terminal(guarded, "en", width=120, colour=False)


def test_panel_is_told_what_to_ratify_and_keeps_the_conclusion(every_verdict: dict[str, Any]) -> None:
    """What the panel must ratify is listed, and the last line leaves it the conclusion."""
    text = render_terminal(every_verdict, "en", width=200, colour=False)

    assert "For the panel to ratify\n  - 3103.tsd Judged by the worst wafer's mean" in text
    assert text.endswith("it does not replace the panel's conclusion.\n")


def test_empty_result_is_a_banner() -> None:
    """A result without targets is shown, not an exception."""
    assert "There is no indicator to list" in render_terminal({}, "en", width=80, colour=False)
