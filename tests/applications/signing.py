"""A firm whose call asks for a signature, and the certificates that the portal trusts."""

from pathlib import Path
from typing import Any

from applications.models import Application, SignableForm, Signature
from applications.operations import preparing, signing
from applications.queries.signatures import form_of
from bando.enums import SignaturePolicy
from core.adapters import storage
from demo.authority import keep_root
from tests.applications.certificates import MARIO, SIGNS, authority, person
from tests.factories import NOON, a_call, a_draft, a_firm, a_representative, confirm, fill, fresh


def trust(settings: Any, folder: Path) -> None:
    """The portal trusts the authority of the tests."""
    keep_root(authority(), folder)
    settings.PORTAL_TRUST_ANCHORS = str(folder)


def mario_rossi_s_draft(policy: SignaturePolicy = SignaturePolicy.QUALIFIED, **answers: Any) -> Application:
    """A complete draft of a firm that Mario Rossi represents."""
    firm = a_firm(representative_name="Mario Rossi", representative_tax_code=MARIO)
    return fill(a_draft(call=a_call(signature_policy=policy), firm=firm), **answers)


def to_be_signed(policy: SignaturePolicy = SignaturePolicy.QUALIFIED, **answers: Any) -> Application:
    """The same, confirmed, its form made."""
    application = confirm(mario_rossi_s_draft(policy, **answers))
    made(application)
    return fresh(application)


def made(application: Application) -> SignableForm:
    """The form of what was confirmed last, as the worker makes it."""
    form = form_of(fresh(application))
    assert form is not None
    return preparing.make(form_id=form.pk, at=NOON)


def pdf_of(application: Application) -> bytes:
    """The bytes that the firm downloads."""
    form = form_of(application)
    assert form is not None
    return storage.kept(str(form.file.name))


def sign(application: Application, who: str = "mario", way: str = "cades") -> Signature:
    """Somebody signs the form and brings it."""
    return bring(application, SIGNS[way](pdf_of(application), person(who)))


def bring(application: Application, content: bytes, name: str = "domanda.pdf.p7m") -> Signature:
    """The firm uploads a file."""
    by = a_representative(application.firm)
    return signing.sign(application=fresh(application), name=name, content=content, by=by, at=NOON)
