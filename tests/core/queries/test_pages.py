"""Pages by key: whatever the order, turned forwards and backwards they show every row once, in its place."""

from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest
from django.db import connection

from applications.models import Arrival
from core.models import OutgoingMessage
from core.queries import pages
from core.queries.pages import UNCOUNTED, Order, Page, among, counted, told_by, turned

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 10, 0, 0, 123456, tzinfo=UTC)
SIZE = 5
ORDERS = [
    (["-pk"], True), (["pk"], True), (["sent_at", "pk"], False), (["-sent_at", "-pk"], False), (["recipient", "-pk"], False),
    (["-attempts", "sent_at", "-pk"], False),
]  # fmt: skip


@pytest.fixture(autouse=True)
def messages() -> None:
    """Twenty-three, many of them equal in what they are sorted by, some not sent."""
    OutgoingMessage.objects.bulk_create(
        OutgoingMessage(
            key=str(number), recipient=f"{number % 3}@example.it", subject="Oggetto", body="–", attempts=number % 4, queued_at=AT,
            next_at=AT, sent_at=None if number % 5 == 0 else AT + timedelta(microseconds=number % 7),
        )
        for number in range(23)
    )  # fmt: skip


def page(terms: list[str], place: str, *, total: bool = False) -> Page:
    rows = OutgoingMessage.objects.all()
    return turned(rows, Order(rows, terms, total=total), place, size=SIZE, counted=counted(rows))


def walk(terms: list[str], place: str, side: str, *, total: bool) -> list[list[int]]:
    found = [page(terms, place, total=total)]
    while further := getattr(found[-1], side):
        found.append(page(terms, further, total=total))
    return [one.pks for one in found]


@pytest.mark.parametrize(("terms", "total"), ORDERS)
def test_forwards_and_backwards_every_row_stands_once_in_its_place(terms, total):
    whole = list(OutgoingMessage.objects.order_by(*terms).values_list("pk", flat=True))
    forwards, backwards = walk(terms, "", "after", total=total), walk(terms, "ultima", "before", total=total)
    assert [*chain(*forwards)] == whole
    assert [*chain(*reversed(backwards))] == whole
    assert [len(one) for one in forwards] == [5, 5, 5, 5, 3]


@pytest.mark.parametrize(
    "place", ["dopo:", "dopo:[]", 'dopo:["x"]', "dopo:[null]", "dopo:{}", "prima:7", "quota:100", "quota:-1", "7"]
)
def test_a_place_that_cannot_be_read_is_the_first_page(place):
    assert page(["-pk"], place, total=True) == page(["-pk"], "", total=True)


def test_rows_are_looked_up_among_keys_as_a_set():
    rows = OutgoingMessage.objects.order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    assert list(among(rows.filter(attempts=1), keys[:9]).values_list("pk", flat=True)) == [keys[1], keys[5]]
    assert list(among(rows, [])) == []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plans = [given.explain() for given in (among(rows, keys), rows.filter(pk__in=keys))]
        cursor.execute("SET LOCAL enable_seqscan = on")
    # And constants are not: the control that the plan is looked at.
    assert ["unnest" in plan for plan in plans] == [True, False]


def test_a_share_of_the_list_has_about_as_many_rows_before_it():
    whole = list(OutgoingMessage.objects.order_by("-pk").values_list("pk", flat=True))
    assert [whole.index(page(["-pk"], f"quota:{share}", total=True).pks[0]) for share in (0, 25, 50, 75)] == [1, 6, 12, 18]


def test_of_few_rows_among_many_a_share_is_counted(monkeypatch):
    """A sample of the whole table may meet none of them."""
    few = OutgoingMessage.objects.filter(recipient="1@example.it")
    monkeypatch.setattr(pages, "TOO_FEW", 1_000)
    found = turned(few, Order(few, ["pk"], total=True), "quota:50", size=SIZE, counted=counted(few))
    assert found.pks == list(few.order_by("pk").values_list("pk", flat=True))[5:]


def test_rows_are_counted_up_to_a_cap_and_then_estimated_for_who_may_know(monkeypatch):
    rows = OutgoingMessage.objects.all()
    assert (counted(rows).number, counted(rows).exact, len(counted(rows).pks)) == (23, True, 23)
    monkeypatch.setattr(pages, "CAP", 10)
    assert (counted(rows).number, counted(rows).exact, counted(rows).estimate, counted(rows).pks) == (10, False, None, ())
    assert counted(rows, estimated=True).estimate is not None


def test_an_order_by_a_related_row_is_the_order_of_those_rows():
    """«call» is sorted by what calls are sorted by: a key of the bare column would lead elsewhere."""
    assert Order(Arrival.objects.all(), ["call", "number"], total=False).by() == ["-call__opens_at", "call__pk", "number"]
    assert Order(Arrival.objects.all(), ["-call_id", "-number"], total=True).by(backwards=True) == ["call_id", "number"]


def test_what_is_searched_is_counted_less_far_and_not_at_all_where_that_is_dear(monkeypatch):
    rows = OutgoingMessage.objects.all()
    assert (counted(rows, searched=True).number, counted(rows, searched=True).exact) == (23, True)
    monkeypatch.setattr(pages, "SEARCHED_CAP", 5)
    assert (counted(rows, searched=True).number, counted(rows, searched=True).exact) == (5, False)
    assert counted(rows).number == 23
    monkeypatch.setattr(pages, "DEAR", 0)
    assert counted(rows, searched=True) is UNCOUNTED
    assert counted(rows).number == 23
    assert counted(rows.filter(pk__in=[]), searched=True, estimated=True).pks == []


def test_a_page_tells_of_a_list_that_was_not_counted_what_it_can():
    rows, few = OutgoingMessage.objects.all(), OutgoingMessage.objects.order_by("pk")[:3]
    order = Order(rows, ["pk"], total=True)
    whole = turned(rows.filter(pk__in=[one.pk for one in few]), order, "", size=SIZE, counted=UNCOUNTED)
    assert (told_by(whole, SIZE).number, told_by(whole, SIZE).exact) == (3, True)
    for place in ("", "ultima", f'dopo:["{few[2].pk}"]', "quota:50"):
        part = turned(rows, order, place, size=SIZE, counted=UNCOUNTED)
        assert (told_by(part, SIZE).number, told_by(part, SIZE).exact) == (SIZE, False), place
