"""Calls for the tests of `bando`: loaded from the packaged data, published by act."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

from accounts.models import Membership, User
from bando.adapters import packaged
from bando.enums import CapKind, ComponentKind
from bando.models import Act, BudgetLine, Call, Cap, Component, Question, Window
from bando.operations import publishing
from bando.operations.configuring import Dates, load
from registry.models import Chamber

PREPARED = datetime(2020, 5, 25, 8, 0, tzinfo=UTC)
PUBLISHED = datetime(2020, 6, 8, 8, 0, tzinfo=UTC)
OPENS = datetime(2020, 6, 18, 8, 0, tzinfo=UTC)
CLOSES = datetime(2020, 7, 24, 10, 0, tzinfo=UTC)
# Between its two windows, a call that has them takes nothing.
PAUSE, AGAIN = OPENS + timedelta(days=10), OPENS + timedelta(days=11)
DATES = Dates(
    draft_from_at=PUBLISHED + timedelta(days=2),
    opens_at=OPENS,
    closes_at=CLOSES,
    spend_from_on=date(2020, 6, 8),
    spend_until_on=date(2021, 3, 31),
    accounts_due_on=date(2021, 4, 30),
)
_numbers = count(1)


def a_person(role: str = "", chamber: Chamber | None = None) -> User:
    """A user with one role, or none."""
    person = User.objects.create_user(f"person{next(_numbers)}@example.org", name="Ada Rossi")
    if role:
        Membership.objects.create(user=person, role=role, chamber=chamber, since_at=PREPARED)
    return person


def a_prepared_call(**changes: object) -> Call:
    """The call of 2020, in preparation."""
    code = f"EC{next(_numbers)}"
    asked = {"data": packaged.read("ecommerce_2020"), "code": code, "slug": code.lower(), "dates": DATES}
    if "dates" in changes:
        asked["notice"] = "Prova: il bando è quello del 2020, con altre date."
    return load(**(asked | {"by": None, "at": PREPARED} | changes))


def publish(call: Call, *, by: User | None = None, at: datetime = PUBLISHED) -> Act:
    """Publish it by act no. 45 of 8 June 2020."""
    return publishing.publish(
        call=call,
        number="45",
        issued_on=date(2020, 6, 8),
        issuer="Unioncamere Lombardia",
        signer="Il Direttore",
        by=by or a_person("director"),
        at=at,
    )


def a_published_call(**changes: object) -> Call:
    """The call of 2020, published, its money on the lines."""
    call = a_prepared_call(**changes)
    publish(call)
    return call


def lines_of(call: Call, chamber: str) -> list[BudgetLine]:
    """The lines of one Chamber's pot: the Region's first."""
    return list(BudgetLine.objects.filter(pot__call=call, pot__chamber__code=chamber).order_by("fund__kind").reverse())


def a_full_call(**changes: object) -> Call:
    """The call of 2020 with a component, a cap, two windows and a question besides, in preparation."""
    call = a_prepared_call(**changes)
    measure, item = call.measures.get(), call.expenseitems.all()[0]
    Component.objects.create(
        call=call, measure=measure, code="young", label="Impresa giovane", kind=ComponentKind.RATE, value=Decimal("0.05")
    )
    Cap.objects.create(call=call, code="half", label="Metà", kind=CapKind.SHARE_OF_TOTAL, items=[item.code], value=Decimal("0.5"))
    Window.objects.create(call=call, code="finestra-1", label="Prima", order=1, opens_at=OPENS, closes_at=PAUSE)
    Window.objects.create(call=call, code="finestra-2", label="Seconda", order=2, opens_at=AGAIN, closes_at=CLOSES)
    Question.objects.create(call=call, question="Chi può?", answer="Le imprese.", answered_on=date(2020, 6, 1))
    call.refresh_from_db()
    return call
