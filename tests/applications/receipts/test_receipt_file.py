"""The receipt's PDF: what is attached to it is what was confirmed, it proves itself offline, and one worker draws it."""

import json
import subprocess
import sys
import zlib
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from applications.adapters.receipt_files import NotAReceipt, read
from applications.enums import ReceiptState, State
from applications.models import Application, Arrival, Receipt
from applications.operations import receipts
from applications.tasks import sweep_receipts
from bando.enums import Procedure
from core.adapters import storage
from tests.factories import NOON, a_call, application_at, publish

pytestmark = pytest.mark.django_db
PROGRAM = Path(__file__).resolve().parents[3] / "verify_receipt.py"


def verified(*arguments: object) -> tuple[int, str]:
    """What the program says, run as anybody runs it: alone, elsewhere."""
    command = [sys.executable, "-I", str(PROGRAM), *map(str, arguments)]
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def made(application: Application) -> tuple[Receipt, bytes]:
    receipt = receipts.make(receipt_id=application.receipt.pk, at=NOON)
    return receipt, storage.kept(receipt.file.name)


def attached(content: bytes) -> dict[str, bytes]:
    with pikepdf.open(BytesIO(content)) as pdf:
        return {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}


def test_the_receipt_carries_what_was_confirmed_and_proves_itself(tmp_path):
    application = application_at(State.SUBMITTED)
    receipt, content = made(application)
    files, arrival = attached(content), application.arrival
    assert files["domanda.json"].decode() == arrival.snapshot.content
    assert sha256(files["domanda.json"]).hexdigest() == arrival.digest
    told = json.loads(files["ricevuta.json"])
    assert (told["number"], told["salt"], told["code"]) == (1, arrival.snapshot.salt, str(receipt.token))

    (tmp_path / "ricevuta.pdf").write_bytes(content)
    (tmp_path / "ricevuta.json").write_bytes(files["ricevuta.json"])
    assert verified(tmp_path / "ricevuta.pdf") == verified(tmp_path / "ricevuta.json")
    code, said = verified(tmp_path / "ricevuta.pdf", "--lingua", "en")
    assert (code, "agree" in said) == (0, True)

    # Spoiled: another instant; another application attached; no receipt at all.
    (tmp_path / "ricevuta.json").write_text(json.dumps(told | {"at": "2020-07-01T09:59:59.000000Z"}))
    code, said = verified(tmp_path / "ricevuta.json")
    assert (code, "danno l’impronta dell’arrivo" in said) == (1, True)
    (tmp_path / "domanda.json").write_bytes(files["domanda.json"] + b" ")
    code, said = verified(tmp_path / "ricevuta.pdf", "--domanda", tmp_path / "domanda.json")
    assert (code, "La domanda allegata non è quella della ricevuta" in said) == (1, True)
    (tmp_path / "altro.pdf").write_bytes(b"%PDF-1.7\nstream\n{}\nendstream")
    code, said = verified(tmp_path / "altro.pdf")
    assert (code, "salvate l’allegato ricevuta.json" in said) == (2, True)


def test_a_pdf_that_was_packed_anew_is_read_all_the_same(tmp_path):
    _receipt, content = made(application_at(State.SUBMITTED))
    for name, options in {
        "packed": {"object_stream_mode": pikepdf.ObjectStreamMode.generate},
        "plain": {"compress_streams": False},
    }.items():
        with pikepdf.open(BytesIO(content)) as pdf:
            pdf.save(tmp_path / f"{name}.pdf", **options)
        assert verified(tmp_path / f"{name}.pdf")[0] == 0


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n" + b"stream\n{" * 100_000,
        b"%PDF-1.7\n" + b"stream\n{" * 100_000 + b"endstream",
        b"%PDF-1.7\nstream\n" + zlib.compress(b"{" + b" " * 100_000_000) + b"\nendstream",
        b"%PDF-1.7\n" + (b"stream\n" + zlib.compress(b"{" + b" " * 9_000_000) + b"\nendstream\n") * 20,
        b"%PDF-1.7\nstream\n" + b'{"a":' * 100_000 + b"\nendstream",
        b"[" * 100_000,
    ],
    ids=["no end", "nested", "bomb", "many bombs", "deep", "deep json"],
)
def test_a_hostile_file_is_refused_with_a_sentence(content):
    with pytest.raises(NotAReceipt, match=r"salvate l’allegato ricevuta\.json"):
        read(content, "it")


def test_the_pdf_says_the_whole_address_at_which_it_is_checked(settings):
    settings.SITE_ADDRESS = "https://bandi.example.org"
    receipt, content = made(application_at(State.SUBMITTED))
    printed = "".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())
    assert f"https://bandi.example.org/ricevute/{receipt.token}/" in printed


def test_the_pdf_prints_the_lines_that_are_hashed():
    application = application_at(State.SUBMITTED)
    arrival = application.arrival
    printed = receipts._chain(arrival)
    assert sha256("".join(f"{line}\n" for line in printed).encode()).hexdigest() == arrival.hash
    assert arrival.leaf in printed
    assert arrival.digest not in printed


def test_one_worker_draws_a_receipt_and_another_takes_up_what_a_dead_one_left():
    receipt = application_at(State.SUBMITTED).receipt
    at = NOON
    # A worker has taken it and does not come back.
    Receipt.objects.filter(pk=receipt.pk).update(taken_until_at=at + receipts.LEASE)
    assert receipts.due(at=at) == []
    assert receipts.make(receipt_id=receipt.pk, at=at) is None
    receipt.refresh_from_db()
    assert (receipt.state, receipt.file.name) == (ReceiptState.REQUESTED, "")
    later = at + receipts.LEASE + timedelta(seconds=1)
    assert receipts.due(at=later) == [receipt.pk]
    assert receipts.make(receipt_id=receipt.pk, at=later).state == ReceiptState.MADE
    assert receipts.due(at=later + receipts.LEASE) == []


def test_who_takes_a_receipt_keeps_the_others_off_while_it_is_drawn(monkeypatch):
    receipt, seen = application_at(State.SUBMITTED).receipt, []
    draw = receipts._drawn

    def meanwhile(drawn: Receipt) -> bytes:
        seen.append(receipts.make(receipt_id=receipt.pk, at=NOON))
        return draw(drawn)

    monkeypatch.setattr(receipts, "_drawn", meanwhile)
    assert receipts.make(receipt_id=receipt.pk, at=NOON).state == ReceiptState.MADE
    assert seen == [None]


def test_the_sweep_makes_what_waits():
    receipt = application_at(State.SUBMITTED).receipt
    assert sweep_receipts() == 1
    receipt.refresh_from_db()
    assert receipt.state == ReceiptState.MADE
    assert sweep_receipts() == 0


@pytest.mark.parametrize(
    ("asked", "reserved", "told"),
    [
        ("10000.00", "10000.00", "10.000,00 €, tutto il contributo richiesto"),
        ("10000.00", "2500.00", "2.500,00 € dei 10.000,00 € richiesti; per il resto in lista d’attesa"),
        ("10000.00", "0.00", "nulla dei 10.000,00 € richiesti: in lista d’attesa, nell’ordine di arrivo"),
        (None, None, None),
    ],
    ids=["whole", "part", "waiting", "ranking"],
)
def test_the_receipt_tells_what_the_arrival_found_in_its_pot(asked, reserved, told):
    arrival = Arrival(asked=asked and Decimal(asked), reserved=reserved and Decimal(reserved))
    assert [value.replace("\xa0", " ") for _name, value in receipts._found(arrival)] == ([told] if told else [])


def test_a_first_come_receipt_prints_it():
    call = a_call(published=False, procedure=Procedure.FIRST_COME, minimum_score=0)
    call.scoringcriterions.all().delete()
    publish(call)
    receipt, _content = made(application_at(State.SUBMITTED, call=call))
    assert "tutto il contributo richiesto" in str(receipts._facts(receipt, receipt.application.arrival))
