"""What the firm has answered, section by section, each with the field in which it is changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from applications.domain.sections import TRUTH
from applications.enums import Section
from applications.models import Application, Content
from applications.queries.dossier import IF_SAID
from applications.queries.findings import declarations_asked
from core.figures import day, euro
from core.models import MoneyField

EMPTY = "–"


@dataclass(frozen=True)
class Answer:
    """One answer in words, and the name of its field in the form of its section."""

    term: str
    value: str
    field: str


@dataclass(frozen=True)
class Answered:
    """The answers of a section, and the name of its page."""

    section: Section
    answers: list[Answer]

    @property
    def page(self) -> str:
        return f"application_{self.section.name.lower()}"


def answers_of(application: Application) -> list[Answered]:
    """Seat, figures, project and declarations, in the order of the task list. Two queries."""
    content = application.content
    return [
        Answered(Section.SEAT, list(_of(content, _seat(content)))),
        Answered(Section.REQUIREMENTS, [*_measure(application), *_of(content, _figures(content))]),
        Answered(Section.PROJECT, list(_of(content, _project()))),
        Answered(Section.DECLARATIONS, list(_declarations(application))),
    ]


def _of(content: Content, terms: dict[str, str]) -> Iterator[Answer]:
    for name, term in terms.items():
        value = getattr(content, name)
        yield Answer(term, _in_words(content._meta.get_field(name), value), name)


def _in_words(column: Any, value: Any) -> str:
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return _("sì") if value else _("no")
    if isinstance(column, MoneyField):
        return euro(value)
    return day(value) if hasattr(value, "isoformat") else str(dict(column.flatchoices).get(value, value))


def _seat(content: Content) -> dict[str, str]:
    opened = {"seat_municipality": _("Comune"), "seat_address": _("Indirizzo")}
    asked = {} if content.seat_to_be_opened else opened
    return {"seat_province": _("Provincia"), **asked, "seat_to_be_opened": _("Sede ancora da aprire")}


def _figures(content: Content) -> dict[str, str]:
    always = {
        "staff": _("Occupati (ULA)"),
        "turnover": _("Fatturato annuo"),
        "balance_sheet": _("Totale di bilancio"),
        "subscribed_capital": _("Capitale sottoscritto"),
        "accumulated_losses": _("Perdite cumulate"),
        "aid_received": _("Aiuti «de minimis» già ricevuti"),
    }
    said = {name: content._meta.get_field(name) for name in IF_SAID if getattr(content, name) not in (None, "")}
    return always | {name: _capital(str(column.verbose_name)) for name, column in said.items()}  # type: ignore[union-attr]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _measure(application: Application) -> list[Answer]:
    """Only where there was a choice: who has one measure was never asked."""
    if application.call.measures.count() < 2:
        return []
    chosen = str(application.measure) if application.measure_chosen else EMPTY
    return [Answer(_("Misura"), chosen, "measure")]


def _project() -> dict[str, str]:
    return {
        "title": _("Titolo"),
        "portfolio": _("Prodotti"),
        "markets": _("Mercati esteri"),
        "channels": _("Canali online"),
        "description": _("Descrizione"),
    }


def _declarations(application: Application) -> Iterator[Answer]:
    made = application.content.declarations
    for rule in declarations_asked(application):
        said = _("dichiarato") if made.get(rule.declares) else _("non dichiarato")
        yield Answer(rule.label or rule.message, said, f"declaration-{rule.declares}")
    truth = _("resa") if made.get(TRUTH) else _("non resa")
    yield Answer(_("Dichiarazione sostitutiva (DPR 445/2000)"), truth, "truth")
