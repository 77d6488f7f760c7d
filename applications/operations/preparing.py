"""Makes the form to sign from its row: outside any lock, once however often it is asked."""

from datetime import datetime

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.models import User
from applications.domain.workflow import FORM
from applications.enums import FormState
from applications.models import SignableForm, Snapshot
from applications.permissions import why_not_prepare
from applications.queries.signable import as_page
from core.adapters import pdf
from core.figures import in_italian
from core.locks import operation
from core.operations.drawing import draw_once, try_again
from core.queries.trying import to_make
from core.refusals import require

LANGUAGE = "it"
FOLDER, MAKING = "forms", "preparing.make"


def ask_for(*, snapshot: Snapshot, by: User, at: datetime) -> SignableForm:
    """The row of the form that is to be signed; the one that is there already, where there is one."""
    return SignableForm.objects.get_or_create(snapshot=snapshot, defaults={"requested_at": at})[0]


def make(*, form_id: int, at: datetime) -> SignableForm:
    """The form with its file, or what was wrong. Whoever finds it made already, or is overtaken, leaves it as it is."""
    form = SignableForm.objects.select_related("snapshot__application__call", "snapshot__application__firm").get(pk=form_id)
    failed = _("Il modulo non è riuscito: avvisate l’assistenza.")
    draw_once(
        row=form, draw=lambda: _drawn(form.snapshot), folder=FOLDER, workflow=FORM, action=MAKING, failed=failed,
        sized=True, at=at,
    )  # fmt: skip
    return form


def due(*, at: datetime) -> list[int]:
    """The forms to be made now, oldest first; what did not come out waits apart, ever longer."""
    return to_make(SignableForm.objects.filter(state=FormState.REQUESTED), at=at)


@operation
def again(*, form: SignableForm, by: User, at: datetime) -> None:
    """Have the form that did not come out made at once; whoever presses twice asks once. Raises Refused."""
    require(why_not_prepare(by, form.snapshot.application))
    try_again(rows=SignableForm.objects.filter(pk=form.pk), action=MAKING, by=by, at=at)


@in_italian
def _drawn(snapshot: Snapshot) -> bytes:
    """The same bytes for the same confirmed content: its only date is the confirmation's."""
    page = as_page(snapshot) | {"lang": LANGUAGE}
    html = render_to_string("applications/form_pdf.html", page)
    sent = pdf.Attachment(
        "domanda.json", snapshot.content.encode(), "application/json", "Contenuto della domanda, come confermata"
    )
    return pdf.render(html=html, title=page["title"], lang=LANGUAGE, created_at=snapshot.at, attachments=[sent], to_sign=True)
