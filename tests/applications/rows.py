"""Rows for the Chamber's desk, as small as they can be: a published call with money, and applications already sent."""

import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

from accounts.models import User
from accounts.operations.appointing import appoint
from applications.enums import State
from applications.models import Application, Arrival, Content, Expense, Snapshot
from applications.operations import declaring, ranking, reviewing, scoring
from bando.enums import ActKind, FundKind, MovementKind
from bando.models import Act, BudgetLine, Call, ExpenseItem, Fund, Measure, Pot, ScoringCriterion
from bando.operations.ledger import Posting, post
from registry.models import Chamber, Firm, Province

OPENS = datetime(2026, 6, 18, 8, 0, tzinfo=UTC)
CLOSES = datetime(2026, 7, 24, 10, 0, tzinfo=UTC)
LATER = CLOSES + timedelta(days=30)
_numbers = count(1)


def user(role, *, firm=None, chamber=None, name="Maria Rossi"):
    person = User.objects.create_user(f"{role}{next(_numbers)}@example.it", name=name)
    appoint(user=person, role=role, firm=firm, chamber=chamber, by=None, at=OPENS)
    return person


def chamber(code):
    return Chamber.objects.get_or_create(code=code, defaults={"name": f"Camera di {code}"})[0]


def call(*chambers, regional="5000.00", own="5000.00", **changes):
    """A call with one line a fund in each Chamber's pot, endowed with the sums given."""
    defaults = {
        "code": f"call-{next(_numbers)}", "slug": f"call-{next(_numbers)}", "title": "Bando di prova", "summary": "–",
        "description": "–", "legal_act": "DGR 1", "manager": "Unioncamere Lombardia", "draft_from_at": OPENS,
        "opens_at": OPENS, "closes_at": CLOSES, "spend_from_on": date(2026, 6, 1), "spend_until_on": date(2027, 3, 31),
        "accounts_due_on": date(2027, 4, 30), "difficulty_on": date(2025, 12, 31), "minimum_score": Decimal(50),
        "evaluators_required": 2, "regime": "de minimis", "aid_ceiling": Decimal("200000.00"),
        "withholding_rate": Decimal("0.04"), "minimum_share_realised": Decimal("0.6"),
        "acceptance_days": 20_000,
    }  # fmt: skip
    row = Call.objects.create(**defaults | changes)
    Measure.objects.create(call=row, code="m", label="Misura", rate=Decimal("0.7"), minimum_spend=4000, maximum_grant=10000)
    ExpenseItem.objects.create(call=row, code="sito", label="Sito")
    for order, maximum in enumerate([30, 40, 30]):
        ScoringCriterion.objects.create(
            call=row, code=f"c{order}", label=f"Criterio {order}", order=order, text="–", maximum=maximum
        )
    _endow(row, chambers, {FundKind.REGIONAL: Decimal(regional), FundKind.CHAMBER: Decimal(own)})
    Call.objects.filter(pk=row.pk).update(published_at=OPENS)
    row.refresh_from_db()
    return row


def _endow(row, chambers, sums):
    pots = [Pot.objects.create(call=row, chamber=one) for one in chambers]
    published = act(row, ActKind.PUBLICATION)
    for kind, amount in sums.items():
        fund = Fund.objects.create(call=row, kind=kind, label=kind.label, legal_act="–", amount=amount * len(pots) or 1)
        lines = [BudgetLine.objects.create(fund=fund, pot=pot, endowment=amount) for pot in pots]
        postings = [Posting(line_id=line.pk, kind=MovementKind.ENDOW, amount=amount) for line in lines]
        post(postings=postings, reference=f"call:{row.pk}", act=published, by=None, at=OPENS)


def act(row, kind):
    """An act of this kind, as small as it can be."""
    return Act.objects.create(
        call=row, kind=kind, number=str(next(_numbers)), issued_on=OPENS.date(), issuer="Ente", signer="Ada", subject="–",
        recorded_at=OPENS, recorded_by=user("director"),
    )  # fmt: skip


def firm():
    number = f"{next(_numbers):011d}"
    province = Province.objects.get_or_create(code="MI", defaults={"name": "Milano", "in_lombardy": True})[0]
    return Firm.objects.create(
        tax_code=number, vat_number=number, name=f"Impresa {number}", representative_name="Ada", municipality="Milano",
        representative_tax_code="RSSMRA80A01F205X", certified_email="a@pec.it", address="Via", province=province,
        registered_at=OPENS,
    )  # fmt: skip


def submitted(row, place, *amounts, aid_received="0.00"):
    """An application of `amounts` to the call, sent to the Chamber `place`."""
    owner = firm()
    person = user("representative", firm=owner)
    sent = Application.objects.create(
        call=row, firm=owner, measure=row.measures.get(), pot=Pot.objects.get(call=row, chamber=place), started_at=OPENS,
        started_by=person,
    )  # fmt: skip
    Content.objects.create(application=sent, aid_received=Decimal(aid_received), title="Progetto")
    for amount in amounts or ("5000.00",):
        Expense.objects.create(application=sent, item=row.expenseitems.get(), description="Vetrina", amount=Decimal(amount))
    snapshot = Snapshot.objects.create(
        application=sent, version=1, call_version=1, content="{}", digest="0" * 64, salt="0" * 64, leaf="0" * 64,
        grant=Decimal("0.00"), at=OPENS, by=person,
    )  # fmt: skip
    Application.objects.filter(pk=sent.pk).update(state=State.SUBMITTED, snapshot=snapshot)
    last = Arrival.objects.filter(call=row).order_by("number").last()
    number = last.number + 1 if last else 1
    Arrival.objects.create(
        call=row, application=sent, number=number, received_at=OPENS, at=OPENS + timedelta(seconds=number),
        snapshot=snapshot, digest="0" * 64, leaf="0" * 64, previous_hash=last.hash if last else "", hash=f"{number:064d}",
        key=uuid.uuid4(), sent_by=person,
    )  # fmt: skip
    sent.refresh_from_db()
    return sent


def representative_of(application):
    return User.objects.get(memberships__firm=application.firm)


def scored(application, total, *, at, admitted=False):
    """The application admitted by its Chamber and given `total` points by every evaluator that the call asks for."""
    if not admitted:
        officer = declared(user("officer", chamber=application.pot.chamber), application)
        reviewing.admit(application=application, by=officer, at=at)
    left, points = Decimal(total), {}
    for criterion in application.call.scoringcriterions.all():
        points[criterion.pk] = min(left, criterion.maximum)
        left -= points[criterion.pk]
    for _ in range(application.call.evaluators_required):
        scoring.score(application=application, points=points, note="Buono.", by=declared(user("evaluator"), application), at=at)
    application.refresh_from_db()
    return application


def declared(person, application):
    """The person, who has declared that she has no conflict with the application."""
    declaring.declare(application=application, conflicted=False, by=person, at=OPENS)
    return person


def ranked(row, director, *, at, **details):
    """The ranking of the call, proposed by an operator and signed by `director`."""
    return ranking.sign(ranking=ranking.propose(call=row, by=user("operator"), at=at), by=director, at=at, **details)
