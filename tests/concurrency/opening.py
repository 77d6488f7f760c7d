"""The opening of a call where money goes by arrival: nine pots, ready firms, the crowd that sends, what must hold after."""

import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial
from hashlib import sha256
from itertools import count as counting
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import Sum

from accounts.domain.declarations import NOT_READ
from accounts.enums import Basis
from accounts.models import Membership, RepresentativeDeclaration, User
from applications.domain.chain import Link, leaf_of, verify
from applications.enums import NoticeKind, State
from applications.models import Application, Arrival, Content, Notice, Receipt, Snapshot
from applications.operations import submitting
from applications.queries.waiting_lists import miscounted
from bando.domain.drawing import draw
from bando.enums import DrawOrder, Procedure
from bando.models import BudgetLine, Call, Movement, Pot
from bando.queries.balance import differences
from registry.models import Firm
from tests.bando.rows import OPENS, PUBLISHED, a_prepared_call, publish
from tests.concurrency.crowd import at_once
from tests.factories import a_province, a_vat_number

CLIENTS = 64
# The function that takes a place, and the line of it that waits for its turn.
PLACE, QUEUE = "applications_take_place", "PERFORM pg_advisory_xact_lock(2, hashtext('call:' || dossier.call_id));"
# One firm in ten presses twice.
DOUBLE = 10
OVERBOOKING = Decimal(5)
OPEN = OPENS + timedelta(seconds=1)
# The three poorest pots draw most firms, the richest one hardly any: some run out, some do not.
CROWDED = (10, 10, 10, 5, 5, 5, 3, 3, 1)
LINK_SNAPSHOTS = """
    UPDATE applications_application a SET snapshot_id = s.id FROM applications_snapshot s
     WHERE s.application_id = a.id AND a.call_id = %s
"""
_numbers = counting(5_000)


@dataclass(frozen=True)
class Send:
    """One press of «Invia la domanda»."""

    application: Application
    key: UUID
    by: User

    def answer(self) -> Arrival | Exception:
        """The arrival, or what was raised instead."""
        try:
            return submitting.submit(application=self.application, key=self.key, by=self.by, at=OPEN, seen_version=1)
        except Exception as error:
            return error


def a_counter() -> Call:
    """The call of 2020 with its nine pots, but first come, first served; each takes five times more than its money."""
    call = a_prepared_call()
    Call.objects.filter(pk=call.pk).update(procedure=Procedure.FIRST_COME, minimum_score=0)
    call.scoringcriterions.all().delete()
    call.pots.update(overbooking=OVERBOOKING)
    call.refresh_from_db()
    publish(call)
    call.refresh_from_db()
    assert call.pots.count() == 9
    return call


def ready(call: Call, count: int) -> list[Send]:
    """So many firms that have confirmed and wait for the opening, spread unevenly; the same dice at every run."""
    dice = random.Random(count)
    pots = dice.choices(_pots(call), CROWDED, k=count)
    return _waiting(call, [(pot, Decimal(dice.randint(20_000, 1_000_000)) / 100) for pot in pots])


def rivals(call: Call, *shares: str) -> list[Send]:
    """A firm for each share, ready to ask for so much of one and the same pot; no dice."""
    pot = _pots(call)[0]
    return _waiting(call, [(pot, (pot.money * Decimal(share)).quantize(Decimal("0.01"))) for share in shares])


def _pots(call: Call) -> list[Pot]:
    """From the poorest to the richest."""
    return list(Pot.objects.filter(call=call).annotate(money=Sum("lines__available")).order_by("money"))


def _waiting(call: Call, wishes: Sequence[tuple[Pot, Decimal]]) -> list[Send]:
    users, drafts = _drafts(call, [pot for pot, _grant in wishes])
    Content.objects.bulk_create(Content(application=draft) for draft in drafts)
    Snapshot.objects.bulk_create(_confirmed(draft, grant) for draft, (_pot, grant) in zip(drafts, wishes, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(LINK_SNAPSHOTS, [call.pk])
    linked = dict(Application.objects.filter(call=call).values_list("pk", "snapshot_id"))
    for draft in drafts:
        draft.snapshot_id = linked[draft.pk]
    return [Send(draft, uuid4(), user) for draft, user in zip(drafts, users, strict=True)]


def _drafts(call: Call, pots: Sequence[Pot]) -> tuple[list[User], list[Application]]:
    numbers, province, measure = [next(_numbers) for _pot in pots], a_province("MI", "Milano"), call.measures.get()
    users = User.objects.bulk_create(
        User(email=f"invio{number}@example.org", name="Chi invia", password="!", date_joined=PUBLISHED) for number in numbers
    )
    firms = Firm.objects.bulk_create(
        Firm(
            tax_code=a_vat_number(number), vat_number=a_vat_number(number), name=f"Impresa {number}", representative_name="Ada",
            representative_tax_code="RSSMRA80A41F205B", certified_email=f"{number}@pec.example.org", address="via Roma 1",
            municipality="Milano", province=province, registered_at=PUBLISHED,
        )
        for number in numbers
    )  # fmt: skip
    said = RepresentativeDeclaration.objects.bulk_create(
        RepresentativeDeclaration(user=user, firm=firm, basis=Basis.FOUND, text_version=NOT_READ, at=PUBLISHED)
        for user, firm in zip(users, firms, strict=True)
    )
    Membership.objects.bulk_create(
        Membership(user=one.user, role="representative", firm=one.firm, since_at=PUBLISHED, declaration=one) for one in said
    )
    drafts = Application.objects.bulk_create(
        Application(call=call, firm=firm, measure=measure, pot=pot, started_at=PUBLISHED, started_by=user, confirmed_at=PUBLISHED)
        for user, firm, pot in zip(users, firms, pots, strict=True)
    )
    return users, drafts


def _confirmed(draft: Application, grant: Decimal) -> Snapshot:
    digest, salt = sha256(str(draft.pk).encode()).hexdigest(), f"{draft.pk:064x}"
    return Snapshot(
        application=draft, version=1, call_version=draft.call_version, content="{}", digest=digest, salt=salt,
        leaf=leaf_of(digest, salt), grant=grant, at=PUBLISHED, by_id=draft.started_by_id,
    )  # fmt: skip


def with_double_clicks(sends: Sequence[Send]) -> list[Send]:
    """Every tenth one twice, side by side: two clients take them at the same time."""
    return [again for place, send in enumerate(sends) for again in [send] * (2 if place % DOUBLE == 0 else 1)]


def let_in(sends: Sequence[Send], clients: int = CLIENTS) -> list[tuple[Send, Arrival | Exception]]:
    """All clients, a thread and a connection each, send what waits until nothing does; what each send was answered."""
    waiting = deque(sends)
    answers, errors = at_once([partial(_client, waiting)] * clients)
    assert errors == []
    return [each for several in answers for each in several]


def all_at_once(sends: Sequence[Send]) -> list[tuple[Send, Arrival | Exception]]:
    """Each send by a client of its own, so that all of them may stand at one place; what each was answered."""
    return let_in(sends, len(sends))


def _client(waiting: deque[Send]) -> list[tuple[Send, Arrival | Exception]]:
    answers = []
    while True:
        try:
            send = waiting.popleft()
        except IndexError:
            return answers
        answers.append((send, send.answer()))


def refusals(answers: Sequence[tuple[Send, Arrival | Exception]]) -> list[Exception]:
    """What those who have no arrival were told."""
    return [answer for _send, answer in answers if isinstance(answer, Exception)]


def arrivals_of(call: Call) -> list[Arrival]:
    return list(Arrival.objects.filter(call=call).order_by("number", "at", "pk"))


def assert_all(call: Call, answers: Sequence[tuple[Send, Arrival | Exception]]) -> None:
    """All that an opening promises."""
    turned_away = [(send, answer) for send, answer in answers if isinstance(answer, Exception)]
    assert all("lista d’attesa compresa" in str(error) for _send, error in turned_away), turned_away
    assert_one_place_each(call, [each for each in answers if isinstance(each[1], Arrival)])
    assert_a_queue(call)
    full = assert_the_first_that_fit(call)
    assert {send.application.pot_id for send, _error in turned_away} <= full, "only a full pot turns away"
    assert_the_books(call)


def assert_one_place_each(call: Call, answers: Sequence[tuple[Send, Arrival | Exception]]) -> None:
    """Everybody has one arrival, with all that belongs to it; whoever asked twice was told the same."""
    rows, sent = arrivals_of(call), {send.application.pk for send, _answer in answers}
    assert sorted(row.application_id for row in rows) == sorted(sent), "one arrival a firm"
    assert len({row.key for row in rows}) == len(rows), "one key an arrival"
    told: dict[int, set[tuple]] = {}
    for send, answer in answers:
        assert isinstance(answer, Arrival)
        told.setdefault(send.application.pk, set()).add((answer.pk, answer.number, answer.at, answer.hash, answer.reserved))
    kept = {row.application_id: {(row.pk, row.number, row.at, row.hash, row.reserved)} for row in rows}
    assert told == kept, "the answer is what is on record"
    assert Application.objects.filter(call=call, state=State.SUBMITTED).count() == len(rows)
    assert Receipt.objects.filter(application__call=call).count() == len(rows)
    assert Notice.objects.filter(application__call=call, kind=NoticeKind.ARRIVED).count() == len(rows)


def assert_a_queue(call: Call) -> None:
    """Numbers from one without gap or double, each instant after the one before, chained."""
    rows = arrivals_of(call)
    assert [row.number for row in rows] == list(range(1, len(rows) + 1)), "no gap and no double"
    instants = [row.at for row in rows]
    assert instants == sorted(set(instants)), "the order of numbers is the order of instants"
    assert verify(Link(call.code, row.number, row.at, row.leaf, row.previous_hash, row.hash) for row in rows) is None, "a chain"


def assert_the_first_that_fit(call: Call) -> set[int]:
    """The queue walked again in Python: the same ones are reserved, on the same lines, to the cent; nobody overtakes.

    Nobody came to a pot that had booked its money and its waiting list; returns the pots that have.
    """
    left: dict[int, dict[int, Decimal]] = {}
    for line in BudgetLine.objects.filter(pot__call=call).order_by("pk"):
        left.setdefault(line.pot_id, {})[line.pk] = line.endowment
    wait: set[int] = set()
    room = {pot: sum(lines.values()) * (1 + OVERBOOKING) for pot, lines in left.items()}
    for row in arrivals_of(call):
        pot = left[row.pot_id]
        assert room[row.pot_id] > 0, f"nobody comes to a full pot, n. {row.number}"
        room[row.pot_id] -= row.asked
        fits = row.pot_id not in wait and row.asked <= sum(pot.values())
        assert row.reserved == (row.asked if fits else 0), f"the first that fit are reserved, n. {row.number}"
        if not fits:
            wait.add(row.pot_id)
            continue
        for line, part in zip(pot, draw(row.asked, list(pot.values()), DrawOrder.PRO_RATA), strict=True):
            pot[line] -= part
    shown = {line.pk: line.available for line in BudgetLine.objects.filter(pot__call=call)}
    assert shown == {line: amount for pot in left.values() for line, amount in pot.items()}, "each line has what is left"
    return {pot for pot, amount in room.items() if amount <= 0}


def assert_the_books(call: Call) -> None:
    """What was reserved by arrival, by movement, by line: one sum; and no bucket below zero."""
    lines = BudgetLine.objects.filter(pot__call=call)
    assert not lines.filter(available__lt=0).exists(), "nothing over a pot"
    assert [*differences(), *miscounted()] == []
    moved = Movement.objects.filter(line__pot__call=call, kind="reserve").values_list("reference").annotate(sum=Sum("amount"))
    reserved = {f"application:{row.application_id}": row.reserved for row in arrivals_of(call) if row.reserved}
    assert dict(moved) == reserved, "a movement for each reservation"
    assert lines.aggregate(sum=Sum("reserved"))["sum"] == sum(reserved.values())
