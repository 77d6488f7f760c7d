"""`check_ledger` is silent on good books and loud, with the line and the amount, on bad ones."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from bando.enums import FundKind, MovementKind
from bando.models import BudgetLine
from bando.operations.ledger import Posting, post
from bando.tasks import check_ledger
from tests.bando.rows import OPENS, PUBLISHED, a_prepared_call, a_published_call, lines_of

pytestmark = pytest.mark.django_db


def run(*options: str) -> tuple[bool, str]:
    """Whether it is green, and all that it said."""
    said = io.StringIO()
    try:
        call_command("check_ledger", *options, stdout=said, stderr=said)
    except CommandError as error:
        return False, f"{said.getvalue()}{error}"
    return True, said.getvalue()


@pytest.fixture
def line() -> BudgetLine:
    return lines_of(a_published_call(), "so")[1]


def test_good_books_are_green(line: BudgetLine) -> None:
    assert run() == (True, "Il mastro torna.\n")
    assert check_ledger() == 0


@pytest.mark.breaks_the_ledger
def test_a_line_changed_by_hand_is_named_with_the_difference(line: BudgetLine) -> None:
    BudgetLine.objects.filter(pk=line.pk).update(available=Decimal("12000.01"))
    green, said = run()
    assert not green
    assert f"linea {line.pk} «Sondrio · Camere di commercio lombarde», available" in said
    assert "differenza 0,01\u00a0€" in said
    assert "differenze: 1" in said
    assert check_ledger() == 1


@pytest.mark.breaks_the_ledger
def test_a_movement_without_its_line_is_named(line: BudgetLine) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bando_movement (line_id, kind, source, target, amount, reference, at)"
            " VALUES (%s, 'commit', 'available', 'committed', 100, 'application:7', now())",
            [line.pk],
        )
    green, said = run()
    assert not green
    assert "available: la riga mostra 12.000,00\u00a0€, i movimenti danno 11.900,00\u00a0€" in said
    assert "committed: la riga mostra 0,00\u00a0€, i movimenti danno 100,00\u00a0€" in said


@pytest.mark.breaks_the_ledger
def test_a_fund_that_is_not_the_sum_of_its_lines_is_named() -> None:
    fund = a_prepared_call().funds.get(kind=FundKind.CHAMBER)
    fund.amount -= 5
    fund.save()
    green, said = run()
    assert not green
    assert f"fondo {fund.pk} «Camere di commercio lombarde»: dotazione 807.995,00\u00a0€" in said
    assert "differenza 5,00\u00a0€" in said


def test_the_past_is_recomputed(line: BudgetLine) -> None:
    postings = [Posting(line.pk, MovementKind.COMMIT, Decimal("5000.00"))]
    post(postings=postings, reference="application:1", act=None, by=None, at=OPENS + timedelta(days=30))
    shown = {at: run("--at", at.isoformat()) for at in (PUBLISHED, OPENS + timedelta(days=31))}
    (_, before), (_, after) = shown.values()
    assert f"linea {line.pk} «Sondrio · Camere di commercio lombarde»: disponibile 12.000,00\u00a0€" in before
    assert f"linea {line.pk} «Sondrio · Camere di commercio lombarde»: disponibile 7.000,00\u00a0€" in after


def test_an_instant_without_zone_is_refused() -> None:
    green, said = run("--at", "2020-06-30T00:00:00")
    assert not green
    assert "--at" in said
