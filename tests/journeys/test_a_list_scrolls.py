"""A firm gives its place up, and the next one gets it: four people at their keyboards, each in a window of her own."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from applications.enums import NoticeKind, State
from applications.models import Application, Notice, Ranking
from applications.operations import telling
from bando.enums import ActKind, MovementKind
from bando.models import BudgetLine, Movement
from bando.operations.ledger import Posting, post
from bando.queries.balance import differences
from tests.factories import (
    RANKED,
    a_firm,
    a_representative,
    admit,
    an_act,
    application_at,
    fresh,
    rank,
    score,
    staff,
)
from tests.journeys.steps_browser import Stage, staged
from tests.journeys.steps_cast import euro
from tests.journeys.steps_keyboard import Typist

pytestmark = [pytest.mark.django_db(transaction=True)]
GRANT = Decimal("8400.00")


def one_financed_and_one_waiting() -> tuple[Application, Application]:
    """As much money in the pot as the first of them is due."""
    first = application_at(State.SUBMITTED)
    second = application_at(State.SUBMITTED, call=first.call, firm=a_firm())
    first, second = score(admit(first), "80"), score(admit(second), "60")
    act = an_act(first.call, ActKind.RETURN, at=RANKED)
    lines = BudgetLine.objects.filter(pot=first.pot_id)
    postings = [Posting(line.pk, MovementKind.GIVE_BACK, line.available - GRANT / 2) for line in lines]
    post(postings=postings, reference=f"act:{act.pk}", act=act, by=None, at=RANKED)
    assert (rank(first).state, fresh(second).state) == (State.FINANCED, State.WAITING)
    return fresh(first), fresh(second)


def sits_down(stage: Stage, name: str, user: User) -> Typist:
    """Somebody who is logged in already and has no mouse."""
    typist = stage.enters(name, kind=Typist)
    assert isinstance(typist, Typist)
    client = Client()
    client.force_login(user)
    value = client.cookies["sessionid"].value
    typist.page.context.add_cookies([{"name": "sessionid", "value": value, "url": stage.address}])
    return typist


def test_a_renunciation_lets_the_next_firm_in_by_the_act_of_a_second_person(
    live_server: Any, new_context: Any, tmp_path: Path
) -> None:
    first, second = one_financed_and_one_waiting()
    with staged(live_server, new_context, tmp_path) as stage:
        renounces(sits_down(stage, "leaving", a_representative(first.firm)), first)
        proposes(sits_down(stage, "operator", staff("operator")[0]), second)
        signs(sits_down(stage, "director", staff("director")[0]), second)
        reads(sits_down(stage, "next", a_representative(second.firm)), second)
        assert stage.found == {}
    assert (fresh(first).state, fresh(second).state) == (State.RENOUNCED, State.FINANCED)
    scrolled = Ranking.objects.latest("pk")
    assert scrolled.proposed_by != scrolled.approved_by
    back = Movement.objects.filter(reference=f"application:{first.pk}", kind=MovementKind.RENOUNCE)
    given = Movement.objects.filter(reference=f"application:{second.pk}", kind=MovementKind.COMMIT)
    for moved in (back, given):
        assert sum(moved.values_list("amount", flat=True)) == GRANT
    assert list(differences()) == []


def renounces(her: Typist, application: Application) -> None:
    """Financed, not granted yet: the page is there, and it takes a reason."""
    her.open(f"/domande/{application.pk}/")
    her.sees("ammessa e finanziabile")
    her.inspect("dossier, financed")
    her.follow("Importo, o rinuncia")
    her.sees("Contributo in graduatoria", euro(GRANT), "Il contributo non è ancora concesso")
    her.reach(her.page.locator("summary", has_text="Rinunciate al contributo"))
    her.page.keyboard.press("Enter")
    her.fill(reason="Il fornitore ha chiuso.")
    her.inspect("page of the grant, financed")
    her.press("Rinuncia al contributo")
    her.sees("Avete rinunciato al contributo", euro(GRANT), "Il fornitore ha chiuso.")
    her.inspect("proof of the renunciation")


def proposes(her: Typist, waiting: Application) -> None:
    """«My day» counts who would get in; the preview names her; nothing is decided yet."""
    her.open("/admin/")
    her.sees("Scorrimento possibile, domande che entrano")
    her.inspect("my day, a list can scroll")
    her.follow("Scorrimento possibile, domande che entrano", inside="#content")
    her.sees("Anteprima: niente è deciso", waiting.firm.name, euro(GRANT))
    her.inspect("preview of the scrolling")
    her.press("Proponi la graduatoria", inside="form.portal-form")
    her.sees("ora la firma un’altra persona", waiting.firm.name)
    assert fresh(waiting).state == State.WAITING


def signs(her: Typist, waiting: Application) -> None:
    her.open("/admin/")
    her.follow("Graduatorie da firmare", inside="#content")
    her.inspect("rankings to sign")
    her.follow("proposta del", inside="#result_list")
    her.sees(waiting.firm.name, euro(GRANT))
    her.follow("Approva la graduatoria", inside=".portal-buttons")
    her.fill(number="102")  # the rest is there already
    her.inspect("act of the scrolling")
    # On her way she passes the parts of the date, and its calendar.
    her.press("Approva la graduatoria", inside="form.portal-form")
    her.sees("Graduatoria approvata", waiting.firm.name)
    her.inspect("scrolling, signed")


def reads(her: Typist, financed: Application) -> None:
    """A notice of its own, and the dossier says so on its first line."""
    for notice in telling.due():
        telling.post_notice(notice_id=notice, at=RANKED)
    told = Notice.objects.get(application=financed, kind=NoticeKind.RANKED_FINANCED)
    assert told.mailed_at is not None
    her.open("/comunicazioni/")
    her.sees("finanziabile")
    her.inspect("notices, financed")
    her.open(f"/domande/{financed.pk}/")
    her.sees("ammessa e finanziabile", "Graduatoria scorsa: ora la domanda è finanziabile")
    her.inspect("dossier after the scrolling")
