"""Anybody checks a receipt and reads the list of arrivals: on a telephone with scripts, at a desk without."""

from pathlib import Path
from typing import Any

import pytest

from applications.models import Application
from applications.operations import receipts
from core.adapters import storage
from tests.applications.receipts.chain_rows import arrivals_in
from tests.factories import NOON, a_call, application_at
from tests.journeys.steps_browser import NARROW, WIDE, Visitor, staged

pytestmark = [pytest.mark.django_db(transaction=True)]
NOTHING = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize(("screen", "scripts"), [(NARROW, True), (WIDE, False)], ids=["telephone", "desk, no scripts"])
def test_a_receipt_is_checked_by_anybody(
    live_server: Any, new_context: Any, tmp_path: Path, settings: Any, screen: dict[str, int], scripts: bool
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    call = a_call()
    sent = application_at("submitted", call=call)
    arrivals_in(call, 2)
    receipt = receipts.make(receipt_id=sent.receipt.pk, at=NOON)
    with staged(live_server, new_context, tmp_path) as stage:
        visitor = stage.enters("visitor", screen=screen, scripts=scripts)
        asks(visitor, sent, code=NOTHING)
        visitor.sees("La ricevuta non è autentica", "Il portale non conserva un arrivo")
        visitor.inspect("unknown code")
        asks(visitor, sent, code=str(receipt.token))
        visitor.sees("La ricevuta è autentica", "È il numero 1 di 3 arrivi")
        visitor.inspect("authentic")
        visitor.open("/ricevute/")
        visitor.attach("file", "ricevuta.pdf", storage.kept(receipt.file.name), "application/pdf")
        visitor.press("Verifica il file")
        visitor.sees("La ricevuta è autentica")
        visitor.follow("Elenco degli arrivi del bando")
        visitor.sees("3 arrivi", sent.arrival.hash)
        visitor.inspect("list of arrivals")
        assert sent.arrival.leaf in visitor.downloads("Scaricate l’elenco in CSV", tmp_path).read_text()
        assert stage.found == {}


def asks(visitor: Visitor, sent: Application, *, code: str) -> None:
    """What is printed on the receipt, typed; a field that is left out is told."""
    visitor.open("/ricevute/")
    visitor.press("Verifica la ricevuta")
    visitor.sees("Errore")
    visitor.inspect("nothing typed")
    visitor.choose("call", sent.call.title)
    visitor.fill(number=str(sent.arrival.number), code=code)
    visitor.press("Verifica la ricevuta")
