"""The envelope: a payload with the signatures of any number of signers, read strictly.

The bytes of the payload are checked first and parsed afterwards; they are never encoded again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from verifier.errors import RecordError
from verifier.record.canonical import canonical, read_canonical
from verifier.record.keys import Signer, base64_text, read_base64
from verifier.record.trust import Trust, Trusted

__all__ = [
    "PAYLOAD_TYPE",
    "Attested",
    "Envelope",
    "Signature",
    "check_signatures",
    "pae",
    "read_envelope",
    "sign",
    "write_envelope",
]

PAYLOAD_TYPE: Final = "application/vnd.in-toto+json"
_MOST_SIGNATURES: Final = 100


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature: the id of its key and its bytes."""

    keyid: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """A payload and its signatures, in the order in which they were made."""

    payload: bytes
    signatures: tuple[Signature, ...] = ()


@dataclass(frozen=True, slots=True)
class Attested:
    """A signature that was checked and is genuine.

    Args:
        signer: Whose it is.
        counts: Whether it counts towards the threshold: its key was not revoked, or was so only later.
        stamped: The civil date that a time stamp gives it.
    """

    signer: Trusted
    counts: bool
    stamped: date | None = None


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)


class _Signature(_Strict):
    keyid: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    sig: str


class _Envelope(_Strict):
    payload: str
    payloadType: str  # noqa: N815 -- the standard's own name
    signatures: Annotated[list[_Signature], Field(max_length=_MOST_SIGNATURES)]


def pae(payload_type: str, payload: bytes) -> bytes:
    """What is signed: the payload's type and bytes, each with its length before it.

    Source:
        DSSE 1.0.2 (2024), protocol: "PAE(type, body)".

    >>> pae("http://example.com/HelloWorld", b"hello world")
    b'DSSEv1 29 http://example.com/HelloWorld 11 hello world'
    """
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def sign(envelope: Envelope, signer: Signer) -> Envelope:
    """The envelope with one more signature.

    Raises:
        RecordError: This key has signed already.
    """
    keyid = signer.public.keyid
    if any(signature.keyid == keyid for signature in envelope.signatures):
        raise RecordError("signed_already", keyid=keyid)
    value = signer.sign(pae(PAYLOAD_TYPE, envelope.payload))
    return Envelope(envelope.payload, (*envelope.signatures, Signature(keyid, value)))


def write_envelope(envelope: Envelope) -> bytes:
    """The canonical bytes of an envelope."""
    signatures = [{"keyid": s.keyid, "sig": base64_text(s.value)} for s in envelope.signatures]
    return canonical({"payload": base64_text(envelope.payload), "payloadType": PAYLOAD_TYPE, "signatures": signatures})


def read_envelope(data: bytes) -> Envelope:
    """An envelope from its bytes; nothing is said of its signatures yet.

    Raises:
        RecordError: The bytes are not the canonical form of an envelope: a member is unknown, missing or twice,
            base64 is not the one that encodes its bytes, the type is another, or a key signs twice.
    """
    try:
        fields = _Envelope.model_validate(read_canonical(data, "envelope"))
    except ValidationError as error:
        raise RecordError("envelope_form", where=_place(error)) from error
    if fields.payloadType != PAYLOAD_TYPE:
        raise RecordError("envelope_type", read=fields.payloadType, expected=PAYLOAD_TYPE)
    payload = read_base64(fields.payload)
    if payload is None:
        raise RecordError("envelope_base64", where="payload")
    signatures = []
    for signature in fields.signatures:
        value = read_base64(signature.sig)
        if value is None:
            raise RecordError("envelope_base64", where="signatures")
        signatures.append(Signature(signature.keyid, value))
    keyids = [signature.keyid for signature in signatures]
    if len(set(keyids)) != len(keyids):
        raise RecordError("envelope_key_twice")
    return Envelope(payload, tuple(signatures))


def check_signatures(
    envelope: Envelope,
    trust: Trust,
    threshold: int = 1,
    *,
    stamps: dict[str, date] | None = None,
    allow_unknown: bool = False,
) -> tuple[Attested, ...]:
    """The signatures of an envelope, all checked, and enough of them.

    1. Every signature is by a known key, unless `allow_unknown`; an unknown one is then left out of account.
    2. Every signature by a known key is genuine.
    3. A revoked key counts only where a time stamp shows that it signed before.
    4. Distinct public keys are counted, never key ids.

    Args:
        envelope: The payload and its signatures.
        trust: The keys that are known.
        threshold: How many distinct keys must have signed, at least 1.
        stamps: Key id -> the date that a checked time stamp gives the key's signature.
        allow_unknown: Pass over signatures by keys that are not known.

    Raises:
        RecordError: A signature is not genuine or by an unknown key, or too few keys count.
    """
    message = pae(PAYLOAD_TYPE, envelope.payload)
    attested = []
    for signature in envelope.signatures:
        known = trust.of(signature.keyid)
        if known is None:
            if allow_unknown:
                continue
            raise RecordError("signer_unknown", keyid=signature.keyid)
        if not known.key.verifies(message, signature.value):
            raise RecordError("signature_wrong", name=known.name, keyid=signature.keyid)
        stamped = (stamps or {}).get(signature.keyid)
        counts = known.revoked is None or (stamped is not None and stamped < known.revoked)
        attested.append(Attested(known, counts, stamped))
    counted = len({found.signer.key.raw for found in attested if found.counts})
    if counted < max(threshold, 1):
        raise RecordError("signatures_few", found=counted, threshold=max(threshold, 1), signatures=len(attested))
    return tuple(attested)


def _place(error: ValidationError) -> str:
    return ".".join(str(part) for part in error.errors()[0]["loc"]) or "-"
