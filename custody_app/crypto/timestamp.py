"""Time-stamp tokens of RFC 3161, as `openssl ts` and public authorities make them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from custody_app.crypto.der import GENERALIZED_TIME, OCTET_STRING, SET, DerWrong, Element, read_element
from custody_app.diagnostics import InputWrong

Certificate = x509.Certificate

_SIGNED_DATA: Final = "2a864886f70d010702"
_TST_INFO: Final = "2a864886f70d0109100104"
_CONTENT_TYPE: Final = "2a864886f70d010903"
_MESSAGE_DIGEST: Final = "2a864886f70d010904"
_SIGNING_CERTIFICATE: Final = "2a864886f70d010910020c"
_SIGNING_CERTIFICATE_V2: Final = "2a864886f70d010910022f"
_SHA256: Final = "608648016503040201"
_HASHES: Final[dict[str, type[hashes.HashAlgorithm]]] = {
    _SHA256: hashes.SHA256,
    "608648016503040202": hashes.SHA384,
    "608648016503040203": hashes.SHA512,
}
_KEY_IDENTIFIER: Final = 0x80
_TIME_STAMPING: Final = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.8")


@dataclass(frozen=True, slots=True)
class TimestampQuery:
    """What an authority was asked: the SHA-256 of a text, and a nonce if there was one."""

    imprint: bytes
    nonce: int | None


@dataclass(frozen=True, slots=True)
class TimestampToken:
    """What an authority answered; read, not yet believed.

    Attributes:
        imprint: SHA-256 of what was stamped.
        time: genTime, aware, UTC.
        nonce: the query's, or None.
        info: DER of TSTInfo, which the signer's `messageDigest` must be of.
        signer: SignerInfo.
        certificates: those the token carries.
    """

    imprint: bytes
    time: datetime
    nonce: int | None
    info: bytes
    signer: tuple[Element, ...]
    certificates: tuple[x509.Certificate, ...]

    def names(self, certificate: x509.Certificate) -> bool:
        """Tell whether the signer identifier is of this certificate: issuer and number, or the key's identifier."""
        try:
            sid = self.signer[1]
            if sid.tag == _KEY_IDENTIFIER:
                held = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
                return sid.content == held.value.digest
            issuer, number = sid.children()
            return issuer.encoded == certificate.issuer.public_bytes() and number.integer == certificate.serial_number
        except (InputWrong, ValueError, IndexError, x509.ExtensionNotFound):
            return False

    def signer_certificate(self, pinned: Iterable[x509.Certificate]) -> x509.Certificate | None:
        """Return the certificate whose key made the signature, from `pinned` or from the token; None if none did."""
        return next((found for found in (*pinned, *self.certificates) if self.is_signed_by(found)), None)

    def is_signed_by(self, certificate: x509.Certificate) -> bool:
        """Tell whether the signature holds with this certificate, which the token names as RFC 3161 asks."""
        try:
            attributes, digest_oid, algorithm_oid, signature = _signer_parts(self.signer)
            digest = _HASHES[digest_oid]()
            held = _attributes(attributes)
            computed = hashlib.new(digest.name, self.info).digest()
            if held[_MESSAGE_DIGEST].expect(OCTET_STRING).content != computed or held[_CONTENT_TYPE].oid != _TST_INFO:
                return False
            if not _names_certificate(held, certificate) or not _may_stamp(certificate):
                return False
            # The signature is over the attributes as a SET, not with the implicit tag they are sent with.
            signed = bytes([SET]) + attributes.encoded[1:]
            return _verify(certificate, signature, signed, digest, algorithm_oid)
        except (InputWrong, KeyError, ValueError, IndexError, UnsupportedAlgorithm):
            return False


def read_query(encoded: bytes) -> TimestampQuery:
    """Return the query of a `.tsq` file (RFC 3161, TimeStampReq).

    Raises:
        InputWrong: DER, it is none, or asks for another digest than SHA-256.
    """
    try:
        parts = read_element(encoded).children()
        imprint = _imprint(parts[1])
        return TimestampQuery(imprint, next((part.integer for part in parts[2:] if part.tag == 0x02), None))
    except IndexError:
        raise DerWrong from None


def read_response(encoded: bytes) -> TimestampToken:
    """Return the token of a `.tsr` file (RFC 3161, TimeStampResp) whose status is granted.

    Raises:
        InputWrong: DER, it is none, was refused, or its content cannot be read.
    """
    try:
        response = read_element(encoded).children()
        if response[0].children()[0].integer not in (0, 1):
            raise DerWrong
        content_type, wrapped = response[1].children()
        if content_type.oid != _SIGNED_DATA:
            raise DerWrong
        return _token(wrapped.children(0xA0)[0].children())
    except (IndexError, ValueError):
        raise DerWrong from None


def read_certificates(pem: bytes) -> list[x509.Certificate]:
    """Return the certificates of a PEM file; [] where there is none that can be read."""
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError:
        return []


def is_pinned(certificate: x509.Certificate, pinned: Iterable[x509.Certificate]) -> bool:
    """Tell whether `certificate` is one of `pinned`, byte for byte."""
    encoded = certificate.public_bytes(Encoding.DER)
    return any(encoded == known.public_bytes(Encoding.DER) for known in pinned)


def is_valid_at(certificate: x509.Certificate, time: datetime) -> bool:
    """Tell whether the certificate's validity covers `time`."""
    return certificate.not_valid_before_utc <= time <= certificate.not_valid_after_utc


def _token(signed_data: Sequence[Element]) -> TimestampToken:
    content_type, content = signed_data[2].children()
    if content_type.oid != _TST_INFO:
        raise DerWrong
    info = content.children(0xA0)[0].expect(OCTET_STRING).content
    certificates: list[x509.Certificate] = []
    for part in signed_data[3:-1]:
        if part.tag == 0xA0:
            certificates += [x509.load_der_x509_certificate(each.encoded) for each in part.children(0xA0)]
    signers = signed_data[-1].children(SET)
    if len(signers) != 1:
        raise DerWrong
    fields = read_element(info).children()
    time = _time(fields[4].expect(GENERALIZED_TIME).content)
    # After genTime: accuracy (SEQUENCE), ordering (BOOLEAN), nonce (INTEGER), tsa [0], extensions [1].
    nonce = next((field.integer for field in fields[5:] if field.tag == 0x02), None)
    return TimestampToken(_imprint(fields[2]), time, nonce, info, tuple(signers[0].children()), tuple(certificates))


def _imprint(element: Element) -> bytes:
    algorithm, digest = element.children()
    if algorithm.children()[0].oid != _SHA256:
        raise DerWrong
    return digest.expect(OCTET_STRING).content


def _time(text: bytes) -> datetime:
    told = text.decode("ascii")
    form = "%Y%m%d%H%M%S.%fZ" if "." in told else "%Y%m%d%H%M%SZ"
    return datetime.strptime(told, form).replace(tzinfo=UTC)


def _signer_parts(signer: Sequence[Element]) -> tuple[Element, str, str, bytes]:
    _, _, digest, attributes, algorithm, signature = signer[:6]
    if attributes.tag != 0xA0:
        raise DerWrong
    oids = digest.children()[0].oid, algorithm.children()[0].oid
    return attributes, *oids, signature.expect(OCTET_STRING).content


def _attributes(attributes: Element) -> dict[str, Element]:
    held = {}
    for attribute in attributes.children(0xA0):
        kind, values = attribute.children()
        held[kind.oid] = values.children(SET)[0]
    return held


def _names_certificate(held: dict[str, Element], certificate: x509.Certificate) -> bool:
    """Tell whether ESSCertID names this certificate first, as RFC 3161 asks (RFC 2634, RFC 5035)."""
    encoded = certificate.public_bytes(Encoding.DER)
    if _SIGNING_CERTIFICATE_V2 in held:
        first = held[_SIGNING_CERTIFICATE_V2].children()[0].children()[0].children()
        digest = "sha256"
        if first[0].tag != OCTET_STRING:
            digest = _HASHES[first[0].children()[0].oid]().name
            first = first[1:]
        return first[0].content == hashlib.new(digest, encoded).digest()
    if _SIGNING_CERTIFICATE in held:
        first = held[_SIGNING_CERTIFICATE].children()[0].children()[0].children()
        return first[0].content == hashlib.sha1(encoded, usedforsecurity=False).digest()
    return False


def _may_stamp(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        return False
    return list(usage.value) == [_TIME_STAMPING]


def _verify(
    certificate: x509.Certificate, signature: bytes, signed: bytes, digest: hashes.HashAlgorithm, algorithm: str
) -> bool:
    key = certificate.public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            if algorithm == _RSA_PSS:
                return False
            key.verify(signature, signed, padding.PKCS1v15(), _RSA_HASHES.get(algorithm, type(digest))())
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, signed, ec.ECDSA(_ECDSA_HASHES.get(algorithm, type(digest))()))
        elif isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(signature, signed)
        else:
            return False
    except InvalidSignature:
        return False
    return True


_RSA_PSS: Final = "2a864886f70d01010a"
_RSA_HASHES: Final[dict[str, type[hashes.HashAlgorithm]]] = {
    "2a864886f70d01010b": hashes.SHA256,
    "2a864886f70d01010c": hashes.SHA384,
    "2a864886f70d01010d": hashes.SHA512,
}
_ECDSA_HASHES: Final[dict[str, type[hashes.HashAlgorithm]]] = {
    "2a8648ce3d040302": hashes.SHA256,
    "2a8648ce3d040303": hashes.SHA384,
    "2a8648ce3d040304": hashes.SHA512,
}
