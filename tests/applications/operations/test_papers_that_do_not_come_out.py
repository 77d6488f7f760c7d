"""Letters, minutes, forms to sign and receipts that do not come out: told, put off, in nobody’s way, made on request."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from applications.enums import State
from applications.models import Application, GrantLetter, Sitting
from applications.operations import letters, minuting, preparing, receipts
from applications.queries.signatures import form_of
from applications.tasks import sweep_letters, sweep_receipts
from bando.enums import SignaturePolicy
from core.adapters import bounded
from core.domain.retrying import FIRST_WAIT
from core.queries import trying
from core.queries.trying import LATE
from core.refusals import Refused
from tests.applications.faces.test_firm_pages import open_call
from tests.factories import (
    ANSWERED,
    NOON,
    RANKED,
    a_chamber,
    a_draft,
    a_firm,
    a_representative,
    a_user,
    an_officer,
    application_at,
    confirm,
    fill,
    fresh,
    staff,
)
from tests.papers_missing import MINUTE, Kind, does_not_come_out, fails_first, is_made_on_request, logged_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]
OURS = "il ritardo è nostro"
DESK = "avvisate l’assistenza. Tentativi non riusciti: 1, l’ultimo il"


def officer_elsewhere(_row: Any) -> Any:
    return a_user("officer", chamber=a_chamber("XY"))


def another_firm(_row: Any) -> Any:
    return a_representative(a_firm())


LETTER = Kind(
    due=letters.due,
    make=lambda key, at: letters.make(letter_id=key, at=at),
    action="letters",
    page=lambda row: reverse("admin:applications_application_change", args=[row.grant.application_id]),
    button=lambda row: reverse("admin:applications_application_action", args=[row.grant.application_id, "riprova"]),
    handler=lambda row: an_officer(row.grant.application),
    stranger=officer_elsewhere,
    told=f"La lettera di concessione non è riuscita: {DESK}",
)
MINUTES = Kind(
    due=minuting.due,
    make=lambda key, at: minuting.make(sitting_id=key, at=at),
    action="minuting",
    page=lambda row: reverse("admin:applications_sitting_change", args=[row.pk]),
    button=lambda row: reverse("admin:applications_sitting_action", args=[row.pk, "riprova"]),
    handler=lambda _row: staff("evaluator")[0],
    stranger=officer_elsewhere,
    told=f"Il verbale non è riuscito: {DESK}",
)
FORM = Kind(
    due=preparing.due,
    make=lambda key, at: preparing.make(form_id=key, at=at),
    action="preparing",
    page=lambda row: reverse("application_sign", args=[row.snapshot.application_id]),
    button=lambda row: reverse("application_sign", args=[row.snapshot.application_id]),
    data={"again": ""},
    handler=lambda row: a_representative(row.snapshot.application.firm),
    stranger=another_firm,
    told="Il modulo non è ancora pronto",
    idle=302,
)
RECEIPT = Kind(
    due=receipts.due,
    make=lambda key, at: receipts.make(receipt_id=key, at=at),
    action="receipts",
    page=lambda row: reverse("application_receipt", args=[row.application_id]),
    button=lambda row: reverse("application_receipt", args=[row.application_id]),
    data={"again": ""},
    handler=lambda row: a_representative(row.application.firm),
    stranger=another_firm,
    told="La ricevuta in PDF non è ancora pronta",
    idle=302,
)


def two_letters() -> list[GrantLetter]:
    return [GrantLetter.objects.get(grant__application=application_at(State.GRANTED)) for _each in range(2)]


def test_a_letter(monkeypatch: Any) -> None:
    bad, good = two_letters()
    application = bad.grant.application
    own, firm = reverse("application_grant", args=[application.pk]), logged_in(a_representative(application.firm))
    # Asked in 2020, it is late by now.
    assert OURS in firm.get(own).text
    monkeypatch.setattr(trying, "LATE", timezone.now() - NOON)
    assert "ricaricate la pagina fra un minuto" in firm.get(own).text
    does_not_come_out(LETTER, bad, good, ANSWERED, monkeypatch)
    # The firm reads whose fault it is, and nothing of what it was.
    told = firm.get(own).text
    assert (OURS in told, "assistenza" in told, "Riprovate" in told) == (True, False, False)
    # Who signs acts reads why, and has no such button.
    reader = logged_in(a_user("director"))
    assert LETTER.told in " ".join(reader.get(LETTER.page(bad)).text.split())
    assert reader.post(LETTER.button(bad)).status_code == 403
    with pytest.raises(Refused):
        letters.again(letter=bad, by=officer_elsewhere(bad), at=ANSWERED)
    with pytest.raises(DatabaseError, match="a_letter_stays_as_it_was_asked"), transaction.atomic():
        GrantLetter.objects.filter(pk=bad.pk).update(asked_at=ANSWERED, attempts=0)
    is_made_on_request(LETTER, bad, ANSWERED)
    assert reverse("application_letter", args=[application.pk]) in firm.get(own).text


def test_a_letter_that_met_a_limit_says_which_and_the_sweep_goes_on(monkeypatch: Any) -> None:
    bad, good = two_letters()
    fails_first(monkeypatch, bounded.OverLimit("time", 60))
    assert sweep_letters() == 2
    good.refresh_from_db()
    assert good.is_made
    assert "ha superato il tempo concesso (60 secondi)" in LETTER.read(bad)


def test_control_without_the_wait_it_is_drawn_at_every_sweep(monkeypatch: Any) -> None:
    bad, _good = two_letters()
    monkeypatch.setattr(GrantLetter, "is_due", lambda self, at: True)
    for minute in range(3):
        with monkeypatch.context() as patched:
            fails_first(patched)
            assert bad.pk in letters.due(at=ANSWERED + minute * MINUTE)
            letters.make(letter_id=bad.pk, at=ANSWERED + minute * MINUTE)
    bad.refresh_from_db()
    assert bad.attempts == 3


def test_minutes_of_a_sitting(monkeypatch: Any) -> None:
    people, held = staff("evaluator"), {"held_on": date(2020, 8, 10), "place": "Milano", "text": "Letti i progetti."}
    bad, good = (
        minuting.record_sitting(call=application_at(State.SCORED).call, people=people, **held, by=people[0], at=RANKED)
        for _each in range(2)
    )
    does_not_come_out(MINUTES, bad, good, RANKED, monkeypatch)
    assert logged_in(a_user("evaluator")).post(MINUTES.button(bad)).status_code == 404
    with pytest.raises(Refused):
        minuting.again(sitting=bad, by=officer_elsewhere(bad), at=RANKED)
    with pytest.raises(DatabaseError, match="a_sitting_stays_as_it_was_recorded"), transaction.atomic():
        Sitting.objects.filter(pk=bad.pk).update(place="Altrove", attempts=0)
    is_made_on_request(MINUTES, bad, RANKED)


def confirmed(at: Any) -> Application:
    """In a call that is open now and asks for a signature."""
    call = open_call(signature_policy=SignaturePolicy.QUALIFIED)
    return confirm(fill(a_draft(call=call, at=at), at=at), at=at)


def test_a_form_to_sign(monkeypatch: Any) -> None:
    now = timezone.now()
    one, other = confirmed(now), confirmed(now)
    bad, good = form_of(fresh(one)), form_of(fresh(other))
    assert "Lo stiamo preparando" in FORM.read(bad)
    does_not_come_out(FORM, bad, good, now, monkeypatch)
    told = FORM.read(bad)
    # What is safe, what to do and by when; not what went wrong, and nothing that turns for ever.
    assert "i dati che avete confermato sono salvi" in told
    assert "scrivete subito a Unioncamere Lombardia" in told
    assert ("hx-trigger" in told, "avvisate" in told) == (False, False)
    with pytest.raises(Refused):
        preparing.again(form=bad, by=another_firm(bad), at=now)
    is_made_on_request(FORM, bad, now)
    assert bad.size > 0


def test_a_receipt(monkeypatch: Any) -> None:
    bad, good = (application_at(State.SUBMITTED).receipt for _each in range(2))
    does_not_come_out(RECEIPT, bad, good, NOON, monkeypatch)
    told, arrival = RECEIPT.read(bad), bad.application.arrival
    for proof in (f"il vostro numero è {arrival.number}", arrival.digest, arrival.hash, str(bad.token)):
        assert proof in told
    assert ("la domanda è arrivata" in told, "hx-trigger" in told, "avvisate" in told) == (True, False, False)
    client = logged_in(RECEIPT.handler(bad))
    for name in ("application_receipt_pdf", "application_receipt_progress"):
        assert client.post(reverse(name, args=[bad.application_id]), RECEIPT.data).status_code == 405
    with pytest.raises(Refused):
        receipts.again(receipt=bad, by=another_firm(bad), at=NOON)
    is_made_on_request(RECEIPT, bad, NOON)


def test_the_sweep_goes_on_behind_a_receipt_that_does_not_come_out(monkeypatch: Any) -> None:
    bad, good = (application_at(State.SUBMITTED).receipt for _each in range(2))
    fails_first(monkeypatch)
    assert sweep_receipts() == 2
    for row in (bad, good):
        row.refresh_from_db()
    assert (bad.made_at, bad.attempts, bool(good.sha256)) == (None, 1, True)


def test_a_full_storage_keeps_no_receipt_for_ever(settings: Any, tmp_path: Path) -> None:
    receipt = application_at(State.SUBMITTED).receipt
    (tmp_path / "taken").write_text("")
    settings.MEDIA_ROOT = tmp_path / "taken"
    assert sweep_receipts() == 1
    receipt.refresh_from_db()
    assert (receipt.made_at, receipt.attempts, receipt.taken_until_at) == (None, 1, None)
    settings.MEDIA_ROOT = tmp_path
    assert receipts.due(at=receipt.tried_at) == []
    later = receipt.tried_at + FIRST_WAIT
    assert receipts.make(receipt_id=receipt.pk, at=later).made_at == later


def test_whoever_waits_longer_than_it_takes_is_told_so() -> None:
    now = timezone.now()
    form = form_of(fresh(confirmed(now)))
    assert FORM.told not in FORM.read(form)
    type(form).objects.filter(pk=form.pk).update(requested_at=now - LATE - MINUTE)
    told = FORM.read(form)
    assert (FORM.told in told, "hx-trigger" in told, "Riprovate ora" in told) == (True, True, False)
