"""The bundle: a valid BagIt bag with what the statement names, no more and no less."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from verifier.errors import RecordError
from verifier.record.archive import pack, unpack
from verifier.record.bundle import CATALOGUE, SUBMISSION, pack_bundle, unpack_bundle
from verifier.record.canonical import sha256_hex
from verifier.record.envelope import Envelope
from verifier.record.statement import write_statement

_DATA = (Path(__file__).parents[1] / "vectors" / "records" / "v1" / "whole.zip").read_bytes()
_TOP = "dabiao-record/"


def _code(data: bytes) -> str:
    with pytest.raises(RecordError) as refusal:
        unpack_bundle(data)
    return refusal.value.code


def test_a_bundle_reads_back() -> None:
    """A bundle that was read is packed to the same bytes."""
    assert _DATA == pack_bundle(unpack_bundle(_DATA))


def test_it_is_a_bag() -> None:
    """The declaration is BagIt 1.0's, and every manifest line is the digest of the file that it names (RFC 8493, 2)."""
    members = {name.removeprefix(_TOP): data for name, data in unpack(_DATA).items()}
    listed = {}
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        for line in members[manifest].decode().splitlines():
            digest, name = line.split("  ", 1)
            listed[name] = digest

    assert b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n" == members["bagit.txt"]
    assert {name: hashlib.sha256(members[name]).hexdigest() for name in listed} == listed
    assert set(members) - set(listed) == {"tagmanifest-sha256.txt"}


def test_files_under_a_folder() -> None:
    """The submission's and the catalogue's files are found by their own names."""
    bundle = unpack_bundle(_DATA)

    assert {"rows.csv", "submission.toml", "证书.txt"} == set(bundle.under(SUBMISSION))
    assert {"guide.toml", "9999.toml"} == set(bundle.under(CATALOGUE))


def test_a_percent_sign_is_encoded_in_the_manifest() -> None:
    """A name with a percent sign is encoded in the manifest as BagIt asks, and reads back."""
    bundle = unpack_bundle(_DATA)
    name = "50%.txt"
    record = replace(bundle.record, subjects={**bundle.record.subjects, name: sha256_hex(b"x")})
    made = replace(
        bundle,
        files={**bundle.files, SUBMISSION + name: b"x"},
        record=record,
        envelope=Envelope(write_statement(record)),
        proof=None,
    )

    packed = pack_bundle(made)

    assert b"data/submission/50%25.txt\n" in packed
    assert b"x" == unpack_bundle(packed).under(SUBMISSION)[name]


def test_a_submission_is_no_material() -> None:
    """A record that names a submission's file among its materials is refused: it could hide one from the judge."""
    bundle = unpack_bundle(_DATA)
    subjects = dict(bundle.record.subjects)
    moved = {f"{SUBMISSION}rows.csv": subjects.pop("rows.csv")}
    record = replace(bundle.record, subjects=subjects, materials={**bundle.record.materials, **moved})

    assert "statement_files" == _code(pack_bundle(replace(bundle, envelope=Envelope(write_statement(record)))))


def test_a_changed_file_is_named() -> None:
    """The refusal names the file that was changed, lacks, or is too many."""
    members = unpack(_DATA)
    name = f"{_TOP}data/submission/rows.csv"

    assert "bundle_digest" == _code(pack({**members, name: b"changed"}))
    assert "bundle_files" == _code(pack({k: v for k, v in members.items() if k != name}))
    assert "bundle_files" == _code(pack({**members, f"{_TOP}data/x": b""}))
    assert "bundle_manifest" == _code(pack({**members, f"{_TOP}bagit.txt": b""}))
    assert "bundle_manifest" == _code(pack({**members, f"{_TOP}x": b""}))
    assert "bundle_member" == _code(pack({**members, "x": b""}))


def test_a_stamp_needs_its_signature() -> None:
    """A time stamp of a signature that is not there is refused."""
    bundle = unpack_bundle(_DATA)

    assert "bundle_stamps" == _code(pack_bundle(replace(bundle, stamps={"0" * 64: b"x"})))
