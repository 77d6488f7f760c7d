"""Money changes pot, and goes back to its funder, by act alone: by the operation, and by whatever else is tried."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client

from bando.enums import ActKind, MovementKind
from bando.models import Act, BudgetLine, Call, Movement
from bando.operations import returning, transferring
from bando.operations.ledger import Posting, post
from bando.queries.balance import differences
from bando.queries.pots import standing
from core.refusals import Refused
from tests.bando.rows import CLOSES, OPENS, a_person, a_prepared_call, a_published_call, lines_of

pytestmark = pytest.mark.django_db
M = Decimal
LATE = CLOSES + timedelta(days=200)
ACT = {"number": "77", "issued_on": date(2021, 2, 1), "issuer": "Unioncamere Lombardia", "signer": "Il Direttore"}


@pytest.fixture
def call() -> Call:
    return a_published_call()


def transfer(call: Call, source: BudgetLine, target: BudgetLine, amount: str, **changes: object) -> Act:
    given = {"source": source, "target": target, "amount": M(amount), **ACT, "by": a_person("director"), "at": LATE}
    return transferring.transfer(call=call, **(given | changes))


def give_back(line: BudgetLine, amount: str, **changes: object) -> Act:
    given = {"amounts": {line.pk: M(amount)}, **ACT, "by": a_person("director"), "at": LATE}
    return returning.give_back(fund=line.fund, **(given | changes))


def available(line: BudgetLine) -> Decimal:
    line.refresh_from_db()
    return line.available


def endowments(call: Call, **at: object) -> dict[str, Decimal]:
    return {row.label: row.endowment for row in standing(call, **at)}


def test_a_transfer_is_one_act_and_two_movements_and_the_pots_tell_it(call: Call) -> None:
    source, target = lines_of(call, "bg")[0], lines_of(call, "so")[0]
    before, there, here = endowments(call), source.available, target.available
    act = transfer(call, source, target, "1000.01")
    made = list(Movement.objects.filter(act=act).order_by("kind").values_list("kind", "line", "amount"))
    assert made == [("hand_over", source.pk, M("1000.01")), ("take_over", target.pk, M("1000.01"))]
    assert (available(source), available(target)) == (there - M("1000.01"), here + M("1000.01"))
    assert list(differences()) == []
    after = endowments(call)
    assert after[str(source.pot)] == before[str(source.pot)] - M("1000.01")
    assert after[str(target.pot)] == before[str(target.pot)] + M("1000.01")
    assert endowments(call, at=LATE) == after
    assert endowments(call, at=OPENS) == before


def test_what_is_given_back_leaves_for_good(call: Call) -> None:
    line = lines_of(call, "so")[1]
    act = give_back(line, "2000.00")
    assert (act.kind, available(line), line.returned) == (ActKind.RETURN, M("10000.00"), M("2000.00"))
    assert list(differences()) == []


@pytest.mark.parametrize(
    ("amount", "reason"), [("99999999.00", "Dotazione insufficiente"), ("0.00", "maggiore di zero"), ("0.001", "due decimali")]
)
def test_a_transfer_moves_what_is_there(call: Call, amount: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        transfer(call, lines_of(call, "bg")[0], lines_of(call, "so")[0], amount)
    assert not Act.objects.filter(kind=ActKind.TRANSFER).exists()


def test_money_stays_in_its_fund_its_call_and_goes_to_another_pot(call: Call) -> None:
    (regional, own), other = lines_of(call, "bg"), lines_of(a_published_call(), "so")[0]
    for target, reason in ((own, "due dotazioni diverse"), (lines_of(call, "so")[1], "restano del loro fondo")):
        with pytest.raises(Refused, match=reason):
            transfer(call, regional, target, "1.00")
    with pytest.raises(Refused, match="restano del loro fondo"):
        transfer(call, regional, other, "1.00")
    with pytest.raises(Refused, match="non è di questo bando"):
        transfer(call, other, lines_of(other.fund.call, "bg")[0], "1.00")


def test_only_after_the_publication_and_only_by_who_signs(call: Call) -> None:
    source, target = lines_of(call, "bg")[0], lines_of(call, "so")[0]
    with pytest.raises(Refused, match="Il vostro ruolo"):
        transfer(call, source, target, "1.00", by=a_person("operator"))
    with pytest.raises(Refused, match="Il vostro ruolo"):
        give_back(source, "1.00", by=a_person("operator"))
    prepared = a_prepared_call()
    with pytest.raises(Refused, match="non è ancora pubblicato"):
        transfer(prepared, lines_of(prepared, "bg")[0], lines_of(prepared, "so")[0], "1.00")


def test_nothing_is_given_back_while_the_call_is_open_nor_of_another_fund(call: Call) -> None:
    regional, own = lines_of(call, "so")
    with pytest.raises(Refused, match="promessa a chi presenta domanda"):
        give_back(own, "1.00", at=CLOSES - timedelta(days=1), issued_on=date(2020, 7, 1))
    for amounts, reason in (
        ({}, "almeno un importo"),
        ({regional.pk: M("1")}, "non è di questo fondo"),
        ({own.pk: M("-1")}, "non"),
    ):
        with pytest.raises(Refused, match=reason):
            give_back(own, "1.00", amounts=amounts)
    with pytest.raises(Refused, match="Dotazione insufficiente"):
        give_back(own, "12000.01")


def an_act(call: Call, kind: ActKind) -> Act:
    return Act.objects.create(call=call, kind=kind, recorded_at=LATE, recorded_by=a_person(), subject="Prova", **ACT)


@pytest.mark.parametrize("kind", [MovementKind.REFINANCE, MovementKind.GIVE_BACK, MovementKind.HAND_OVER, MovementKind.TAKE_OVER])
def test_not_even_a_shell_moves_it_without_the_act_that_goes_with_it(call: Call, kind: MovementKind) -> None:
    line = lines_of(call, "so")[0]
    wrong = an_act(call, ActKind.GRANT)
    foreign = an_act(a_published_call(), ActKind.RETURN)
    posting = [Posting(line.pk, kind, M("1.00"))]
    with pytest.raises(IntegrityError, match="has_its_act"), transaction.atomic():
        post(postings=posting, reference="x", act=None, by=None, at=LATE)
    for act in (wrong, foreign):
        with pytest.raises(DatabaseError, match="an_act_moves_the_money_of_its_own_call"), transaction.atomic():
            post(postings=posting, reference="x", act=act, by=None, at=LATE)


def unbalanced(call: Call) -> list[list[Posting]]:
    (source, other), target = lines_of(call, "bg"), lines_of(call, "so")[0]
    out, into = MovementKind.HAND_OVER, MovementKind.TAKE_OVER
    return [
        [Posting(source.pk, out, M("2.00"))],
        [Posting(target.pk, into, M("2.00"))],
        [Posting(source.pk, out, M("2.00")), Posting(target.pk, into, M("2.01"))],
        [Posting(other.pk, out, M("2.00")), Posting(target.pk, into, M("2.00"))],
        [Posting(source.pk, out, M("2.00")), Posting(source.pk, into, M("2.00"))],
        [Posting(source.pk, out, M("2.00")), Posting(other.pk, out, M("2.00"))],
    ]


@pytest.mark.breaks_the_ledger
@pytest.mark.parametrize("case", range(6))
def test_a_transfer_gives_what_it_takes_whoever_writes_it(call: Call, case: int) -> None:
    act, postings = an_act(call, ActKind.TRANSFER), unbalanced(call)[case]
    with pytest.raises(DatabaseError, match="a_transfer_gives_what_it_takes"), transaction.atomic():
        post_and_commit(postings, act)
    with connection.cursor() as cursor:  # the negative control: nothing but the trigger stood in the way
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_a_transfer_gives%'")
        ((name,),) = cursor.fetchall()
        cursor.execute(f"DROP TRIGGER {name} ON bando_movement")
    post_and_commit(postings, act)


def post_and_commit(postings: list[Posting], act: Act) -> None:
    """Posted, and judged as the end of a transaction judges."""
    post(postings=postings, reference=f"act:{act.pk}", act=act, by=None, at=LATE)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def director(client: Client) -> Client:
    client.force_login(a_person("director"))
    return client


def posted(**more: object) -> dict[str, object]:
    return {"number": "77", "issued_on": "2021-02-01", "issuer": "Unioncamere Lombardia", "signer": "Ada", **more}


def test_the_buttons_do_it_and_say_so(call: Call, director: Client) -> None:
    source, target = lines_of(call, "bg")[0], lines_of(call, "so")[0]
    data = posted(source=source.pk, target=target.pk, amount="1.000,00")
    answer = director.post(f"/admin/bando/call/{call.pk}/azione/trasferisci/", data, follow=True)
    assert "Trasferimento registrato con atto n. 77." in answer.content.decode()
    data = posted(**{f"line_{target.pk}": "500,00"}, number="78")
    answer = director.post(f"/admin/bando/fund/{target.fund_id}/azione/restituisci/", data, follow=True)
    assert "Restituzione registrata con atto n. 78." in answer.content.decode()
    assert list(Act.objects.filter(call=call).order_by("pk").values_list("kind", flat=True)) == [
        "publication",
        "transfer",
        "return",
    ]


def test_the_pages_say_why_it_cannot_be(call: Call, director: Client) -> None:
    source, target = lines_of(call, "bg")[0], lines_of(a_published_call(), "so")[0]
    page = f"/admin/bando/call/{call.pk}/azione/trasferisci/"
    answer = director.post(page, posted(source=source.pk, target=target.pk, amount="1,00"))
    assert set(answer.context["form"].errors) == {"target"}
    answer = director.post(page, posted(source=source.pk, target=lines_of(call, "so")[1].pk, amount="1,00"))
    assert "Le somme restano del loro fondo" in answer.content.decode()
    prepared = a_prepared_call()
    for address in (f"/admin/bando/call/{prepared.pk}/", f"/admin/bando/fund/{prepared.funds.first().pk}/"):
        assert "Il bando non è ancora pubblicato" in director.get(address, follow=True).content.decode()
    director.force_login(a_person("operator"))
    assert director.get(page).status_code == 403
