"""The words of a call."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Procedure(TextChoices):
    """How applications compete."""

    RANKING = "ranking", _("graduatoria a punteggio")
    FIRST_COME = "first_come", _("sportello, in ordine di arrivo")
    FIRST_COME_MINIMUM = "first_come_minimum", _("sportello valutativo, con punteggio minimo")
    LOTS = "lots", _("sorteggio")

    @property
    def is_scored(self) -> bool:
        """Whether evaluators give points."""
        return self in {Procedure.RANKING, Procedure.FIRST_COME_MINIMUM}

    @property
    def is_by_arrival(self) -> bool:
        """Whether money goes to who comes first, until it is finished."""
        return self in {Procedure.FIRST_COME, Procedure.FIRST_COME_MINIMUM}


class SignaturePolicy(TextChoices):
    """What binds the firm to what it sends."""

    NONE = "none", _("basta l’accesso identificato al portale")
    ANY = "any", _("firma elettronica di chi rappresenta l’impresa")
    QUALIFIED = "qualified", _("firma digitale qualificata di chi rappresenta l’impresa")


class FileFormat(TextChoices):
    """What a firm may be asked to upload; each is opened by core.adapters.filetypes, whose kinds these are."""

    PDF = "pdf", "PDF"
    P7M = "p7m", "P7M"
    XML = "xml", "XML"
    JPG = "jpg", "JPG"
    PNG = "png", "PNG"

    @property
    def explanation(self) -> str:
        """The word with what it is, for who chooses it."""
        return str(_EXPLANATIONS.get(self, self.label))


_EXPLANATIONS = {
    FileFormat.P7M: _("P7M (documento firmato digitalmente)"),
    FileFormat.XML: _("XML (dati, per esempio una fattura elettronica)"),
}


class CallStatus(TextChoices):
    """Where a call stands; computed from instants and acts, never stored."""

    PREPARED = "prepared", _("in preparazione")
    ANNOUNCED = "announced", _("di prossima apertura")
    OPEN = "open", _("aperto")
    SUSPENDED = "suspended", _("sospeso")
    EXHAUSTED = "exhausted", _("fondi esauriti")
    CLOSED = "closed", _("chiuso, in istruttoria")
    DECIDED = "decided", _("graduatoria approvata")
    CONCLUDED = "concluded", _("concluso")


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
    ATECO = "ateco", _("attività economica (codici ATECO)")
    INSOLVENCY = "insolvency", _("nessuna procedura concorsuale")
    CAPITAL = "capital", _("impresa non in difficoltà (capitale)")
    DURC = "durc", _("contributi in regola (DURC)")
    ANNUAL_FEE = "annual_fee", _("diritto annuale versato")
    SUPPLIES = "supplies", _("nessuna fornitura in corso con le Camere")
    ANTIMAFIA = "antimafia", _("documentazione antimafia, persona per persona")
    SINGLE = "single", _("una sola domanda per impresa")
    LINKED_FIRMS = "linked_firms", _("una sola domanda fra imprese collegate")
    EARLIER_CALLS = "earlier_calls", _("beneficiari di bandi precedenti esclusi")
    MINIMUM_SPEND = "minimum_spend", _("spesa minima")
    MAXIMUM_SPEND = "maximum_spend", _("spesa massima")
    ITEM_CAPS = "item_caps", _("limiti delle voci di spesa")
    READINESS = "readiness", _("progetto descritto in tutte le sue parti")
    AID_CEILING = "aid_ceiling", _("massimale degli aiuti")
    YEARLY_CEILING = "yearly_ceiling", _("tetto annuo per impresa fra più bandi")
    DECLARATION = "declaration", _("dichiarazione dell’impresa")


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


class AidWindow(TextChoices):
    """Over which time aids are added up against the ceiling of a regime."""

    ROLLING = "rolling", _("tre anni mobili fino alla concessione")
    TAX_YEARS = "tax_years", _("l’esercizio in corso e i due precedenti")


class ComponentKind(TextChoices):
    """What a component adds to the grant of a measure."""

    RATE = "rate", _("punti in più sulla quota della spesa")
    AMOUNT = "amount", _("importo fisso")


class CapKind(TextChoices):
    """How a cap limits expense items; `domain/caps.py` applies them."""

    SHARE_OF_TOTAL = "share_of_total", _("al massimo una parte del totale")
    SHARE_OF_OTHERS = "share_of_others", _("al massimo una parte di altre voci")
    ABSOLUTE = "absolute", _("al massimo un importo")
    UNIT = "unit", _("al massimo un importo per unità")
    FLAT_RATE = "flat_rate", _("a forfait, come parte di altre voci")
    MINIMUM_INVOICE = "minimum_invoice", _("importo minimo di ogni fattura")
    MINIMUM_SHARE = "minimum_share", _("almeno una parte del totale")


class DrawOrder(TextChoices):
    """From whose money a grant is drawn first."""

    PRO_RATA = "pro_rata", _("in proporzione a quanto resta")
    CHAMBER_FIRST = "chamber_first", _("prima la Camera, poi la Regione")
    REGION_FIRST = "region_first", _("prima la Regione, poi la Camera")


class Placing(TextChoices):
    """How the money of a fund is laid on the pots; `domain/placing.py` does it."""

    OWN = "own", _("un importo per ciascuna Camera")
    SPLIT = "split", _("diviso fra le Camere in proporzione")
    POOL = "pool", _("un fondo comune per tutta la Lombardia")


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
    AMENDMENT = "amendment", _("modifica del bando")
    EXTENSION = "extension", _("proroga")
    SUSPENSION = "suspension", _("sospensione")
    RESUMPTION = "resumption", _("ripresa dopo la sospensione")
    CLOSURE = "closure", _("chiusura anticipata")
    REOPENING = "reopening", _("riapertura")
    CONCLUSION = "conclusion", _("conclusione del procedimento")
    RANKING = "ranking", _("approvazione della graduatoria")
    GRANT = "grant", _("concessione")
    REFINANCING = "refinancing", _("rifinanziamento")
    PAYMENT = "payment", _("liquidazione")
    REVOCATION = "revocation", _("revoca")
    RETURN = "return", _("restituzione di somme non spese")
    TRANSFER = "transfer", _("trasferimento fra dotazioni")
    TRANCHE_REQUEST = "tranche_request", _("richiesta di una quota a Regione")


class Bucket(TextChoices):
    """Where a euro of a budget line stands. Outside is the funder's own pocket, elsewhere another line of the same fund."""

    OUTSIDE = "outside", _("fuori dal bando")
    ELSEWHERE = "elsewhere", _("un’altra dotazione")
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
    FORFEIT = "forfeit", _("decadenza")
    REVOKE = "revoke", _("revoca")
    ECONOMY = "economy", _("economia")
    PAY = "pay", _("pagamento")
    RECOVER = "recover", _("recupero")
    UNRECOVER = "unrecover", _("storno di un recupero")
    GIVE_BACK = "give_back", _("restituzione al finanziatore")
    HAND_OVER = "hand_over", _("trasferimento a un’altra dotazione")
    TAKE_OVER = "take_over", _("trasferimento da un’altra dotazione")
