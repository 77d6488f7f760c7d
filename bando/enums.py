"""The words of a call."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Procedure(TextChoices):
    """How applications compete."""

    RANKING = "ranking", _("graduatoria a punteggio")
    FIRST_COME = "first_come", _("sportello, in ordine di arrivo")


class CallStatus(TextChoices):
    """Where a call stands; computed from instants and acts, never stored."""

    PREPARED = "prepared", _("in preparazione")
    ANNOUNCED = "announced", _("di prossima apertura")
    OPEN = "open", _("aperto")
    CLOSED = "closed", _("chiuso, in istruttoria")
    DECIDED = "decided", _("graduatoria approvata")


class Phase(TextChoices):
    """When a rule is asked."""

    PRECHECK = "precheck", _("verifica preliminare")
    DRAFT = "draft", _("compilazione")
    SUBMISSION = "submission", _("invio")
    REVIEW = "review", _("istruttoria")
    GRANT = "grant", _("concessione")
    PAYMENT = "payment", _("pagamento")


class RuleKind(TextChoices):
    """What a rule looks at; each has its parameters and its judge in `domain/rules`."""

    SIZE = "size", _("dimensione dell’impresa")
    SEAT = "seat", _("sede in una provincia del bando")
    DECLARATION = "declaration", _("dichiarazione dell’impresa")
    CAPITAL = "capital", _("impresa non in difficoltà (capitale)")
    SINGLE = "single", _("una sola domanda per impresa")
    MINIMUM_SPEND = "minimum_spend", _("spesa minima")
    READINESS = "readiness", _("progetto descritto in tutte le sue parti")
    AID_CEILING = "aid_ceiling", _("massimale degli aiuti")


class Outcome(TextChoices):
    """What a rule answers."""

    MET = "met", _("soddisfatto")
    NOT_MET = "not_met", _("non soddisfatto")
    TO_VERIFY = "to_verify", _("da verificare dalla Camera")


class SizeClass(TextChoices):
    """The size of an undertaking (Annex I, Reg. (EU) 651/2014), linked and partner firms added up."""

    MICRO = "micro", _("microimpresa")
    SMALL = "small", _("piccola impresa")
    MEDIUM = "medium", _("media impresa")
    LARGE = "large", _("grande impresa")


class FundKind(TextChoices):
    """Whose money it is."""

    REGIONAL = "regional", _("Regione")
    CHAMBER = "chamber", _("Camere di commercio")


class TrancheKind(TextChoices):
    """The parts in which the Region pays."""

    FIRST = "first", _("prima quota")
    SECOND = "second", _("seconda quota")
    BALANCE = "balance", _("saldo")


class Gate(TextChoices):
    """Which report opens a tranche."""

    NONE = "none", _("nessun rapporto")
    INTERIM = "interim", _("rapporto intermedio")
    FINAL = "final", _("rapporto finale")


class ActKind(TextChoices):
    """What an act does."""

    PUBLICATION = "publication", _("approvazione e pubblicazione del bando")
    RANKING = "ranking", _("approvazione della graduatoria")
    GRANT = "grant", _("concessione")
    REFINANCING = "refinancing", _("rifinanziamento")
    PAYMENT = "payment", _("liquidazione")
    REVOCATION = "revocation", _("revoca")


class Bucket(TextChoices):
    """Where a euro of a budget line stands. Outside is the funder's own pocket."""

    OUTSIDE = "outside", _("fuori dal bando")
    AVAILABLE = "available", _("disponibile")
    RESERVED = "reserved", _("prenotato")
    COMMITTED = "committed", _("concesso")
    PAID = "paid", _("pagato")
    RETURNED = "returned", _("restituito")


class MovementKind(TextChoices):
    """Why money moves; its route is one line of `domain/routes.py`."""

    ENDOW = "endow", _("dotazione")
    REFINANCE = "refinance", _("rifinanziamento")
    RESERVE = "reserve", _("prenotazione")
    RELEASE = "release", _("fine della prenotazione")
    CONFIRM = "confirm", _("concessione di quanto prenotato")
    COMMIT = "commit", _("concessione")
    RENOUNCE = "renounce", _("rinuncia")
    REVOKE = "revoke", _("revoca")
    ECONOMY = "economy", _("economia")
    PAY = "pay", _("pagamento")
    RECOVER = "recover", _("recupero")
    GIVE_BACK = "give_back", _("restituzione al finanziatore")
