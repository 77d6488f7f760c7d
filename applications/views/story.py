"""Everything that happened to a sent application, in words, the last thing first."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from applications.enums import ChangeState, NoticeKind, State
from applications.models import Application, ChangeRequest
from applications.views.wording import BAD, STEPS, tone_of
from core.figures import day
from core.models import Transition


def story(found: Application) -> list[dict[str, Any]]:
    """Steps of its life, requests for changes with their answers, questions about the accounts: as `timeline` shows them."""
    steps = Transition.objects.filter(subject_type="applications.application", subject_id=found.pk).order_by("-at", "-pk")
    events = [_step(found, step) for step in steps]
    for request in found.change_requests.select_related("decision"):
        events += _change(request)
    events += _accounts(found)
    events.sort(key=lambda event: event["at"], reverse=True)
    return [*events, {"at": found.started_at, "title": _("Bozza iniziata")}]


def _step(found: Application, step: Transition) -> dict[str, Any]:
    tone = "danger" if step.target in BAD else tone_of(step.target)
    event = {"at": step.at, "title": STEPS.get(step.move, step.move), "text": step.reason, "tone": tone}
    if step.target == State.SUBMITTED and step.source == State.DRAFT:
        receipt = {"href": reverse("application_receipt", args=[found.pk]), "link": _("Ricevuta")}
        event |= receipt | {"text": _("Numero di arrivo %(number)s.") % {"number": found.arrival.number}}
    return event


def _change(request: ChangeRequest) -> list[dict[str, Any]]:
    words = {"what": request.get_kind_display()}
    asked = request.text or _("Spese fino al %(day)s.") % {"day": day(request.until_on)}
    events: list[dict[str, Any]] = [{"at": request.asked_at, "title": _("Richiesta inviata: %(what)s") % words, "text": asked}]
    decision = getattr(request, "decision", None)
    if decision is not None:
        granted = decision.outcome == ChangeState.GRANTED
        title = _("Richiesta accolta: %(what)s") if granted else _("Richiesta non accolta: %(what)s")
        tone = "success" if granted else "warning"
        events.append({"at": decision.at, "title": title % words, "text": decision.reason, "tone": tone})
    return events


def _accounts(found: Application) -> list[dict[str, Any]]:
    asked = found.notices.filter(kind=NoticeKind.ACCOUNTS_ASKED)
    title = _("La Camera chiede di integrare il rendiconto")
    return [{"at": row.at, "title": title, "text": row.data["text"], "tone": "warning"} for row in asked]
