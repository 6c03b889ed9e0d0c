"""Sealing: what is sealed is what was judged, by any number of signers, whole or not at all."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import jsonschema
import pytest

from verifier.acceptance.check import Question, check
from verifier.acceptance.seal import Sealing, cosign, rule_text, seal
from verifier.acceptance.verify import Known, verify
from verifier.decision.rule import ROUNDED
from verifier.errors import RecordError, UsageError
from verifier.record.bundle import Bundle, pack_bundle, unpack_bundle
from verifier.record.canonical import canonical
from verifier.record.keyfile import write_key
from verifier.record.keys import Ed25519Signer
from verifier.record.program import file_digest
from verifier.record.statement import record_schema
from verifier.record.trust import Trust, Trusted

_ROOT = Path(__file__).parents[2]
_VECTORS = _ROOT / "tests" / "vectors" / "records" / "v1"
_SIGNERS = [Ed25519Signer(bytes([n]) * 32) for n in (1, 2)]
_TRUST = Trust(tuple(Trusted(f"n{n}", "role", signer.public) for n, signer in enumerate(_SIGNERS)))
_QUESTION = Question(
    paths=(_VECTORS / "submission",), guide="vector", guide_path=_VECTORS / "guide", as_of=date(2026, 11, 22)
)
_NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
Killed = Callable[..., int]
# `make test` runs the short version, CI the long one.
_SECONDS = float(os.environ.get("DABIAO_CRASH_SECONDS", "60" if "CI" in os.environ else "5"))


def _sealed(question: Question = _QUESTION, **more: object) -> Bundle:
    sealing = replace(Sealing(question), **more)  # type: ignore[arg-type]
    return seal(sealing, _SIGNERS[0], _NOW, date(2026, 11, 23))


def test_the_sealed_result_is_the_judged_one() -> None:
    """The result in a record is what `check` says of the same submission, and the bundle verifies."""
    bundle = _sealed()

    verified = verify(pack_bundle(bundle), Known(_TRUST))

    assert check(_QUESTION, date(2026, 11, 23)).result == verified.bundle.record.result
    assert "9999-2026-11-22" == bundle.record.id


def test_every_sealed_record_follows_the_schema() -> None:
    """A record of the present program is valid under the schema that it publishes."""
    for bundle in (_sealed(), _sealed(waivers=_VECTORS / "waivers.toml"), _sealed(with_program=True)):
        jsonschema.Draft202012Validator(record_schema()).validate(json.loads(bundle.envelope.payload))


def test_nothing_of_the_machine_is_compared(tmp_path: Path) -> None:
    """The same submission in another folder, at another time and as of the same date gives the same compared bytes."""
    copied = tmp_path / "别处"
    shutil.copytree(_VECTORS / "submission", copied)
    later = seal(Sealing(replace(_QUESTION, paths=(copied,))), _SIGNERS[1], datetime.now(UTC), date(2030, 1, 1))

    assert canonical(_sealed().record.result) == canonical(later.record.result)
    assert str(tmp_path).encode() not in later.envelope.payload


def test_a_wheel_and_a_checkout_give_the_same_bytes(tmp_path: Path) -> None:
    """The package laid out as a wheel does, in another folder, seals the same compared bytes and program digest."""
    site = tmp_path / "site"
    shutil.copytree(_ROOT / "verifier", site / "verifier", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(_ROOT / "targets", site / "verifier" / "_targets")
    rows = tmp_path / "rows.csv"
    rows.write_text("target,value,unit,conditions\n3103.ttv,0.015,mm,wafer_class = 6英寸\n", encoding="utf-8")
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path; from datetime import date, datetime, UTC\n"
        "from verifier.acceptance.check import Question; from verifier.acceptance.seal import Sealing, seal\n"
        "from verifier.record.keys import Ed25519Signer; from verifier.record.canonical import canonical\n"
        "q = Question(paths=(Path(sys.argv[2]),), as_of=date(2026, 11, 22))\n"
        "r = seal(Sealing(q), Ed25519Signer(bytes(32)), datetime.now(UTC), date(2026, 11, 22)).record\n"
        "sys.stdout.buffer.write(r.program.digest.encode() + b' ' + canonical(r.result))"
    )

    said = [
        subprocess.run(
            [sys.executable, "-I", "-c", program, str(place), str(rows)], cwd=tmp_path, check=True, capture_output=True
        ).stdout
        for place in (_ROOT, site)
    ]

    assert said[0] == said[1]
    assert b"3103.ttv" in said[0]


def test_signers_sign_in_turn() -> None:
    """A second signer adds to the envelope and changes nothing else; nobody signs twice."""
    first = _sealed()
    both = cosign(first, _SIGNERS[1])

    assert first.envelope.payload == both.envelope.payload
    assert 2 == len(verify(pack_bundle(both), Known(_TRUST, 2)).attested)
    with pytest.raises(RecordError) as refusal:
        cosign(both, _SIGNERS[0])
    assert "signed_already" == refusal.value.code


def test_waivers_are_sealed_beside_the_verdict() -> None:
    """A waived target keeps its verdict; only the waiver in force on the as-of date applies."""
    record = _sealed(waivers=_VECTORS / "waivers.toml").record
    stated = json.loads(_sealed(waivers=_VECTORS / "waivers.toml").envelope.payload)["predicate"]["waivers"]

    assert ["pass"] == [target["verdict"] for target in record.result["targets"]]
    assert ["applies", "expired", "undated"] == [waiver["state"] for waiver in stated]


def test_a_program_in_the_bundle_has_its_digest() -> None:
    """The program's own files, where asked for, have the digest that the record names."""
    bundle = _sealed(with_program=True)

    assert bundle.record.program.digest == file_digest(bundle.under("program/"))


def test_the_arguments_of_a_re_run_are_sealed() -> None:
    """Project, targets, rule, date and encoding stand in the record as the command line takes them."""
    asked = replace(_QUESTION, only=("9999.ttv",), rule=ROUNDED, encoding="utf-8")

    assert {
        "project": "9999",
        "named": [],
        "only": ["9999.ttv"],
        "rule": "rounded",
        "as_of": "2026-11-22",
        "encoding": "utf-8",
        "guide": "vector",
    } == _sealed(asked).record.arguments
    assert rule_text(None) is None


def test_a_waiver_of_an_unknown_target_is_refused(tmp_path: Path) -> None:
    """Waivers that cannot be read seal nothing."""
    path = tmp_path / "w.toml"
    path.write_text('[[waiver]]\ntarget = "9999.x"\njustification = "a"\napprover = "b"\n', encoding="utf-8")

    with pytest.raises(UsageError):
        _sealed(waivers=path)


def test_a_kill_leaves_a_whole_bundle_or_none(
    tmp_path: Path, killed_command: Killed, capsys: pytest.CaptureFixture[str]
) -> None:
    """A seal and a second signature that are killed at any moment leave the old state or the new, never half."""
    key, second = tmp_path / "a.key", tmp_path / "b.key"
    for path, signer in zip((key, second), _SIGNERS, strict=True):
        path.write_bytes(write_key(signer, None))
    guide = ("--guide", "vector", "--guide-path", str(_VECTORS / "guide"), "--as-of", "2026-11-22")
    bundle = tmp_path / "b.zip"
    make = ("seal", str(_VECTORS / "submission"), "--key", str(key), "-o", str(bundle), *guide)
    sign = ("seal", str(bundle), "--key", str(second))
    chance = random.Random(6)  # noqa: S311 -- moments to kill at, no secret
    killed = made = signed = 0
    end = time.monotonic() + _SECONDS

    while time.monotonic() < end:
        before = bundle.read_bytes() if bundle.exists() else None
        status = killed_command(tmp_path, chance, *(sign if before else make))
        killed += status != 0
        if bundle.exists():
            found = unpack_bundle(bundle.read_bytes())
            count = len(verify(bundle.read_bytes(), Known(_TRUST)).attested)
            assert before is None or found.envelope.payload == unpack_bundle(before).envelope.payload
            made += before is None
            signed += count == 2
        assert status != 0 or bundle.exists()
        assert status != 0 or before is None or bundle.read_bytes() != before
        if bundle.exists() and (count == 2 or chance.random() < 0.3):
            bundle.unlink()

    with capsys.disabled():
        sys.stdout.write(
            f"\nseal: {killed} killed, {made} bundles and {signed} second signatures whole in {_SECONDS:.0f} s\n"
        )
    assert killed
