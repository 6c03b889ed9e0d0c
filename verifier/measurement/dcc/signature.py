"""The signature in a certificate: whether the bytes are those that were signed. Whose key it is stays open.

Read where lxml is installed, and only where every algorithm is one of those below: what else there may be stays
unchecked, and is said to be.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from enum import StrEnum
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.x509 import load_der_x509_certificate

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["Signature", "signature_of"]

_DS: Final = "{http://www.w3.org/2000/09/xmldsig#}"
_ENVELOPED: Final = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
_EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
# Both say the same of a whole document.
_INCLUSIVE: Final = ("http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "http://www.w3.org/2006/12/xml-c14n11")
_DIGESTS: Final = {
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}
_HASHES: Final = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
_METHOD: Final = "http://www.w3.org/2001/04/xmldsig-more#"


class Signature(StrEnum):
    """What was found of a certificate's signature."""

    ABSENT = "absent"
    UNCHECKED = "unchecked"
    INTACT = "intact"
    BROKEN = "broken"


class _Unknown(Exception):  # noqa: N818 -- no error: a way out
    """The signature uses what is not read."""


def signature_of(data: bytes) -> Signature:
    """Whether a certificate's bytes are those that its signature was made for.

    1. The digest of each part that is signed, of the whole certificate among them. 2. The value over these digests,
    by the key of the certificate that lies within.

    Args:
        data: The XML, seen to be sound and without document type.

    Source:
        W3C XML Signature Syntax and Processing 1.1 (2013), section 3.2.
    """
    if find_spec("lxml") is None:
        return Signature.UNCHECKED
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_blank_text=False)
    try:
        root = etree.fromstring(data, parser)
        found = list(root.iter(f"{_DS}Signature"))
        if len(found) != 1:
            return Signature.UNCHECKED if found else Signature.ABSENT
        return Signature.INTACT if _holds(found[0]) else Signature.BROKEN
    except (_Unknown, etree.LxmlError, binascii.Error, ValueError, TypeError, UnsupportedAlgorithm):
        return Signature.UNCHECKED


def _holds(signature: _Element) -> bool:
    info = _child(signature, "SignedInfo")
    value = base64.b64decode(_text(_child(signature, "SignatureValue")))
    certificate = base64.b64decode(_text(next(signature.iter(f"{_DS}X509Certificate"), None)))
    method = _child(info, "SignatureMethod").get("Algorithm", "")
    signed = _canonical(info, _child(info, "CanonicalizationMethod").get("Algorithm", ""))
    references = info.findall(f"{_DS}Reference")
    if not any(not one.get("URI", "-") for one in references):
        raise _Unknown
    # Taken before the signature leaves its document.
    pinned = [_pinned(one, signature) for one in references if one.get("URI")]
    whole = [_pinned(one, signature) for one in references if not one.get("URI")]
    return all((*pinned, *whole)) and _fits(certificate, method, signed, value)


def _pinned(reference: _Element, signature: _Element) -> bool:
    """Whether the digest of what a reference names is the one that it states."""
    name = _DIGESTS.get(_child(reference, "DigestMethod").get("Algorithm", ""))
    listed = _child(reference, "Transforms").findall(f"{_DS}Transform")
    transforms = [one.get("Algorithm", "") for one in listed]
    uri = reference.get("URI", "")
    if name is None or any(len(one) for one in listed):
        raise _Unknown
    if uri:
        parts = [one for one in signature.iter() if one.get("Id") == uri.removeprefix("#")]
        if len(parts) != 1 or len(transforms) != 1:
            raise _Unknown
        data = _canonical(parts[0], transforms[0])
    else:
        data = _enveloping(signature, transforms)
    stated = base64.b64decode(_text(_child(reference, "DigestValue")))
    return hashlib.new(name, data).digest() == stated


def _enveloping(signature: _Element, transforms: list[str]) -> bytes:
    """The document around its signature."""
    from lxml import etree

    known = {(_ENVELOPED, one): False for one in _INCLUSIVE} | {(_ENVELOPED,): False, (_ENVELOPED, _EXCLUSIVE): True}
    exclusive = known.get(tuple(transforms))
    parent, tree = signature.getparent(), signature.getroottree()
    if exclusive is None or parent is None:
        raise _Unknown
    before, tail = signature.getprevious(), signature.tail or ""
    # What is removed takes the text behind it along.
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(signature)
    document: bytes = etree.tostring(tree, method="c14n", exclusive=exclusive, with_comments=False)
    return document


def _canonical(element: _Element, method: str) -> bytes:
    from lxml import etree

    if method != _EXCLUSIVE:
        raise _Unknown
    canonical: bytes = etree.tostring(element, method="c14n", exclusive=True, with_comments=False)
    return canonical


def _fits(certificate: bytes, method: str, signed: bytes, value: bytes) -> bool:
    """Whether a value was made over bytes with the key of a certificate."""
    scheme, _, digest = method.removeprefix(_METHOD).partition("-")
    key: Any = load_der_x509_certificate(certificate).public_key()
    kind = _HASHES.get(digest)
    if kind is None or not method.startswith(_METHOD):
        raise _Unknown
    try:
        if scheme == "rsa" and isinstance(key, rsa.RSAPublicKey):
            key.verify(value, signed, padding.PKCS1v15(), kind)
        elif scheme == "ecdsa" and isinstance(key, ec.EllipticCurvePublicKey):
            half = len(value) // 2
            pair = encode_dss_signature(int.from_bytes(value[:half]), int.from_bytes(value[half:]))
            key.verify(pair, signed, ec.ECDSA(kind))
        else:
            raise _Unknown
    except InvalidSignature:
        return False
    return True


def _child(element: _Element, name: str) -> _Element:
    found = element.find(f"{_DS}{name}")
    if found is None:
        raise _Unknown
    return found


def _text(element: _Element | None) -> str:
    return "" if element is None else "".join((element.text or "").split())
