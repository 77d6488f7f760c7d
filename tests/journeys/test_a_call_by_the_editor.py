"""A call from its copy to its second version, in the browser of those who prepare it and of the one who signs."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from bando.models import Act, Call
from core.figures import instant
from tests.journeys.steps_browser import Stage, staged
from tests.journeys.steps_cast import hire, open_call
from tests.journeys.steps_editor import LONGER, Editor, Signer, reads_what_is_public

pytestmark = [pytest.mark.django_db(transaction=True)]
TITLE, CODE = "Bando E-commerce, seconda edizione", "ECOMMERCE-BIS"
# Opens in thirteen days: the call that is copied opened seven days ago.
DAYS = 20
MEASURE, RULE, POT = "Vendita online sui mercati esteri", "Spesa minima", "Milano Monza Brianza Lodi"
UNEVEN = "Il requisito «Spesa minima» chiede 5.000,00 €, che non è la spesa minima di alcuna misura: correggete uno dei due."
FORGOTTEN = "partecipa, ma queste sue province non sono di nessuno"
FROZEN = "Il bando è pubblicato: la configurazione è bloccata e cambia solo con un atto."


def test_a_copied_call_is_mended_published_and_extended(live_server: Any, new_context: Any, tmp_path: Path) -> None:
    original = open_call(hire(timezone.now()))
    with staged(live_server, new_context, tmp_path) as stage:
        operator = Editor(stage.enters("operator"), "operator")
        operator.arrive()
        call = is_copied_and_changed(operator, original)
        is_mended(operator, call)
        is_tried(operator, call)
        is_published_by_who_signs(stage, operator, call)
        is_extended(stage, call)
        operator.rehearses(call)
        assert stage.found == {}
    assert set(Call.objects.values_list("code", flat=True)) == {original.code, CODE}


def is_copied_and_changed(operator: Editor, original: Call) -> Call:
    """A measure that gives more, and a rule that asks for more than the measure does."""
    call = operator.copy(original, title=TITLE, code=CODE, days=DAYS)
    assert (call.opens_at.date() - original.opens_at.date()).days == DAYS
    operator.configure(call)
    operator.opens(call, "measures", MEASURE)
    operator.saves(maximum_grant="12.000,00")
    operator.opens(call, "rules", RULE)
    operator.saves(parameter_amount="5.000,00", message="Il progetto prevede almeno 5.000,00 € di spese ammissibili.")
    operator.opens(call, "pots", POT)
    operator.box("provinces", "MB").uncheck()
    operator.saves()
    return call


def is_mended(operator: Editor, call: Call) -> None:
    """Two defects, each a link to where it is mended."""
    found = operator.checklist(call)
    assert len(found) == 2, found
    assert UNEVEN in found[0]
    assert FORGOTTEN in found[1]
    operator.at.inspect("checklist with defects")
    operator.mends(call, UNEVEN)
    operator.opens(call, "measures", MEASURE, look=False)
    operator.saves(minimum_spend="5.000,00")
    operator.mends(call, FORGOTTEN)
    operator.at.follow(f"Modifica «{POT}»", inside=".editor-rows")
    operator.box("provinces", "MB").check()
    operator.saves()
    assert operator.checklist(call) == []
    operator.configure(call)


def is_tried(operator: Editor, call: Call) -> None:
    """The page that will be public, and what a demand would do to its money; nothing of it is public yet."""
    operator.previews(call, TITLE, "fino a 12.000,00 €", "5.000,00 €")
    operator.simulates(call, number="400", most="5.000,00")
    operator.at.open(f"/bandi/{call.slug}/")
    operator.at.sees("non")
    assert TITLE not in operator.at.page.locator("main").inner_text()


def is_published_by_who_signs(stage: Stage, operator: Editor, call: Call) -> None:
    """Not by who configures; once, by who signs; a form left open meanwhile is refused."""
    operator.has_no_button(call, "Pubblica il bando")
    operator.opens(call, "measures", MEASURE, look=False)
    director = Signer(stage.enters("director"), "director")
    director.arrive()
    again = f"/admin/bando/call/{call.pk}/azione/pubblica/"
    twice = stage.enters("director, second window")
    twice.page.context.add_cookies(director.at.page.context.cookies())
    late = Signer(twice, "director")
    late.at.open(again)
    director.publishes(call, number="46")
    visitor = stage.enters("visitor")
    reads_what_is_public(visitor, call, "fino a 12.000,00 €", "almeno 5.000,00 €", "n. 46")
    late.at.fill(number="47", signer="Un’altra")
    late.is_refused(again, "Il bando è già pubblicato: le modifiche vengono con un nuovo atto.")
    operator.at.fill(maximum_grant="20.000,00")
    operator.is_refused(operator.at.now_at(), FROZEN)
    call.refresh_from_db()
    assert str(call.measures.get().maximum_grant) == "12000.00"
    assert Act.objects.filter(call=call).count() == 1


def is_extended(stage: Stage, call: Call) -> None:
    """By act: a second version, whose difference everybody reads."""
    director = Signer(stage.visitor("director"), "director")
    director.extends(call, number="52")
    closings = "chiusura", instant(call.closes_at), instant(call.closes_at + LONGER)
    director.compares(call, *closings)
    visitor = stage.visitor("visitor")
    reads_what_is_public(visitor, call, "n. 52")
    visitor.follow("Le 2 versioni del bando e che cosa è cambiato", inside="main")
    visitor.sees("Versioni del bando", "Che cosa è cambiato", "Dalla versione 1 alla 2", "n. 46", "n. 52", *closings)
    visitor.inspect("versions in public")
