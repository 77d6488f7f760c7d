"""What a company does with its accounts, and what its Chamber does with them, up to the payment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.utils.timezone import localdate

from demo.invoices import Bought, invoice
from demo.spending import SUPPLIERS
from demo.walking import paper
from tests.journeys.steps_browser import Visitor
from tests.journeys.steps_cast import euro
from tests.journeys.steps_desk import CUP, Desk, today
from tests.journeys.steps_firm import PDF, Company

IBAN, CHAMBER_IBAN = "IT60X0542811101000000123456", "IT33X0542811101000000123457"
REPORT = "Il canale è attivo: catalogo pubblicato in tre lingue, primi ordini dalla Germania."


@dataclass(frozen=True)
class Billed:
    """A line of an invoice and the item it goes under."""

    text: str
    net: Decimal
    item: str


def bill(company: Company, number: str, lines: list[Billed], *, day: date, cup: str = CUP) -> bytes:
    """The electronic invoice that the supplier sends."""
    bought = [Bought(line.text, line.net) for line in lines]
    buyer = (company.name, company.vat, company.vat)
    return invoice(supplier=SUPPLIERS[0], buyer=buyer, number=number, day=day, cup=cup, bought=bought)


@dataclass(frozen=True)
class Payment:
    """What has left the company's account: how much, to whom, for which invoices."""

    amount: Decimal
    payee: str
    invoices: list[int]


@dataclass
class Accounts:
    """The page of the accounts of one application, in the company's browser."""

    company: Company
    pk: int

    @property
    def at(self) -> Visitor:
        return self.company.at

    def begin(self) -> None:
        self.at.open(f"/domande/{self.pk}/")
        self.at.follow("Vai al rendiconto", inside="main")
        self.at.inspect("accounts, not open")
        self.at.press("Apri il rendiconto")
        self.at.sees("Che cosa manca", CUP)
        self.at.inspect("accounts, empty")

    def add_invoice(self, number: str, lines: list[Billed]) -> None:
        """Upload the XML, see it read, give each line its item, prove the payment."""
        day = localdate()
        content = bill(self.company, number, lines, day=day)
        self.at.attach("invoices", f"IT{SUPPLIERS[0][1]}_{number}.xml", content, "application/xml")
        self.at.press("Carica e leggi le fatture")
        self.at.sees("Fatture lette e aggiunte: 1", f"fattura n. {number}")
        self.at.inspect("accounts, one invoice")
        for line, chosen in zip(lines, self.at.page.locator(".invoice-lines select").all(), strict=True):
            value = chosen.locator("option", has_text=line.item).first.get_attribute("value")
            chosen.select_option(value)
        self.at.press("Salva le voci di spesa")
        self.at.page.locator("[name^='prova'][name$='-paid_on']").fill(day.isoformat())
        proof = {"name": "Contabile.pdf", "mimeType": PDF, "buffer": paper("Contabile del bonifico")}
        self.at.page.locator("[name^='prova'][name$='-file']").set_input_files(proof)
        self.at.press("Carica la prova")
        self.at.sees("Contabile.pdf")

    def bring(self, files: Mapping[str, bytes], *, read: int, refused: Sequence[str] = ()) -> None:
        """Drop many files at once: those that can be claimed are read, each of the others is named with its reason."""
        given = [{"name": name, "mimeType": "application/xml", "buffer": content} for name, content in files.items()]
        self.at.field("invoices").set_input_files(given)
        self.at.press("Carica e leggi le fatture")
        self.at.sees(f"Fatture lette e aggiunte: {read}", *refused)
        self.at.inspect("accounts, many invoices")

    def put_under(self, item: str) -> None:
        """Every line of every invoice under one item."""
        for card in self.at.page.locator("article.invoice").all():
            place = f"#{card.get_attribute('id')}"
            for chosen in self.at.page.locator(f"{place} .invoice-lines select").all():
                chosen.select_option(label=item)
            self.at.press("Salva le voci di spesa", inside=place)

    def prove(self, payment: Payment) -> None:
        """One payment, of an invoice and of others that it has paid too."""
        first, *others = payment.invoices
        prefix, form = f"prova{first}", self.at.page.locator(f"#fattura-{first} details:has(input[type=file])")
        if form.get_attribute("open") is None:
            form.locator("summary").click()
        fields = {"paid_on": today(), "amount": euro(payment.amount), "payee": payment.payee}
        self.at.fill(**{f"{prefix}-{name}": value for name, value in fields.items()})
        self.at.choose(f"{prefix}-means", "bonifico")
        self.at.tick(*(self.at.page.locator(f"[name={prefix}-others][value='{one}']") for one in others))
        self.at.attach(f"{prefix}-file", "Estratto conto.pdf", paper("Estratto conto"), PDF)
        self.at.press("Carica la prova", inside=f"#fattura-{first}")
        self.at.sees(f"{euro(payment.amount)} €")

    def describe(self) -> None:
        self.at.fill(iban=IBAN, report=REPORT, sales_url="https://negozio.example.org/")
        self.at.tick(self.at.field("sales_started"))
        self.at.press("Salva conto e relazione")
        self.at.sees("Dati del rendiconto salvati")

    def send(self, *, claimed: Decimal) -> None:
        self.at.sees("Non manca nulla", euro(claimed))
        self.at.inspect("accounts, complete")
        self.at.press("Invia il rendiconto")
        self.at.sees("Rendiconto inviato")
        self.at.inspect("accounts, sent")

    def is_paid(self, *, net: Decimal, withheld: Decimal) -> None:
        """What the company reads when the money has left."""
        self.at.open(f"/domande/{self.pk}/rendiconto/")
        self.at.sees(f"Pagato: {euro(net)}", f"Trattenuti {euro(withheld)} € perché")
        self.at.inspect("accounts, paid")
        self.at.open(f"/domande/{self.pk}/")
        self.at.sees("il contributo è stato pagato")
        self.at.inspect("dossier, paid")


@dataclass
class Checker(Desk):
    """The officer, on accounts."""

    def check(self, firm: str, *, line: str, admitted: Decimal, final: Decimal) -> None:
        """Cut one line, end the check, approve."""
        self.take_up("Rendiconti da controllare", firm)
        self.at.inspect("accounts to check")
        about = {"admitted": f"{admitted}", "reason": "Canone che va oltre la fine del progetto."}
        self.act("Taglia una spesa", choices={"spending": line}, told=euro(admitted), **about)
        self.conclude(final=final)

    def decide(self, line: str, decision: str, reason: str, *, told: str, **fields: str) -> None:
        """Say of one line that it is admitted in full, reduced or refused."""
        self.ask("Taglia una spesa", look=False, choices={"spending": line}, reason=reason, **fields)
        self.at.tick(self.at.page.locator(f"[name=decision][value={decision}]"))
        self.at.press("Taglia una spesa", inside="form.portal-form")
        self.at.sees(f"Spesa ammessa per {told}")

    def conclude(self, *, final: Decimal) -> None:
        self.act("Concludi il controllo", told="Controllo concluso")
        self.act("Approva il rendiconto", told=f"contributo finale {euro(final)}")
        self.at.inspect("accounts, approved")


@dataclass
class Orderer(Desk):
    """The officer, on payments."""

    def is_told_to_wait(self, firm: str) -> str:
        """Try to order the payment before the grant was made public: the reason why not."""
        self.take_up("Contributi da pagare", firm)
        self.at.inspect("payment, refused")
        return self.why_not("Proponi il mandato")

    def propose(self, firm: str, *, net: Decimal) -> None:
        self.take_up("Contributi da pagare", firm)
        self.act("Proponi il mandato", told="Mandato proposto: ora lo adotta il dirigente")
        self.at.sees(firm, euro(net))
        self.at.inspect("order, proposed")

    def confirm(self, *, net: Decimal) -> None:
        """The bank has paid all of it today."""
        self.take_up_the_order("Mandati in attesa di esito")
        self.act("Conferma i pagamenti", told="Pagamenti confermati: 1", paid_on=today())
        self.at.sees(euro(net))
        self.at.inspect("order, paid")

    def take_up_the_order(self, work: str) -> None:
        """From «my day» to the list, to its first order."""
        self.at.open("/admin/")
        self.at.follow(work, inside="#content")
        self.at.inspect(f"list: {work}")
        self.at.page.locator("#result_list tbody a").first.click()


@dataclass
class Payer(Orderer):
    """The Chamber's director, who adopts payment orders."""

    def registers_the_account(self) -> None:
        self.at.open("/admin/disbursement/paymentorder/")
        self.at.inspect("orders")
        self.act("Registra il conto della Camera", told="Conto registrato", holder="Camera di commercio", iban=CHAMBER_IBAN)

    def adopt(self, firm: str, *, net: Decimal) -> None:
        self.take_up_the_order("Mandati da adottare")
        self.at.sees(firm, euro(net))
        self.act("Adotta il mandato", told="Mandato adottato", number="7", issued_on=today(), execute_on=today())
        self.at.inspect("order, adopted")

    def fetch_file(self, folder: Path) -> bytes:
        """The file for the bank, once the worker has made it."""
        while self.at.page.get_by_role("link", name="Scarica il file per la banca").count() == 0:
            self.at.page.reload()
        return self.at.downloads("Scarica il file per la banca", folder).read_bytes()
