"""`dabiao risk`."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from verifier.cli.main import cli

TOLERANCE = "R in [1499.8, 1500.2] Ohm"


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["risk", *arguments])


@pytest.mark.parametrize(("lang", "word"), [("zh", "消费者风险"), ("en", "Consumer's risk")])
def test_risks_are_shown_in_either_language(lang: str, word: str) -> None:
    """Both risks, the rule and the risk at each limit stand in the answer."""
    found = _run(TOLERANCE, "--mean", "1500", "--sd", "0.12", "-u", "0.04", "--rule", "guarded", "--lang", lang)

    assert 0 == found.exit_code
    assert word in found.output
    assert ("1499.88" in found.output, "ILAC-G8:09/2019" in found.output) == (True, True)


def test_json_holds_the_same_figures() -> None:
    """With --json the answer is one object, its figures text."""
    found = _run(TOLERANCE, "--mean", "1500", "--sd", "0.12", "-U", "0.08", "--k", "2", "--json")

    answer = json.loads(found.stdout)
    assert {"consumer_risk", "producer_risk", "conforming", "accepted", "limits"} <= answer.keys()
    assert all(isinstance(answer[name], str) for name in ("consumer_risk", "producer_risk"))


def test_a_question_without_uncertainty_is_not_asked() -> None:
    """Exit status 2 and a sentence, no traceback."""
    found = _run(TOLERANCE, "--mean", "1500", "--sd", "0.12", "--lang", "en")

    assert 2 == found.exit_code
    assert "-U" in found.output
    assert isinstance(found.exception, SystemExit)
