"""Who can log in to the demo. Pure data: the settings read it for the log-in page."""

from dataclasses import dataclass

from core.domain.wording import gettext_noop as _

# Public on purpose: it opens invented data on the reader's own machine.
PASSWORD = "Bandi-Demo-2020"  # noqa: S105

CHAMBERS = {
    "bg": "Bergamo",
    "bs": "Brescia",
    "co-lc": "Como-Lecco",
    "cr": "Cremona",
    "mn": "Mantova",
    "mi-mb-lo": "Milano Monza Brianza Lodi",
    "pv": "Pavia",
    "so": "Sondrio",
    "va": "Varese",
}


@dataclass(frozen=True)
class Person:
    """One account: `what` says what to try with it; `chamber` is a code where the role counts in a Chamber.

    `label` and `what` are Italian sentences that the log-in page translates.
    """

    email: str
    name: str
    role: str
    label: str
    what: str
    chamber: str = ""
    shown: bool = True


def _of_chambers() -> list[Person]:
    people = []
    for code, name in CHAMBERS.items():
        shown = code in {"mi-mb-lo", "bs"}
        officer = f"istruttore.{code}@demo.example"
        people.append(
            Person(officer, f"Istruttore {name}", "officer", _("Istruttore"), _("istruire domande e rendiconti"), code, shown)
        )
        rup = f"rup.{code}@demo.example"
        people.append(Person(rup, f"Dirigente {name}", "chamber_director", _("RUP"), _("firmare i pagamenti"), code, shown))
    return people


PEOPLE = [
    Person(
        "impresa@demo.example",
        "Chiara Colombo",
        "representative",
        _("Impresa"),
        _("presentare una domanda, accettare, rendicontare"),
    ),
    *_of_chambers(),
    Person(
        "controlli.mi-mb-lo@demo.example",
        "Giulia Conti",
        "officer",
        _("Istruttrice (controlli a campione)"),
        _("controllare pratiche istruite da altri"),
        "mi-mb-lo",
    ),
    Person("valutatore1@demo.example", "Paolo Ferri", "evaluator", _("Valutatore"), _("assegnare i punteggi")),
    Person("valutatore2@demo.example", "Sara Galli", "evaluator", _("Valutatrice"), _("assegnare i punteggi")),
    Person(
        "operatore@demo.example",
        "Luca Riva",
        "operator",
        _("Operatore Unioncamere"),
        _("seguire il bando, produrre i rapporti, le quote"),
    ),
    Person(
        "direttore@demo.example",
        "Anna Sala",
        "director",
        _("Direttrice Unioncamere"),
        _("adottare gli atti: graduatoria, concessioni"),
    ),
    Person("regione@demo.example", "Marco Villa", "regione", _("Regione Lombardia"), _("scaricare i rapporti")),
    Person(
        "revisore@demo.example", "Elena Fontana", "auditor", _("Revisore"), _("leggere tutto, anche il registro degli eventi")
    ),
    Person("amministratore@demo.example", "Davide Longo", "administrator", _("Amministratore"), _("gestire utenti e incarichi")),
]

ACCOUNTS = [
    {
        "email": person.email,
        "password": PASSWORD,
        "role": person.label,
        "place": CHAMBERS.get(person.chamber, ""),
        "what": person.what,
    }
    for person in PEOPLE
    if person.shown
]
