"""Re-runs: the same bytes, or the first difference and every verdict that changed, with why."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from verifier.acceptance.check import Question
from verifier.acceptance.rerun import rerun
from verifier.acceptance.seal import Sealing, cosign, seal
from verifier.decision.rule import ROUNDED
from verifier.errors import RecordError
from verifier.record.bundle import CONSTRAINTS, WAIVERS, Bundle, pack_bundle, unpack_bundle
from verifier.record.canonical import sha256_hex
from verifier.record.envelope import Envelope, sign
from verifier.record.keys import Ed25519Signer
from verifier.record.statement import Program, Record, write_statement

_VECTORS = Path(__file__).parents[1] / "vectors" / "records" / "v1"
_SIGNER = Ed25519Signer(bytes(32))
_QUESTION = Question(
    paths=(_VECTORS / "submission",), guide="vector", guide_path=_VECTORS / "guide", as_of=date(2026, 11, 22)
)


def _sealed(question: Question = _QUESTION) -> Bundle:
    sealing = Sealing(question, waivers=_VECTORS / "waivers.toml")
    return seal(sealing, _SIGNER, datetime(2026, 11, 22, tzinfo=UTC), date(2026, 11, 23))


def _forged(change: Callable[[dict[str, Any]], object], **more: Any) -> Bundle:  # noqa: ANN401 -- fields of a record
    """A bundle whose signer sealed another result than the inputs give."""
    bundle = _sealed()
    result = copy.deepcopy(dict(bundle.record.result))
    change(result)
    return _resealed(bundle, replace(bundle.record, result=result, **more))


def _resealed(bundle: Bundle, record: Record) -> Bundle:
    made = replace(bundle, record=record, envelope=sign(Envelope(write_statement(record)), _SIGNER))
    return unpack_bundle(pack_bundle(made))


@pytest.mark.parametrize(
    "question",
    [
        _QUESTION,
        replace(_QUESTION, paths=(_VECTORS / "submission" / "rows.csv",)),
        replace(_QUESTION, only=("9999.ttv",), rule=ROUNDED, encoding="gb18030"),
    ],
    ids=["folder", "file", "arguments"],
)
def test_a_re_run_gives_the_same_bytes(question: Question) -> None:
    """A record is judged again from its bundle alone, with what was asked then, to the same bytes."""
    again = rerun(unpack_bundle(pack_bundle(_sealed(question))))

    assert again.difference is None
    assert ((), ()) == (again.changed, again.libraries)
    assert again.same_program


def test_a_false_verdict_is_named() -> None:
    """A record that seals another verdict is found out: target, step, both verdicts."""
    again = rerun(_forged(lambda r: r["targets"][0].update(verdict="fail")))

    assert again.difference is not None
    assert ("9999.ttv", "verdict") == (again.difference.target, again.difference.step)
    assert [("9999.ttv", "fail", "pass")] == [(c.target, c.sealed, c.present) for c in again.changed]


def test_a_false_value_is_named_before_its_verdict() -> None:
    """The step that changed first is named, not its consequence."""
    again = rerun(_forged(lambda r: r["targets"][0].update(verdict="fail", value="16", margin="-1")))

    assert again.difference is not None
    assert ("9999.ttv", "value") == (again.difference.target, again.difference.step)


def test_another_program_is_said_not_failed() -> None:
    """A record of another version re-runs to the same bytes, and the two programs are told apart."""
    bundle = _sealed()
    other = replace(bundle.record, program=Program("0.0.1", "sha256:" + "0" * 64))

    again = rerun(_resealed(bundle, other))

    assert again.difference is None
    assert (False, "0.0.1") == (again.same_program, again.sealed_by.version)


def test_other_libraries_are_named() -> None:
    """A library of another version stands beside the present one."""
    bundle = _sealed()
    data = bundle.files[CONSTRAINTS].replace(b"click==", b"click==0.") + b"gone==1\n"
    record = replace(bundle.record, materials={**bundle.record.materials, CONSTRAINTS: sha256_hex(data)})

    again = rerun(_resealed(replace(bundle, files={**bundle.files, CONSTRAINTS: data}), record))

    assert ["click==0.", "gone==1"] == [sealed[:9] for sealed, _ in again.libraries]
    assert [False, True] == [present == "" for _, present in again.libraries]


def test_false_waivers_are_refused() -> None:
    """A record that states other waivers than its file is refused."""
    bundle = _sealed()
    waivers = (replace(bundle.record.waivers[0], approver="somebody else"), *bundle.record.waivers[1:])

    with pytest.raises(RecordError) as refusal:
        rerun(_resealed(bundle, replace(bundle.record, waivers=waivers)))

    assert "statement_waivers" == refusal.value.code


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("submission/rows.csv", b"\xff\xfe\xff"),
        ("submission/rows.csv", b"no header\n"),
        ("catalogue/9999.toml", b"[["),
        (WAIVERS, b"[["),
    ],
    ids=map(str, range(4)),
)
def test_inputs_that_cannot_be_judged_are_refused(name: str, data: bytes) -> None:
    """A record whose own inputs cannot be judged is refused with the reason, never a traceback."""
    bundle = _sealed()
    record = bundle.record
    if name.startswith("submission/"):
        record = replace(record, subjects={**record.subjects, name.removeprefix("submission/"): sha256_hex(data)})
    else:
        record = replace(record, materials={**record.materials, name: sha256_hex(data)})

    with pytest.raises(RecordError) as refusal:
        rerun(_resealed(replace(bundle, files={**bundle.files, name: data}), record))

    assert "rerun_impossible" == refusal.value.code


@pytest.mark.parametrize("arguments", [{"rule": "own"}, {"only": ["9999.x"]}, {"encoding": "klingon"}])
def test_arguments_that_cannot_be_asked_are_refused(arguments: dict[str, Any]) -> None:
    """A record whose arguments the program does not know is refused with the reason."""
    bundle = _sealed()
    record = replace(bundle.record, arguments={**bundle.record.arguments, **arguments})

    with pytest.raises(RecordError):
        rerun(_resealed(bundle, record))


def test_nobody_signs_what_does_not_follow() -> None:
    """A further signer's program refuses to sign a result that it does not come to."""
    with pytest.raises(RecordError) as refusal:
        cosign(_forged(lambda r: r["targets"][0].update(value="14")), Ed25519Signer(b"\x01" * 32))

    assert "cosign_differs" == refusal.value.code
