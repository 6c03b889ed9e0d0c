"""What the commands on records say, in both languages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from verifier.acceptance.rerun import Rerun
from verifier.acceptance.verify import Known, verify
from verifier.cli.record_text import record_lines, rerun_fields, rerun_lines, verified_fields, verified_lines
from verifier.record.bundle import unpack_bundle
from verifier.record.difference import ChangedVerdict, Difference
from verifier.record.statement import Program
from verifier.record.trust import read_trust
from verifier.wording import Language

_VECTORS = Path(__file__).parents[1] / "vectors" / "records" / "v1"
_DATA = (_VECTORS / "whole.zip").read_bytes()
_TRUST = read_trust((_VECTORS / "trust.txt").read_bytes(), "trust.txt")
_THEN, _NOW = Program("1.0", "sha256:" + "0" * 64), Program("2.0", "sha256:" + "1" * 64)
_WHY = {"code": "c", "zh": "原因", "en": "the cause"}
_CHANGE = ChangedVerdict("X.a", "pass", "fail", "limit", (), (_WHY,))
_CHANGED = Rerun(_THEN, _NOW, Difference("X.a", "limit", '"1"', '"2"'), (_CHANGE,), (("pint==1", "pint==2"),), {})


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_changed_verdict_is_told_with_its_cause(lang: Language) -> None:
    """Target, step, both verdicts, both versions, the reason and the library are all in the answer."""
    text = "\n".join(rerun_lines(_CHANGED, lang))

    assert [] == [part for part in ("X.a", "limit", "1.0", "2.0", _WHY[lang], "pint==1", "pint==2") if part not in text]


def test_a_difference_that_nothing_explains_is_called_so() -> None:
    """Where program and libraries are the same, the record does not follow from its inputs."""
    text = "\n".join(rerun_lines(replace(_CHANGED, present=_THEN, libraries=()), "en"))

    assert "does not follow" in text
    assert "does not follow" not in "\n".join(rerun_lines(_CHANGED, "en"))


def test_a_difference_outside_the_targets() -> None:
    """Where every verdict stands, the answer says that too."""
    text = "\n".join(rerun_lines(replace(_CHANGED, difference=Difference("", "guide", "1", "2"), changed=()), "en"))

    assert "Every verdict stands" in text


def test_the_same_as_data() -> None:
    """The JSON answer holds what the sentences hold."""
    fields = rerun_fields(_CHANGED)

    assert (False, "limit", "fail") == (fields["same"], fields["difference"]["step"], fields["changed"][0]["present"])
    assert rerun_fields(replace(_CHANGED, difference=None))["same"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_verified_bundle(lang: Language) -> None:
    """Each signer stands with name, role and key id."""
    verified = verify(_DATA, Known(_TRUST))

    text = "\n".join(verified_lines(verified, lang))

    assert [] == [s.name for s in _TRUST.entries if s.name not in text or s.key.keyid not in text]
    assert 3 == len(verified_fields(verified)["signers"])


def test_passed_over_signers_are_counted() -> None:
    """Signatures by unknown keys are said to be passed over."""
    known = Known(replace(_TRUST, entries=_TRUST.entries[:1]), allow_unknown=True)

    assert any(line.startswith("2 more signatures") for line in verified_lines(verify(_DATA, known), "en"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_record_is_shown(lang: Language) -> None:
    """Every file and target of the bundle is listed."""
    bundle = unpack_bundle(_DATA)

    text = "\n".join(record_lines(bundle, lang))

    assert [] == [name for name in bundle.files if name not in text]
    assert "9999.ttv" in text
