"""Walks one application through the real operations, each at its own instant, as far as asked."""

import random
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache

from accounts.models import User
from applications.domain.sections import TRUTH
from applications.enums import RejectionReason, Task
from applications.models import Application, ConflictDeclaration
from applications.operations import (
    accepting,
    assigning,
    confirming,
    declaring,
    drafting,
    minuting,
    rejecting,
    reviewing,
    scoring,
    submitting,
    uploading,
    verifying,
    withdrawing,
)
from applications.queries.assignments import to_assign
from bando.enums import Phase
from bando.models import Call
from bando.queries.terms import rules_for, rules_of
from core.adapters import pdf
from core.money import cents
from demo.cast import Cast
from registry.models import Firm

PRODUCTS = ["formaggi a latte crudo", "utensili da banco", "tessuti per la casa", "oli aromatizzati", "lampade in ceramica"]
MARKETS = ["Germania, Austria e Svizzera", "Francia e Belgio", "Stati Uniti e Canada", "Paesi nordici", "Giappone e Corea"]
CHANNELS = [
    "marketplace B2C specializzato e sito proprio",
    "piattaforma B2B di settore",
    "sito proprio con pagamenti internazionali",
]
# The wheel of Milan of an invented draw.
SEED = "12-34-56-78-90"
NO_CHANNEL = "Il canale indicato non è un canale di vendita online verso l’estero."


@cache
def paper(title: str) -> bytes:
    """A small real PDF to upload."""
    made = datetime.fromisoformat("2020-06-18T10:00:00+02:00")
    html = f'<html lang="it"><head><title>{title}</title></head><body><h1>{title}</h1><p>Documento di prova.</p></body></html>'
    return pdf.render(html=html, title=title, lang="it", created_at=made)


@dataclass
class Walk:
    """One call, its cast, and the dice that make every firm a little different; the same dice at every run."""

    call: Call
    cast: Cast
    dice: random.Random

    def firm_user(self, firm: Firm) -> User:
        """Who acts for the firm."""
        return self.cast.representatives[firm.pk]

    def draft(self, firm: Firm, *, at: datetime, spend: Decimal | None = None) -> Application:
        """A draft with everything in it but the confirmation."""
        by = self.firm_user(firm)
        application = drafting.start(call=self.call, firm=firm, by=by, at=at)
        drafting.save(
            application=application, changes=self._content(firm), expected_version=application.content.version, by=by, at=at
        )
        self._expenses(application, spend or Decimal(self.dice.randint(45, 190)) * 100, by, at)
        required = self.call.requireddocuments.filter(phase=Phase.SUBMISSION, mandatory=True)
        for requirement in required:
            title = requirement.label
            uploading.upload(
                application=application, requirement=requirement, name=f"{title}.pdf", content=paper(title), by=by, at=at
            )
        return application

    def _content(self, firm: Firm) -> dict[str, object]:
        staff = self.dice.randint(1, 80)
        turnover = cents(Decimal(staff) * self.dice.randint(60_000, 140_000))
        declared = [rule.declares for rule in rules_of(self.call) if rule.declares]
        persons = self.dice.randint(1, 4)
        product = self.dice.choice(PRODUCTS)
        return {
            "seat_province": firm.province,
            "seat_municipality": firm.municipality,
            "seat_address": firm.address,
            "seat_to_be_opened": False,
            "staff": staff,
            "turnover": turnover,
            "balance_sheet": cents(turnover * Decimal("0.8")),
            "subscribed_capital": Decimal("20000.00"),
            "accumulated_losses": Decimal(self.dice.randint(0, 4000)).quantize(Decimal("0.01")),
            "aid_received": Decimal(self.dice.randint(0, 30) * 1000).quantize(Decimal("0.01")),
            "persons": persons,
            "persons_declared": persons,
            "title": f"Vendere {product} oltre confine",
            "portfolio": f"{product.capitalize()}: dodici referenze già in catalogo, schede in tre lingue.",
            "markets": self.dice.choice(MARKETS),
            "channels": self.dice.choice(CHANNELS),
            "description": "Apertura del canale, foto e schede dei prodotti, collegamento al gestionale, campagna di lancio.",
            "declarations": dict.fromkeys([TRUTH, *declared], True),
        }

    def _expenses(self, application: Application, spend: Decimal, by: User, at: datetime) -> None:
        items = list(self.call.expenseitems.all())
        first = cents(spend * Decimal("0.6"))
        for item, amount in zip(self.dice.sample(items, 2), (first, cents(spend - first)), strict=True):
            drafting.add_expense(
                application=application,
                item=item,
                description=f"{item.label}: fornitura per il progetto",
                supplier="Web Agency Demo S.r.l.",
                amount=amount,
                by=by,
                at=at,
            )

    def send(self, application: Application, *, at: datetime) -> None:
        """Confirm the summary, then take the place in the queue."""
        by = self.firm_user(application.firm)
        confirming.confirm(application=application, by=by, at=at - timedelta(minutes=3))
        key = uuid.UUID(int=self.dice.getrandbits(128), version=4)
        submitting.submit(application=application, key=key, by=by, at=at, plays_at=at + timedelta(milliseconds=40))
        application.refresh_from_db()

    def withdraw(self, application: Application, *, at: datetime) -> Application:
        """The firm takes its application back; returns the draft that follows."""
        return withdrawing.withdraw(application=application, by=self.firm_user(application.firm), at=at)

    def send_again(self, application: Application, *, at: datetime) -> Application:
        """The firm has seen a mistake: it withdraws and sends again, and takes another place."""
        draft = self.withdraw(application, at=at)
        self.send(draft, at=at + timedelta(minutes=20))
        return draft

    def officer(self, application: Application) -> User:
        """Who checks it: from her first look at it on, which her declaration comes before."""
        return self.declared(self.cast.officer(self.chamber_of(application)), application)

    def declared(self, person: User, application: Application) -> User:
        """The same person, who has declared that she has no conflict with the application, when it had arrived."""
        if not ConflictDeclaration.objects.filter(application=application, person=person).exists():
            declaring.declare(
                application=application, conflicted=False, by=person, at=application.arrival.received_at + timedelta(minutes=10)
            )
        return person

    def chamber_of(self, application: Application) -> str:
        """The code of the competent Chamber."""
        assert application.pot is not None
        assert application.pot.chamber is not None
        return application.pot.chamber.code

    def assign(self, *, at: datetime) -> None:
        """Unioncamere gives out what waits: each Chamber's files to its officers, admitted projects to the evaluators."""
        by = self.cast.operator
        for pot in self.call.pots.exclude(chamber=None).select_related("chamber"):
            if to_assign(self.call, Task.CHECK, pot.chamber).exists():
                assigning.assign(call=self.call, task=Task.CHECK, chamber=pot.chamber, seed=SEED, by=by, at=at)
        if to_assign(self.call, Task.SCORE, None).exists():
            assigning.assign(call=self.call, task=Task.SCORE, chamber=None, seed=SEED, by=by, at=at)

    def ask(self, application: Application, *, at: datetime) -> None:
        """The officer asks for what is missing."""
        text = "Caricate il preventivo firmato della voce di spesa più alta e la visura aggiornata."
        reviewing.request_integration(application=application, text=text, by=self.officer(application), at=at)
        application.refresh_from_db()

    def answer(self, application: Application, *, at: datetime) -> None:
        """The firm answers."""
        by = self.firm_user(application.firm)
        uploading.upload(
            application=application, requirement=None, name="Preventivo firmato.pdf", content=paper("Preventivo"), by=by, at=at
        )
        text = "Abbiamo caricato il preventivo firmato; la visura è quella allegata alla domanda."
        reviewing.answer_integration(application=application, text=text, by=by, at=at)

    def verify(self, application: Application, phase: Phase, *, at: datetime) -> None:
        """The officer looks up all that the rules of a phase leave to the Chamber, and finds it true."""
        by = self.officer(application)
        note = f"Registro delle imprese, INPS e archivi della Camera consultati il {at:%d/%m/%Y}."
        words = {rule.code: True for rule in rules_for(self.call, phase) if rule.confirms}
        if words:
            verifying.confirm_facts(application=application, words=words, note=note, by=by, at=at)

    def admit(self, application: Application, *, at: datetime, cut: bool = False) -> None:
        """The officer looks up what is left to her and ends the check well, after a cut if asked."""
        by = self.officer(application)
        self.verify(application, Phase.REVIEW, at=at)
        if cut:
            expense = application.expenses.order_by("-amount")[0]
            reviewing.cut(
                expense=expense,
                admitted=cents(expense.amount * Decimal("0.9")),
                reason="Quota di manutenzione oltre la durata del progetto.",
                by=by,
                at=at,
            )
        reviewing.admit(application=application, by=by, at=at)

    def reject(self, application: Application, *, at: datetime) -> None:
        """The officer ends the check badly."""
        by = self.officer(application)
        reviewing.reject(application=application, reason_code=RejectionReason.REQUIREMENT, text=NO_CHANNEL, by=by, at=at)

    def notice_rejection(self, application: Application, *, at: datetime) -> None:
        """The officer tells the firm why its application cannot be accepted, before deciding."""
        by = self.officer(application)
        rejecting.notice(application=application, reason_code=RejectionReason.REQUIREMENT, text=NO_CHANNEL, by=by, at=at)

    def observe(self, application: Application, *, at: datetime) -> None:
        """The firm answers the notice of rejection."""
        text = "Il canale è la vetrina del nostro distributore: vende anche a clienti dell’estero."
        rejecting.observe(application=application, text=text, by=self.firm_user(application.firm), at=at)

    def score(self, application: Application, *, at: datetime, share: Decimal) -> None:
        """Every evaluator gives about `share` of each criterion's points."""
        for evaluator in self.cast.evaluators:
            self.declared(evaluator, application)
            points = {
                criterion.pk: (criterion.maximum * share + self.dice.randint(-2, 2)).quantize(Decimal(1))
                for criterion in self.call.scoringcriterions.all()
            }
            scoring.score(application=application, points=points, note="Progetto coerente.", by=evaluator, at=at)

    def sit(self, *, at: datetime) -> None:
        """The evaluators meet on what they have scored; the worker makes the minutes."""
        text = "Letti i progetti e le schede di ciascuno: i punteggi sono confermati, non restano scarti da discutere."
        people = self.cast.evaluators
        minuting.record_sitting(
            call=self.call, held_on=at.date(), place="Milano, via Ercole Oldofredi", people=people, text=text, by=people[0], at=at
        )

    def accept(self, application: Application, *, at: datetime) -> None:
        """The firm accepts its grant."""
        accepting.accept(application=application, by=self.firm_user(application.firm), at=at)

    def renounce(self, application: Application, *, at: datetime) -> None:
        """The firm gives its grant up."""
        reason = "Il progetto è rimandato all’anno prossimo."
        accepting.renounce(application=application, reason=reason, by=self.firm_user(application.firm), at=at)
