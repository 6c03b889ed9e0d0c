"""Time stamps of signatures by an authority, so that a key revoked later still counts for what it signed before.

Nothing here uses a network: a query is written to a file, an authority answers it by whatever means, and the answer
is put beside the signature. The extra `timestamp` brings the library that reads and checks the answer.

Source:
    RFC 3161 (2001), 2.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from importlib.util import find_spec
from typing import Final

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_der_x509_certificate, load_pem_x509_certificates

from verifier.errors import RecordError, TrustError, UsageError

__all__ = ["check_stamp", "civil_date", "read_authorities", "stamp_query"]

_LARGEST: Final = 1_000_000
# Asia/Shanghai has had no other offset since 1991; a bare machine may lack the time zone database.
_CIVIL: Final = timezone(timedelta(hours=8))


def stamp_query(signature: bytes) -> bytes:
    """The query that asks an authority to stamp a signature's bytes: SHA-256, its certificate wanted.

    Raises:
        UsageError: The extra `timestamp` is not installed.
    """
    _needs_library()
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    asked = TimestampRequestBuilder().data(signature).hash_algorithm(HashAlgorithm.SHA256)
    return bytes(asked.nonce(nonce=False).cert_request(cert_request=True).build().as_bytes())


def read_authorities(data: bytes) -> tuple[bytes, ...]:
    """The certificates of trusted authorities in a PEM file, in DER.

    Raises:
        TrustError: The file holds no certificate.
    """
    try:
        found = load_pem_x509_certificates(data[:_LARGEST])
        return tuple(certificate.public_bytes(Encoding.DER) for certificate in found)
    except ValueError as error:
        raise TrustError("authority_form") from error


def check_stamp(stamp: bytes, signature: bytes, authorities: Sequence[bytes]) -> datetime:
    """The time at which an authority saw a signature.

    Args:
        stamp: The authority's answer.
        signature: The signature's bytes.
        authorities: Certificates of the trusted roots, in DER.

    Raises:
        RecordError: The answer cannot be read, is not by a trusted authority, or stamps something else.
        UsageError: The extra `timestamp` is not installed.
    """
    _needs_library()
    from rfc3161_client import (
        VerificationError,
        VerifierBuilder,
        decode_timestamp_response,
    )

    builder = VerifierBuilder()
    for authority in authorities:
        builder = builder.add_root_certificate(load_der_x509_certificate(authority))
    try:
        answer = decode_timestamp_response(stamp)
        # One encoding only: spare bytes behind the answer would be covered by nothing.
        if len(stamp) > _LARGEST or answer.as_bytes() != stamp:
            raise RecordError("stamp_form")
        builder.build().verify_message(answer, signature)
        return answer.tst_info.gen_time.astimezone(UTC)
    except (VerificationError, ValueError) as error:
        raise RecordError("stamp_refused") from error


def civil_date(moment: datetime) -> date:
    """The civil date of a moment in Asia/Shanghai."""
    return moment.astimezone(_CIVIL).date()


def _needs_library() -> None:
    if find_spec("rfc3161_client") is None:
        raise UsageError("record_extra_missing", extra="timestamp")
