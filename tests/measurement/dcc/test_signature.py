"""Signatures in certificates: made here with the same standard, and altered."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

pytest.importorskip("defusedxml", reason="the extra dcc is not installed")
pytest.importorskip("lxml", reason="the extra dcc is not installed")

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from tests.measurement.samples import certificate
from verifier.measurement.dcc.signature import Signature, signature_of
from verifier.measurement.dcc.table import read_certificate

_DS = "http://www.w3.org/2000/09/xmldsig#"
_EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
_SHARED = Path(__file__).parents[3].parent / "shared" / "data" / "dcc"
_QUANTITY = '<dcc:quantity refType="basic_x"><si:real><si:value>1</si:value></si:real></dcc:quantity>'
_PLAIN = certificate(_QUANTITY)
_Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
_EC, _RSA = ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)


def _in_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _issued(key: _Key) -> str:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "lab")])
    day = datetime(2026, 1, 1, tzinfo=UTC)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    dated = built.serial_number(1).not_valid_before(day).not_valid_after(day.replace(year=2030))
    return _in_base64(dated.sign(key, hashes.SHA256()).public_bytes(Encoding.DER))


def _value(key: _Key, signed: bytes) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        return bytes(key.sign(signed, padding.PKCS1v15(), hashes.SHA256()))
    r, s = decode_dss_signature(key.sign(signed, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32) + s.to_bytes(32)


def _signed(
    key: _Key = _EC, method: str = "ecdsa-sha256", transform: str = "http://www.w3.org/2006/12/xml-c14n11"
) -> bytes:
    """A certificate that is signed as a whole, by the words of the standard."""
    digest = hashlib.sha256(etree.tostring(etree.fromstring(_PLAIN).getroottree(), method="c14n")).digest()
    info = (
        f'<ds:SignedInfo xmlns:ds="{_DS}"><ds:CanonicalizationMethod Algorithm="{_EXCLUSIVE}"/>'
        f'<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#{method}"/><ds:Reference URI="">'
        f'<ds:Transforms><ds:Transform Algorithm="{_DS}enveloped-signature"/><ds:Transform Algorithm="{transform}"/>'
        '</ds:Transforms><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
        f"<ds:DigestValue>{_in_base64(digest)}</ds:DigestValue></ds:Reference></ds:SignedInfo>"
    )
    over = etree.tostring(etree.fromstring(info), method="c14n", exclusive=True)
    signature = (
        f'<ds:Signature xmlns:ds="{_DS}">{info}<ds:SignatureValue>{_in_base64(_value(key, over))}</ds:SignatureValue>'
        f"<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{_issued(key)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
        "</ds:Signature>"
    )
    end = b"</dcc:digitalCalibrationCertificate>"
    return _PLAIN.replace(end, signature.encode() + end)


@pytest.mark.parametrize(("key", "method"), [(_EC, "ecdsa-sha256"), (_RSA, "rsa-sha256")])
def test_a_signature_fits_what_was_signed_and_nothing_else(key: _Key, method: str) -> None:
    """As signed it holds; another value, another digest or another signer's value breaks it."""
    whole = _signed(key, method)
    other = _signed(_RSA if key is _EC else _EC, method)

    assert Signature.INTACT is signature_of(whole)
    assert Signature.BROKEN is signature_of(whole.replace(b"<si:value>1<", b"<si:value>2<"))
    assert Signature.BROKEN is signature_of(whole.replace(b"C-1", b"C-2"))
    assert Signature.UNCHECKED is signature_of(other)
    start = whole.index(b"<ds:SignatureValue>") + 19
    flipped = whole[:start] + (b"A" if whole[start : start + 1] != b"A" else b"B") + whole[start + 1 :]
    assert Signature.BROKEN is signature_of(flipped)


def test_what_is_not_read_stays_unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another transform, a second signature, a signature without its parts, and a machine without lxml."""
    whole = _signed()
    end = b"</dcc:digitalCalibrationCertificate>"
    empty = f'<ds:Signature xmlns:ds="{_DS}"/>'.encode()

    assert Signature.UNCHECKED is signature_of(_signed(transform="http://www.w3.org/TR/1999/REC-xpath-19991116"))
    assert Signature.UNCHECKED is signature_of(whole.replace(end, empty + end))
    assert Signature.UNCHECKED is signature_of(_PLAIN.replace(end, empty + end))
    assert Signature.UNCHECKED is signature_of(whole.replace(b"#sha256", b"#md5"))
    assert Signature.ABSENT is signature_of(_PLAIN)
    monkeypatch.setattr("verifier.measurement.dcc.signature.find_spec", lambda _: None)
    assert Signature.UNCHECKED is signature_of(whole)


def test_an_altered_certificate_is_refused() -> None:
    """What was changed after it was signed states no rows; what was not says so."""
    whole = _signed()

    intact = read_certificate(whole, "a.xml", None)
    altered = read_certificate(whole.replace(b"<si:value>1<", b"<si:value>2<"), "a.xml", None)

    assert ["dcc_signature_intact"] == [reason.code for reason in intact.ignored][:1]
    assert (["dcc_signature_broken"], ()) == ([fault.code for fault in altered.faults], altered.rows)


@pytest.mark.skipif(not _SHARED.is_dir(), reason="the shared data are not beside this checkout")
def test_published_certificates_are_told_apart() -> None:
    """The signed example of others holds, its manipulated copy does not, and one without a signature has none."""
    name = "dcc_gp_temperature_typical_v12"
    found = [
        signature_of((_SHARED / f"{name}{part}.xml").read_bytes()) for part in ("", "_signed", "_signed_manipulated")
    ]

    assert [Signature.ABSENT, Signature.INTACT, Signature.BROKEN] == found
