"""Walks a grant through its accounts: invoices, proofs, report, check, settlement, payment."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from accounts.models import User
from applications.models import Application, Expense
from bando.enums import Phase
from core.money import cents
from demo.firms import vat_number
from demo.invoices import Bought, invoice
from demo.walking import Walk, paper
from disbursement.enums import PaymentMeans
from disbursement.models import Account, Invoice, PaymentOrder
from disbursement.operations import accounting, banking, checking, invoicing, ordering, paying, settling

SUPPLIERS = [("Web Agency Demo S.r.l.", vat_number(901)), ("Traduzioni Demo S.n.c.", vat_number(902))]
SHOP = "https://negozio.example/"
IBAN = "IT60X0542811101000000123456"


@dataclass
class Accounts:
    """The accounts of one application of a walk. `realised` is the part of the admitted spend that was really spent."""

    walk: Walk
    application: Application
    invoiced_on: date
    realised: Decimal = Decimal("0.95")

    @property
    def firm_user(self) -> User:
        """Who acts for the firm."""
        return self.walk.firm_user(self.application.firm)

    def write(self, *, at: datetime) -> Account:
        """Open the accounts; two invoices, each read, assigned to an item and proved paid; report and bank account."""
        by = self.firm_user
        account = accounting.open_account(application=self.application, by=by, at=at)
        for serial, expense in enumerate(self.application.expenses.select_related("item"), start=1):
            name = f"IT{SUPPLIERS[0][1]}_{self.application.pk}{serial}.xml"
            for row in invoicing.add_invoices(account=account, name=name, content=self._xml(serial, expense), by=by, at=at):
                for spending in row.spendings.all():
                    accounting.assign(spending=spending, item=expense.item, by=by, at=at)
                self._prove(account, row, at)
        report = "Il canale è attivo: catalogo pubblicato in tre lingue, primi ordini dall’estero ricevuti."
        return accounting.describe(account=account, iban=IBAN, report=report, sales_started=True, sales_url=SHOP, by=by, at=at)

    def write_in_one(self, *, at: datetime) -> Account:
        """The same with one invoice, a line for each expense: enough where hundreds of firms report."""
        by, expenses = self.firm_user, list(self.application.expenses.select_related("item").order_by("pk"))
        account = accounting.open_account(application=self.application, by=by, at=at)
        bought = [Bought(expense.description, cents(expense.amount * self.realised)) for expense in expenses]
        name = f"IT{SUPPLIERS[0][1]}_{self.application.pk}.xml"
        [row] = invoicing.add_invoices(account=account, name=name, content=self._bill(1, bought), by=by, at=at)
        for spending, expense in zip(row.spendings.order_by("line_number"), expenses, strict=True):
            accounting.assign(spending=spending, item=expense.item, by=by, at=at)
        self._prove(account, row, at)
        return accounting.describe(
            account=account, iban=IBAN, report="Il canale è attivo.", sales_started=True, sales_url=SHOP, by=by, at=at
        )

    def _prove(self, account: Account, row: Invoice, at: datetime) -> None:
        """Paid in full by one transfer, a week after the invoice."""
        accounting.prove_payment(
            account=account, invoices=[row], paid_on=self.invoiced_on + timedelta(days=7), amount=row.to_pay,
            payee=row.supplier_name, means=PaymentMeans.TRANSFER, name="Contabile bonifico.pdf",
            content=paper("Contabile del bonifico"), by=self.firm_user, at=at,
        )  # fmt: skip

    def _xml(self, serial: int, expense: Expense) -> bytes:
        net = cents(expense.amount * self.realised)
        half = cents(net / 2)
        return self._bill(serial, [Bought("Prima parte della fornitura", half), Bought("Saldo della fornitura", net - half)])

    def _bill(self, serial: int, bought: list[Bought]) -> bytes:
        firm = self.application.firm
        return invoice(
            supplier=SUPPLIERS[serial % len(SUPPLIERS)],
            buyer=(firm.name, firm.vat_number, firm.tax_code),
            number=f"{self.application.pk}/{serial}",
            day=self.invoiced_on,
            cup=self.application.grant.cup,
            bought=bought,
        )

    def send(self, account: Account, *, at: datetime) -> None:
        """The firm sends its accounts."""
        accounting.send(account=account, by=self.firm_user, at=at)

    def settle(self, account: Account, *, at: datetime, cuts: bool = True) -> None:
        """The officer cuts a line, unless told otherwise, and approves the accounts."""
        by = self.walk.officer(self.application)
        account.refresh_from_db()
        if cuts:
            line = account.spendings.order_by("amount")[0]
            reason = "Spesa di formazione non riferita al canale online."
            checking.cut(spending=line, admitted=cents(line.amount * Decimal("0.9")), reason=reason, by=by, at=at)
        checking.check(account=account, by=by, at=at)
        settling.settle(account=account, by=by, at=at)

    def pay(self, account: Account, *, at: datetime) -> None:
        """An officer proposes the payment, the director adopts it, the bank pays it."""
        order = self.order(account, at=at)
        banking.make(order_id=order.pk, at=at)
        paying.confirm(order=order, paid_on=at.date(), by=self.walk.officer(self.application), at=at + timedelta(hours=3))

    def order(self, account: Account, *, at: datetime) -> PaymentOrder:
        """A payment order of this one payment, adopted."""
        account.refresh_from_db()
        self.walk.verify(self.application, Phase.PAYMENT, at=at - timedelta(hours=2))
        proposed = ordering.propose(settlements=[account.settlement], by=self.walk.officer(self.application), at=at)
        by = self.walk.cast.rup(self.walk.chamber_of(self.application))
        return ordering.adopt(
            order=proposed, number=f"{at:%j}/{self.application.pk}", issued_on=at.date(),
            issuer=f"Camera di commercio di {proposed.pot}", signer=by.name, execute_on=at.date(), by=by, at=at,
        )  # fmt: skip
