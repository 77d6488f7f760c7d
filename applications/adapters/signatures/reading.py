"""Reads a file that somebody says is the signed form."""

import logging
from datetime import datetime

from applications.adapters.signatures import cades, pades
from applications.adapters.signatures.anchors import Anchors
from applications.adapters.signatures.cades import Opened, Unopened
from applications.adapters.signatures.form import Form
from applications.domain.signature import Signed
from applications.enums import Over, SignatureFormat, Unreadable

logger = logging.getLogger(__name__)


def read(content: bytes, *, form: Form, anchors: Anchors, at: datetime) -> Signed:
    """The facts of `content`, received at `at`; whatever the bytes are, an answer."""
    try:
        return _read(content, form, anchors, at)
    except Unopened as refusal:
        return Signed(None, unreadable=refusal.why)
    except Exception as error:
        # Bytes from outside: the parsers answer nonsense with any error there is.
        logger.warning("A signed file cannot be read: %s: %s", type(error).__name__, error)
        return Signed(None, unreadable=Unreadable.DAMAGED)


def _read(content: bytes, form: Form, anchors: Anchors, at: datetime) -> Signed:
    if not content:
        raise Unopened(Unreadable.EMPTY)
    opened = cades.open_all(content, anchors, at)
    if opened is None:
        return _signed_pdf(content, form, anchors, at)
    return _in_envelope(opened, form, anchors, at)


def _in_envelope(opened: Opened, form: Form, anchors: Anchors, at: datetime) -> Signed:
    """The envelope's signers; those of the PDF in it too, where it was signed before."""
    over = form.seen_in(opened.content)
    if over == Over.THE_FORM or pades.HEADING not in opened.content[:8]:
        return Signed(SignatureFormat.CADES, over=over, signers=opened.signers)
    try:
        inside = _signed_pdf(opened.content, form, anchors, at)
    except Unopened:
        return Signed(SignatureFormat.CADES, over=over, signers=opened.signers)
    over = over if over != Over.SOMETHING_ELSE else inside.over
    return Signed(SignatureFormat.CADES, over=over, added=inside.added, signers=(*opened.signers, *inside.signers))


def _signed_pdf(content: bytes, form: Form, anchors: Anchors, at: datetime) -> Signed:
    if pades.HEADING not in content[:8]:
        raise Unopened(Unreadable.UNKNOWN)
    reader = pades.open_pdf(content)
    signers = pades.signers_of(reader, anchors, at)
    if not signers:
        raise Unopened(Unreadable.UNSIGNED)
    over = form.begun_in(content)
    added = over == Over.THE_FORM and pades.holds_more(reader, content, form.content)
    return Signed(SignatureFormat.PADES, over=over, added=added, signers=signers)
