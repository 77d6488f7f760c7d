"""Takes the signed form: read and judged before any lock, kept under it whatever the verdict is."""

from datetime import datetime

from accounts.models import User
from applications.adapters import signatures
from applications.domain.verdict import Person, judge
from applications.models import Application, SignableForm, Signature
from applications.permissions import why_not_prepare
from applications.policies.signing import why_not_sign, why_not_take
from applications.queries.signatories import signatories_of
from applications.queries.signatures import form_of, older_forms, written
from bando.enums import SignaturePolicy
from core.adapters import storage
from core.locks import Rung, lock, operation
from core.operations import taking
from core.operations.recording import record
from core.refusals import require

FOLDER = "signed"
EXTENSIONS = {"pades": "pdf", "cades": "p7m"}


def sign(*, application: Application, name: str, content: bytes, by: User, at: datetime) -> Signature:
    """The file with its verdict. A file that is refused is kept too, with its sentence: the firm sees what it has tried.

    Raises Refused where no signature is awaited, or the file is too large to be one, or infected.
    """
    require(why_not_prepare(by, application))
    require(why_not_sign(application, at=at) or why_not_take(len(content)))
    form: SignableForm = form_of(application)  # type: ignore[assignment] # why_not_sign has seen it
    scan = taking.scanned(content=content, document=taking.inside(content=content))
    signature = _judged(application, form, content, at)
    kind = EXTENSIONS.get(signature.format, "bin")
    file = taking.keep(folder=FOLDER, content=content, name=name, kind=kind, scan=scan, at=at)
    for column, value in {"by": by, **file}.items():
        setattr(signature, column, value)
    try:
        return _keep(application=application, signature=signature, by=by, at=at)
    except BaseException:
        storage.discard(str(signature.file.name))
        raise


def _judged(application: Application, form: SignableForm, content: bytes, at: datetime) -> Signature:
    policy = SignaturePolicy(application.call.signature_policy)
    persons = [Person(one.name, one.tax_code) for one in signatories_of(application, at=at)]
    original = signatures.Form(storage.kept(str(form.file.name)), older_forms(form))
    signed = signatures.read(content, form=original, anchors=signatures.configured_anchors(), at=at)
    found = judge(signed, policy, persons, at)
    return Signature(
        form=form, size=len(content), format=signed.format or "",
        verdict=written(signed, policy, persons, found), accepted=found.accepted, at=at,
    )  # fmt: skip


@operation
def _keep(*, application: Application, signature: Signature, by: User, at: datetime) -> Signature:
    """The row. A signature is of its form for ever: where another content was confirmed meanwhile, it does not count for that."""
    rows = Application.objects.select_related("call", "content", "snapshot").filter(pk=application.pk)
    (fresh,) = lock(rows, Rung.APPLICATION)
    require(why_not_sign(fresh, at=at))
    signature.save()
    data = {"sha256": signature.sha256, "accepted": signature.accepted, "version": signature.form.snapshot.version}
    record(by=by, at=at, action="signing.sign", subject=fresh, data=data)
    return signature
