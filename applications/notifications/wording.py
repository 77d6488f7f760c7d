"""The words of a notice, in the reader's language: a template for each kind, its first line the subject."""

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from applications.domain.notice import typed
from applications.enums import RejectionReason
from applications.models import Notice
from applications.notifications.audience import address_of
from bando.models import Act


@dataclass(frozen=True)
class Words:
    """What a person reads: in the list, and as the e-mail's subject and text."""

    subject: str
    body: str


def words(notice: Notice) -> Words:
    """The notice in the language in force."""
    text = render_to_string(f"messages/{notice.kind}.txt", _context(notice))
    subject, _newline, body = text.strip().partition("\n")
    return Words(" ".join(subject.split()), body.strip())


def letter(notice: Notice, language: str) -> Words:
    """The notice as an e-mail in `language`, with the address of the dossier."""
    with translation.override(language):
        found = words(notice)
        closing = _("Tutta la pratica è qui: %(address)s") % {"address": address_of(notice.application)}
    return Words(found.subject, f"{found.body}\n\n{closing}\n\nPortale Bandi\n")


def _context(notice: Notice) -> dict[str, Any]:
    application = notice.application
    data = typed(notice.data)
    context = {"application": application, "firm": application.applicant, "call": application.call, "notice": notice, **data}
    if "reason_code" in data:
        context["reason_label"] = RejectionReason(data["reason_code"]).label
    if "act_number" in data:
        context["act"] = str(Act(kind=data["act_kind"], number=data["act_number"], issued_on=data["act_on"]))
    return context
