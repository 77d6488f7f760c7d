"""A call copied: everything it promises, its dates moved on the clock of Rome, and drafts that can be thrown away."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bando.domain.tranches import Part
from bando.enums import FundKind, Gate, TrancheKind
from bando.models import BudgetLine, Call, Cap, Component, Fund, Pot, Question, Window
from bando.operations import cloning, refinancing
from bando.queries.snapshot import snapshot
from core.models import AuditEvent
from core.refusals import Refused
from tests.bando.rows import PUBLISHED, a_full_call, a_person, a_prepared_call, publish

pytestmark = pytest.mark.django_db
NEXT_YEAR = datetime(2021, 1, 10, 9, 0, tzinfo=UTC)
OF_ITSELF = {"code", "slug", "title", "version"}


def test_a_copy_promises_the_same_at_later_dates() -> None:
    call = a_full_call()
    copy = cloning.clone(
        call=call, code="EC-NEXT", slug="ec-next", title="Edizione nuova", shift=timedelta(days=200), by=None, at=NEXT_YEAR
    )
    before, after = snapshot(call), snapshot(copy)
    moved = {"draft_from_at", "opens_at", "closes_at", "spend_from_on", "spend_until_on", "accounts_due_on", "difficulty_on"}
    for name in set(before) - OF_ITSELF - moved - {"windows", "funds"}:
        assert after[name] == before[name], name
    assert after["opens_at"] == "2021-01-04T10:00:00+01:00"  # ten o'clock in Rome, in winter as in summer
    assert after["windows"][1]["closes_at"] == after["closes_at"] == "2021-02-09T12:00:00+01:00"
    assert (after["spend_from_on"], after["difficulty_on"]) == ("2020-12-25", "2020-12-31")
    assert [fund["lines"] for fund in after["funds"]] == [fund["lines"] for fund in before["funds"]]
    assert [part["share"] for part in after["funds"][0]["tranches"]] == [part["share"] for part in before["funds"][0]["tranches"]]
    assert [row.question for row in copy.questions.all()] == [row.question for row in call.questions.all()]
    assert (copy.published_at, copy.version, copy.amends) == (None, 1, None)


def test_a_copy_of_a_published_call_brings_no_money_that_an_act_added_and_no_rule_version() -> None:
    call = a_full_call()
    call.eligibilityrules.filter(code="durc").update(version=3)
    publish(call)
    call.refresh_from_db()
    part = Part(TrancheKind.BALANCE, Decimal(1), Gate.FINAL, date(2021, 6, 30))
    refinancing.refinance(
        call=call, kind=FundKind.REGIONAL, label="Ancora", amounts={call.pots.order_by("pk")[0].pk: Decimal("10.00")},
        number="9", issued_on=date(2020, 9, 1), issuer="Unioncamere Lombardia", signer="Il Direttore",
        tranche_rules=[part], by=a_person("director"), at=NEXT_YEAR,
    )  # fmt: skip
    copy = cloning.clone(call=call, code="EC-NEXT", slug="ec-next", title="Nuova", by=None, at=NEXT_YEAR)
    assert (call.funds.count(), copy.funds.count()) == (3, 2)
    assert copy.eligibilityrules.get(code="durc").version == 1
    assert BudgetLine.objects.filter(fund__call=copy).exclude(available=0).count() == 0


def test_an_amendment_is_a_copy_that_remembers_its_version() -> None:
    call = a_full_call()
    call.eligibilityrules.filter(code="durc").update(version=3)
    publish(call)
    call.refresh_from_db()
    draft = cloning.prepare_amendment(call=call, by=a_person("operator"), at=PUBLISHED)
    assert (draft.code, draft.slug) == (f"{call.code}-modifica-1", f"{call.slug}-modifica-1")
    assert (draft.amends, draft.version, draft.published_at) == (call, 1, None)
    assert draft.eligibilityrules.get(code="durc").version == 3
    with pytest.raises(Refused, match="già una modifica in preparazione"):
        cloning.prepare_amendment(call=call, by=None, at=PUBLISHED)
    with pytest.raises(Refused, match="atto si registra sul bando che modifica"):
        cloning.prepare_amendment(call=draft, by=None, at=PUBLISHED)


def test_only_a_published_call_is_amended() -> None:
    with pytest.raises(Refused, match="non è ancora pubblicato"):
        cloning.prepare_amendment(call=a_prepared_call(), by=None, at=PUBLISHED)


@pytest.mark.parametrize(("named", "words"), [({"code": "TAKEN"}, "codice «TAKEN»"), ({"slug": "taken"}, "indirizzo «taken»")])
def test_a_copy_needs_a_name_of_its_own(named: dict[str, str], words: str) -> None:
    call = a_prepared_call(code="TAKEN", slug="taken")
    with pytest.raises(Refused, match=words):
        cloning.clone(call=call, title="x", by=None, at=PUBLISHED, **({"code": "FREE", "slug": "free"} | named))


def test_who_signs_or_checks_does_not_copy() -> None:
    with pytest.raises(Refused, match="ruolo"):
        cloning.clone(call=a_prepared_call(), code="X", slug="x", title="x", by=a_person("director"), at=PUBLISHED)


def test_a_draft_goes_with_all_its_rows_and_the_audit_keeps_its_name() -> None:
    call = a_full_call()
    pk, code = call.pk, call.code
    cloning.discard(call=call, by=a_person("operator"), at=PUBLISHED)
    assert not Call.objects.filter(pk=pk).exists()
    assert not any(model.objects.filter(call=pk).exists() for model in (Window, Component, Cap, Pot, Fund, Question))
    assert AuditEvent.objects.get(action="cloning.discard", subject_id=pk).data["code"] == code


def test_what_was_published_stays_and_so_does_what_is_being_amended() -> None:
    call = a_full_call()
    publish(call)
    with pytest.raises(Refused, match="è pubblicato"):
        cloning.discard(call=call, by=None, at=PUBLISHED)
    draft = cloning.prepare_amendment(call=call, by=None, at=PUBLISHED)
    cloning.discard(call=draft, by=None, at=PUBLISHED)
    assert cloning.prepare_amendment(call=call, by=None, at=PUBLISHED).code == f"{call.code}-modifica-1"


def test_the_clock_of_rome_is_what_moves() -> None:
    assert cloning._later(datetime(2020, 7, 24, 10, 0, tzinfo=UTC), timedelta(days=200)) == datetime(
        2021, 2, 9, 12, 0, tzinfo=ZoneInfo("Europe/Rome")
    )
    assert cloning._years_later(date(2020, 2, 29), 1) == date(2021, 2, 28)
    assert cloning._years_later(date(2020, 2, 29), 4) == date(2024, 2, 29)
