"""The ledger: routes, refusals, repetition, and the belts that the database holds by itself."""

import contextlib
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from bando.domain.routes import BY_ACT, KEPT, ROUTES
from bando.enums import Bucket, MovementKind
from bando.models import BudgetLine, Movement
from bando.operations.ledger import Posting, post
from bando.queries.balance import differences
from core.refusals import Refused
from tests.bando.rows import OPENS, a_person, a_published_call, lines_of

pytestmark = pytest.mark.django_db
M = Decimal
INSIDE = [kind for kind, (source, _target) in ROUTES.items() if source in KEPT]
# Those that need no act: what moves by act only is in test_moving_money_by_act.
FREE = [kind for kind in INSIDE if kind not in BY_ACT]


@pytest.fixture
def line() -> BudgetLine:
    """Sondrio's own 12,000.00."""
    return lines_of(a_published_call(), "so")[1]


def move(line: BudgetLine, kind: MovementKind, amount: str, reference: str = "application:1") -> list[Movement]:
    return post(postings=[Posting(line.pk, kind, M(amount))], reference=reference, act=None, by=None, at=OPENS)


def buckets(line: BudgetLine) -> dict[str, Decimal]:
    line.refresh_from_db()
    return {bucket.value: getattr(line, bucket.value) for bucket in KEPT if getattr(line, bucket.value)}


def test_money_goes_its_way_from_the_endowment_to_the_payment(line: BudgetLine) -> None:
    move(line, MovementKind.COMMIT, "5000.00")
    assert buckets(line) == {"available": M("7000.00"), "committed": M("5000.00")}
    move(line, MovementKind.ECONOMY, "1000.01")
    move(line, MovementKind.PAY, "3999.99")
    assert buckets(line) == {"available": M("8000.01"), "paid": M("3999.99")}
    assert list(differences()) == []


@pytest.mark.parametrize("kind", INSIDE)
def test_no_bucket_gives_more_than_it_has(line: BudgetLine, kind: MovementKind) -> None:
    with pytest.raises(Refused, match=r"Sondrio.*12\.000,01"):
        move(line, kind, "12000.01")
    assert buckets(line) == {"available": M("12000.00")}


def test_the_refusal_says_the_pot_and_what_is_left(line: BudgetLine) -> None:
    with pytest.raises(Refused) as refused:
        move(line, MovementKind.COMMIT, "12000.01")
    assert "Sondrio · Camere di commercio lombarde" in refused.value.reason
    assert "ha 12.000,00\u00a0€ e ne servono 12.000,01\u00a0€" in refused.value.reason


def test_all_postings_are_made_or_none() -> None:
    regional, own = lines_of(a_published_call(), "so")
    postings = [
        Posting(regional.pk, MovementKind.COMMIT, M("1.00")),
        Posting(own.pk, MovementKind.COMMIT, M("12000.01")),
    ]
    with pytest.raises(Refused):
        post(postings=postings, reference="application:1", act=None, by=None, at=OPENS)
    assert not Movement.objects.filter(kind=MovementKind.COMMIT).exists()
    regional.refresh_from_db()
    assert regional.committed == 0


def test_the_same_reference_posts_once(line: BudgetLine) -> None:
    (first,) = move(line, MovementKind.COMMIT, "5000.00")
    (again,) = move(line, MovementKind.COMMIT, "5000.00")
    assert again == first
    assert buckets(line)["committed"] == M("5000.00")


def test_the_same_reference_with_another_amount_is_refused(line: BudgetLine) -> None:
    move(line, MovementKind.COMMIT, "5000.00")
    with pytest.raises(Refused, match="già registrato per"):
        move(line, MovementKind.COMMIT, "5000.01")
    assert buckets(line)["committed"] == M("5000.00")


def test_a_posting_of_nothing_leaves_no_row(line: BudgetLine) -> None:
    assert move(line, MovementKind.COMMIT, "0.00") == []


@pytest.mark.parametrize("amount", ["-0.01", "1.001"])
def test_a_posting_below_zero_or_finer_than_a_cent_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="whole cents"):
        Posting(1, MovementKind.COMMIT, M(amount))


def test_one_line_is_not_posted_twice_for_one_kind_and_reference(line: BudgetLine) -> None:
    postings = [Posting(line.pk, MovementKind.COMMIT, M("1.00"))] * 2
    with pytest.raises(ValueError, match="one posting"):
        post(postings=postings, reference="application:1", act=None, by=None, at=OPENS)


def test_a_movement_says_who_when_and_by_which_act(line: BudgetLine) -> None:
    person, act = a_person("director"), line.fund.call.acts.get()
    (row,) = post(
        postings=[Posting(line.pk, MovementKind.COMMIT, M("1.00"))], reference="application:9", act=act, by=person, at=OPENS
    )
    assert (row.by, row.at, row.act, row.source, row.target) == (person, OPENS, act, Bucket.AVAILABLE, Bucket.COMMITTED)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.sampled_from(FREE), st.decimals(0, 20_000, places=2)), max_size=12))
def test_whatever_is_asked_the_books_balance_and_no_bucket_is_below_zero(asked: list[tuple[MovementKind, Decimal]]) -> None:
    with transaction.atomic():
        line = lines_of(a_published_call(), "so")[1]
        for number, (kind, amount) in enumerate(asked):
            with contextlib.suppress(Refused):
                move(line, kind, str(amount), f"application:{number}")
        assert all(amount >= 0 for amount in buckets(line).values())
        assert list(differences()) == []
        transaction.set_rollback(True)


# What the database refuses by itself, whoever asks; each statement is accepted in its lawful form.

WRITE_MOVEMENT = """
    INSERT INTO bando_movement (line_id, kind, source, target, amount, reference, at)
    VALUES (%s, %s, %s, %s, %s, 'application:7', now())
"""


@pytest.mark.breaks_the_ledger
@pytest.mark.parametrize("bucket", [bucket.value for bucket in KEPT])
def test_raw_sql_cannot_put_a_bucket_below_zero(line: BudgetLine, bucket: str) -> None:
    with pytest.raises(IntegrityError, match=f"never_has_{bucket}_below_zero"), transaction.atomic():
        BudgetLine.objects.filter(pk=line.pk).update(**{bucket: M("-0.01")})
    BudgetLine.objects.filter(pk=line.pk).update(**{bucket: M("0.00")})


@pytest.mark.breaks_the_ledger
@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        (("commit", "committed", "available", 1), "a_movement_follows_its_route"),
        (("commit", "available", "paid", 1), "a_movement_follows_its_route"),
        (("gift", "outside", "available", 1), "a_movement_follows_its_route"),
        (("commit", "available", "committed", 0), "a_movement_moves_money"),
        (("commit", "available", "committed", -1), "a_movement_moves_money"),
    ],
)
def test_raw_sql_cannot_write_a_movement_off_its_route(line: BudgetLine, values: tuple, constraint: str) -> None:
    with connection.cursor() as cursor:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            cursor.execute(WRITE_MOVEMENT, [line.pk, *values])
        cursor.execute(WRITE_MOVEMENT, [line.pk, "commit", "available", "committed", 1])


@pytest.mark.breaks_the_ledger
def test_raw_sql_cannot_post_twice_for_one_reference(line: BudgetLine) -> None:
    with connection.cursor() as cursor:
        cursor.execute(WRITE_MOVEMENT, [line.pk, "commit", "available", "committed", 1])
        with pytest.raises(IntegrityError, match="a_movement_is_posted_once_for_a_reference"), transaction.atomic():
            cursor.execute(WRITE_MOVEMENT, [line.pk, "commit", "available", "committed", 1])


@pytest.mark.parametrize("statement", ["UPDATE bando_movement SET amount = 1", "DELETE FROM bando_movement"])
def test_raw_sql_cannot_change_or_delete_a_movement(line: BudgetLine, statement: str) -> None:
    with pytest.raises(DatabaseError, match="a_movement_is_never_changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_raw_sql_cannot_delete_a_line(line: BudgetLine) -> None:
    with (
        pytest.raises(DatabaseError, match="a_published_budget_line_is_never_deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM bando_budgetline WHERE id = %s", [line.pk])
