"""Rows for the tests, reached the way people reach them: every state by walking the operations."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from itertools import count
from uuid import uuid4

import pikepdf
from django.db import transaction

from accounts.models import Membership, User
from accounts.operations import appointing, empowering, inviting
from applications.domain.asking import READY
from applications.domain.sections import TRUTH
from applications.enums import State
from applications.models import Application, ConflictDeclaration, IntegrationTemplate
from applications.operations import (
    accepting,
    confirming,
    declaring,
    delegating,
    drafting,
    granting,
    ranking,
    rejecting,
    reviewing,
    scoring,
    submitting,
    uploading,
    verifying,
)
from applications.permissions import must_declare
from applications.queries.findings import findings_of
from bando.enums import ActKind, MovementKind, Outcome, Phase, Procedure, RuleKind
from bando.models import (
    Act,
    BudgetLine,
    Call,
    EligibilityRule,
    ExpenseItem,
    Fund,
    Measure,
    Pot,
    PotProvince,
    RequiredDocument,
    ScoringCriterion,
    Term,
    TrancheRule,
)  # fmt: skip
from bando.operations import acts, publishing, versioning
from bando.operations.ledger import Posting, post
from registry.models import Chamber, Firm, Province

# The seeded call's own days: opening, an instant in its window, closing.
OPENS = datetime(2020, 6, 18, 8, 0, tzinfo=UTC)
NOON = datetime(2020, 7, 1, 10, 0, tzinfo=UTC)
CLOSES = datetime(2020, 7, 24, 10, 0, tzinfo=UTC)
BEFORE = OPENS - timedelta(days=5)
# Later days of the same call: the Chambers' check, the ranking, the grant, the firm's answer to it.
REVIEWED = CLOSES + timedelta(days=7)
RANKED = CLOSES + timedelta(days=30)
GRANTED = CLOSES + timedelta(days=40)
ANSWERED = CLOSES + timedelta(days=45)

CHAMBERS = {
    "bg": ("Camera di commercio di Bergamo", {"BG": "Bergamo"}),
    "bs": ("Camera di commercio di Brescia", {"BS": "Brescia"}),
}
DECLARATIONS = ("insolvency", "annual-fee")
_numbers = count(1)


def a_province(code: str = "BG", name: str = "Bergamo", *, in_lombardy: bool = True) -> Province:
    return Province.objects.get_or_create(code=code, defaults={"name": name, "in_lombardy": in_lombardy})[0]


def a_chamber(code: str = "bg") -> Chamber:
    return Chamber.objects.get_or_create(code=code, defaults={"name": CHAMBERS.get(code, (f"Camera {code}", {}))[0]})[0]


def a_user(
    role: str | None = None, *, firm: Firm | None = None, chamber: Chamber | None = None, name: str = "", **fields
) -> User:
    """A person, with one role if it is given."""
    number = next(_numbers)
    is_active = fields.pop("is_active", True)
    user = User.objects.create_user(
        fields.pop("email", f"persona{number}@example.org"), "una-password-lunga", name=name or f"Persona {number}", **fields
    )
    if role is not None:
        give(user, role, firm=firm, chamber=chamber)
    if not is_active:
        user.is_active = False
        user.save(update_fields=["is_active"])
    return user


def give(user: User, role: str, *, firm: Firm | None = None, chamber: Chamber | None = None) -> Membership:
    """The role; a delegate with a power of attorney for ever, who has to say when she asks: `user.asking(at)`."""
    membership = appointing.appoint(user=user, role=role, firm=firm, chamber=chamber, by=None, at=BEFORE)
    if membership.waits_for_paper:
        empowering.deposit(
            membership=membership, name="Procura.pdf", content=a_pdf(), until_on=date(2099, 12, 31), by=user, at=BEFORE
        )
        membership.refresh_from_db()
        user.asking(NOON)
    return membership


def a_mandate(application: Application, *, until_on: date = date(2099, 12, 31), name: str = "") -> User:
    """A delegate for this application only, invited, with her power of attorney."""
    user, by = a_user(name=name), a_representative(application.firm)
    mandate = delegating.delegate(application=application, email=user.email, until_on=until_on, by=by, at=BEFORE)
    membership = inviting.accept(invitation=mandate.invitation, by=user, at=BEFORE)
    empowering.deposit(membership=membership, name="Procura.pdf", content=a_pdf(), until_on=until_on, by=user, at=BEFORE)
    return user.asking(NOON)


def a_vat_number(number: int) -> str:
    """Eleven digits with the check digit of art. 35 DPR 633/1972."""
    digits = [int(digit) for digit in f"{number:07d}016"]
    total = sum(digit if position % 2 == 0 else sum(divmod(digit * 2, 10)) for position, digit in enumerate(digits))
    return "".join(map(str, digits)) + str(-total % 10)


def a_firm(**fields) -> Firm:
    number = next(_numbers)
    vat_number = a_vat_number(number)
    defaults = {
        "tax_code": vat_number, "vat_number": vat_number, "name": f"Impresa {number} S.r.l.",
        "representative_name": "Maria Rossi", "representative_tax_code": "RSSMRA80A41F205B",
        "certified_email": f"impresa{number}@pec.example.org", "address": "via Roma 1", "municipality": "Bergamo",
        "registered_at": BEFORE,
    }  # fmt: skip
    return Firm.objects.create(**{**defaults, "province": fields.pop("province", None) or a_province(), **fields})


def a_representative(firm: Firm) -> User:
    """The person who acts for the firm: the first one, or a new one."""
    found = Membership.objects.filter(firm=firm, role="representative", ended_at=None).first()
    return found.user if found else a_user("representative", firm=firm, name=firm.representative_name)


@transaction.atomic
def a_call(*, published: bool = True, at: datetime = BEFORE, **fields) -> Call:
    """A small call with the figures of 2020: two Chambers, a fund each way, three expense items, one document."""
    number = next(_numbers)
    opens, closes = fields.get("opens_at", OPENS), fields.get("closes_at", CLOSES)
    defaults = {
        "code": f"ECOM-{number:05d}", "slug": f"bando-{number}", "title": f"Bando E-commerce {number:05d}",
        "summary": "In breve.", "description": "Descrizione.", "legal_act": "DGR XI/3190/2020",
        "manager": "Unioncamere Lombardia",
        "draft_from_at": BEFORE, "opens_at": OPENS, "closes_at": CLOSES, "spend_from_on": (opens - timedelta(days=8)).date(),
        "spend_until_on": (closes + timedelta(days=250)).date(),
        "accounts_due_on": (closes + timedelta(days=311)).date(), "difficulty_on": "2019-12-31", "minimum_score": 50,
        "evaluators_required": 2, "regime": "Reg. (UE) 1407/2013", "aid_ceiling": Decimal("200000.00"),
        "withholding_rate": Decimal("0.04"), "withholding_reason": "art. 28 DPR 600/1973",
        # Long enough for pages that are asked on the day of the test.
        "minimum_share_realised": Decimal("0.6"), "acceptance_days": 20_000,
    }  # fmt: skip
    call = Call.objects.create(**{**defaults, **fields})
    _terms(call)
    _rules(call)
    _money(call)
    if published:
        publish(call, at=at)
    return call


def a_first_come_call(**fields) -> Call:
    """The same call, serving who comes first with the minimum score: there a rejection is noticed before it is decided."""
    return a_call(**{"procedure": Procedure.FIRST_COME_MINIMUM, **fields})


def a_call_without_points(**fields) -> Call:
    """The same call, serving who comes first whatever the project is worth."""
    call = a_call(published=False, **{"procedure": Procedure.FIRST_COME, "minimum_score": 0, **fields})
    call.scoringcriterions.all().delete()
    publish(call)
    return call


def _terms(call: Call) -> None:
    Measure.objects.create(
        call=call, code="unica", label="Misura unica", rate=Decimal("0.7"), minimum_spend=Decimal("4000.00"),
        maximum_grant=Decimal("10000.00"),
    )  # fmt: skip
    for order, (code, label) in enumerate(
        [("access", "Accesso a servizi di vendita"), ("training", "Formazione"), ("ads", "Pubblicità")]
    ):
        ExpenseItem.objects.create(call=call, code=code, label=label, order=order)
    RequiredDocument.objects.create(
        call=call, code="plan", label="Piano di progetto", formats=["pdf", "jpg"], maximum_bytes=1_000_000, order=1
    )
    RequiredDocument.objects.create(
        call=call, code="extra", label="Altri allegati", formats=["pdf", "jpg", "png"], mandatory=False, order=2
    )
    for order, (code, maximum) in enumerate([("coherence", 30), ("quality", 40), ("markets", 30)]):
        ScoringCriterion.objects.create(call=call, code=code, label=code, text=code, maximum=maximum, order=order)


def _rules(call: Call) -> None:
    every = [Phase.PRECHECK, Phase.DRAFT, Phase.SUBMISSION, Phase.REVIEW]
    rules: list[tuple[str, RuleKind, dict[str, object]]] = [
        ("size", RuleKind.SIZE, {"classes": ["micro", "small", "medium"]}),
        ("seat", RuleKind.SEAT, {"may_be_opened_later": True}),
        ("difficulty", RuleKind.CAPITAL, {"share": "0.5"}),
        ("one-application", RuleKind.SINGLE, {}),
        ("min-spend", RuleKind.MINIMUM_SPEND, {"amount": "4000.00"}),
        ("readiness", RuleKind.READINESS, {"parts": ["portfolio", "markets", "channels"]}),
        ("de-minimis", RuleKind.AID_CEILING, {"amount": "200000.00"}),
        ("insolvency", RuleKind.DECLARATION, {"declaration": "insolvency"}),
        ("annual-fee", RuleKind.DECLARATION, {"declaration": "annual-fee", "officer_confirms": True}),
    ]
    for order, (code, kind, parameters) in enumerate(rules):
        EligibilityRule.objects.create(
            call=call, code=code, label=f"Requisito {code}", kind=kind, parameters=parameters, message=f"Si chiede: {code}",
            remedy="", legal_basis="punto B.1", phases=every, order=order,
        )  # fmt: skip


def _money(call: Call) -> None:
    """210,000.00: per Chamber 60,000.00 of the Region's and 45,000.00 of its own."""
    regional = Fund.objects.create(
        call=call, kind="regional", label="Quota regionale", legal_act="DGR", amount=Decimal("120000.00")
    )
    own = Fund.objects.create(call=call, kind="chamber", label="Quote camerali", legal_act="DGR", amount=Decimal("90000.00"))
    for order, (kind, share, gate) in enumerate(
        [("first", "0.5", "none"), ("second", "0.4", "interim"), ("balance", "0.1", "final")]
    ):
        TrancheRule.objects.create(fund=regional, kind=kind, order=order, share=Decimal(share), gate=gate, due_on="2021-02-28")
    for code, (_name, provinces) in CHAMBERS.items():
        pot = Pot.objects.create(call=call, chamber=a_chamber(code))
        for province, name in provinces.items():
            PotProvince.objects.create(call=call, pot=pot, province=a_province(province, name))
        BudgetLine.objects.create(fund=regional, pot=pot, endowment=Decimal("60000.00"))
        BudgetLine.objects.create(fund=own, pot=pot, endowment=Decimal("45000.00"))


def publish(call: Call, *, at: datetime = BEFORE) -> None:
    """Publish by act, as the director does."""
    publishing.publish(
        call=call, number=f"1/{call.pk}", issued_on=at.date(), issuer="Unioncamere Lombardia", signer="La direttrice",
        by=a_user("director"), at=at,
    )  # fmt: skip
    call.refresh_from_db()


@transaction.atomic
def amend(call: Call, change: Callable[[int], object], *, changes: dict[str, object] | None = None, at: datetime = NOON) -> Call:
    """The next version of a published call, by act: `change`, told its number, ends rows and brings others."""
    by = a_user("director")
    act = acts.adopt(call=call, kind=ActKind.AMENDMENT, subject="Modifica", by=by, at=at, **act_details(at))
    version = versioning.begin(call=call, act=act, by=by, at=at)
    change(version.number)
    versioning.seal(version=version, changes=changes, by=by, at=at)
    call.refresh_from_db()
    return call


def end(row: Term, version: int) -> None:
    """The row held in the version before for the last time."""
    type(row).objects.filter(pk=row.pk).update(until=version - 1)


def replaced(row: Term, version: int, **changes: object) -> Term:
    """The row ends and comes again under its code, with `changes`."""
    end(row, version)
    for name, value in {**changes, "pk": None, "since": version, "until": None}.items():
        setattr(row, name, value)
    row._state.adding = True
    row.save()
    return row


def a_pdf(pages: int = 1) -> bytes:
    """A real PDF of blank pages."""
    target = BytesIO()
    with pikepdf.new() as pdf:
        for _page in range(pages):
            pdf.add_blank_page(page_size=(595, 842))
        pdf.save(target, deterministic_id=True)  # the clock is part of the identifier otherwise
    return target.getvalue()


ANSWERS = {
    "seat_municipality": "Bergamo", "seat_address": "via Roma 1", "staff": 8, "turnover": Decimal("900000.00"),
    "balance_sheet": Decimal("700000.00"), "subscribed_capital": Decimal("10000.00"), "accumulated_losses": Decimal("0.00"),
    "aid_received": Decimal("0.00"), "title": "Vendere online in Francia", "portfolio": "Formaggi stagionati",
    "markets": "Francia, Germania", "channels": "Un mercato online specializzato", "description": "Catalogo, foto, spedizioni.",
    "declarations": {TRUTH: True, **dict.fromkeys(DECLARATIONS, True)},
}  # fmt: skip


def a_draft(*, call: Call | None = None, firm: Firm | None = None, at: datetime = NOON) -> Application:
    """A draft as it begins: nothing filled in."""
    call, firm = call or a_call(), firm or a_firm()
    return drafting.start(call=call, firm=firm, by=a_representative(firm), at=at)


def fill(
    application: Application, *, province: str = "BG", spend: str = "12000.00", at: datetime = NOON, **answers
) -> Application:
    """Every section of a draft, complete."""
    by, version = a_representative(application.firm), application.content.version
    changes = ANSWERS | {"seat_province": Province.objects.get(pk=province)} | answers
    drafting.save(application=application, changes=changes, expected_version=version, by=by, at=at)
    item = ExpenseItem.objects.filter(call=application.call).first()
    drafting.add_expense(
        application=application,
        item=item,
        description="Canone annuo",
        supplier="Vetrina S.p.A.",
        amount=Decimal(spend),
        by=by,
        at=at,
    )
    for asked in RequiredDocument.objects.filter(call=application.call, phase=Phase.SUBMISSION, mandatory=True):
        uploading.upload(application=application, requirement=asked, name=f"{asked.code}.pdf", content=a_pdf(), by=by, at=at)
    return fresh(application)


def confirm(application: Application, *, at: datetime = NOON) -> Application:
    confirming.confirm(application=application, by=a_representative(application.firm), at=at)
    return fresh(application)


def send(application: Application, *, at: datetime = NOON) -> Application:
    submitting.submit(application=application, key=uuid4(), by=a_representative(application.firm), at=at, plays_at=at)
    return fresh(application)


def fresh(application: Application) -> Application:
    """The application as the database has it now."""
    return Application.objects.get(pk=application.pk)


def staff(role: str, *, chamber: Chamber | None = None) -> list[User]:
    """Two people with the role: those who have it already, or new ones."""
    found = User.objects.filter(memberships__role=role, memberships__chamber=chamber, memberships__ended_at=None)
    people = list(found.order_by("pk")[:2])
    return [*people, *(a_user(role, chamber=chamber) for _missing in range(2 - len(people)))]


def an_officer(application: Application) -> User:
    """Who checks it, and has declared that she has no conflict with it."""
    return declared(staff("officer", chamber=application.pot.chamber)[0], application)


def declared(user: User, application: Application, *, at: datetime = NOON) -> User:
    """An officer or an evaluator who may open a sent application: it has nothing to do with her."""
    now, said = fresh(application), ConflictDeclaration.objects.filter(application=application, person=user)
    if now.state != State.DRAFT and must_declare(user, now) and not said.exists():
        declaring.declare(application=application, conflicted=False, by=user, at=at)
    return user


def act_details(at: datetime) -> dict[str, object]:
    """What an act is known by: a number nobody has used, the day of `at`."""
    number = f"{next(_numbers)}/2020"
    return {"number": number, "issued_on": at.date(), "issuer": "Unioncamere Lombardia", "signer": "La direttrice"}


def a_text(code: str) -> IntegrationTemplate:
    """One of the texts that are ready for integration requests."""
    ready = next(each for each in READY if each.code == code)
    return IntegrationTemplate.objects.get_or_create(code=code, defaults={"label": ready.label, "text": ready.text})[0]


def ask(application: Application, *, at: datetime = REVIEWED) -> Application:
    reviewing.request_integration(application=application, text="Manca il preventivo.", by=an_officer(application), at=at)
    return fresh(application)


def look_up(application: Application, *, at: datetime = REVIEWED) -> Application:
    """The officer has looked up, with a good end, whatever the rules of the formal check leave to the Chamber."""
    by, found = an_officer(application), findings_of(application, Phase.REVIEW, at=at)
    left = [one.code for one in found if one.outcome == Outcome.TO_VERIFY and one.rule.blocking]
    if left:
        verifying.confirm_facts(application=application, words=dict.fromkeys(left, True), note="Visura.", by=by, at=at)
    return fresh(application)


def admit(application: Application, *, at: datetime = REVIEWED) -> Application:
    """Looked up and admitted."""
    reviewing.admit(application=look_up(application, at=at), by=an_officer(application), at=at)
    return fresh(application)


def reject(application: Application, *, at: datetime = REVIEWED) -> Application:
    by = an_officer(application)
    reviewing.reject(application=application, reason_code="documents", text="Il piano manca.", by=by, at=at)
    return fresh(application)


def notice_rejection(application: Application, *, at: datetime = REVIEWED) -> Application:
    """Told why it cannot be accepted: its call must serve who comes first."""
    rejecting.notice(application=application, reason_code="documents", text="Il piano manca.", by=an_officer(application), at=at)
    return fresh(application)


def score(application: Application, total: str = "80", *, at: datetime = REVIEWED) -> Application:
    """The same total from every evaluator that the call asks for."""
    left, points = Decimal(total), {}
    for criterion in application.call.scoringcriterions.all():
        points[criterion.pk] = min(left, criterion.maximum)
        left -= points[criterion.pk]
    for evaluator in staff("evaluator"):
        declared(evaluator, application)
        scoring.score(application=application, points=points, note="Buono.", by=evaluator, at=at)
    return fresh(application)


def rank(application: Application, *, at: datetime = RANKED) -> Application:
    """The ranking of its call: every other sent application of the call must have been checked and scored."""
    proposed = ranking.propose(call=application.call, by=staff("operator")[0], at=at)
    ranking.sign(ranking=proposed, by=staff("director")[0], at=at, **act_details(at))
    return fresh(application)


def drain(application: Application, *, at: datetime = RANKED) -> Application:
    """Give all that its call has available back to the funders: nobody else can be financed."""
    lines = BudgetLine.objects.filter(pot__call=application.call_id)
    postings = [Posting(line_id=line.pk, kind=MovementKind.GIVE_BACK, amount=line.available) for line in lines]
    act = an_act(application.call, ActKind.RETURN, at=at)
    post(postings=postings, reference=f"act:{act.pk}", act=act, by=None, at=at)
    return application


def an_act(call: Call, kind: ActKind = ActKind.GRANT, *, at: datetime = GRANTED) -> Act:
    return acts.adopt(call=call, kind=kind, subject=kind.label, by=staff("director")[0], at=at, **act_details(at))


def grant(application: Application, *, act: Act | None = None, at: datetime = GRANTED) -> Application:
    number = next(_numbers)
    granting.grant(
        application=application, act=act or an_act(application.call, at=at), cor=f"{1_000_000 + number}",
        cup=f"E41B{number:011d}", by=staff("director")[0], at=at,
    )  # fmt: skip
    return fresh(application)


def accept(application: Application, *, at: datetime = ANSWERED) -> Application:
    accepting.accept(application=application, by=a_representative(application.firm), at=at)
    return fresh(application)


def renounce(application: Application, *, at: datetime = ANSWERED) -> Application:
    accepting.renounce(application=application, reason="Progetto cambiato.", by=a_representative(application.firm), at=at)
    return fresh(application)


def forfeit(application: Application) -> Application:
    """A moment after the term to accept it."""
    accepting.expire_acceptances(at=application.grant.acceptance_due_at + timedelta(hours=1))
    return fresh(application)


Walk = Callable[[Application], Application]
SENT: tuple[Walk, ...] = (fill, confirm, send)
SCORED: tuple[Walk, ...] = (*SENT, admit, score)

# From a new draft to each state, step by step.
PATHS: dict[State, tuple[Walk, ...]] = {
    State.DRAFT: (),
    State.SUBMITTED: SENT,
    State.INTEGRATION: (*SENT, ask),
    State.REJECTION_NOTICED: (*SENT, notice_rejection),
    State.INADMISSIBLE: (*SENT, reject),
    State.ADMISSIBLE: (*SENT, admit),
    State.SCORED: SCORED,
    State.BELOW_MINIMUM: (*SENT, admit, lambda application: score(application, "40"), rank),
    State.WAITING: (*SCORED, drain, rank),
    State.FINANCED: (*SCORED, rank),
    State.GRANTED: (*SCORED, rank, grant),
    State.ACCEPTED: (*SCORED, rank, grant, accept),
    State.RENOUNCED: (*SCORED, rank, grant, renounce),
    State.FORFEITED: (*SCORED, rank, grant, forfeit),
}


# Where a rejection is noticed first; where the term to accept ends before those of others.
OF_THEIR_OWN: dict[State, Callable[[], Call]] = {
    State.REJECTION_NOTICED: a_first_come_call,
    State.FORFEITED: lambda: a_call(acceptance_days=10),
}


def application_at(state: State, *, call: Call | None = None, firm: Firm | None = None) -> Application:
    """An application that has walked to `state`."""
    application = a_draft(call=call or OF_THEIR_OWN.get(state, a_call)(), firm=firm)
    for step in PATHS[state]:
        application = step(application)
    assert application.state == state
    return application
