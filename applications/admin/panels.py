"""The parts of a dossier's page: what was declared beside what was found, money, documents, everything that happened."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications.domain.workflow import UNDER_REVIEW
from applications.enums import State
from applications.models import Application, Document, SpreadNote
from applications.policies.papers import why_not_open
from applications.policies.rejecting import open_notice
from applications.policies.reviewing import open_request
from applications.queries.aids import known_aids
from applications.queries.deadlines import deadlines_of
from applications.queries.dossier import declared, findings, sheets
from applications.queries.duplicates import twins_of
from applications.queries.estimates import worth_of
from applications.queries.findings import confirmed_by
from applications.queries.firm import kept_of
from applications.queries.granting import committed_by_line, granted_now, shares_of
from applications.queries.letters import letter_of
from applications.queries.papers import is_envelope
from applications.queries.ranking import approved_entries
from applications.queries.reviewing import admitted_as
from applications.queries.signatures import sent_signed
from applications.queries.spread import scoring_of
from applications.queries.terms import term_of
from bando.queries.pots import room_of, standing
from core.admin import Panel
from core.money import ZERO
from core.queries.timeline import timeline
from core.queries.trying import trouble
from core.views.files import SHOWN

PLACE = "admin/applications/"


def summary(application: Application, at: datetime) -> Panel:
    """Who, when, where it stands, and the terms that run or stand still."""
    context: dict[str, Any] = {"application": application, "arrival": application.arrival}
    context["term"] = term_of(application, at=at) if application.state in UNDER_REVIEW else None
    context |= {"request": open_request(application), "notice": open_notice(application)}
    return Panel(_("In sintesi"), f"{PLACE}summary.html", context)


def firm(application: Application) -> Panel:
    """The firm as it was sent, and what it has changed since."""
    return Panel(_("L’impresa: dati inviati"), f"{PLACE}firm.html", {"kept": kept_of(application)})


def pot(application: Application) -> Panel:
    """The purse of the competent Chamber, as it stands now."""
    row = next((row for row in standing(application.call) if row.pot_id == application.pot_id), None)
    room = room_of(application.pot) if application.pot else None
    committed = sum(committed_by_line(application).values(), ZERO)
    return Panel(_("La dotazione della Camera"), f"{PLACE}pot.html", {"row": row, "room": room, "committed": committed})


def granted(application: Application, at: datetime) -> Panel:
    """What a grant made now comes to, by funder, and what of the committed sum is no longer due."""
    now = granted_now(application, at=at)
    shares = [(kind.label, amount) for kind, amount in shares_of(now.kept).items() if amount]
    context = {"committed": sum(now.committed.values(), ZERO), "now": now, "shares": shares}
    return Panel(_("Che cosa si concede"), f"{PLACE}granted.html", context)


def twins(application: Application, user: Any) -> Panel:
    """Other files that have something in common with this one; of foreign Chambers only that there is one."""
    return Panel(_("Pratiche che hanno qualcosa in comune"), f"{PLACE}twins.html", {"rows": twins_of(application, user)})


def requirements(application: Application, at: datetime) -> Panel:
    """Left what the firm declared, right what the rules found in it."""
    said = list(application.confirmations.select_related("rule", "by").order_by("pk"))
    latest = {row.code: row for row in said}
    found = [{"finding": one, "word": latest.get(confirmed_by(one.rule))} for one in findings(application)]
    shown = {row["word"].pk for row in found if row["word"]}
    context: dict[str, Any] = {"declared": declared(application), "findings": found}
    context["confirmations"] = [row for row in said if row.pk not in shown]
    context["aids"] = known_aids(application, at=at)
    return Panel(_("Dichiarato e verificato"), f"{PLACE}requirements.html", context)


def expenses(application: Application) -> Panel:
    """Each planned expense, what is admitted of it, and the grant that follows."""
    worth = worth_of(application)
    context = {
        "rows": worth.spend.rows,
        "cuts": worth.spend.cuts,
        "shortfalls": worth.spend.shortfalls,
        "worth": admitted_as(application, worth),
        "estimate": worth.estimate,
        "terms": worth.terms,
        "verdict": getattr(application, "verdict", None),
    }
    return Panel(_("Spese e contributo"), f"{PLACE}expenses.html", context)


def project(application: Application) -> Panel:
    """What the evaluators score."""
    return Panel(_("Il progetto"), f"{PLACE}project.html", {"content": application.content})


def documents(application: Application, chosen: str) -> Panel:
    """The files, and the one that is shown in the page: the one asked for, else the first that a browser can show."""
    listed = [_listed(row) for row in application.documents.select_related("requirement")]
    can_be_shown = [each["row"] for each in listed if each["can_be_shown"]]
    shown = next((row for row in can_be_shown if str(row.pk) == chosen), can_be_shown[0] if can_be_shown else None)
    context = {"rows": listed, "shown": shown, "href": address(shown) if shown else ""}
    return Panel(_("Documenti"), f"{PLACE}documents.html", context)


def _listed(row: Document) -> dict[str, Any]:
    """One file with what can be done with it."""
    withheld = why_not_open(row)
    can_be_shown = row.media_type in SHOWN and not withheld
    return {
        "row": row, "href": address(row), "can_be_shown": can_be_shown, "withheld": withheld, "is_envelope": is_envelope(row),
    }  # fmt: skip


def address(document: Document) -> str:
    """Where the bytes of a document are read."""
    return reverse("admin:applications_application_document", args=[document.application_id, document.pk])


def signatures(application: Application) -> Panel:
    """Who signed what was sent, and what the portal found."""
    context = {"application": application, "policy": application.call.signature_policy, "rows": sent_signed(application)}
    return Panel(_("Firma"), f"{PLACE}signatures.html", context)


def between_firm_and_chamber(application: Application) -> list[Panel]:
    """What the two have said to each other: requests, notices and changes where there are any, and the messages."""
    noticed, asked = application.rejection_notices.exists(), application.change_requests.exists()
    found = [integrations(application)]
    found += [rejection(application)] if noticed else []
    found.append(conversation(application))
    return found + ([changes(application)] if asked else [])


def integrations(application: Application) -> Panel:
    """What the Chamber asked, by when, and what the firm answered."""
    rows = application.integration_requests.select_related("by", "answer", "answer__by").prefetch_related("items")
    return Panel(_("Integrazioni"), f"{PLACE}integrations.html", {"rows": rows})


def rejection(application: Application) -> Panel:
    """What was noticed, by when the firm may observe, and what it observed with which files."""
    rows = [
        {"told": told, "files": application.documents.filter(uploaded_at__gt=told.noticed_at).order_by("pk")}
        for told in application.rejection_notices.select_related("by", "observation__by")
    ]
    return Panel(_("Preavviso di rigetto"), f"{PLACE}rejection.html", {"rows": rows})


def conversation(application: Application) -> Panel:
    """The messages with the firm, the oldest first."""
    return Panel(_("Messaggi"), f"{PLACE}conversation.html", {"lines": application.messages.select_related("by").order_by("pk")})


def changes(application: Application) -> Panel:
    """The days that hold, and what the firm asked to change."""
    rows = application.change_requests.select_related("by", "decision__by").order_by("-pk")
    context = {"rows": rows, "deadlines": deadlines_of(application)}
    return Panel(_("Variazioni e proroghe"), f"{PLACE}changes.html", context)


def how_it_went(application: Application, user: Any) -> list[Panel]:
    """Sheets, decisions, and everything that happened."""
    return [scores(application, user), decision(application), story(application)]


def scores(application: Application, user: Any) -> Panel:
    """The sheets: all of them when all are in, before that one's own only."""
    complete, found = application.state not in {State.ADMISSIBLE}, scoring_of(application)
    context = {"rows": sheets(application, user), "complete": complete, "alarm": found.alarm}
    context |= {"mean": found.mean, "spread": found.spread} if complete else {}
    context["note"] = SpreadNote.objects.filter(application=application).select_related("by").first()
    return Panel(_("Valutazione"), f"{PLACE}scores.html", context)


def decision(application: Application) -> Panel:
    """Verdict, places in the rankings, grant."""
    grant = getattr(application, "grant", None)
    context = {
        "verdict": getattr(application, "verdict", None),
        "entries": approved_entries(application),
        "grant": grant,
        "letter": letter_of(application),
        "trouble": trouble(letter_of(application)),
    }
    return Panel(_("Decisioni"), f"{PLACE}decision.html", context)


def story(application: Application) -> Panel:
    """Every step of its life."""
    return Panel(_("Che cosa è successo"), f"{PLACE}story.html", {"steps": timeline(application)})
