"""Seals a PDF (PAdES with a time stamp, by pyHanko): a revision more behind the same bytes, with the key of the settings.

Off without PORTAL_SEAL_KEY: a PKCS#12 file with the certificate of the seal, its key and its chain, opened with
PORTAL_SEAL_PASSPHRASE. The time comes from the service at PORTAL_SEAL_TSA (RFC 3161).
"""

from django.conf import settings

FIELD = "Sigillo"
# What a time-stamping service may take to answer, in seconds.
PATIENCE = 15
KEY, TIME = "key", "time"


class NotSealed(Exception):
    """The seal could not be put: for want of its key, or of the time."""

    def __init__(self, of: str) -> None:
        super().__init__(of)
        self.of = of


def is_configured() -> bool:
    """Whether reports are sealed at all."""
    return bool(settings.PORTAL_SEAL_KEY)


def sealed(content: bytes, reason: str) -> bytes:
    """The PDF with the seal behind its own bytes. Raises NotSealed."""
    from reports.adapters import sealing_by_pyhanko  # noqa: PLC0415

    return sealing_by_pyhanko.sealed(content, reason)
