"""Make the signed records of this folder, once for each release of the format: python make.py.

The keys are public, made from their names, and protect nothing. Signatures are deterministic; the version and the
digest of the program that sealed are not, so making the records again gives other bytes that must verify as well.
"""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from verifier.acceptance.check import Question
from verifier.acceptance.logbook import enter, prove_growth
from verifier.acceptance.seal import Sealing, cosign, seal
from verifier.record.bundle import pack_bundle
from verifier.record.keyfile import public_line
from verifier.record.keys import Ed25519Signer
from verifier.record.log import found_log

HERE = Path(__file__).parent
ROLES = ("laboratory", "team", "panel")


def key(name: str) -> Ed25519Signer:
    """The key of a name: its seed is the name's SHA-256."""
    return Ed25519Signer(hashlib.sha256(name.encode()).digest())


def main() -> None:
    """Write every file that the tests read."""
    question = Question(paths=(HERE / "submission",), guide="vector", guide_path=HERE / "guide")
    now = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
    small = replace(question, paths=(HERE / "submission" / "rows.csv",), as_of=date(2026, 11, 22))
    smallest = seal(Sealing(small), key("laboratory"), now, now.date())
    whole = seal(Sealing(question, "vector/whole", HERE / "waivers.toml"), key("laboratory"), now, now.date())
    for role in ROLES[1:]:
        whole = cosign(whole, key(role))
    for name, bundle in (("smallest.zip", smallest), ("whole.zip", whole)):
        (HERE / name).write_bytes(pack_bundle(bundle))
    lines = [public_line(key(role), f"{role}-1", role) for role in ROLES]
    (HERE / "trust.txt").write_text("".join(lines), encoding="utf-8")
    shutil.rmtree(HERE / "log", ignore_errors=True)
    found_log(HERE / "log", "example.org/vectors", key("log"))
    enter(HERE / "log", [HERE / "smallest.zip"], key("log"))
    saved = (HERE / "log" / "checkpoint").read_bytes()
    (HERE / "saved-checkpoint").write_bytes(saved)
    enter(HERE / "log", [HERE / "whole.zip"], key("log"))
    (HERE / "growth-proof").write_bytes(prove_growth(HERE / "log", saved))
    (HERE / "log" / "lock").unlink()


if __name__ == "__main__":
    main()
