"""What a company does, click by click: an account, a firm, a draft, the sending, the answers to its Chamber."""

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pikepdf
from django.core import mail
from pypdf import PdfReader

from core.money import cents
from demo.firms import tax_code, vat_number
from demo.walking import paper
from tests.journeys.steps_browser import Visitor
from tests.journeys.steps_cast import PASSWORD, email_of, euro

PDF = "application/pdf"
REPRESENTATIVE = tax_code(name="Giulia", sex="F", surname="Ferrari", year=1975, month=4, day=12, place="F205")
FIGURES = {
    "staff": "8",
    "turnover": "900000",
    "balance_sheet": "700000,00",
    "subscribed_capital": "20000",
    "accumulated_losses": "0",
    "aid_received": "0",
    "persons": "2",
    "persons_declared": "2",
}
PROJECT = {
    "title": "Lampade in ceramica sui mercati del Nord",
    "portfolio": "Dodici lampade già in catalogo, schede in tre lingue.",
    "markets": "Germania, Austria e Svizzera: le cercano già.",
    "channels": "Un marketplace specializzato e il sito proprio.",
    "description": "Apertura del canale, fotografie, collegamento al gestionale, campagna di lancio.",
}


@dataclass(frozen=True)
class Planned:
    """An expense as the firm plans it: item, what for, euro net of VAT."""

    item: str
    description: str
    amount: Decimal


SPENDING = [
    Planned("Sito di e-commerce", "Negozio online in tre lingue", Decimal("8000.00")),
    Planned("Traduzioni", "Schede in tedesco e svedese", Decimal("4000.00")),
]


@dataclass
class Company:
    """Giulia Ferrari and her firm, in front of the browser `at`."""

    at: Visitor
    serial: int = 700

    @property
    def email(self) -> str:
        return email_of(f"impresa{self.serial}")

    @property
    def vat(self) -> str:
        return vat_number(self.serial)

    @property
    def name(self) -> str:
        return f"Lampade Ferrari {self.serial} S.r.l."

    # An account

    def register(self) -> None:
        """An account, confirmed by the link that comes by mail."""
        self.at.open("/account/signup/")
        self.at.inspect("registration")
        self.at.fill(name="Giulia Ferrari", email=self.email, password1=PASSWORD, password2=PASSWORD)
        self.at.press("Crea l'utenza")
        self.at.sees(self.email)
        self.at.inspect("check your mail")
        self.at.open(self._link_in_mail())
        self.at.inspect("confirmation of the address")
        self.at.press("Conferma l'indirizzo")
        log_in(self.at, self.email)

    def _link_in_mail(self) -> str:
        message = next(message for message in reversed(mail.outbox) if message.to == [self.email])
        found = re.search(r"https?://\S+/account/confirm-email/\S+", str(message.body))
        assert found, f"no link in: {message.body}"
        return found.group()

    def add_firm(self) -> None:
        self.at.open("/imprese/")
        self.at.inspect("no firm yet")
        self.at.follow("Aggiungi un’impresa", inside="main")
        self.at.inspect("new firm, its code")
        self.at.fill(tax_code=self.vat)
        self.at.press("Continua")
        self.at.inspect("new firm")
        self.at.tick(self.at.field("declares"))
        self._describe_firm(self.vat[:-1] + str((int(self.vat[-1]) + 1) % 10))
        self.at.press("Aggiungi l’impresa")
        self.at.sees("La partita IVA non supera il controllo")
        self.at.inspect("new firm, refused")
        self.at.fill(vat_number=self.vat)
        self.at.press("Aggiungi l’impresa")
        self.at.sees(f"{self.name} è tra le vostre imprese")
        self.at.inspect("my firms")

    def _describe_firm(self, vat: str) -> None:
        self.at.fill(
            name=self.name,
            tax_code=self.vat,
            vat_number=vat,
            representative_name="Giulia Ferrari",
            representative_tax_code=REPRESENTATIVE,
            certified_email=f"impresa{self.serial}@pec.example",
            address="Via Manzoni 10",
            municipality="Milano",
        )
        self.at.choose("province", "Milano")

    # A draft

    def look_around(self, title: str) -> None:
        """Home, the page of the call, the pre-check: nobody asks who she is."""
        self.at.open("/")
        self.at.inspect("home")
        self.at.follow(title, inside="main")
        self.at.sees("2.618.000,00", "4.000,00", "10.000,00")
        self.at.inspect("call")
        self.at.follow("Verificate senza registrarvi", inside="main")
        self.at.inspect("pre-check")

    def start(self, title: str) -> int:
        """Begin the application from the page of the call; its number in addresses."""
        self.at.open("/")
        self.at.follow(title, inside="main")
        self.at.follow("Presenta domanda", inside="main")
        self.at.inspect("start")
        self.at.press("Inizia la domanda")
        self.at.sees("Le parti della domanda")
        self.at.inspect("draft, empty")
        return int(self.at.now_at().split("/")[2])

    def draft(self, pk: int, spending: list[Planned]) -> None:
        """All the sections, in the order in which the portal leads through them."""
        self.at.open(f"/domande/{pk}/sede/")
        self.at.inspect("seat")
        self.at.choose("seat_province", "Milano")
        self.at.fill(seat_municipality="Milano", seat_address="Via Manzoni 10")
        self.at.press("Salva e continua")
        self.at.sees("Milano Monza Brianza Lodi")
        self.at.inspect("figures")
        self.at.fill(**FIGURES)
        self.at.press("Salva e continua")
        self.at.inspect("project")
        self.at.fill(**PROJECT)
        self.at.press("Salva e continua")
        self.plan(pk, spending)
        self.attach_documents(pk)
        self.declare(pk)

    def plan(self, pk: int, spending: list[Planned]) -> None:
        """Expenses, and the grant that they give, with its formula."""
        self.at.open(f"/domande/{pk}/spese/")
        for planned in spending:
            self.at.choose("item", planned.item)
            self.at.fill(description=planned.description, amount=euro(planned.amount), supplier="Web Agency Demo S.r.l.")
            self.at.press("Aggiungi la spesa")
            self.at.sees("Spesa aggiunta")
        self.at.inspect("expenses")
        total = sum((planned.amount for planned in spending), Decimal("0.00"))
        if total >= 4000:
            grant = min(cents(total * Decimal("0.7")), Decimal("10000.00"))
            self.at.sees(euro(grant), "70 %")

    def attach_documents(self, pk: int, *titles: str) -> None:
        """The documents that the call asks for, each in its box."""
        self.at.open(f"/domande/{pk}/documenti/")
        self.at.inspect("documents")
        for title in titles or ("Scheda di progetto", "Preventivi"):
            box = self.at.page.locator("main section", has=self.at.page.get_by_role("heading", name=title))
            file = {"name": f"{title}.pdf", "mimeType": PDF, "buffer": paper(title)}
            self.at.uploads(box, file)
            self.at.sees(f"«{title}»: file caricato.")

    def declare(self, pk: int) -> None:
        self.at.open(f"/domande/{pk}/dichiarazioni/")
        self.at.inspect("declarations")
        self.at.tick(*self.at.page.locator("main form [type=checkbox]").all())
        self.at.press("Salva e continua")

    # The sending

    def confirm(self, pk: int) -> None:
        self.at.open(f"/domande/{pk}/riepilogo/")
        self.at.inspect("summary")
        self.at.press("Conferma i dati")
        self.at.sees("Con l’invio prendete il vostro posto in coda")
        self.at.inspect("send")

    def send_twice(self) -> None:
        """An impatient double click, whichever of the two clicks the portal hears first."""
        self.at.press_twice("Invia la domanda")
        self.at.sees("Domanda inviata", "il vostro numero è 1.")
        self.at.inspect("sent")
        self.at.follow("Apri la ricevuta", inside="main")
        self.at.sees("il vostro numero è 1.")

    def fetch_receipt(self, folder: Path) -> str:
        """The PDF, once the worker has made it; its text."""
        self.at.page.get_by_role("link", name="Scarica la ricevuta (PDF)").wait_for()
        self.at.inspect("receipt")
        kept = self.at.downloads("Scarica la ricevuta (PDF)", folder)
        with pikepdf.open(kept) as paper_made:
            assert len(paper_made.pages) >= 1
        return text_of(kept)

    # After the sending

    def answer(self, pk: int, asked: str) -> None:
        """Read the request, add the document, answer."""
        self.at.open(f"/domande/{pk}/")
        self.at.sees("Rispondete alla richiesta di integrazione", asked)
        self.at.inspect("dossier with a request")
        self.at.follow("Rispondi", inside="main")
        self.at.inspect("integration")
        file = {"name": "Visura.pdf", "mimeType": PDF, "buffer": paper("Visura")}
        self.at.uploads(self.at.page.locator("form[data-upload]"), file)
        self.at.sees("«Visura.pdf»: file caricato.")
        self.at.fill(text="Ecco la visura aggiornata.")
        self.at.press("Invia la risposta")
        self.at.sees("Risposta all’integrazione ricevuta", "Ecco la visura aggiornata.", "Visura.pdf")

    def accept(self, pk: int, *, amount: Decimal, cup: str) -> None:
        self.at.open(f"/domande/{pk}/")
        self.at.sees("Accettate il contributo o rinunciate", cup)
        self.at.inspect("dossier, granted")
        self.at.follow("Vai al contributo", inside="main")
        self.at.sees(euro(amount), cup)
        self.at.inspect("grant")
        self.at.press("Accetta il contributo")
        self.at.sees("Contributo accettato")
        self.at.inspect("proof of the acceptance")


def log_in(visitor: Visitor, email: str) -> None:
    """Through the one log-in page of the portal."""
    visitor.open("/account/login/")
    visitor.fill(login=email, password=PASSWORD)
    visitor.press("Accedi")
    visitor.page.get_by_role("button", name="Esci").wait_for()


def text_of(file: Path) -> str:
    """The words of a PDF, blanks made one."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(file).pages).split())
