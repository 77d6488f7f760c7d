"""What an integration request asks, one thing at a time, and the texts that are ready for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.wording import gettext_noop as _


@dataclass(frozen=True)
class Ready:
    """A text that the Chambers start with; from then on it is a row, changed by whoever configures the calls."""

    code: str
    label: str
    text: str


READY = (
    Ready(
        "document",
        _("Documento illeggibile o diverso"),
        _("Il documento caricato non è leggibile o non è quello richiesto: caricatelo di nuovo, completo e in PDF."),
    ),
    Ready(
        "quote",
        _("Preventivi mancanti"),
        _("Le spese previste non sono dimostrate: caricate i preventivi dei fornitori, con l’importo al netto dell’IVA."),
    ),
    Ready(
        "seat",
        _("Sede non attiva"),
        _("La sede del progetto non risulta attiva nel registro delle imprese: caricate la visura aggiornata."),
    ),
    Ready(
        "durc",
        _("DURC non regolare o scaduto"),
        _("Il DURC non risulta regolare o è scaduto: caricate quello in corso di validità o la prova della regolarizzazione."),
    ),
    Ready(
        "annual-fee",
        _("Diritto annuale non pagato"),
        _("Il diritto annuale non risulta pagato: versatelo con il ravvedimento e caricate la ricevuta."),
    ),
    Ready(
        "project",
        _("Progetto da precisare"),
        _("Il progetto non dice quali prodotti, mercati esteri e canali di vendita riguarda: precisateli nella risposta."),
    ),
)


def paragraphs(text: str) -> list[str]:
    """The things that a free text asks: an empty line stands between one and the next."""
    parts = text.replace("\r\n", "\n").split("\n\n")
    return [part.strip() for part in parts if part.strip()]


def as_text(items: Sequence[str]) -> str:
    """All of them as one text: numbered where there are several."""
    if len(items) == 1:
        return items[0]
    return "\n\n".join(f"{number}. {item}" for number, item in enumerate(items, start=1))
