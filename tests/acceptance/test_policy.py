"""A policy on the share of achieved targets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from verifier.acceptance.policy import with_policy
from verifier.errors import UsageError
from verifier.wording import LANGUAGES

_POLICY = """
source = { zh = "某办法第十条", en = "rules, art. 10" }
below = { zh = "甲", en = "A" }
[[band]]
at_least = "80 %"
says = { zh = "乙", en = "B" }
[[band]]
at_least = "90 %"
says = { zh = "丙", en = "C" }
"""


def written(folder: Path, text: str = _POLICY) -> Path:
    """A policy file."""
    path = folder / "policy.toml"
    path.write_text(text, encoding="utf-8")
    return path


def result_of(done: int, total: int) -> dict[str, Any]:
    """A result with so many achieved targets."""
    return {"summary": {"pass": done, "fail": total - done}, "targets": []}


@pytest.mark.parametrize(("done", "expected"), [(10, "C"), (9, "C"), (8, "B"), (7, "A"), (0, "A")])
def test_a_threshold_includes_its_own_value(tmp_path: Path, done: int, expected: str) -> None:
    """Nine of ten reach 90 %, eight reach 80 %; the order of the bands in the file does not matter."""
    policy = with_policy(result_of(done, 10), written(tmp_path))["policy"]

    assert f": {expected}." in policy["en"]
    assert "rules, art. 10" in policy["en"]
    assert "结论由专家组作出" in policy["zh"]


def test_shares_are_compared_exactly(tmp_path: Path) -> None:
    """Two thirds are less than 66.7 % and more than 66.6 %."""
    text = _POLICY.replace("80 %", "66.6 %").replace("90 %", "66.7 %")

    assert ": B." in with_policy(result_of(2, 3), written(tmp_path, text))["policy"]["en"]


def test_no_target_no_share(tmp_path: Path) -> None:
    """A result without targets stays as it was."""
    result = result_of(0, 0)

    assert result == with_policy(result, written(tmp_path))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not toml",
        _POLICY.replace("source", "sauce"),
        _POLICY.replace('"80 %"', '"80"'),
        _POLICY.replace('"80 %"', '"120 %"'),
        _POLICY.replace('"80 %"', '"9**9**9 %"'),
        _POLICY.replace('"80 %"', "0.8"),
        f"a = {'[' * 30_000}",
        f"a = {'9' * 5_000}",
        "#" * 100_001,
    ],
)
def test_a_policy_without_source_or_share_is_refused(tmp_path: Path, text: str) -> None:
    """A policy says whose it is and where its thresholds lie, else it is none."""
    with pytest.raises(UsageError):
        with_policy(result_of(1, 2), written(tmp_path, text))


@pytest.mark.parametrize(
    ("old", "new", "zh", "en"),
    [
        (
            "source",
            "sauce",
            "键 source 读到的是 空缺；要求：写明此键",
            "the key source is absent; expected is this key",
        ),
        ("at_least", "atleast", "键 band.0.at_least 读到的是 空缺", "the key band.0.at_least is absent"),
        (
            '"80 %"',
            "0.8",
            "键 band.0.at_least 读到的是 0.8；要求：加双引号的文字",
            "is 0.8; expected is a text in double quotes",
        ),
        (
            _POLICY[_POLICY.index("[[band]]") :],
            "band = []",
            "键 band 读到的是 一个列表",
            "expected is a list of at least 1",
        ),
    ],
)
def test_a_wrong_key_is_told_in_both_languages(tmp_path: Path, old: str, new: str, zh: str, en: str) -> None:
    """The sentence names the file, the key, what was read and what is expected, in the program's own words."""
    path = written(tmp_path, _POLICY.replace(old, new))

    with pytest.raises(UsageError) as caught:
        with_policy(result_of(1, 2), path)

    assert "policy_key_wrong" == caught.value.code
    assert zh in caught.value.text("zh")
    assert en in caught.value.text("en")
    assert all("policy.toml" in caught.value.text(lang) for lang in LANGUAGES)
