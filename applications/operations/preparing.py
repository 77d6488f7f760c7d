"""Makes the form to sign from its row: outside any lock, once however often it is asked."""

from datetime import datetime
from hashlib import sha256

from django.template.loader import render_to_string

from accounts.models import User
from applications.domain.workflow import FORM
from applications.enums import FormMove, FormState
from applications.models import Application, SignableForm, Snapshot
from applications.queries.signable import as_page
from core.adapters import pdf, storage
from core.figures import in_italian
from core.locks import Rung, lock, operation
from core.operations.moving import move
from core.operations.recording import record

LANGUAGE = "it"
FOLDER = "forms"


def ask_for(*, snapshot: Snapshot, by: User, at: datetime) -> SignableForm:
    """The row of the form that is to be signed; the one that is there already, where there is one."""
    return SignableForm.objects.get_or_create(snapshot=snapshot, defaults={"requested_at": at})[0]


def make(*, form_id: int, at: datetime) -> SignableForm:
    """The form with its file. Whoever finds it made already, or is overtaken meanwhile, leaves it as it is."""
    form = SignableForm.objects.select_related("snapshot__application__call", "snapshot__application__firm").get(pk=form_id)
    if form.state == FormState.MADE:
        return form
    content = _drawn(form.snapshot)
    path = storage.keep(FOLDER, content, "pdf")
    if not _keep(form=form, path=path, content=content, at=at):
        storage.discard(path)
    form.refresh_from_db()
    return form


def due() -> list[int]:
    """The forms that wait to be made, oldest first."""
    waiting = SignableForm.objects.filter(state=FormState.REQUESTED)
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:200])


@in_italian
def _drawn(snapshot: Snapshot) -> bytes:
    """The same bytes for the same confirmed content: its only date is the confirmation's."""
    page = as_page(snapshot) | {"lang": LANGUAGE}
    html = render_to_string("applications/form_pdf.html", page)
    sent = pdf.Attachment(
        "domanda.json", snapshot.content.encode(), "application/json", "Contenuto della domanda, come confermata"
    )
    return pdf.render(html=html, title=page["title"], lang=LANGUAGE, created_at=snapshot.at, attachments=[sent], to_sign=True)


@operation
def _keep(*, form: SignableForm, path: str, content: bytes, at: datetime) -> bool:
    """False when another worker was faster."""
    lock(Application.objects.filter(pk=form.snapshot.application_id), Rung.APPLICATION)
    fresh = SignableForm.objects.get(pk=form.pk)
    if fresh.state == FormState.MADE:
        return False
    fresh.made_at, fresh.file, fresh.size, fresh.sha256 = at, path, len(content), sha256(content).hexdigest()
    fresh.save(update_fields=["made_at", "file", "size", "sha256"])
    move(subject=fresh, workflow=FORM, move=FormMove.MAKE, by=None, at=at)
    record(by=None, at=at, action="preparing.make", subject=fresh, data={"sha256": fresh.sha256})
    return True
