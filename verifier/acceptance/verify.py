"""Verify a bundle: whose record it is, when it was stamped, and where it was logged. No network is used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from verifier.errors import RecordError
from verifier.record.bundle import Bundle, unpack_bundle
from verifier.record.canonical import sha256_hex
from verifier.record.envelope import Attested, check_signatures
from verifier.record.log import entry_of
from verifier.record.note import Checkpoint, LogKey
from verifier.record.proof import check_inclusion
from verifier.record.timestamp import check_stamp, civil_date
from verifier.record.trust import Trust

__all__ = ["Known", "Verified", "verify"]


@dataclass(frozen=True, slots=True)
class Known:
    """What an auditor knows beforehand; none of it comes from inside the bundle.

    Args:
        trust: The keys whose signatures count.
        threshold: How many distinct keys must have signed.
        authorities: Certificates of time stamping authorities, in DER; empty leaves time stamps unchecked.
        log_key: The log's public key; None leaves the log's proof unchecked.
        allow_unknown: Pass over signatures by keys that are not known.
    """

    trust: Trust
    threshold: int = 1
    authorities: Sequence[bytes] = ()
    log_key: LogKey | None = None
    allow_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Verified:
    """A bundle that was verified.

    Args:
        bundle: The bundle.
        attested: Its genuine signatures.
        stamps: Key id -> the time an authority gave that key's signature.
        logged: Index and checkpoint where the log's proof was checked.
    """

    bundle: Bundle
    attested: tuple[Attested, ...]
    stamps: dict[str, datetime]
    logged: tuple[int, Checkpoint] | None


def verify(data: bytes, known: Known) -> Verified:
    """Verify a bundle against what is known.

    1. The bytes are those of one bundle, and every file has the digest that the statement names.
    2. Time stamps are by known authorities and of these signatures, where authorities are known.
    3. Every signature is by a known key and genuine, and enough distinct keys count.
    4. The statement is in the log, where the log's key is known.

    Raises:
        RecordError: One of these does not hold.
    """
    # 1.
    bundle = unpack_bundle(data)
    # 2.
    values = {signature.keyid: signature.value for signature in bundle.envelope.signatures}
    stamps = {}
    if known.authorities:
        if not bundle.stamps:
            raise RecordError("stamp_absent")
        stamps = {keyid: check_stamp(stamp, values[keyid], known.authorities) for keyid, stamp in bundle.stamps.items()}
    # 3.
    dates = {keyid: civil_date(moment) for keyid, moment in stamps.items()}
    attested = check_signatures(
        bundle.envelope, known.trust, known.threshold, stamps=dates, allow_unknown=known.allow_unknown
    )
    # 4.
    logged = None
    if known.log_key is not None:
        if bundle.proof is None:
            raise RecordError("proof_absent")
        entry = entry_of(bundle.record.id, sha256_hex(bundle.envelope.payload))
        logged = check_inclusion(bundle.proof, entry, known.log_key)
    return Verified(bundle, attested, stamps, logged)
