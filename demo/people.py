"""Who can log in to the demo. Pure data: the settings read it for the log-in page."""

from dataclasses import dataclass

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
    """One account: `what` says what to try with it; `chamber` is a code where the role counts in a Chamber."""

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
            Person(officer, f"Istruttore {name}", "officer", f"Istruttore, {name}", "istruire domande e rendiconti", code, shown)
        )
        rup = f"rup.{code}@demo.example"
        people.append(Person(rup, f"Dirigente {name}", "chamber_director", f"RUP, {name}", "firmare i pagamenti", code, shown))
    return people


PEOPLE = [
    Person(
        "impresa@demo.example", "Chiara Colombo", "representative", "Impresa", "presentare una domanda, accettare, rendicontare"
    ),
    *_of_chambers(),
    Person("valutatore1@demo.example", "Paolo Ferri", "evaluator", "Valutatore", "assegnare i punteggi"),
    Person("valutatore2@demo.example", "Sara Galli", "evaluator", "Valutatrice", "assegnare i punteggi"),
    Person(
        "operatore@demo.example",
        "Luca Riva",
        "operator",
        "Operatore Unioncamere",
        "seguire il bando, produrre i rapporti, le quote",
    ),
    Person(
        "direttore@demo.example", "Anna Sala", "director", "Direttrice Unioncamere", "adottare gli atti: graduatoria, concessioni"
    ),
    Person("regione@demo.example", "Marco Villa", "regione", "Regione Lombardia", "scaricare i rapporti"),
    Person("revisore@demo.example", "Elena Fontana", "auditor", "Revisore", "leggere tutto, anche il registro degli eventi"),
    Person("amministratore@demo.example", "Davide Longo", "administrator", "Amministratore", "gestire utenti e incarichi"),
]

ACCOUNTS = [
    {"email": person.email, "password": PASSWORD, "role": person.label, "what": person.what} for person in PEOPLE if person.shown
]
