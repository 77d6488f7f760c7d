"""The seal itself, by pyHanko. Loading it takes sixteen megabytes: only who seals does (docs/adr/0021)."""

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
from reports.adapters.sealing import FIELD, KEY, PATIENCE, TIME, NotSealed


def sealed(content: bytes, reason: str) -> bytes:
    """As `reports.adapters.sealing` says."""
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
