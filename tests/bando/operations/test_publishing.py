"""Publishing by act: the checklist, the money on the lines, the freeze against raw SQL, and refinancing after it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from bando.domain.tranches import Part
from bando.enums import ActKind, FundKind, Gate, MovementKind, TrancheKind
from bando.models import Act, BudgetLine, Call, Fund, Movement, Pot
from bando.operations import acts, refinancing
from bando.policies.publishing import defects, why_not_publish
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


MENDABLE = {
    "measure": ("DELETE FROM bando_measure WHERE call_id = %s", "misura"),
    "items": ("DELETE FROM bando_expenseitem WHERE call_id = %s", "voci di spesa"),
    "rules": ("DELETE FROM bando_eligibilityrule WHERE call_id = %s", "requisiti"),
    "criteria": ("DELETE FROM bando_scoringcriterion WHERE call_id = %s", "criteri"),
    "unreachable": ("UPDATE bando_call SET minimum_score = 101 WHERE id = %s", "punteggio minimo"),
    "withholding": ("UPDATE bando_call SET withholding_reason = '' WHERE id = %s", "riferimento di legge"),
    "ceiling": ("UPDATE bando_call SET aid_ceiling = 1 WHERE id = %s", "massimale"),
    "minimum": ("UPDATE bando_measure SET minimum_spend = 5000 WHERE call_id = %s", "4.000,00"),
    "phases": ("UPDATE bando_eligibilityrule SET phases = '{}' WHERE code = 'durc' AND call_id = %s", "alcuna fase"),
    "parameters": ("UPDATE bando_eligibilityrule SET parameters = '{}' WHERE code = 'size' AND call_id = %s", "parametri"),
    "code": ("UPDATE bando_eligibilityrule SET code = 'durc2' WHERE code = 'durc' AND call_id = %s", "altro codice"),
    "provinces": ("DELETE FROM bando_potprovince WHERE province_id = 'SO' AND call_id = %s", "Sondrio"),
    "fund": ("UPDATE bando_fund SET amount = amount + 0.01 WHERE kind = 'chamber' AND call_id = %s", "808.000,01"),
    "tranches": (
        "UPDATE bando_trancherule SET share = 0.41 WHERE kind = 'second' AND fund_id IN"
        " (SELECT id FROM bando_fund WHERE call_id = %s)",
        "100 %",
    ),
}


@pytest.mark.breaks_the_ledger
@pytest.mark.parametrize("defect", MENDABLE)
def test_each_defect_is_named_and_keeps_the_call_from_being_published(defect: str) -> None:
    call = a_prepared_call()
    statement, words = MENDABLE[defect]
    with connection.cursor() as cursor:
        cursor.execute(statement, [call.pk])
    call.refresh_from_db()
    assert [sentence for sentence in defects(call) if words in sentence], defects(call)
    assert words in (why_not_publish(call, at=PUBLISHED) or "")
    with pytest.raises(Refused):
        publish(call)
    assert not Act.objects.filter(call=call).exists()


# A published call is frozen: each statement passes before, and is refused after.

FROZEN = {
    "bando_call": ["UPDATE bando_call SET closes_at = closes_at + interval '1 day' WHERE id = %s"],
    "bando_measure": [
        "UPDATE bando_measure SET rate = 0.8 WHERE call_id = %s",
        'INSERT INTO bando_measure (call_id, code, label, "order", rate, minimum_spend, maximum_grant)'
        " VALUES (%s, 'x', 'x', 1, 0.5, 1, 1)",
        "DELETE FROM bando_measure WHERE call_id = %s",
    ],
    "bando_expenseitem": [
        "UPDATE bando_expenseitem SET label = 'x' WHERE call_id = %s",
        "INSERT INTO bando_expenseitem (call_id, code, label, \"order\", guidance) VALUES (%s, 'x', 'x', 1, '')",
        "DELETE FROM bando_expenseitem WHERE call_id = %s",
    ],
    "bando_eligibilityrule": [
        "UPDATE bando_eligibilityrule SET blocking = false WHERE call_id = %s",
        'INSERT INTO bando_eligibilityrule (call_id, code, label, "order", kind, parameters, message, remedy, legal_basis,'
        " phases, blocking, version) VALUES (%s, 'x', 'x', 1, 'single', '{}', '', '', '', '{}', true, 1)",
        "DELETE FROM bando_eligibilityrule WHERE call_id = %s",
    ],
    "bando_requireddocument": [
        "UPDATE bando_requireddocument SET mandatory = false WHERE call_id = %s",
        'INSERT INTO bando_requireddocument (call_id, code, label, "order", phase, mandatory, formats, maximum_bytes, guidance)'
        " VALUES (%s, 'x', 'x', 1, 'submission', true, '{pdf}', 1, '')",
        "DELETE FROM bando_requireddocument WHERE call_id = %s",
    ],
    "bando_scoringcriterion": [
        "UPDATE bando_scoringcriterion SET maximum = 31 WHERE call_id = %s",
        'INSERT INTO bando_scoringcriterion (call_id, code, label, "order", text, minimum, maximum)'
        " VALUES (%s, 'x', 'x', 1, '', 0, 1)",
        "DELETE FROM bando_scoringcriterion WHERE call_id = %s",
    ],
    "bando_potprovince": [
        "UPDATE bando_potprovince SET province_id = 'TO' WHERE province_id = 'SO' AND call_id = %s",
        "INSERT INTO bando_potprovince (call_id, pot_id, province_id)"
        " SELECT call_id, min(id), 'TO' FROM bando_pot WHERE call_id = %s GROUP BY call_id",
        "DELETE FROM bando_potprovince WHERE call_id = %s",
    ],
    "bando_pot": [
        "UPDATE bando_pot SET chamber_id = NULL WHERE id = (SELECT min(id) FROM bando_pot WHERE call_id = %s)",
        "INSERT INTO bando_pot (call_id) VALUES (%s)",
    ],
    "bando_fund": [
        "UPDATE bando_fund SET amount = amount + 1 WHERE call_id = %s",
        "INSERT INTO bando_fund (call_id, kind, label, legal_act, amount) VALUES (%s, 'regional', 'x', 'x', 1)",
    ],
    "bando_budgetline": [
        "UPDATE bando_budgetline SET endowment = endowment + 1 WHERE fund_id IN (SELECT id FROM bando_fund WHERE call_id = %s)",
    ],
    "bando_trancherule": [
        "UPDATE bando_trancherule SET share = 0.3 WHERE fund_id IN (SELECT id FROM bando_fund WHERE call_id = %s)",
        'INSERT INTO bando_trancherule (fund_id, kind, "order", share, gate, due_on)'
        " SELECT id, 'first', 1, 1, 'none', '2020-01-01' FROM bando_fund WHERE kind = 'chamber' AND call_id = %s",
        "DELETE FROM bando_trancherule WHERE fund_id IN (SELECT id FROM bando_fund WHERE call_id = %s)",
    ],
}
STATEMENTS = [statement for statements in FROZEN.values() for statement in statements]


def run(statement: str, call: Call) -> int:
    """Rows touched; what it did is taken back."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [call.pk])
        touched = cursor.rowcount
        transaction.set_rollback(True)
    return touched


@pytest.mark.parametrize("statement", STATEMENTS)
def test_raw_sql_may_change_a_call_in_preparation_and_not_a_published_one(statement: str) -> None:
    call = a_prepared_call()
    assert run(statement, call) > 0
    publish(call)
    with pytest.raises(DatabaseError, match=r"frozen|comes_by_act|fixed_with_the_money"):
        run(statement, call)


def test_every_table_that_hangs_on_a_call_is_tried_above() -> None:
    hanging = {
        relation.related_model._meta.db_table
        for model in (Call, Fund, Pot)
        for relation in model._meta.related_objects
        if relation.related_model._meta.app_label == "bando"
    }
    assert hanging - set(FROZEN) == {"bando_act"}


def test_another_call_stays_free_while_one_is_frozen() -> None:
    a_published_call()
    other = a_prepared_call()
    assert run("UPDATE bando_measure SET rate = 0.8 WHERE call_id = %s", other) == 1


def test_the_ledger_still_moves_money_of_a_frozen_call() -> None:
    call = a_published_call()
    assert run("UPDATE bando_budgetline SET available = available - 1, committed = 1 WHERE fund_id IN"
               " (SELECT id FROM bando_fund WHERE call_id = %s)", call) == 18  # fmt: skip


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
    acts.publish(published_on=date(2020, 10, 2), **made_public)
    with pytest.raises(Refused, match="già registrata"):
        acts.publish(published_on=date(2020, 10, 2), **made_public)


def test_acts_are_never_changed_by_hand() -> None:
    call = a_published_call()
    for statement in ("UPDATE bando_act SET number = '1' WHERE call_id = %s", "DELETE FROM bando_act WHERE call_id = %s"):
        with pytest.raises(DatabaseError, match="an_act_is_never_changed"):
            run(statement, call)
