"""Seals a PDF (PAdES with a time stamp, by pyHanko): a revision more behind the same bytes, with the key of the settings.

Off without PORTAL_SEAL_KEY: a PKCS#12 file with the certificate of the seal, its key and its chain, opened with
PORTAL_SEAL_PASSPHRASE. The time comes from the service at PORTAL_SEAL_TSA (RFC 3161).
"""

from io import BytesIO
from pathlib import Path

from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner, async_sign_pdf
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from applications.adapters.signatures.trust import awaited

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
    signer = _signer()
    metadata = PdfSignatureMetadata(field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason=reason)
    writer = IncrementalPdfFileWriter(BytesIO(content))
    try:
        return bytes(awaited(async_sign_pdf(writer, metadata, signer, timestamper=_timestamper())).getvalue())
    except (TimestampRequestError, OSError) as error:
        raise NotSealed(TIME) from error


def _signer() -> SimpleSigner:
    passphrase = settings.PORTAL_SEAL_PASSPHRASE.encode() or None
    try:
        archive = Path(settings.PORTAL_SEAL_KEY).read_bytes()
        return SimpleSigner.load_pkcs12_data(archive, (), passphrase)
    except (OSError, ValueError) as error:
        raise NotSealed(KEY) from error


def _timestamper() -> TimeStamper:
    if not settings.PORTAL_SEAL_TSA:
        raise NotSealed(TIME)
    user = settings.PORTAL_SEAL_TSA_USER
    auth = (user, settings.PORTAL_SEAL_TSA_PASSWORD) if user else None
    return HTTPTimeStamper(settings.PORTAL_SEAL_TSA, timeout=PATIENCE, auth=auth)
