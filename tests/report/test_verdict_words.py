"""The words and signs of the six verdicts."""

from __future__ import annotations

from verifier.report.verdict_words import SIGNS, verdict_label, verdict_sign, verdict_word


def test_six_verdicts_have_six_distinct_signs() -> None:
    """Six verdicts are told apart by sign alone, so that greyscale loses nothing."""
    assert {"pass", "fail", "undecided", "not_evaluable", "expert", "missing"} == set(SIGNS)
    assert 6 == len(set(SIGNS.values()))


def test_words_are_those_of_the_contract() -> None:
    """The Chinese words are the ones that forms use."""
    expected = ["完成", "未完成", "无法判定", "不可评定", "需专家判定", "未提交"]

    actual = [verdict_word(verdict, "zh") for verdict in SIGNS]

    assert expected == actual


def test_label_is_sign_and_word() -> None:
    """A label carries the sign and the word."""
    assert f"{verdict_sign('fail')} not achieved" == verdict_label("fail", "en")
