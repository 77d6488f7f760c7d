"""The words of an application's life."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where an application stands."""

    DRAFT = "draft", _("bozza")
    SUBMITTED = "submitted", _("inviata")
    INTEGRATION = "integration", _("integrazione richiesta")
    REJECTION_NOTICED = "rejection_noticed", _("preavviso di rigetto")
    ADMISSIBLE = "admissible", _("ammissibile")
    INADMISSIBLE = "inadmissible", _("non ammessa")
    SCORED = "scored", _("valutata")
    FINANCED = "financed", _("ammessa e finanziabile")
    WAITING = "waiting", _("ammessa, fondi esauriti")
    BELOW_MINIMUM = "below_minimum", _("sotto il punteggio minimo")
    GRANTED = "granted", _("contributo concesso")
    ACCEPTED = "accepted", _("contributo accettato")
    RENOUNCED = "renounced", _("rinunciata")
    FORFEITED = "forfeited", _("decaduta")
    ACCOUNTED = "accounted", _("rendicontata")
    SETTLED = "settled", _("rendiconto approvato")
    PAID = "paid", _("pagata")
    CLOSED = "closed", _("chiusa")
    REVOKED = "revoked", _("revocata")
    WITHDRAWN = "withdrawn", _("ritirata")


class Move(TextChoices):
    """A step of that life."""

    SUBMIT = "submit", _("invio")
    WITHDRAW = "withdraw", _("ritiro")
    REQUEST_INTEGRATION = "request_integration", _("richiesta di integrazione")
    ANSWER_INTEGRATION = "answer_integration", _("risposta all’integrazione")
    NOTICE_REJECTION = "notice_rejection", _("preavviso di rigetto")
    OBSERVE = "observe", _("osservazioni al preavviso")
    END_OBSERVATIONS = "end_observations", _("fine del termine per le osservazioni")
    ADMIT = "admit", _("ammissione")
    REJECT = "reject", _("non ammissione")
    SCORE = "score", _("valutazione")
    FINANCE = "finance", _("graduatoria: finanziabile")
    WAIT = "wait", _("graduatoria: fondi esauriti")
    EXCLUDE = "exclude", _("graduatoria: sotto il minimo")
    SCROLL = "scroll", _("scorrimento della graduatoria")
    GRANT = "grant", _("concessione")
    ACCEPT = "accept", _("accettazione")
    RENOUNCE = "renounce", _("rinuncia")
    FORFEIT = "forfeit", _("decadenza")
    ACCOUNT = "account", _("invio del rendiconto")
    SETTLE = "settle", _("approvazione del rendiconto")
    PAY = "pay", _("pagamento")
    CLOSE = "close", _("chiusura")
    REVOKE = "revoke", _("revoca")


class Task(TextChoices):
    """What a file is given to somebody for."""

    CHECK = "check", _("istruttoria")
    SCORE = "score", _("valutazione")


class Trait(TextChoices):
    """What two files have in common."""

    REPRESENTATIVE = "representative", _("stesso legale rappresentante")
    ADDRESS = "address", _("stesso indirizzo")
    ACCOUNT = "account", _("stesso conto corrente")
    LINKED = "linked", _("impresa collegata")
    INVOICE = "invoice", _("stessa fattura")


class RankingOutcome(TextChoices):
    """In which list of the act an application stands."""

    FINANCED = "financed", _("ammessa e finanziata")
    WAITING = "waiting", _("ammessa, non finanziabile per esaurimento dei fondi")
    BELOW_MINIMUM = "below_minimum", _("non ammessa: punteggio sotto il minimo")
    NOT_ADMITTED = "not_admitted", _("non ammessa all’esito dell’istruttoria")


class Reserved(TextChoices):
    """What an arrival of a first-come call has found in its pot; NOTHING where money is not given by arrival."""

    NOTHING = "", _("nessuna prenotazione")
    WHOLE = "whole", _("fondi prenotati")
    PART = "part", _("fondi prenotati in parte")
    WAITING = "waiting", _("in lista d’attesa")


class Taking(TextChoices):
    """How the database answers who asks for a place; its words are those of the function `applications_take_place`."""

    TAKEN = "taken", _("posto preso")
    SENT_BEFORE = "sent_before", _("già inviata")
    OTHER_BODY = "other_body", _("già inviata con altri dati")
    KEY_USED = "key_used", _("chiave già usata per un’altra domanda")
    NOT_A_DRAFT = "not_a_draft", _("non è una bozza")
    NOT_READY = "not_ready", _("da confermare")
    CLOSED = "closed", _("fuori dalla finestra")


class FactWord(TextChoices):
    """What an officer says of a requirement: it is met, it is not, it was asked and the answer has to come."""

    MET = "met", _("risulta")
    NOT_MET = "not_met", _("non risulta")
    ASKED = "asked", _("chiesto, in attesa di risposta")

    @property
    def holds(self) -> bool | None:
        """The same as the row keeps it."""
        return {FactWord.MET: True, FactWord.NOT_MET: False}.get(self)


class VerdictOutcome(TextChoices):
    """How the formal check ends."""

    ADMITTED = "admitted", _("ammessa")
    REJECTED = "rejected", _("non ammessa")


class RejectionReason(TextChoices):
    """Why an application is not admitted; the text beside it says the rest."""

    REQUIREMENT = "requirement", _("manca un requisito")
    NO_ANSWER = "no_answer", _("nessuna risposta alla richiesta di integrazione nei termini")
    MINIMUM_SPEND = "minimum_spend", _("spesa ammessa sotto il minimo")
    DOCUMENTS = "documents", _("documentazione non idonea")


class ReceiptState(TextChoices):
    """Whether the receipt's PDF is there yet."""

    REQUESTED = "requested", _("in preparazione")
    MADE = "made", _("pronta")


class ReceiptMove(TextChoices):
    """The one step of a receipt."""

    MAKE = "make", _("produzione")


class Section(TextChoices):
    """The parts of a draft, in the order in which they are filled in."""

    SEAT = "sede", _("Sede del progetto")
    REQUIREMENTS = "requisiti", _("Requisiti dell’impresa")
    PROJECT = "progetto", _("Progetto")
    EXPENSES = "spese", _("Spese e contributo")
    DOCUMENTS = "documenti", _("Documenti")
    DECLARATIONS = "dichiarazioni", _("Dichiarazioni")


class Division(TextChoices):
    """How a what-if lays the Region's money on the pots; what a Chamber gives stays with its firms."""

    CONFIGURED = "configured", _("come configurato")
    DEMAND = "demand", _("fra le Camere, in proporzione alla domanda")
    POOL = "pool", _("in un fondo comune")


class Side(TextChoices):
    """Who writes in the conversation about a dossier."""

    FIRM = "firm", _("impresa")
    CHAMBER = "chamber", _("Camera di commercio")


class ChangeKind(TextChoices):
    """What a firm asks to change after it has accepted its grant."""

    VARIATION = "variation", _("variazione del progetto")
    EXTENSION = "extension", _("proroga")


class ChangeState(TextChoices):
    """Where such a request stands."""

    ASKED = "asked", _("in attesa della Camera")
    GRANTED = "granted", _("accolta")
    REFUSED = "refused", _("non accolta")


class ChangeMove(TextChoices):
    """The one step of such a request."""

    GRANT = "grant", _("accoglimento")
    REFUSE = "refuse", _("diniego")


class NoticeKind(TextChoices):
    """What a firm is told about its dossier; the words of each are a template of that name (templates/messages)."""

    ARRIVED = "arrived", _("domanda inviata")
    WITHDRAWN = "withdrawn", _("domanda ritirata")
    INTEGRATION_REQUESTED = "integration_requested", _("integrazione richiesta")
    INTEGRATION_REMINDER = "integration_reminder", _("termine per l’integrazione in scadenza")
    INTEGRATION_ANSWERED = "integration_answered", _("risposta all’integrazione ricevuta")
    REJECTION_NOTICED = "rejection_noticed", _("preavviso di rigetto")
    REJECTION_REMINDER = "rejection_reminder", _("termine per le osservazioni in scadenza")
    OBSERVED = "observed", _("osservazioni ricevute")
    ADMITTED = "admitted", _("domanda ammissibile")
    REJECTED = "rejected", _("domanda non ammessa")
    RANKED_FINANCED = "ranked_financed", _("graduatoria: domanda finanziabile")
    RANKED_WAITING = "ranked_waiting", _("graduatoria: fondi esauriti")
    RANKED_BELOW_MINIMUM = "ranked_below_minimum", _("graduatoria: sotto il punteggio minimo")
    GRANTED = "granted", _("contributo concesso")
    ACCEPTANCE_REMINDER = "acceptance_reminder", _("termine per accettare il contributo in scadenza")
    ACCEPTED = "accepted", _("contributo accettato")
    RENOUNCED = "renounced", _("rinuncia registrata")
    FORFEITED = "forfeited", _("contributo decaduto")
    REVOKED = "revoked", _("contributo revocato")
    VARIATION_ASKED = "variation_asked", _("richiesta di variazione ricevuta")
    VARIATION_GRANTED = "variation_granted", _("variazione autorizzata")
    VARIATION_REFUSED = "variation_refused", _("variazione non autorizzata")
    EXTENSION_ASKED = "extension_asked", _("richiesta di proroga ricevuta")
    EXTENSION_GRANTED = "extension_granted", _("proroga concessa")
    EXTENSION_REFUSED = "extension_refused", _("proroga non concessa")
    DOCUMENT_SET_ASIDE = "document_set_aside", _("documento messo da parte")
    MESSAGE_RECEIVED = "message_received", _("nuovo messaggio della Camera")
    ACCOUNTS_DUE = "accounts_due", _("termine per il rendiconto in scadenza")
    ACCOUNTS_SENT = "accounts_sent", _("rendiconto inviato")
    ACCOUNTS_ASKED = "accounts_asked", _("rendiconto: integrazione richiesta")
    ACCOUNTS_SETTLED = "accounts_settled", _("rendiconto approvato")
    ACCOUNTS_PAID = "accounts_paid", _("contributo pagato")
    PAYMENT_REJECTED = "payment_rejected", _("pagamento respinto dalla banca")
    REVOCATION_NOTICED = "revocation_noticed", _("avvio di revoca di un contributo pagato")
    REVOCATION_DISMISSED = "revocation_dismissed", _("revoca archiviata")
    RECOVERY_DECIDED = "recovery_decided", _("contributo da restituire")
    INSTALMENT_REMINDER = "instalment_reminder", _("rata da restituire in scadenza")
    INSTALMENT_OVERDUE = "instalment_overdue", _("rata da restituire scaduta")
    CONTROL_DRAWN = "control_drawn", _("controllo a campione: pratica estratta")
    CONTROL_CONCLUDED = "control_concluded", _("controllo a campione concluso")


class FormState(TextChoices):
    """Whether the form to sign is there yet."""

    REQUESTED = "requested", _("in preparazione")
    MADE = "made", _("pronto")


class FormMove(TextChoices):
    """The one step of a form."""

    MAKE = "make", _("produzione")


class SignatureFormat(TextChoices):
    """How document and signature are held together."""

    CADES = "cades", _("CAdES (.p7m)")
    PADES = "pades", _("PAdES (PDF)")


class Unreadable(TextChoices):
    """Why a file says nothing about who signed."""

    EMPTY = "empty", _("file vuoto")
    TRUNCATED = "truncated", _("file incompleto")
    UNKNOWN = "unknown", _("file di altro tipo")
    UNSIGNED = "unsigned", _("PDF senza firma")
    DETACHED = "detached", _("firma senza documento")
    LOCKED = "locked", _("PDF protetto da password")
    TOO_DEEP = "too_deep", _("troppi involucri")
    DAMAGED = "damaged", _("file danneggiato")


class Over(TextChoices):
    """What the signatures are over."""

    THE_FORM = "the_form", _("il modulo di questa domanda")
    AN_OLDER_FORM = "an_older_form", _("un modulo precedente")
    SOMETHING_ELSE = "something_else", _("un altro documento")


class Certificate(TextChoices):
    """What the certificate of a signer is worth, its dates apart."""

    TRUSTED = "trusted", _("di un prestatore riconosciuto")
    UNKNOWN_CHAIN = "unknown_chain", _("di un prestatore non riconosciuto")
    SELF_SIGNED = "self_signed", _("emesso da chi lo usa")
    NOT_FOR_SIGNING = "not_for_signing", _("non è un certificato di firma")
    WEAK = "weak", _("algoritmo non più sicuro")
