"""Everything that happened to a sent application, in words, the last thing first."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from applications.domain.notice import typed
from applications.enums import ChangeState, NoticeKind, State
from applications.models import Application, ChangeRequest
from applications.views.wording import BAD, STEPS, tone_of
from core.figures import day, euro, instant
from core.models import Transition


def story(found: Application) -> list[dict[str, Any]]:
    """Steps of its life, requests for changes with their answers, what else it was told: as `timeline` shows them."""
    steps = Transition.objects.filter(subject_type="applications.application", subject_id=found.pk).order_by("-at", "-pk")
    events = [_step(found, step) for step in steps]
    for request in found.change_requests.select_related("decision"):
        events += _change(request)
    events += _told(found)
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


def _told(found: Application) -> list[dict[str, Any]]:
    """What the Chamber has told and is no step of the application's own life: questions about the accounts, sample controls."""
    rows = found.notices.filter(kind__in=TELLERS).order_by("at", "pk")
    return [{"at": row.at} | TELLERS[NoticeKind(row.kind)](typed(row.data)) for row in rows]


def _asked(data: dict[str, Any]) -> dict[str, Any]:
    return {"title": _("La Camera chiede di integrare il rendiconto"), "text": data["text"], "tone": "warning"}


def _drawn(data: dict[str, Any]) -> dict[str, Any]:
    text = _("La Camera lo conclude entro il %(day)s.") % {"day": instant(data["due_at"])}
    return {"title": _("Estratta per un controllo a campione"), "text": text, "tone": "info"}


def _concluded(data: dict[str, Any]) -> dict[str, Any]:
    if not data["amount_eur"]:
        return {"title": _("Controllo a campione concluso: regolare"), "text": data["text"], "tone": "success"}
    title = _("Controllo a campione concluso: non regolare per %(amount)s") % {"amount": euro(data["amount_eur"])}
    return {"title": title, "text": data["text"], "tone": "warning"}


TELLERS: dict[NoticeKind, Callable[[dict[str, Any]], dict[str, Any]]] = {
    NoticeKind.ACCOUNTS_ASKED: _asked,
    NoticeKind.CONTROL_DRAWN: _drawn,
    NoticeKind.CONTROL_CONCLUDED: _concluded,
}
