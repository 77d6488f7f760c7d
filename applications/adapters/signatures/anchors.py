"""Whom the portal trusts to say who signs: the certificates in one directory, read once per process."""

from functools import lru_cache
from pathlib import Path

from asn1crypto import pem, x509
from django.conf import settings

SUFFIXES = frozenset({".pem", ".crt", ".cer", ".der"})
Anchors = tuple[x509.Certificate, ...]


class UnreadableAnchor(ValueError):
    """A file in the directory is not a certificate: better no portal than one that trusts by halves."""


@lru_cache(maxsize=4)
def load_anchors(directory: Path) -> Anchors:
    """The certificates in `directory`, PEM (several in a file too) or DER; none where there is no directory.

    Raises UnreadableAnchor, naming the file.
    """
    found: list[x509.Certificate] = []
    files = sorted(directory.iterdir()) if directory.is_dir() else []
    for path in files:
        if path.suffix.lower() in SUFFIXES:
            found += _certificates(path)
    return tuple(found)


def configured_anchors() -> Anchors:
    """Those of PORTAL_TRUST_ANCHORS; none where it is not set."""
    return load_anchors(Path(settings.PORTAL_TRUST_ANCHORS)) if settings.PORTAL_TRUST_ANCHORS else ()


def _certificates(path: Path) -> list[x509.Certificate]:
    content = path.read_bytes()
    try:
        blocks = [block for _, _, block in pem.unarmor(content, multiple=True)] if pem.detect(content) else [content]
        certificates = [x509.Certificate.load(block, strict=True) for block in blocks]
        for certificate in certificates:
            certificate.public_key.dump()
    except (ValueError, TypeError) as error:
        raise UnreadableAnchor(f"«{path}» holds something that is not a certificate: {error}") from error
    return certificates
