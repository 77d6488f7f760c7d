"""The form to sign and its signature: made once, of one content, refused and kept, and nothing arrives without it."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pgtrigger
import pikepdf
import pytest
from django.db import DatabaseError, transaction

from applications import tasks
from applications.models import Application, Arrival, SignableForm, Signature
from applications.operations import drafting, preparing, signing, submitting
from applications.policies.signed import is_signed, why_not_signed
from applications.queries.signatures import form_of, judged_again, told
from bando.enums import SignaturePolicy
from core.adapters import storage
from core.models import AuditEvent
from core.refusals import Refused
from demo.authority import sign_cades
from tests.applications.certificates import ANNA, MARIO, form, person
from tests.applications.signing import bring, made, mario_rossi_s_draft, pdf_of, sign, to_be_signed, trust
from tests.factories import NOON, a_draft, a_representative, a_user, confirm, fill, fresh, send

pytestmark = pytest.mark.django_db
HE = f"Mario Rossi (codice fiscale {MARIO})"


@pytest.fixture(autouse=True)
def _trusted(settings: Any, tmp_path: Path) -> None:
    trust(settings, tmp_path)


def text_in(pdf: bytes) -> list[str]:
    """The names of the files that a PDF carries, then its title."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return [*opened.attachments, str(opened.docinfo["/Title"])]


def test_confirming_asks_for_the_form_and_the_worker_makes_it_once() -> None:
    application = confirm(mario_rossi_s_draft())
    (waiting,) = preparing.due(at=NOON)
    first = preparing.make(form_id=waiting, at=NOON)
    assert (first.state, len(first.sha256), preparing.due(at=NOON)) == ("made", 64, [])
    again = preparing.make(form_id=waiting, at=NOON)
    assert (again.file.name, again.sha256) == (first.file.name, first.sha256)
    assert text_in(pdf_of(application)) == ["domanda.json", "Domanda di contributo"]


def test_the_sweep_makes_what_no_task_has_made_and_the_bytes_are_always_the_same() -> None:
    application = confirm(mario_rossi_s_draft())
    assert [tasks.sweep_forms(), tasks.sweep_forms()] == [1, 0]
    assert preparing._drawn(application.snapshot) == pdf_of(application)


def test_a_call_that_asks_for_no_signature_makes_no_form() -> None:
    application = confirm(fill(a_draft()))
    assert not SignableForm.objects.exists()
    assert why_not_signed(application) is None
    assert send(application).arrival.number == 1


def test_the_same_content_confirmed_again_keeps_its_form_and_its_signature() -> None:
    application = to_be_signed()
    sign(application)
    again = confirm(application)
    assert (SignableForm.objects.count(), is_signed(again)) == (1, True)


@pytest.mark.parametrize("way", ["cades", "pades"])
def test_a_good_signature_opens_the_sending(way: str) -> None:
    application = to_be_signed()
    with pytest.raises(Refused, match="scaricate il modulo, firmatelo con il vostro programma e caricatelo, poi inviate"):
        send(application)
    found = sign(application, way=way)
    assert (found.accepted, found.format) == (True, way)
    assert told(found).sentence == f"La firma è valida: ha firmato {HE}, sul modulo di questa domanda e senza modifiche."
    assert send(application).arrival.number == 1
    event = AuditEvent.objects.get(action="signing.sign")
    assert event.data == {"sha256": found.sha256, "accepted": True, "version": application.snapshot.version}


def test_a_refused_file_is_kept_with_its_sentence_and_opens_nothing() -> None:
    application = to_be_signed()
    brought = sign_cades(pdf_of(application), person("anna"))
    found = bring(application, brought, name="../../firmata\r\n.p7m")
    assert (found.accepted, found.name) == (False, "firmata.p7m")
    assert told(found).sentence.startswith("La firma è di Anna Bianchi")
    assert storage.kept(found.file.name) == brought
    with pytest.raises(Refused, match="Il bando chiede la domanda firmata"):
        send(application)


def test_what_was_judged_is_judged_the_same_for_ever() -> None:
    found = sign(to_be_signed(), "anna")
    kept = json.loads(found.verdict)
    _signed, again = judged_again(Signature.objects.get(pk=found.pk))
    assert (again.accepted, again.sentence.italian()) == (kept["accepted"], kept["sentence"])
    assert kept["persons"] == [{"name": "Mario Rossi", "tax_code": MARIO}]


def test_an_edit_after_the_signature_needs_a_new_form_and_a_new_signature() -> None:
    application = to_be_signed()
    old = pdf_of(application)
    sign(application)
    by, version = a_representative(application.firm), application.content.version
    drafting.save(application=application, changes={"title": "Altro"}, expected_version=version, by=by, at=NOON)
    with pytest.raises(Refused, match="La domanda è cambiata dopo la conferma"):
        sign_with(application, old)
    application = confirm(application)
    made(application)
    assert why_not_signed(application) == (
        "La domanda è cambiata dopo la firma, che vale solo per i dati di prima: scaricate il nuovo modulo, firmatelo e "
        "caricatelo, poi inviate."
    )
    with pytest.raises(Refused, match="La domanda è cambiata dopo la firma"):
        send(application)
    assert told(sign_with(application, old)).sentence == (
        "Avete firmato un modulo precedente: la domanda è cambiata dopo che l’avevate scaricato. Scaricate il modulo di adesso, "
        "firmatelo e caricatelo."
    )
    sign(application)
    assert send(application).arrival.number == 1


def sign_with(application: Application, document: bytes) -> Signature:
    return bring(application, sign_cades(document, person("mario")))


def test_sending_checks_what_nobody_has_checked_but_signs_nothing() -> None:
    with pytest.raises(Refused, match="confermate il riepilogo, poi firmate il modulo che il portale prepara"):
        send(mario_rossi_s_draft())
    assert not Arrival.objects.exists()


def test_a_form_that_is_not_made_yet_takes_no_signature() -> None:
    application = confirm(mario_rossi_s_draft())
    with pytest.raises(Refused, match="Il modulo da firmare non è ancora pronto"):
        bring(application, sign_cades(form(), person("mario")))


def test_a_file_larger_than_any_form_is_not_read() -> None:
    application = to_be_signed()
    with pytest.raises(Refused, match="Il file supera i 10 MB: non può essere il modulo firmato"):
        bring(application, bytes(10_000_001))
    assert not Signature.objects.exists()


def test_who_does_not_act_for_the_firm_brings_nothing() -> None:
    application, stranger = to_be_signed(), a_representative(a_draft().firm)
    with pytest.raises(Refused):
        signing.sign(application=application, name="x.p7m", content=b"x", by=stranger, at=NOON)


def test_where_any_signature_will_do_a_stranger_s_certificate_is_left_to_the_chamber() -> None:
    application = to_be_signed(SignaturePolicy.ANY)
    found = sign(application, "mario, by a stranger")
    assert found.accepted is True
    assert told(found).remarks == [
        f"Il portale non riconosce «Ente sconosciuto», che ha emesso il certificato di {HE}: lo verificherà la Camera."
    ]


def test_it_is_the_database_that_takes_no_unsigned_arrival() -> None:
    application = to_be_signed()
    sign(application, "anna")
    with pytest.raises(Refused, match="scaricate il modulo, firmatelo con il vostro programma"), transaction.atomic():
        send(application)
    # The negative control: without the trigger it arrives.
    with pgtrigger.ignore("applications.Arrival:an_arrival_is_signed_where_its_call_asks_it"):
        assert send(application).arrival.number == 1


def test_a_delegate_with_a_power_of_attorney_may_sign() -> None:
    application = to_be_signed()
    assert sign(application, "anna").accepted is False
    a_user("delegate", firm=application.firm, name="Anna Bianchi", tax_code=ANNA)
    assert sign(application, "anna").accepted is True


@pytest.mark.parametrize("change", [{"accepted": True}, {"verdict": "{}"}])
def test_a_signed_file_is_never_changed(change: dict[str, Any]) -> None:
    found = sign(to_be_signed(), "anna")
    with pytest.raises(DatabaseError, match="a_signed_file_is_never_changed"), transaction.atomic():
        Signature.objects.filter(pk=found.pk).update(**change)


def test_a_form_goes_one_way_and_stays() -> None:
    found = form_of(to_be_signed())
    assert found is not None
    with pytest.raises(DatabaseError, match="form_moves_by_its_table"), transaction.atomic():
        SignableForm.objects.filter(pk=found.pk).update(state="requested")
    with pytest.raises(DatabaseError, match="a_form_to_sign_is_never_deleted"), transaction.atomic():
        SignableForm.objects.filter(pk=found.pk).delete()


def test_the_key_of_a_signed_sending_gives_the_same_arrival_again() -> None:
    application, key = to_be_signed(), uuid4()
    sign(application)
    by = a_representative(application.firm)
    first = submitting.submit(application=fresh(application), key=key, by=by, at=NOON)
    assert submitting.submit(application=fresh(application), key=key, by=by, at=NOON).pk == first.pk
