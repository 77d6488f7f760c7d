"""The page of one application: a task list while it is a draft, then everything that happened to it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications.enums import Section, State
from applications.models import Application
from applications.operations import renewing
from applications.policies.signed import asks_for_signature, is_signed, why_not_signed
from applications.policies.submitting import why_not_confirmed, why_not_withdraw
from applications.queries.answers import answers_of
from applications.queries.completeness import Missing, missing
from applications.queries.findings import findings_of
from applications.queries.firm import kept_of
from applications.queries.ranking import place_of
from applications.queries.renewal import changes_since
from applications.queries.spending import spend_of
from applications.views.expenses import spending
from applications.views.next_step import next_of_draft, next_step
from applications.views.scope import DraftPage, own
from applications.views.story import story
from applications.views.wording import tone_of
from bando.enums import Phase


@login_required
@require_safe
def application(request: Any, pk: int) -> HttpResponse:
    """What to do next, on top; then the rest."""
    found = own(request, pk)
    if found.state == State.DRAFT:
        return _draft(request, found)
    step = next_step(found, at=request.received_at)
    context = {"application": found, "tone": tone_of(found.state), "step": step, "events": story(found)}
    context |= {"arrival": found.arrival, "verdict": getattr(found, "verdict", None), "grant": getattr(found, "grant", None)}
    context |= {"spend": spend_of(found), "requests": found.integration_requests.select_related("answer")}
    context["withdrawable"] = why_not_withdraw(found, at=request.received_at) is None
    context["notices"] = found.rejection_notices.select_related("observation")
    context |= {"changes": found.change_requests.select_related("decision"), "message": found.messages.last()}
    context |= {"answers": answers_of(found), "kept": kept_of(found)}
    context["entry"] = place_of(found)
    return render(request, "applications/dossier.html", context)


class RenewPage(DraftPage):
    """Brings the draft to the call as it is in force."""

    def post(self, request: Any, pk: int) -> HttpResponse:
        renewing.renew(application=self.application, by=request.user, at=request.received_at)
        messages.success(request, _("Bozza aggiornata al bando in vigore: controllate qui sotto che non manchi nulla."))
        return redirect("application", pk)


def _draft(request: Any, found: Application) -> HttpResponse:
    lacking = missing(found, findings_of(found, Phase.SUBMISSION, at=request.received_at))
    first = next((_page(section) for section in Section if lacking[section]), "")
    step = next_of_draft(found, first, at=request.received_at)
    context = {"application": found, "step": step, "tasks": _tasks(found, lacking), "changes": changes_since(found)}
    context |= {"complete": sum(not each for each in lacking.values()), "sections": len(lacking)}
    context |= spending(found)
    return render(request, "applications/draft.html", context)


def _page(section: Section) -> str:
    return f"application_{section.name.lower()}"


def _tasks(found: Application, lacking: Missing) -> list[dict[str, Any]]:
    """The sections, then the summary and the sending, which wait for them."""
    tasks = [_task(found, section, lacking[section]) for section in Section]
    complete = not any(lacking.values())
    reason = None if complete else _("Si conferma quando le parti qui sopra sono complete; intanto potete leggerlo.")
    confirmed = why_not_confirmed(found, found.content) is None
    done = (_("confermato"), "success") if confirmed else (_("da confermare"), "neutral")
    summary = reverse("application_summary", args=[found.pk])
    tasks.append({"title": _("Riepilogo e conferma"), "href": summary, "state": done[0], "tone": done[1], "hint": reason})
    tasks += [_signing(found, confirmed=confirmed)] if asks_for_signature(found) else []
    wait = None if confirmed else _("Prima confermate il riepilogo.")
    wait = wait or why_not_signed(found)
    href = reverse("application_send", args=[found.pk])
    tasks.append({"title": _("Invio"), "href": href, "state": _("da fare"), "tone": "neutral", "reason": wait})
    return tasks


def _signing(found: Application, *, confirmed: bool) -> dict[str, Any]:
    """What the firm signs, whether it has, and what is in the way."""
    done = confirmed and is_signed(found)
    state, tone = (_("firmata"), "success") if done else (_("da firmare"), "neutral")
    reason = None if confirmed else _("Prima confermate il riepilogo: il modulo da firmare si prepara da lì.")
    href = reverse("application_sign", args=[found.pk])
    missing = [why_not_signed(found)] if confirmed and not done else []
    return {"title": _("Firma"), "href": href, "state": state, "tone": tone, "reason": reason, "missing": missing}


def _task(found: Application, section: Section, lacking: Sequence[str]) -> dict[str, Any]:
    state, tone = (_("manca qualcosa"), "warning") if lacking else (_("completa"), "success")
    chamber = found.pot if section == Section.SEAT else None
    hint = _("Camera di commercio competente: %(chamber)s") % {"chamber": chamber} if chamber else ""
    href = reverse(_page(section), args=[found.pk])
    return {"title": section.label, "href": href, "state": state, "tone": tone, "missing": lacking, "hint": hint}
