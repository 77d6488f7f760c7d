"""The words of accounts, payments and tranches."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AccountState(TextChoices):
    """Where a firm's accounts stand; what happens to the application is said there, not here."""

    DRAFT = "draft", _("in compilazione")
    SENT = "sent", _("inviato")
    INTEGRATION = "integration", _("integrazione richiesta")
    CHECKED = "checked", _("controllato")
    SETTLED = "settled", _("approvato")


class AccountMove(TextChoices):
    """A step of the accounts."""

    SEND = "send", _("invio")
    REQUEST_INTEGRATION = "request_integration", _("richiesta di integrazione")
    ANSWER_INTEGRATION = "answer_integration", _("risposta all’integrazione")
    CHECK = "check", _("fine del controllo")
    SETTLE = "settle", _("approvazione")


class TrancheState(TextChoices):
    """Where a regional tranche stands."""

    PROPOSED = "proposed", _("proposta")
    REQUESTED = "requested", _("richiesta")
    APPROVED = "approved", _("approvata da Regione")
    RECEIVED = "received", _("incassata")
    PASSED_ON = "passed_on", _("trasferita alle Camere")


class TrancheMove(TextChoices):
    """A step of a tranche."""

    REQUEST = "request", _("richiesta a Regione")
    APPROVE = "approve", _("approvazione di Regione")
    RECEIVE = "receive", _("incasso")
    PASS_ON = "pass_on", _("trasferimento alle Camere")
    REVERSE_PASSING = "reverse_passing", _("storno del trasferimento")
    REVERSE_RECEIPT = "reverse_receipt", _("storno dell’incasso")


class EvidenceKind(TextChoices):
    """Which report was sent to the Region."""

    INTERIM = "interim", _("rapporto intermedio")
    FINAL = "final", _("rapporto finale")


class CheckOutcome(TextChoices):
    """What a check of an invoice answers."""

    MET = "met", _("in ordine")
    NOT_MET = "not_met", _("non in ordine")
    TO_VERIFY = "to_verify", _("da verificare dalla Camera")


class OrderState(TextChoices):
    """Where a payment order stands; what became of each payment is said by its lines."""

    PROPOSED = "proposed", _("proposto")
    ADOPTED = "adopted", _("adottato")
    WITHDRAWN = "withdrawn", _("ritirato")


class OrderMove(TextChoices):
    """A step of a payment order."""

    ADOPT = "adopt", _("adozione")
    WITHDRAW = "withdraw", _("ritiro")


class LineState(TextChoices):
    """What became of one payment of an order."""

    ORDERED = "ordered", _("in attesa di esito")
    PAID = "paid", _("pagata")
    REJECTED = "rejected", _("respinta dalla banca")
    LEFT_OUT = "left_out", _("tolta dal mandato")


class LineMove(TextChoices):
    """A step of one payment of an order."""

    PAY = "pay", _("pagamento")
    REJECT = "reject", _("rifiuto della banca")
    LEAVE_OUT = "leave_out", _("tolta dal mandato")


# A payment that is on its way or has arrived: a settlement stands in one of these at the most.
LIVE = (LineState.ORDERED, LineState.PAID)


class PaymentMeans(TextChoices):
    """By what an invoice was paid; cash is offered so that it can be refused with its reason."""

    TRANSFER = "transfer", _("bonifico")
    DIRECT_DEBIT = "direct_debit", _("addebito diretto o Ri.Ba.")
    CARD = "card", _("carta intestata all’impresa")
    CHEQUE = "cheque", _("assegno non trasferibile")
    ELECTRONIC = "electronic", _("conto di pagamento elettronico (PayPal e simili)")
    CASH = "cash", _("contanti")


class CutDecision(TextChoices):
    """What an officer does with a claimed line."""

    ADMIT = "admit", _("ammetti per intero")
    REDUCE = "reduce", _("riduci")
    REFUSE = "refuse", _("rifiuta")


class SampleState(TextChoices):
    """Where a draw of files to control stands."""

    PROPOSED = "proposed", _("da estrarre")
    DRAWN = "drawn", _("estratto")
    WITHDRAWN = "withdrawn", _("ritirato")


class SampleMove(TextChoices):
    """A step of such a draw."""

    DRAW = "draw", _("estrazione")
    WITHDRAW = "withdraw", _("ritiro")


class PointAnswer(TextChoices):
    """What a control finds about one point of its list."""

    MET = "met", _("conforme")
    NOT_MET = "not_met", _("non conforme")
    NOT_APPLICABLE = "not_applicable", _("non pertinente")


class ControlResult(TextChoices):
    """How a control ends."""

    REGULAR = "regular", _("regolare")
    IRREGULAR = "irregular", _("irregolare")
