"""The notice of rejection (art. 10-bis L. 241/1990): where it is due, when it may be given, what the firm may answer."""

from datetime import datetime

from django.utils.translation import gettext as _

from applications.domain.workflow import WORKFLOW
from applications.enums import Move, RejectionReason, State
from applications.models import Application, RejectionNotice
from applications.models.review import NOTICED
from core.figures import instant
from core.operations.moving import why_not_move


def is_noticed(application: Application) -> bool:
    """Whether the call's procedure asks for a notice: it does where nobody is compared, not in competitive rankings."""
    return application.call.procedure in NOTICED


def open_notice(application: Application) -> RejectionNotice | None:
    """The notice whose term runs, or has run out without the file being taken up again."""
    return application.rejection_notices.last() if application.state == State.REJECTION_NOTICED else None


def why_not_notice(application: Application, *, at: datetime) -> str | None:
    """While the file is on the desk, or after an integration that did not come."""
    if not is_noticed(application):
        return _("In una graduatoria il preavviso di rigetto non è dovuto: usate «Respingi», con la motivazione.")
    if refusal := why_not_decided(application) or why_not_move(application, WORKFLOW, Move.NOTICE_REJECTION):
        return refusal
    return why_still_time(application, at=at)


def why_still_time(application: Application, *, at: datetime) -> str | None:
    """A firm that was asked to complete its file has its whole term first."""
    request = application.integration_requests.filter(answer=None).last()
    if application.state == State.INTEGRATION and request and at <= request.due_at:
        return _("L’impresa ha tempo fino al %(due)s per rispondere: attendete la risposta o la scadenza.") % {
            "due": instant(request.due_at)
        }
    return None


def why_not_decided(application: Application) -> str | None:
    """While the firm may observe, nothing is decided."""
    notice = open_notice(application)
    if notice is None:
        return None
    return _(
        "L’impresa può presentare osservazioni al preavviso di rigetto fino al %(due)s: attendete le osservazioni o la scadenza."
    ) % {"due": instant(notice.due_at)}


def why_not_noticed(application: Application, reason_code: str) -> str | None:
    """A rejection rests on a reason that the firm could answer to."""
    if not is_noticed(application):
        return None
    told = set(application.rejection_notices.values_list("reason_code", flat=True))
    if not told:
        return _(
            "Prima di respingere date il preavviso di rigetto (art. 10-bis, L. 241/1990): l’impresa può presentare osservazioni."
        )
    if reason_code in told:
        return None
    return _(
        "Il preavviso di rigetto non parla di «%(reason)s»: respingete per un motivo già comunicato (%(told)s), oppure date un "
        "nuovo preavviso."
    ) % {
        "reason": RejectionReason(reason_code).label,
        "told": ", ".join(str(RejectionReason(code).label) for code in sorted(told)),
    }  # fmt: skip


def why_not_observe(application: Application, *, at: datetime) -> str | None:
    """Within the term, its last moment included."""
    notice = open_notice(application)
    if notice is None:
        return _("Non c’è un preavviso di rigetto a cui rispondere.")
    if at > notice.due_at:
        return _("Il termine per le osservazioni è scaduto il %(due)s: non possono più essere accolte.") % {
            "due": instant(notice.due_at)
        }
    return None


def why_not_said(text: str) -> str | None:
    """Observations say something, even where the files speak."""
    return None if text.strip() else _("Scrivete le vostre osservazioni: bastano poche parole su ciò che avete caricato.")
