"""The logbook: records entered and proven, also to a third party, also across kills."""

from __future__ import annotations

import base64
import hashlib
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from verifier.acceptance.logbook import check_growth, enter, prove_growth, prove_record
from verifier.errors import RecordError, UsageError
from verifier.record.bundle import unpack_bundle
from verifier.record.canonical import sha256_hex
from verifier.record.keyfile import write_key
from verifier.record.keys import Ed25519Signer
from verifier.record.log import entry_of, found_log, open_log
from verifier.record.note import read_checkpoint
from verifier.record.proof import check_inclusion

_VECTORS = Path(__file__).parents[1] / "vectors" / "records" / "v1"
_SIGNER = Ed25519Signer(bytes(32))
_SECONDS = float(os.environ.get("DABIAO_CRASH_SECONDS", "60" if "CI" in os.environ else "5"))
_OPENSSL = shutil.which("openssl") or ""
# The header of an ed25519 public key in DER, RFC 8410 section 4.
_DER = bytes.fromhex("302a300506032b6570032100")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a log and the two committed bundles."""
    found_log(tmp_path / "log", "example.org/log", _SIGNER)
    for name in ("smallest.zip", "whole.zip"):
        shutil.copy(_VECTORS / name, tmp_path / name)
    return tmp_path


def _entry(path: Path) -> bytes:
    bundle = unpack_bundle(path.read_bytes())
    return entry_of(bundle.record.id, sha256_hex(bundle.envelope.payload))


def test_records_are_entered_and_get_their_proofs(folder: Path) -> None:
    """Each bundle takes up the proof of its own entry; a record that is entered again keeps its index."""
    paths = [folder / "smallest.zip", folder / "whole.zip"]
    entered = enter(folder / "log", paths, _SIGNER)
    again = enter(folder / "log", paths[::-1], _SIGNER)

    proofs = [unpack_bundle(path.read_bytes()).proof or b"" for path in paths]

    assert ((0, 1), (1, 0), 2) == (entered.indexes, again.indexes, again.log.checkpoint.size)
    assert [0, 1] == [
        check_inclusion(proof, _entry(path), entered.log.key)[0] for proof, path in zip(proofs, paths, strict=True)
    ]
    assert proofs[0] == prove_record(folder / "log", paths[0].read_bytes())


def test_proofs_can_stay_apart(folder: Path) -> None:
    """Without attaching, the bundles keep their bytes."""
    before = (folder / "whole.zip").read_bytes()

    enter(folder / "log", [folder / "whole.zip"], _SIGNER, attach=False)

    assert before == (folder / "whole.zip").read_bytes()


def test_a_damaged_bundle_enters_nothing(folder: Path) -> None:
    """One damaged bundle among several leaves the log as it was."""
    (folder / "whole.zip").write_bytes(b"x")

    with pytest.raises(RecordError):
        enter(folder / "log", [folder / "smallest.zip", folder / "whole.zip"], _SIGNER)

    assert 0 == open_log(folder / "log").checkpoint.size
    with pytest.raises(RecordError) as refusal:
        prove_record(folder / "log", (folder / "smallest.zip").read_bytes())
    assert "log_lacks" == refusal.value.code


def test_growth_is_checked_from_a_folder_and_from_a_proof(folder: Path) -> None:
    """A saved checkpoint is held against the log itself or against a proof from it."""
    enter(folder / "log", [folder / "smallest.zip"], _SIGNER)
    saved = (folder / "log" / "checkpoint").read_bytes()
    enter(folder / "log", [folder / "whole.zip"], _SIGNER)
    proof = folder / "proof"
    proof.write_bytes(prove_growth(folder / "log", saved))
    key = open_log(folder / "log").key

    from_folder, from_proof = check_growth(saved, folder / "log", None), check_growth(saved, proof, key)

    assert (1, 2) == (from_folder[0].size, from_folder[1].size)
    assert from_folder == from_proof
    with pytest.raises(UsageError):
        check_growth(saved, proof, None)


def test_a_rewritten_history_is_found_by_a_saved_checkpoint(folder: Path) -> None:
    """A log that was made anew with the same key but without a record cannot show growth from what was saved."""
    enter(folder / "log", [folder / "smallest.zip"], _SIGNER)
    saved = (folder / "log" / "checkpoint").read_bytes()
    shutil.rmtree(folder / "log")
    found_log(folder / "log", "example.org/log", _SIGNER)
    enter(folder / "log", [folder / "whole.zip"], _SIGNER)
    open_log(folder / "log").add([b"another"], _SIGNER)

    open_log(folder / "log").check()

    for check in (lambda: check_growth(saved, folder / "log", None), lambda: prove_growth(folder / "log", saved)):
        with pytest.raises(RecordError):
            check()


def _openssl_sha256(data: bytes) -> bytes:
    command = [_OPENSSL, "dgst", "-sha256", "-binary"]
    return subprocess.run(command, input=data, check=True, capture_output=True).stdout


@pytest.mark.skipif(not _OPENSSL, reason="openssl is not installed")
def test_openssl_alone_verifies_inclusion_and_growth(tmp_path: Path) -> None:
    """A third party with openssl and the text of RFC 9162 verifies signature, inclusion and growth from the files.

    The steps of 2.1.3.2 and 2.1.4.2 are followed here over hashes that openssl makes; nothing of the program runs.
    """

    def node(left: bytes, right: bytes) -> bytes:
        return _openssl_sha256(b"\x01" + left + right)

    def hashes(lines: list[str]) -> list[bytes]:
        return [base64.b64decode(line) for line in lines]

    key = base64.b64decode((_VECTORS / "log" / "vkey").read_text(encoding="utf-8").split("+", 2)[2])[1:]
    (tmp_path / "key.der").write_bytes(_DER + key)
    (tmp_path / "unzipped").mkdir()
    shutil.unpack_archive(_VECTORS / "whole.zip", tmp_path / "unzipped")
    bag = tmp_path / "unzipped" / "dabiao-record"
    proof, _, checkpoint = (bag / "record.tlog-proof").read_bytes().decode().partition("\n\n")
    text, _, signature = checkpoint.partition("\n\n")
    (tmp_path / "text").write_text(text + "\n", encoding="utf-8")
    (tmp_path / "sig").write_bytes(base64.b64decode(signature.split()[2])[4:])
    verified = subprocess.run(
        [
            _OPENSSL,
            *[
                "pkeyutl",
                "-verify",
                "-pubin",
                "-keyform",
                "DER",
                "-inkey",
                "key.der",
                "-rawin",
                "-in",
                "text",
                "-sigfile",
                "sig",
            ],
        ],
        cwd=tmp_path,
        check=False,
        capture_output=True,
    )
    root, size = base64.b64decode(text.split("\n")[2]), int(text.split("\n")[1])
    entry = (_VECTORS / "log" / "tile" / "entries" / "000.p" / "2").read_bytes()
    leaf = _openssl_sha256(b"\x00" + entry[2 + int.from_bytes(entry[:2]) + 2 :])
    lines = proof.split("\n")

    fn, sn, r = int(lines[1].removeprefix("index ")), size - 1, leaf
    for p in hashes(lines[2:]):
        if fn & 1 or fn == sn:
            r = node(p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node(r, p)
        fn, sn = fn >> 1, sn >> 1

    saved = (_VECTORS / "saved-checkpoint").read_text(encoding="utf-8").split("\n")
    growth = (_VECTORS / "growth-proof").read_text(encoding="utf-8").partition("\n\n")[0].split("\n")
    first, old = int(saved[1]), base64.b64decode(saved[2])
    path = hashes(growth[1:])
    path = path if first & (first - 1) else [old, *path]
    fn, sn, fr, sr = first - 1, size - 1, path[0], path[0]
    for c in path[1:]:
        if fn & 1 or fn == sn:
            fr, sr = node(c, fr), node(c, sr)
        else:
            sr = node(sr, c)
        fn, sn = fn >> 1, sn >> 1

    assert 0 == verified.returncode, verified.stderr
    assert (0, root) == (sn, r)
    assert (old, root) == (fr, sr)
    payload = base64.b64decode(
        (bag / "record.dsse.json").read_text(encoding="utf-8").split('"payload":"')[1].split('"')[0]
    )
    assert hashlib.sha256(payload).hexdigest().encode() in entry


@pytest.mark.skipif("DABIAO_TLOG_PEER" not in os.environ, reason="DABIAO_TLOG_PEER names no Python with a peer in it")
def test_another_implementation_verifies_every_proof(tmp_path: Path) -> None:
    """Two other implementations, rekor-verifier and sigstore, accept what a growing log of 70 entries proves.

    The peer lives in an environment of its own, whose Python DABIAO_TLOG_PEER names.
    """
    log = found_log(tmp_path / "log", "example.org/log", _SIGNER)
    entries = [entry_of(f"r{n}", f"{n:064x}") for n in range(70)]
    lines, points = [], []
    for n, entry in enumerate(entries):
        log, _ = log.add([entry], _SIGNER)
        points.append(log.checkpoint)
        old = points[n // 2]
        growth = log.prove_consistency(old.size).partition(b"\n\n")[0].decode().split("\n")[1:]
        inclusion = log.prove_inclusion(n // 3).partition(b"\n\n")[0].decode().split("\n")[2:]
        proofs = ["".join(f"{base64.b64decode(h).hex()}," for h in proof) for proof in (growth, inclusion)]
        roots = (old.root.hex(), log.checkpoint.root.hex(), entries[n // 3].hex())
        lines.append(" ".join([str(old.size), str(n + 1), str(n // 3), *roots, *(p or "," for p in proofs)]))
    peer = (
        "import sys; from rekor_verifier.merkle_proof import *\n"
        "from sigstore._internal import merkle\n"
        "for line in sys.stdin:\n"
        "    old, new, at, r1, r2, entry, growth, path = line.split()\n"
        "    growth, path = ([h for h in p.split(',') if h] for p in (growth, path))\n"
        "    verify_consistency(DEFAULT_HASHER, int(old), int(new), growth, r1, r2)\n"
        "    leaf = DEFAULT_HASHER.hash_leaf(bytes.fromhex(entry))\n"
        "    verify_inclusion(DEFAULT_HASHER, int(at), int(new), leaf.hex(), path, r2)\n"
        "    inner, border = merkle._decomp_inclusion_proof(int(at), int(new))\n"
        "    hashes = [bytes.fromhex(h) for h in path]\n"
        "    assert len(hashes) == inner + border\n"
        "    got = merkle._chain_inner(merkle._hash_leaf(bytes.fromhex(entry)), hashes[:inner], int(at))\n"
        "    assert merkle._chain_border_right(got, hashes[inner:]).hex() == r2\n"
        "    print('ok')\n"
    )

    done = subprocess.run(
        [os.environ["DABIAO_TLOG_PEER"], "-c", peer],
        input="\n".join(lines) + "\n",
        text=True,
        check=False,
        capture_output=True,
    )

    assert ("", 70) == (done.stderr, done.stdout.count("ok"))


def test_a_kill_loses_nothing_that_was_acknowledged(
    folder: Path, killed_command: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    """Entries whose command ended well stay; the log is whole after every kill and only grows."""
    key = folder / "log.key"
    key.write_bytes(write_key(_SIGNER, None))
    log_key = open_log(folder / "log").key
    chance = random.Random(7)  # noqa: S311 -- moments to kill at, no secret
    end = time.monotonic() + _SECONDS
    acknowledged: set[str] = set()
    killed = 0
    bundles = {name: _entry(folder / name) for name in ("smallest.zip", "whole.zip")}
    saved = b""

    while time.monotonic() < end:
        name = chance.choice(sorted(bundles))
        status = killed_command(folder, chance, "log", "add", "log", name, "--key", str(key))
        killed += status != 0
        log = open_log(folder / "log", log_key)
        log.check()
        if status == 0:
            acknowledged.add(name)
            assert check_inclusion(unpack_bundle((folder / name).read_bytes()).proof or b"", bundles[name], log_key)
        for known in acknowledged:
            assert log.index_of(bundles[known]) is not None
        unpack_bundle((folder / name).read_bytes())
        if saved and read_checkpoint(saved, log_key).size:
            check_growth(saved, folder / "log", log_key)
        saved = log.signed
        if len(acknowledged) == len(bundles) or chance.random() < 0.3:
            size = log.checkpoint.size
            log.add([f"filler {size}".encode()], _SIGNER)
        if len(acknowledged) == len(bundles):
            shutil.rmtree(folder / "log")
            found_log(folder / "log", "example.org/log", _SIGNER)
            acknowledged, saved = set(), b""

    with capsys.disabled():
        sys.stdout.write(f"\nlog add: {killed} killed in {_SECONDS:.0f} s, nothing lost\n")
    assert killed


def test_the_lock_of_a_killed_writer_is_gone(folder: Path) -> None:
    """A writer that died does not hold the log for ever: the next one adds at once."""
    program = (
        "import os, sys; from pathlib import Path; from verifier.record import log\n"
        "with log._locked(Path(sys.argv[1])): os.kill(os.getpid(), 9)"
    )
    if os.name != "posix":
        pytest.skip("SIGKILL is POSIX")
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", program, str(folder / "log")], cwd=root, check=False)

    entered = enter(folder / "log", [folder / "whole.zip"], _SIGNER)

    assert (-9, (0,)) == (done.returncode, entered.indexes)
