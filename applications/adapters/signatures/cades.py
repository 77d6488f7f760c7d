"""CAdES: opens a .p7m, one envelope in the other all through, and asks every signer of every envelope."""

import binascii
import re
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, core, pem
from pyhanko.sign.general import extract_certificate_info, extract_signer_info
from pyhanko.sign.validation import async_validate_cms_signature
from pyhanko.sign.validation.generic_cms import extract_self_reported_ts

from applications.adapters.signatures.anchors import Anchors
from applications.adapters.signatures.trust import awaited, context_for, signer_of
from applications.domain.signature import Signer
from applications.enums import Unreadable

# More than any honest file has; a hostile one must not keep the portal busy.
ENVELOPES, SIGNERS, CERTIFICATES = 5, 10, 30
BASE64 = re.compile(rb"[A-Za-z0-9+/=\s]+")
SIGNED_DATA = "1.2.840.113549.1.7.2"
SEQUENCE = 0x30


class Unopened(Exception):
    """The file says nothing; `why` is in the words of the domain."""

    def __init__(self, why: Unreadable) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Opened:
    """What was in the innermost envelope, and who signed any of them."""

    content: bytes
    signers: tuple[Signer, ...]


def open_all(content: bytes, anchors: Anchors, at: datetime) -> Opened | None:
    """The document and its signers; None when the file is no envelope at all. Raises Unopened when it cannot be read."""
    signers: list[Signer] = []
    inner: bytes | None = content
    for depth in range(ENVELOPES + 1):
        envelope = _envelope(content)
        if envelope is None:
            return Opened(content, tuple(signers)) if depth else None
        found, inner = _open(envelope, anchors, at)
        signers += found
        content = inner
    raise Unopened(Unreadable.TOO_DEEP)


def _open(envelope: cms.SignedData, anchors: Anchors, at: datetime) -> tuple[list[Signer], bytes]:
    inner = envelope["encap_content_info"]["content"]
    if isinstance(inner, core.Void) or inner.contents is None:
        raise Unopened(Unreadable.DETACHED)
    infos = list(envelope["signer_infos"])
    if len(infos) > SIGNERS or len(envelope["certificates"]) > CERTIFICATES:
        raise Unopened(Unreadable.TOO_DEEP)
    if not infos:
        raise Unopened(Unreadable.DAMAGED)
    return [_signer(_alone(envelope, info), anchors, at) for info in infos], bytes(inner)


def _alone(envelope: cms.SignedData, info: cms.SignerInfo) -> cms.SignedData:
    """The envelope with one signature only: pyHanko takes one at a time. What was signed is not written anew."""
    alone = cms.SignedData(
        {name: envelope[name] for name in ("version", "digest_algorithms", "encap_content_info", "certificates")}
    )
    alone["signer_infos"] = cms.SignerInfos([info])
    return alone


def _signer(alone: cms.SignedData, anchors: Anchors, at: datetime) -> Signer:
    # By the identifier in the signature: the first certificate of the bag may be anybody's.
    certificate = extract_certificate_info(alone).signer_cert
    info = extract_signer_info(alone)
    status = awaited(async_validate_cms_signature(alone, validation_context=context_for(certificate, anchors, at)))
    signed_at = extract_self_reported_ts(info) if not isinstance(info["signed_attrs"], core.Void) else None
    return signer_of(status, info, signed_at)


def _envelope(content: bytes) -> cms.SignedData | None:
    """The signed data in the bytes (DER, BER, PEM or bare base64); None when they are something else."""
    raw = _decoded(content)
    if raw[:1] != bytes([SEQUENCE]):
        return None
    try:
        info = cms.ContentInfo.load(raw)
        kind = info["content_type"].dotted
    except ValueError as error:
        # asn1crypto's one word for bytes that end before they should.
        why = Unreadable.TRUNCATED if "Insufficient data" in str(error) else Unreadable.UNKNOWN
        raise Unopened(why) from error
    if kind != SIGNED_DATA:
        raise Unopened(Unreadable.UNKNOWN)
    return info["content"]


def _decoded(content: bytes) -> bytes:
    """The bytes that base64 stands for, with or without its PEM lines; any other bytes as they are."""
    if content[:11] == b"-----BEGIN " and pem.detect(content):
        return bytes(pem.unarmor(content)[2])
    text = content.strip()
    if text[:1] != b"M" or not BASE64.fullmatch(text):
        return content
    packed = b"".join(text.split())
    try:
        return binascii.a2b_base64(packed[: len(packed) // 4 * 4])
    except binascii.Error:
        return content
