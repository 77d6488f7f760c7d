"""Unwraps signed files (.p7m): the document inside, whatever writing the envelope is in. Who signed is not judged here."""

import re
from base64 import b64decode
from binascii import Error as NotBase64

from asn1crypto import cms, core
from django.utils.translation import gettext as _

from core.adapters.foreign import Unacceptable

# 0x30: a sequence; then its length, short, long or unknown until the end (BER).
BINARY = re.compile(rb"\A\x30(?:[\x02-\x7f]|[\x80-\x84])")
ARMOUR = re.compile(rb"\A\s*-----BEGIN (?:PKCS7|CMS|PKCS #7 SIGNED DATA)-----(.*)-----END [A-Z0-9# ]+-----\s*\Z", re.DOTALL)
LETTERS = re.compile(rb"M[A-Za-z0-9+/]+={0,2}")


def envelope(content: bytes) -> bytes | None:
    """The binary form of what looks like an envelope; None for anything else. Text may begin with a byte order mark."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    if BINARY.match(content):
        return content
    armoured = ARMOUR.match(content)
    letters = b"".join((armoured[1] if armoured else content).split()) if armoured or content.lstrip()[:1] == b"M" else b""
    if not LETTERS.fullmatch(letters):
        return None
    try:
        binary = b64decode(letters, validate=True)
    except (NotBase64, ValueError):
        return None
    return binary if BINARY.match(binary) else None


def unwrapped(binary: bytes) -> bytes:
    """The document that was signed; raises Unacceptable with the reason."""
    try:
        info = cms.ContentInfo.load(binary, strict=True)
        if info["content_type"].native in {"enveloped_data", "authenticated_enveloped_data", "encrypted_data"}:
            raise Unacceptable(_("Il file è cifrato e non si può leggere: caricate il documento firmato, non cifrato."))
        if info["content_type"].native != "signed_data":
            raise _damaged()
        signed = info["content"]
        carried, signers = signed["encap_content_info"]["content"], len(signed["signer_infos"])
        inside = None if isinstance(carried, core.Void) else bytes(carried)
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError) as error:
        raise _damaged() from error
    if not signers:
        raise Unacceptable(_("Il file p7m non contiene nessuna firma: firmate il documento e caricate il file che ne esce."))
    if inside is None:
        raise Unacceptable(
            _(
                "Il file contiene la sola firma, senza il documento: firmate di nuovo scegliendo il formato p7m con il "
                "documento dentro."
            )
        )
    return inside


def _damaged() -> Unacceptable:
    return Unacceptable(_("Il file firmato (p7m) è danneggiato e non si apre: firmate di nuovo il documento e caricatelo."))
