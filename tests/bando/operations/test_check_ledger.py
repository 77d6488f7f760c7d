"""`check_ledger` is silent on good books and loud, with the line and the amount, on bad ones."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from bando.enums import FundKind, MovementKind
from bando.models import BudgetLine, LedgerCheck
from bando.operations.checking import check_books
from bando.operations.ledger import Posting, post
from bando.queries.checks import books_agree, is_a_call_open
from bando.tasks import check_ledger, watch_ledger
from config.settings import timetable
from tests.bando.rows import CLOSES, OPENS, PUBLISHED, a_person, a_prepared_call, a_published_call, lines_of

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


def healthy(client) -> object:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    return answer.json()["ledger"]


@pytest.mark.breaks_the_ledger
def test_what_came_out_is_kept_and_told_without_a_detail(line: BudgetLine, client, settings, django_assert_num_queries) -> None:
    assert healthy(client) is None
    assert check_ledger() == 0
    assert healthy(client) is True
    BudgetLine.objects.filter(pk=line.pk).update(available=Decimal("12000.01"))
    assert check_ledger() == 1
    assert [(check.lines, len(check.differences)) for check in LedgerCheck.objects.all()] == [(18, 1), (18, 0)]
    with django_assert_num_queries(2):  # is the database there; the last row
        assert healthy(client) is False
    assert "Sondrio" not in client.get("/healthz").content.decode()


def test_a_check_that_is_too_old_is_no_good_news() -> None:
    check_books(at=OPENS)
    assert books_agree(OPENS + timedelta(hours=3)) is True
    assert books_agree(OPENS + timedelta(hours=3, seconds=1)) is False


def test_while_a_call_is_open_the_books_are_looked_at_more_often(line: BudgetLine) -> None:
    assert [is_a_call_open(at) for at in (PUBLISHED, OPENS, CLOSES)] == [False, True, False]
    assert watch_ledger() == 0
    assert not LedgerCheck.objects.exists()  # today that call is closed
    ask = timetable.SCHEDULE["ledger-of-open-calls"]
    assert (ask["task"], ask["schedule"]) == (watch_ledger.name, 60.0)


@pytest.mark.breaks_the_ledger
@pytest.mark.parametrize(("role", "details"), [("operator", True), ("officer", False)])
def test_the_cockpit_tells_it_and_a_chamber_reads_no_other_pot(line: BudgetLine, client, role: str, details: bool) -> None:
    client.force_login(a_person(role, None if details else line.pot.chamber))
    page = f"/admin/bando/call/{line.fund.call_id}/change/"
    assert "Il mastro non è ancora stato controllato." in client.get(page).content.decode()
    check_ledger()
    assert "Ogni linea è la somma dei suoi movimenti." in client.get(page).content.decode()
    BudgetLine.objects.filter(pk=line.pk).update(available=Decimal("12000.01"))
    check_ledger()
    said = client.get(page).content.decode()
    assert "Il mastro non torna." in said
    assert ("differenza 0,01" in said) is details
    assert ("Differenze nel mastro" in client.get("/admin/").content.decode()) is details
    checks = LedgerCheck.objects.first()
    answers = [client.get(f"/admin/bando/ledgercheck/{more}").status_code for more in ("", f"{checks.pk}/change/")]
    assert answers == [200, 200] if details else [403, 403]
