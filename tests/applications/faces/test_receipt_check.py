"""Anybody checks a receipt, and reads the list of arrivals after the closing; nobody learns who sent what."""

import io
import json
from datetime import timedelta
from uuid import uuid4

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.enums import State
from applications.models import Application, Arrival, Receipt
from applications.operations import receipts, withdrawing
from applications.policies.listing import PATIENCE, why_not_list
from applications.queries.arrivals import receipt_data
from applications.tasks import check_chains
from core.adapters import storage
from tests.applications.receipts.chain_rows import arrivals_in
from tests.factories import CLOSES, NOON, a_call, application_at

pytestmark = pytest.mark.django_db
AUTHENTIC, NOT = "La ricevuta è autentica", "La ricevuta non è autentica"


def printed(application: Application, **changes: object) -> dict[str, object]:
    arrival = application.arrival
    return {"call": application.call_id, "number": arrival.number, "code": str(application.receipt.token)} | changes


def asked(data: dict[str, object]) -> str:
    answer = Client().post(reverse("receipt_check"), data)
    assert answer.status_code == 200
    assert not answer.cookies
    return answer.content.decode()


def shown(content: bytes, name: str = "ricevuta.pdf") -> str:
    answer = Client().post(reverse("receipt_check_file"), {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_is_printed_on_a_receipt_is_confirmed_and_nothing_else_is():
    first, second = arrivals_in(a_call(), 2)
    page = asked(printed(first))
    assert AUTHENTIC in page
    assert "numero 1 di 2" in page
    for secret in (first.firm.name, first.firm.tax_code, first.started_by.email):
        assert secret not in page
    for other in (printed(first, number=2), printed(first, code=uuid4()), printed(first, code=second.receipt.token)):
        page = asked(other)
        assert NOT in page
        assert first.arrival.hash not in page
    assert "Il codice non è completo" in asked(printed(first, code="123"))
    assert "Errore:" in asked({})


def test_a_page_of_another_site_cannot_ask():
    (sent,) = arrivals_in(a_call(), 1)
    assert Client().post(reverse("receipt_check"), printed(sent), headers={"Origin": "https://altro.example"}).status_code == 403


def test_the_file_itself_is_read_and_compared():
    application = application_at(State.SUBMITTED)
    receipt = receipts.make(receipt_id=application.receipt.pk, at=NOON)
    content, kept = storage.kept(receipt.file.name), len(list(storage.stored()))
    assert AUTHENTIC in shown(content)
    told = receipt_data(receipt)
    assert AUTHENTIC in shown(json.dumps(told).encode(), "ricevuta.json")
    assert "«Posto preso in coda» non è quello" in shown(json.dumps(told | {"at": "2020-07-01T09:00:00.000000Z"}).encode())
    assert NOT in shown(json.dumps(told | {"code": str(uuid4())}).encode())
    assert "salvate l’allegato ricevuta.json" in shown(b"%PDF-1.7 nulla")
    assert "salvate l’allegato ricevuta.json" in shown(b"\x00\xff")
    assert "supera 5 MB" in shown(b"%PDF" + b"0" * 5_000_000)
    # Drawn anew with the same attachments: the data hold, what is printed may not.
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.add_blank_page()
        again = io.BytesIO()
        pdf.save(again)
    page = shown(again.getvalue())
    assert AUTHENTIC not in page
    assert "il file è cambiato" in page
    assert len(list(storage.stored())) == kept


def test_the_receipt_of_what_was_withdrawn_is_authentic_and_says_so():
    (sent,) = arrivals_in(a_call(), 1)
    assert "ritirata" not in asked(printed(sent))
    withdrawing.withdraw(application=sent, by=sent.started_by, at=NOON + timedelta(hours=1))
    page = asked(printed(sent))
    assert AUTHENTIC in page
    assert "ritirata" in page


def test_what_was_altered_is_not_called_authentic():
    sent = arrivals_in(a_call(), 3)
    _triggers_off()
    Arrival.objects.filter(pk=sent[2].arrival.pk).update(leaf="0" * 64)
    assert AUTHENTIC in asked(printed(sent[0]))
    assert NOT in asked(printed(sent[1]))
    assert NOT in asked(printed(sent[2]))


def test_the_list_comes_after_the_closing_and_not_before():
    call = a_call()
    at_last = CLOSES + PATIENCE
    assert "dopo la chiusura" in why_not_list(call, at=at_last)
    assert why_not_list(call, at=at_last + timedelta(microseconds=1)) is None
    now = timezone.now()
    running = a_call(
        at=now - timedelta(days=3),
        draft_from_at=now - timedelta(days=2),
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(days=1),
    )
    for name in ("call_arrivals", "call_arrivals_csv", "call_arrivals_json"):
        answer = Client().get(reverse(name, args=[running.slug]))
        assert answer.status_code == 404
        assert "dopo la chiusura del bando" in answer.content.decode()
    assert (
        reverse("call_arrivals", args=[running.slug]) not in Client().get(reverse("call", args=[running.slug])).content.decode()
    )
    assert reverse("call_arrivals", args=[call.slug]) in Client().get(reverse("call", args=[call.slug])).content.decode()


@pytest.mark.parametrize(("name", "queries"), [("call_arrivals", 3), ("call_arrivals_csv", 2), ("call_arrivals_json", 2)])
def test_the_list_names_nobody_and_asks_the_same_however_many_rows(name, queries, django_assert_num_queries):
    for rows in (1, 3):
        call = a_call()
        sent = arrivals_in(call, rows)
        address = reverse(name, args=[call.slug])
        Client().get(address)
        with django_assert_num_queries(queries):
            answer = Client().get(address)
            content = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code == 200
        for one in sent:
            assert one.arrival.leaf.encode() in content
            for secret in (one.firm.name, one.firm.tax_code, one.started_by.email, str(one.receipt.token), one.snapshot.salt):
                assert secret.encode() not in content


def test_the_chain_is_checked_by_a_command_content_and_all():
    call = a_call()
    sent = arrivals_in(call, 3)
    assert checked() == (True, "Le catene degli arrivi tengono.\n")
    assert checked("--call", "NESSUNO")[0] is False
    assert check_chains() == 0
    _triggers_off()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE applications_snapshot SET content = '{}' WHERE id = %s", [sent[1].snapshot_id])
    green, said = checked("--call", call.code)
    assert not green
    assert f"{call.code}: Il contenuto conservato del numero 2" in said
    assert check_chains() == 1


def test_the_chain_that_was_cut_stops_the_command():
    sent = arrivals_in(a_call(), 3)
    _triggers_off()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM applications_arrival WHERE id = %s", [sent[1].arrival.pk])
    green, said = checked()
    assert not green
    assert "Al posto del numero 2 c’è il numero 3" in said


def test_who_has_the_code_reads_what_the_portal_says_today():
    (sent,) = arrivals_in(a_call(), 1)
    answer = Client().get(reverse("receipt_data", args=[sent.receipt.token]))
    assert answer.json() == receipt_data(Receipt.objects.get())
    assert sent.firm.name.encode() not in answer.content
    assert Client().get(reverse("receipt_data", args=[uuid4()])).status_code == 404


def checked(*options: str) -> tuple[bool, str]:
    said = io.StringIO()
    try:
        call_command("check_chain", *options, stdout=said, stderr=said)
    except CommandError as error:
        return False, f"{said.getvalue()}{error}"
    return True, said.getvalue()


def _triggers_off() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE applications_arrival DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE applications_snapshot DISABLE TRIGGER USER")
