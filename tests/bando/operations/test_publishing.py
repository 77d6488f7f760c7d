"""Publishing by act: the checklist, the money on the lines, the freeze against raw SQL, and refinancing after it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from bando.domain.tranches import Part
from bando.enums import ActKind, FundKind, Gate, MovementKind, TrancheKind
from bando.models import BudgetLine, Call, Fund, Movement, Publication
from bando.operations import acts, refinancing
from bando.policies.publishing import defects
from bando.queries.balance import differences
from bando.queries.pots import standing, total
from core.models import AuditEvent
from core.refusals import Refused
from tests.bando.rows import (
    CLOSES,
    OPENS,
    PUBLISHED,
    a_person,
    a_prepared_call,
    a_published_call,
    publish,
)

pytestmark = pytest.mark.django_db
M = Decimal
PARTS = [
    Part(TrancheKind.FIRST, M("0.5"), Gate.NONE, date(2020, 12, 31)),
    Part(TrancheKind.SECOND, M("0.4"), Gate.INTERIM, date(2021, 2, 28)),
    Part(TrancheKind.BALANCE, M("0.1"), Gate.FINAL, date(2021, 6, 30)),
]


def test_the_packaged_call_has_no_defects() -> None:
    assert defects(a_prepared_call()) == []


def test_publishing_posts_the_endowment_and_says_so() -> None:
    call = a_prepared_call()
    assert total(standing(call)).available == 0
    director = a_person("director")
    act = publish(call, by=director)
    call.refresh_from_db()
    assert call.published_at == PUBLISHED
    assert (act.kind, act.recorded_by) == (ActKind.PUBLICATION, director)
    whole = total(standing(call))
    assert whole.available == whole.endowment == M("2618000.00")
    assert Movement.objects.filter(act=act, kind=MovementKind.ENDOW).count() == 18
    assert AuditEvent.objects.filter(action="publishing.publish", subject_id=call.pk).count() == 1
    assert list(differences()) == []


def test_a_call_is_published_once() -> None:
    call = a_published_call()
    with pytest.raises(Refused, match="già pubblicato"):
        publish(call)


def test_who_prepares_a_call_does_not_sign_it() -> None:
    with pytest.raises(Refused, match="ruolo"):
        publish(a_prepared_call(), by=a_person("operator"))


def test_a_call_is_not_published_after_its_closing() -> None:
    with pytest.raises(Refused, match="chiusura"):
        publish(a_prepared_call(), at=CLOSES)


# Refinancing: new money by act, with its own tranches.


def refinance(call: Call, kind: FundKind = FundKind.REGIONAL, **changes: object) -> Fund:
    pots = {pot.chamber.code: pot.pk for pot in call.pots.select_related("chamber")}
    asked = {
        "amounts": {pots["mi-mb-lo"]: M("600000.00"), pots["so"]: M("400000.00")},
        "label": "Regione, secondo stanziamento",
        "number": "120",
        "issued_on": date(2020, 12, 16),
        "issuer": "Unioncamere Lombardia",
        "signer": "Il Direttore",
        "tranche_rules": PARTS,
        "at": OPENS + timedelta(days=190),
    }
    by = changes.pop("by", None) or a_person("director")
    return refinancing.refinance(call=call, kind=kind, by=by, **(asked | changes))


def test_a_refinancing_brings_a_fund_with_its_act_its_lines_and_its_tranches() -> None:
    call = a_published_call()
    fund = refinance(call)
    assert (fund.amount, fund.act.kind) == (M("1000000.00"), ActKind.REFINANCING)
    assert [rule.share for rule in fund.tranche_rules.all()] == [M("0.5"), M("0.4"), M("0.1")]
    assert sorted(line.available for line in fund.lines.all()) == [M("400000.00"), M("600000.00")]
    assert (fund.act.version.number, fund.act.version.content["funds"][2]["amount"]) == (2, "1000000.00")
    assert total(standing(call)).endowment == M("3618000.00")
    assert list(differences()) == []


def test_the_standing_of_a_past_instant_does_not_know_later_money() -> None:
    call = a_published_call()
    refinance(call)
    then = total(standing(call, OPENS))
    assert (then.endowment, then.available) == (M("2618000.00"), M("2618000.00"))
    assert total(standing(call, PUBLISHED - timedelta(seconds=1))).endowment == 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"tranche_rules": PARTS[:2]}, "100 %"),
        ({"amounts": {}}, "almeno un importo"),
        ({"amounts": {-1: M("1.00")}}, "non è di questo bando"),
        ({"issued_on": date(2030, 1, 1)}, "futuro"),
        ({"number": " "}, "ente, numero e data"),
    ],
)
def test_a_refinancing_that_does_not_hold_is_refused(changes: dict, words: str) -> None:
    call = a_published_call()
    with pytest.raises(Refused, match=words):
        refinance(call, **changes)
    assert BudgetLine.objects.filter(pot__call=call).count() == 18


def test_only_a_director_refinances_and_only_what_is_published() -> None:
    with pytest.raises(Refused, match="ruolo"):
        refinance(a_published_call(), by=a_person("operator"))
    with pytest.raises(Refused, match="non è ancora pubblicato"):
        refinance(a_prepared_call())


def test_an_act_is_recorded_once_and_published_not_before_its_day() -> None:
    call, director = a_published_call(), a_person("director")
    asked = {
        "call": call, "kind": ActKind.RANKING, "number": "80", "issued_on": date(2020, 10, 1), "issuer": "Unioncamere Lombardia",
        "signer": "Il Direttore", "subject": "Graduatoria", "by": director, "at": OPENS + timedelta(days=120),
    }  # fmt: skip
    act = acts.adopt(**asked)
    with pytest.raises(Refused, match="già registrato"):
        acts.adopt(**asked)
    made_public = {"act": act, "address": "https://www.unioncamerelombardia.it/atti/80", "by": director, "at": asked["at"]}
    with pytest.raises(Refused, match="di quel giorno o dopo"):
        acts.publish(published_on=date(2020, 9, 30), **made_public)
    for wrong in ("", "http://www.unioncamerelombardia.it/atti/80", "javascript:alert(1)"):
        with pytest.raises(Refused, match="comincia con https://"):
            acts.publish(published_on=date(2020, 10, 2), **made_public | {"address": wrong})
    acts.publish(published_on=date(2020, 10, 2), **made_public)
    with pytest.raises(Refused, match="già registrata"):
        acts.publish(published_on=date(2020, 10, 2), **made_public)


def run(statement: str, call: Call) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [call.pk])


def test_acts_are_never_changed_by_hand() -> None:
    call = a_published_call()
    for statement in ("UPDATE bando_act SET number = '1' WHERE call_id = %s", "DELETE FROM bando_act WHERE call_id = %s"):
        with pytest.raises(DatabaseError, match="an_act_is_never_changed"):
            run(statement, call)


@pytest.mark.parametrize(
    ("day", "address", "name"),
    [
        (date(2020, 9, 30), "https://example.org/80", "a_publication_does_not_precede_its_act"),
        (date(2020, 10, 1), "http://example.org/80", "a_publication_is_at_a_secure_address"),
    ],
)
def test_the_database_holds_day_and_address_of_a_publication_written_by_hand(day: date, address: str, name: str) -> None:
    call, director = a_published_call(), a_person("director")
    at = OPENS + timedelta(days=120)
    act = acts.adopt(
        call=call, kind=ActKind.RANKING, number="80", issued_on=date(2020, 10, 1), issuer="–", signer="–", subject="–",
        by=director, at=at,
    )  # fmt: skip
    row = {"act": act, "recorded_at": at, "recorded_by": director}
    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        Publication.objects.create(published_on=day, address=address, **row)
    Publication.objects.create(published_on=date(2020, 10, 1), address="https://example.org/80", **row)
