"""The bundle: a BagIt bag in a zip, which holds all that a re-run needs.

What lies under ``data/`` is what the statement names, no more and no less: the submission's files, the catalogue, the
constraints. Beside it stand the envelope, and what was added later: a log's proof and time stamps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from verifier.errors import RecordError
from verifier.record.archive import pack, unpack
from verifier.record.canonical import sha256_hex
from verifier.record.envelope import Envelope, read_envelope, write_envelope
from verifier.record.statement import Record, read_statement

__all__ = [
    "CATALOGUE",
    "CONSTRAINTS",
    "CONTRACT",
    "PROGRAM",
    "SUBMISSION",
    "WAIVERS",
    "Bundle",
    "is_bundle",
    "pack_bundle",
    "unpack_bundle",
]

SUBMISSION: Final = "submission/"
CATALOGUE: Final = "catalogue/"
CONTRACT: Final = "contract/"
PROGRAM: Final = "program/"
CONSTRAINTS: Final = "constraints.txt"
WAIVERS: Final = "waivers.toml"

_TOP: Final = "dabiao-record/"
_DATA: Final = "data/"
_BAGIT: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_ENVELOPE: Final = "record.dsse.json"
_PROOF: Final = "record.tlog-proof"
_STAMPS: Final = "timestamps/"
_MANIFEST: Final = "manifest-sha256.txt"
_TAGS: Final = "tagmanifest-sha256.txt"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle in memory.

    Args:
        files: Name -> bytes of every file under ``data/``.
        envelope: The signed statement.
        proof: The log's proof, as the log gave it.
        stamps: Key id -> time stamp of that key's signature (RFC 3161).
        record: What the statement says.
    """

    files: Mapping[str, bytes]
    envelope: Envelope
    record: Record
    proof: bytes | None = None
    stamps: Mapping[str, bytes] = field(default_factory=dict)

    def under(self, folder: str) -> dict[str, bytes]:
        """The files below a folder of ``data/``, by their names in it."""
        return {name.removeprefix(folder): data for name, data in self.files.items() if name.startswith(folder)}

    def signed(self, envelope: Envelope) -> Bundle:
        """The same bundle with an envelope that has further signatures."""
        return replace(self, envelope=envelope)


def is_bundle(data: bytes) -> bool:
    """Whether bytes begin as a bundle does, and not as another zip."""
    # APPNOTE.TXT 4.3.7: the name of the first member begins at byte 30.
    return data[30:].startswith(_TOP.encode())


def pack_bundle(bundle: Bundle) -> bytes:
    """The bytes of a bundle.

    Raises:
        RecordError: A name cannot stand in an archive, or there is too much to pack.

    Source:
        RFC 8493 (2018), BagIt 1.0, 2 and 4.1.
    """
    return pack(_members(bundle))


def unpack_bundle(data: bytes) -> Bundle:
    """The bundle that bytes hold; nothing is said of its signatures yet.

    1. The archive is the one spelling of its members.
    2. The manifests are the ones of these members, and there is nothing beside what a bundle may hold.
    3. The envelope and the statement in it are in canonical form.
    4. The files under ``data/`` are those that the statement names, with the digests that it names.

    Raises:
        RecordError: One of these does not hold.
    """
    found = unpack(data)
    for name in found:
        if not name.startswith(_TOP):
            raise RecordError("bundle_member", name=name)
    members = {name.removeprefix(_TOP): content for name, content in found.items()}
    files = {name.removeprefix(_DATA): content for name, content in members.items() if name.startswith(_DATA)}
    stamps = {
        name.removeprefix(_STAMPS).removesuffix(".tsr"): content
        for name, content in members.items()
        if name.startswith(_STAMPS)
    }
    for name in ("bagit.txt", _MANIFEST, _TAGS, _ENVELOPE):
        if name not in members:
            raise RecordError("bundle_lacks", name=name)
    envelope = read_envelope(members[_ENVELOPE])
    record = read_statement(envelope.payload)
    _check_files(files, record)
    bundle = Bundle(files, envelope, record, members.get(_PROOF), stamps)
    if _members(bundle) != found:
        raise RecordError("bundle_manifest")
    if not set(stamps) <= {signature.keyid for signature in envelope.signatures}:
        raise RecordError("bundle_stamps")
    return bundle


def _members(bundle: Bundle) -> dict[str, bytes]:
    tags = {"bagit.txt": _BAGIT, _ENVELOPE: write_envelope(bundle.envelope)}
    tags[_MANIFEST] = _manifest({_DATA + name: data for name, data in bundle.files.items()})
    if bundle.proof is not None:
        tags[_PROOF] = bundle.proof
    tags |= {f"{_STAMPS}{keyid}.tsr": stamp for keyid, stamp in bundle.stamps.items()}
    tags[_TAGS] = _manifest(tags)
    members = {_TOP + name: data for name, data in tags.items()}
    return members | {f"{_TOP}{_DATA}{name}": data for name, data in bundle.files.items()}


def _check_files(files: Mapping[str, bytes], record: Record) -> None:
    stated = {SUBMISSION + name: digest for name, digest in record.subjects.items()}
    stated |= record.materials
    if any(name.startswith(SUBMISSION) for name in record.materials):
        raise RecordError("statement_files")
    if set(stated) != set(files):
        raise RecordError("bundle_files", name=min(set(stated) ^ set(files)))
    for name, content in files.items():
        if sha256_hex(content) != stated[name]:
            raise RecordError("bundle_digest", name=name)


def _manifest(files: Mapping[str, bytes]) -> bytes:
    # RFC 8493 2.1.3: a line feed, carriage return or percent sign in a path is percent-encoded.
    lines = [f"{sha256_hex(files[name])}  {name.replace('%', '%25')}\n" for name in sorted(files)]
    return "".join(lines).encode("utf-8", "surrogatepass")
