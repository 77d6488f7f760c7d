"""A payment order as a report: by whom it was proposed and adopted, what is paid to whom, which file the bank was given."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import translation

from applications.queries.firm import firm_of
from bando.models import Act
from core.money import ZERO
from disbursement.domain.sepa import masked as shortened
from disbursement.enums import LineState
from disbursement.models import OrderLine, PaymentOrder
from disbursement.queries.orders import lines_of
from registry.enums import LegalForm
from reports.domain.columns import Column, Kind, Row
from reports.domain.privacy import masked
from reports.domain.table import Report, Table
from reports.domain.wording import amount, instant, read
from reports.models import OrderPaper

LANGUAGE = "it"
RELATED = ("pot__call", "pot__chamber", "act", "proposed_by", "adopted_by")
COLUMNS = (
    Column("firm", "Beneficiario", width=23),
    Column("tax_code", "Codice fiscale", width=16),
    Column("cup", "CUP", width=16),
    Column("cor", "COR", width=9),
    Column("gross", "Lordo", Kind.MONEY, width=13),
    Column("withheld", "Ritenuta", Kind.MONEY, width=11),
    Column("substituted", "Agli enti", Kind.MONEY, width=11),
    Column("net", "Netto", Kind.MONEY, width=13),
    Column("iban", "IBAN", width=29),
    Column("end_to_end", "Id. end-to-end", width=18),
)
NOTES = (
    "Importi in euro: lordo = ritenuta d’acconto, versata allo Stato, più quanto si paga agli enti previdenziali in luogo "
    "dell’impresa con DURC irregolare (art. 31, DL 69/2013), più il netto all’impresa.",
    "Del codice fiscale di una persona si leggono tre caratteri all’inizio e tre alla fine.",
)
SHORTENED = "I conti sono abbreviati in questa copia: per intero li legge chi prepara, firma o segue i pagamenti."


def on_paper(order: PaymentOrder, *, shows_ibans: bool) -> Report:
    """An adopted order (fetched with `RELATED`) as it was signed: what became of its payments since is not told."""
    return payment_order(order, lines_of(order).exclude(state=LineState.LEFT_OUT), shows_ibans=shows_ibans)


def payment_order(order: PaymentOrder, lines: Iterable[OrderLine], *, shows_ibans: bool) -> Report:
    """The same of these lines; the account numbers are whole where `shows_ibans`."""
    act, adopted_at = order.act, order.adopted_at
    assert act is not None
    assert adopted_at is not None, "only what was adopted orders anybody to pay"
    with translation.override(LANGUAGE):
        rows = tuple(_row(line, shows_ibans) for line in lines)
        paid = Table("pagamenti", "Pagamenti", COLUMNS, rows)
        return Report(
            name="mandato",
            title=f"Mandato di pagamento n. {act.number} del {read(act.issued_on)}",
            subtitle=f"{order.pot.call.title} ({order.pot.call.code})",
            issuer=f"Camera di commercio di {order.pot}",
            as_of=adopted_at,
            tables=(paid,),
            facts=(*_signed(order, act), *_told(order, paid, shows_ibans)),
            notes=NOTES if shows_ibans else (*NOTES, SHORTENED),
        )


def _row(line: OrderLine, shows_ibans: bool) -> Row:
    application = line.settlement.account.application
    firm, grant = firm_of(application), application.grant
    code = masked(firm.tax_code, of_a_person=firm.legal_form == LegalForm.SOLE_TRADER)
    sums = (line.gross, line.withheld, line.substituted, line.net)
    return (line.name, code, grant.cup, grant.cor, *sums, line.iban if shows_ibans else shortened(line.iban), line.end_to_end)


def _signed(order: PaymentOrder, act: Act) -> tuple[tuple[str, str], ...]:
    """Which act it is, and whose."""
    adopted = order.adopted_by.name if order.adopted_by else ""
    return (
        ("Atto", f"{act.issuer}, n. {act.number} del {read(act.issued_on)}, firmato da {act.signer}"),
        ("Proposto da", f"{order.proposed_by.name}, {instant(order.proposed_at)}"),
        ("Adottato da", f"{adopted}, {read(order.adopted_at)}"),
    )


def _told(order: PaymentOrder, paid: Table, shows_ibans: bool) -> tuple[tuple[str, str], ...]:
    """What the bank is to do, and the sums."""
    account = order.debtor_iban if shows_ibans else shortened(order.debtor_iban)
    file = f"{order.message_id}, impronta SHA-256 {order.sha256}" if order.sha256 else "nessuno: nulla va alle imprese"
    return (
        ("Conto della Camera", f"{order.debtor_name}, IBAN {account}, esecuzione il {read(order.execute_on)}"),
        ("Pagamenti", f"{read(len(paid.rows))}: {_sums(paid)}"),
        ("File per la banca (pain.001)", file),
    )


def _sums(paid: Table) -> str:
    """The whole, and where it goes; the bodies are named where they have a part in it."""
    gross, withheld, owed, net = (Decimal(paid.total(name)) for name in ("gross", "withheld", "substituted", "net"))
    bodies = f", agli enti {amount(owed)}" if owed > ZERO else ""
    return f"lordo {amount(gross)} euro, ritenute {amount(withheld)}{bodies}, netto {amount(net)} euro"


def missed_of(order: PaymentOrder) -> QuerySet[OrderPaper]:
    """The copies of an order that were tried and did not come out."""
    return OrderPaper.objects.filter(order=order, made_at=None).exclude(error="")
