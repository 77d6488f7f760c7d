"""Amendments: a draft adopted by its differences, row by row, and every reason why it is not."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile

from accounts.models import User
from bando.enums import ActKind, FundKind
from bando.models import Act, Attachment, BudgetLine, Call, Component, EligibilityRule, Measure, Version
from bando.operations import amending, cloning, refinancing
from bando.policies.editing import why_not_edit
from bando.queries.snapshot import snapshot
from bando.queries.versions import between, in_words, of_amendment
from core.refusals import Refused
from tests.bando.rows import (
    CLOSES,
    OPENS,
    PUBLISHED,
    a_full_call,
    a_person,
    a_published_call,
    publish,
)

pytestmark = pytest.mark.django_db
DAY, TICK = timedelta(days=1), timedelta(microseconds=1)
HALF = OPENS + timedelta(days=3)
LATER = CLOSES + 10 * DAY


@pytest.fixture
def director() -> User:
    return a_person("director")


def signed(by: User, at: datetime, number: str = "7") -> dict[str, Any]:
    return {
        "number": number, "issued_on": at.date(), "issuer": "Unioncamere Lombardia", "signer": "Il Direttore", "by": by, "at": at,
    }  # fmt: skip


def two_windows() -> Call:
    call = a_full_call()
    publish(call)
    return call


def fresh(call: Call) -> Call:
    return Call.objects.get(pk=call.pk)


@pytest.fixture
def call() -> Call:
    return two_windows()


@pytest.fixture
def draft(call: Call) -> Call:
    return cloning.prepare_amendment(call=call, by=None, at=PUBLISHED + DAY)


def adopt(draft: Call, by: User, at: datetime = PUBLISHED + 2 * DAY) -> Version:
    return amending.amend(draft=fresh(draft), **signed(by, at))


def test_an_amendment_changes_what_differs_and_touches_nothing_else(call: Call, draft: Call, director: User) -> None:
    items = list(call.expenseitems.order_by("order").values_list("code", "pk"))
    draft.expenseitems.filter(code=items[0][0]).update(label="Altro nome")
    draft.expenseitems.filter(code=items[1][0]).delete()
    draft.eligibilityrules.filter(code="durc").update(message="Altro testo")
    Call.objects.filter(pk=draft.pk).update(title="Titolo nuovo", integration_days=15)
    version = adopt(draft, director)
    assert (version.number, version.amendment, fresh(call).version) == (2, draft, 2)
    assert (fresh(call).title, fresh(call).integration_days, fresh(call).code) == ("Titolo nuovo", 15, call.code)
    kept = {row.pk for row in call.expenseitems.filter(until=None)}
    assert kept & {pk for _code, pk in items} == {pk for _code, pk in items[2:]}
    assert list(call.expenseitems.filter(code=items[0][0]).order_by("pk").values_list("label", "since", "until"))[1] == (
        "Altro nome", 2, None,
    )  # fmt: skip
    assert list(call.eligibilityrules.filter(code="durc").order_by("pk").values_list("version", "since", "until")) == [
        (1, 1, 1), (2, 2, None),
    ]  # fmt: skip
    assert of_amendment(fresh(draft)) == []
    assert {one.path for one in between(call, 1, 2)} == {
        "call//title", "call//integration_days", f"items/{items[0][0]}/label", f"items/{items[1][0]}", "rules/durc/message",
    }  # fmt: skip
    assert snapshot(call, 1) == call.versions.get(number=1).content


def test_components_come_anew_with_their_measure_and_alone_without_it(call: Call, draft: Call, director: User) -> None:
    old = call.measures.get()
    draft.components.update(value=Decimal("0.1"))
    adopt(draft, director)
    assert call.measures.get() == old
    assert [one.measure for one in call.components.filter(until=None)] == [old]
    second = cloning.prepare_amendment(call=call, by=None, at=PUBLISHED + 3 * DAY)
    assert second.code.endswith("-modifica-2")
    second.measures.update(maximum_grant=Decimal("10500.00"))
    amending.amend(draft=fresh(second), **signed(director, PUBLISHED + 4 * DAY, "8"))
    new = Measure.objects.get(call=call, until=None)
    assert (new.pk == old.pk, new.since) == (False, 3)
    assert [(one.measure, one.since) for one in Component.objects.filter(call=call, until=None)] == [(new, 3)]
    assert Measure.objects.get(pk=old.pk).maximum_grant == Decimal("10000.00")


def test_a_rule_that_comes_back_goes_on_counting_its_versions(call: Call, draft: Call, director: User) -> None:
    rule = draft.eligibilityrules.get(code="supplies")
    rule.delete()
    adopt(draft, director)
    again = cloning.prepare_amendment(call=call, by=None, at=PUBLISHED + 3 * DAY)
    rule.pk, rule.call = None, again
    rule.save(force_insert=True)
    amending.amend(draft=fresh(again), **signed(director, PUBLISHED + 4 * DAY, "8"))
    known = EligibilityRule.objects.filter(call=call, code="supplies").order_by("pk")
    assert list(known.values_list("version", "since", "until")) == [(1, 1, 1), (2, 3, None)]


def test_files_of_the_draft_pass_to_the_call(call: Call, draft: Call, director: User) -> None:
    Call.objects.filter(pk=draft.pk).update(notice="Testo aggiornato")
    Attachment.objects.create(
        call=draft, label="Testo coordinato", name="testo.pdf", file=ContentFile(b"x", "testo.pdf"),
        media_type="application/pdf", size=1, sha256="0", added_at=PUBLISHED,
    )  # fmt: skip
    adopt(draft, director)
    assert call.attachments.get(label="Testo coordinato").name == "testo.pdf"


def refused(draft: Call, by: User, words: str, at: datetime = PUBLISHED + 2 * DAY) -> None:
    with pytest.raises(Refused, match=words):
        adopt(draft, by, at)
    assert draft.amends is not None
    assert not Act.objects.filter(call=draft.amends, kind=ActKind.AMENDMENT).exists()


def test_an_amendment_that_changes_nothing_is_refused(draft: Call, director: User) -> None:
    refused(draft, director, "non cambia nulla")


def test_an_amendment_with_defects_is_refused_with_the_list(draft: Call, director: User) -> None:
    Call.objects.filter(pk=draft.pk).update(withholding_reason="", minimum_score=101)
    refused(draft, director, "Prima di adottare la modifica: ")


def test_an_amendment_of_another_version_is_refused(call: Call, draft: Call, director: User) -> None:
    amending.extend(call=call, closes_at=LATER, **signed(director, PUBLISHED + DAY, "1"))
    Call.objects.filter(pk=draft.pk).update(title="Titolo nuovo")
    refused(draft, director, "versione 2; la modifica è partita dalla 1")


def test_no_amendment_moves_money_or_changes_the_procedure(draft: Call, director: User) -> None:
    BudgetLine.objects.filter(fund__call=draft).order_by("pk")[0]
    draft.pots.filter(chamber__code="so").update(overbooking="0.1")
    refused(draft, director, "Rifinanzia il bando")
    draft.pots.update(overbooking=0)
    Call.objects.filter(pk=draft.pk).update(procedure="first_come_minimum")
    refused(draft, director, "La procedura")


def test_money_that_an_act_added_is_no_difference(call: Call, director: User) -> None:
    amounts = {call.pots.order_by("pk")[0].pk: Decimal("10.00")}
    refinancing.refinance(
        call=call, kind=FundKind.CHAMBER, label="Altro", amounts=amounts, **signed(director, PUBLISHED + DAY, "1")
    )
    draft = cloning.prepare_amendment(call=call, by=None, at=PUBLISHED + DAY)
    assert of_amendment(draft) == []
    Call.objects.filter(pk=draft.pk).update(title="Titolo nuovo")
    assert adopt(draft, director).number == 3


@pytest.mark.parametrize(
    ("changes", "at", "words"),
    [
        ({"regime": "Altro regime"}, HALF, "regime di aiuto"),
        ({"closes_at": LATER}, CLOSES + TICK, "atto di riapertura"),
        ({"opens_at": OPENS - DAY, "draft_from_at": PUBLISHED}, HALF, "rimettete l’apertura"),
    ],
)
def test_an_amendment_does_not_do_what_other_acts_do(changes: dict, at: datetime, words: str, director: User) -> None:
    call = a_published_call()
    draft = cloning.prepare_amendment(call=call, by=None, at=PUBLISHED + DAY)
    Call.objects.filter(pk=draft.pk).update(**changes)
    refused(draft, director, words, at)


def test_an_amendment_is_adopted_once_and_stays(draft: Call, director: User) -> None:
    Call.objects.filter(pk=draft.pk).update(title="Titolo nuovo")
    adopt(draft, director)
    with pytest.raises(Refused, match="già stata adottata"):
        amending.amend(draft=fresh(draft), **signed(director, HALF, "8"))
    assert "è stata adottata con un atto" in (why_not_edit(fresh(draft)) or "")
    with pytest.raises(Refused, match="resta fra i documenti"):
        cloning.discard(call=fresh(draft), by=None, at=HALF)


def test_what_amends_nothing_is_not_adopted(call: Call, director: User) -> None:
    with pytest.raises(Refused, match="preparate una modifica"):
        amending.amend(draft=call, **signed(director, HALF))


def test_differences_are_told_in_words(call: Call, draft: Call, director: User) -> None:
    Call.objects.filter(pk=draft.pk).update(closes_at=CLOSES + DAY, partial_last_grant=True, withholding_rate="0.05")
    draft.windows.filter(code="finestra-2").update(closes_at=CLOSES + DAY)
    draft.measures.update(maximum_grant=Decimal("10500.00"), sizes=["micro", "small"])
    draft.eligibilityrules.filter(code="durc").update(phases=["grant"])
    told = {change.what: (change.before, change.after) for part in in_words(of_amendment(draft)) for change in part.rows}
    assert told["chiusura"] == ("24 luglio 2020, ore 12:00", "25 luglio 2020, ore 12:00")
    assert told["contributo massimo"] == ("10.000,00\u00a0€", "10.500,00\u00a0€")
    assert told["chi può sceglierla"] == ("–", "microimpresa, piccola impresa")
    assert told["fasi"][1] == "concessione"
    assert told["ritenuta sul contributo"][1].startswith("5")
    assert told["l’ultimo finanziabile può esserlo in parte"] == ("no", "sì")
