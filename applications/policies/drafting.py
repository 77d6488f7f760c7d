"""When a draft may be started, changed and confirmed."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from applications.domain.workflow import TAKES_FILES
from applications.enums import State
from applications.models import Application, Expense
from bando.enums import SizeClass
from bando.models import Call, ExpenseItem, Measure
from bando.policies.opening import why_not_apply
from core.figures import euro


def why_not_start(call: Call, existing: Application | None, *, at: datetime) -> str | None:
    """Drafts begin with a published call, from its drafting instant to its closing one; one a firm."""
    if existing is not None and existing.state != State.DRAFT:
        return _(
            "L’impresa ha già inviato una domanda a questo bando: ne è ammessa una sola. La trovate in «Le mie domande», "
            "dove potete seguirla."
        )
    if call.published_at is None or at < call.published_at:
        return _("Il bando non è ancora pubblicato: tornate quando lo sarà.")
    return why_not_apply(call, at=at)


def why_not_draft(application: Application, *, at: datetime) -> str | None:
    """A draft is changed until it is sent."""
    if application.state != State.DRAFT:
        return _(
            "La domanda è stata inviata e non si modifica più. Se la Camera chiede un’integrazione, rispondete da questa pratica."
        )
    return None


def why_not_upload(application: Application, *, at: datetime) -> str | None:
    """Files are added to a draft, or to what the firm answers or asks afterwards."""
    if application.state not in TAKES_FILES:
        return _("Ora non si possono caricare documenti: la domanda è stata inviata e la Camera non aspetta una vostra risposta.")
    return None


def why_not_remove(application: Application, sent_at: datetime | None, uploaded_at: datetime, *, at: datetime) -> str | None:
    """What was sent stays; a file added to an answer may go until the answer is given."""
    if sent_at is not None and uploaded_at <= sent_at:
        return _("Il documento fa parte della domanda inviata e non si può togliere: se serve, caricatene un altro.")
    return why_not_upload(application, at=at)


def why_not_overwrite(changed_since: Sequence[str]) -> str | None:
    """Nobody overwrites another silently: who has not seen a field’s last word does not write it."""
    if not changed_since:
        return None
    return _(
        "Nel frattempo qualcuno ha modificato ciò che stavate scrivendo (un’altra scheda o un collega): aprite di nuovo la "
        "pagina e controllate i dati salvati prima di cambiarli."
    )


def is_outdated(application: Application) -> bool:
    """Whether the call has taken a version since the draft was begun or last renewed."""
    return application.state == State.DRAFT and application.call_version < application.call.version


def why_not_renew(application: Application, *, at: datetime) -> str | None:
    """A draft is brought to the version in force when there is a newer one."""
    refused = why_not_draft(application, at=at)
    if refused or is_outdated(application):
        return refused
    return _("La bozza segue già il bando in vigore.")


def why_not_offered(application: Application, row: Measure | ExpenseItem) -> str | None:
    """A measure or an item is chosen among those of the call, at the version that the draft is made under."""
    ended = row.until is not None and row.until < application.call_version
    if row.call_id == application.call_id and row.since <= application.call_version and not ended:
        return None
    if isinstance(row, Measure):
        return _("Scegliete una misura di questo bando.")
    return _("Scegliete una voce di spesa di questo bando.")


def why_not_choose(measure: Measure, size: SizeClass | None) -> str | None:
    """A measure may be for some sizes only; while the size is not known, any may be chosen."""
    if not measure.sizes or size is None or size in measure.sizes:
        return None
    return _(
        "La misura «%(measure)s» è per: %(sizes)s. Con i dati indicati siete una %(size)s: scegliete un’altra misura o "
        "correggete i dati."
    ) % {"measure": measure, "sizes": ", ".join(measure.size_labels), "size": size.label}


def why_not_spend(item: ExpenseItem, amount: Decimal, units: Decimal | None) -> str | None:
    """An expense is above zero, and counts its units where its item asks for them."""
    if amount <= 0:
        return _("Indicate un importo maggiore di zero.")
    if item.unit and (units is None or units <= 0):
        return _("Per questa voce indicate anche quante unità (%(unit)s) comprate: il bando limita il costo di ciascuna.") % {
            "unit": item.unit
        }
    return None


def why_not_change(expense: Expense | None, expected: int) -> str | None:
    """A planned expense is written anew by who has seen its last word."""
    if expense is None:
        return _("Nel frattempo la spesa è stata tolta: se serve ancora, aggiungetela di nuovo.")
    if expense.version == expected:
        return None
    return _(
        "Nel frattempo la spesa è stata modificata altrove: ora è «%(description)s», %(amount)s, voce «%(item)s». Qui sotto "
        "c’è ciò che avete scritto: salvate di nuovo per tenerlo, oppure tornate alle spese per lasciare l’altra."
    ) % {"description": expense.description, "amount": euro(expense.amount), "item": expense.item}


def why_not_quote(application: Application, expense: Expense) -> str | None:
    """A quote belongs to an expense of the same application."""
    if expense.application_id == application.pk:
        return None
    return _("Scegliete una spesa di questa domanda.")


def why_not_confirm(application: Application, missing: Sequence[str], *, at: datetime) -> str | None:
    """A summary is confirmed when nothing is missing; `missing` are the sentences found by queries.completeness."""
    refused = why_not_draft(application, at=at)
    if refused or not missing:
        return refused
    return _("Prima di confermare: %(first)s") % {"first": " ".join(missing[:3])} + (
        " " + _("E altre %(n)s cose, elencate nella pratica.") % {"n": len(missing) - 3} if len(missing) > 3 else ""
    )
