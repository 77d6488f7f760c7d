"""The content of an application in one writing only: what is confirmed, sent, digested and kept with the receipt."""

from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from applications.enums import State
from applications.models import Application, Content, Document, Expense
from applications.queries.reading import Reading
from bando.domain.rules.facts import canonical_json

FORMAT = "portale-bandi application 3"
TEXTS = ("seat_municipality", "seat_address", "title", "portfolio", "markets", "channels", "description")
DAYS = ("founded_on", "durc_issued_on", "durc_expires_on")
PLAIN = ("staff", "persons", "persons_declared", "ateco_code", "ateco_version")
AMOUNTS = ("turnover", "balance_sheet", "subscribed_capital", "accumulated_losses", "aid_received")


def canonical(application: Application, reading: Reading | None = None) -> str:
    """The whole content as canonical JSON; amounts are texts with two places. After the sending, what was sent."""
    reading, content = reading or Reading(application), application.content
    return canonical_json(
        {
            "format": FORMAT,
            "call": application.call.code,
            "call_version": application.call_version,
            "measure": application.measure.code,
            "firm": reading.firm.data(),
            "chamber": application.pot.chamber.code if application.pot and application.pot.chamber else None,
            "content": _declared(content),
            "expenses": [_expense(row.expense) for row in reading.worth.spend.rows],
            "documents": _documents(reading),
        }
    )


def digest(application: Application) -> str:
    """SHA-256 of the canonical content, in lower-case hexadecimal."""
    return sha256(canonical(application).encode()).hexdigest()


def documents_sent(application: Application, reading: Reading | None = None) -> list[Document]:
    """The files that belong to the application as sent (or, in a draft, as it stands), without those added later."""
    files, since = (reading or Reading(application)).files, application.confirmed_at
    if application.state == State.DRAFT or since is None:
        return files
    return [document for document in files if document.uploaded_at <= since]


def documents_added(application: Application, since: datetime) -> list[Document]:
    """The files uploaded after `since`, to answer an integration request."""
    return list(application.documents.filter(uploaded_at__gt=since).order_by("pk"))


def closed_at(application: Application) -> datetime:
    """Until when files are history: the sending, or the last thing that the firm has answered or asked since."""
    moments = [
        application.confirmed_at,
        *application.integration_requests.values_list("answer__answered_at", flat=True),
        *application.rejection_notices.values_list("observation__observed_at", flat=True),
        *application.change_requests.values_list("asked_at", flat=True),
    ]
    return max(moment for moment in moments if moment is not None)


def _declared(content: Content) -> dict[str, Any]:
    return {
        "version": content.version,
        "seat_province": content.seat_province_id,
        "seat_to_be_opened": content.seat_to_be_opened,
        "declarations": {code: bool(made) for code, made in content.declarations.items()},
        **{name: getattr(content, name) for name in TEXTS},
        **{name: getattr(content, name) for name in PLAIN},
        **{name: _amount(getattr(content, name)) for name in AMOUNTS},
        **{name: _day(getattr(content, name)) for name in DAYS},
    }


def _amount(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.2f}"


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _expense(row: Expense) -> dict[str, str | None]:
    return {
        "item": row.item.code,
        "description": row.description,
        "supplier": row.supplier,
        "amount": f"{row.amount:.2f}",
        "units": _amount(row.units),
    }


def _documents(reading: Reading) -> list[dict[str, Any]]:
    """Each file with what it answers to; a quote with the place, from one, of its expense among the expenses."""
    places = {row.expense.pk: place for place, row in enumerate(reading.worth.spend.rows, start=1)}
    sent = documents_sent(reading.application, reading)
    return [_document(document, places.get(document.expense_id or 0)) for document in sent]


def _document(document: Document, expense: int | None) -> dict[str, Any]:
    asked = document.requirement.code if document.requirement else None
    about = {"requirement": asked, "name": document.name, "sha256": document.sha256, "size": document.size}
    return about | {"expense": expense}
