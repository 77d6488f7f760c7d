"""Files in their place: the same one twice, many, one too many; who reads them and how; and what `verify_files` finds."""

import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import InternalError, transaction
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from django.utils import timezone

from applications.domain import papers as limits
from applications.enums import State
from applications.models import Document
from applications.operations import reviewing, uploading
from applications.policies import papers as policies
from core.adapters import storage
from core.queries import stored
from core.refusals import Refused
from tests import papers as p
from tests.applications.faces.test_firm_pages import a_file, logged_in, open_call, page, post
from tests.factories import (
    NOON,
    REVIEWED,
    a_draft,
    a_firm,
    a_representative,
    an_officer,
    application_at,
    confirm,
    fill,
    fresh,
    send,
)

pytestmark = pytest.mark.django_db
DAY = 86_400


def given(application, content: bytes, name: str = "Piano.pdf", *, asked=None, at=NOON) -> Document:
    by = a_representative(application.firm)
    return uploading.upload(application=application, requirement=asked, name=name, content=content, by=by, at=at)


def paths() -> set[str]:
    return set(storage.stored())


def test_the_same_file_twice_is_one_and_changes_nothing():
    """A browser whose line broke after the last byte tries again."""
    draft = a_draft()
    content = p.a_pdf(pages=2)
    first = given(draft, content)
    version, there = fresh(draft).content.version, paths()
    assert given(draft, content) == first
    assert (fresh(draft).content.version, paths(), draft.documents.count()) == (version, there, 1)
    assert given(draft, content, "Altro nome.pdf") != first
    assert given(draft, p.a_pdf(pages=3)) != first
    assert draft.documents.count() == 3


def test_a_new_file_for_what_is_asked_takes_the_place_of_the_old_one(django_capture_on_commit_callbacks):
    draft = a_draft()
    asked = draft.call.requireddocuments.get(code="plan")
    with django_capture_on_commit_callbacks(execute=True):
        old = given(draft, p.a_pdf(), asked=asked)
        new = given(draft, p.a_pdf(pages=2), asked=asked)
    assert list(draft.documents.all()) == [new]
    assert storage.digest_of(old.file.name) == ""
    assert storage.digest_of(new.file.name) == new.sha256


def test_what_was_sent_is_not_what_is_added_to_an_answer():
    application = application_at(State.SUBMITTED)
    officer, sent = an_officer(application), application.documents.get()
    content = storage.kept(sent.file.name)
    reviewing.request_integration(application=application, text="Manca la visura.", by=officer, at=REVIEWED)
    # The plan was uploaded for what the call asks; here it is added beside it.
    added = given(fresh(application), content, sent.name, asked=sent.requirement, at=REVIEWED)
    assert added != sent
    assert given(fresh(application), content, sent.name, asked=sent.requirement, at=REVIEWED) == added


def test_an_application_has_a_hundred_files_and_no_more(monkeypatch):
    draft = a_draft()
    first = given(draft, p.a_pdf())
    copy = {field.attname: getattr(first, field.attname) for field in Document._meta.concrete_fields if not field.primary_key}
    Document.objects.bulk_create([Document(**copy | {"name": f"{n}.pdf"}) for n in range(limits.MOST_FILES - 1)])
    there = paths()
    with pytest.raises(Refused, match="La domanda ha già 100 file, il massimo: togliete quelli che non servono"):
        given(draft, p.a_pdf(pages=2))
    assert paths() == there
    # Without the policy the database still says no.
    monkeypatch.setattr(policies, "why_not_more", lambda present: None)
    with pytest.raises(InternalError, match="an_application_has_a_hundred_files_at_most"), transaction.atomic():
        given(draft, p.a_pdf(pages=2))
    assert paths() == there


def test_a_refused_attachment_leaves_no_bytes_behind(monkeypatch):
    draft = a_draft()
    there = paths()
    monkeypatch.setattr(uploading, "_note", lambda *given: (_ for _ in ()).throw(RuntimeError("fallito")))
    with pytest.raises(RuntimeError, match="fallito"):
        given(draft, p.a_pdf())
    assert paths() == there


def draft_and_client():
    draft = a_draft(call=open_call(), at=timezone.now())
    return draft, logged_in(draft.firm)


def test_many_files_at_once_without_script_each_with_its_answer():
    draft, client = draft_and_client()
    files = [
        a_file(name="Perché sì.pdf"),
        a_file(b"MZ\x90\x00", "virus.pdf"),
        a_file(p.a_picture(), "foto.jpg"),
        a_file(b"", "vuoto.pdf"),
    ]
    answer = post(client, "application_documents", draft, {"altri-file": files, "altri-send": ""})
    text = answer.content.decode()
    assert answer.status_code == 200
    for sentence in (
        "«Perché sì.pdf»: file caricato.", "«foto.jpg»: file caricato.",
        "«virus.pdf»: Il file è un programma e non si accetta: caricate il documento in PDF.",
        "«vuoto.pdf»: Il file è vuoto: scegliete quello giusto e caricatelo di nuovo.",
    ):  # fmt: skip
        assert sentence in text
    assert sorted(draft.documents.values_list("name", flat=True)) == ["Perché sì.pdf", "foto.jpg"]
    assert "caricato il" in text


@pytest.mark.parametrize("share", [0.2, 0.5, 0.99])
def test_of_a_request_that_broke_off_nothing_is_taken(share):
    """A server may take the end of what it hears for the end of the file: the button, sent last, is missing then."""
    draft, client = draft_and_client()
    whole = encode_multipart(BOUNDARY, {"altri-file": a_file(p.a_pdf() + b"\x00" * 5000), "altri-send": ""})
    address, kind = reverse("application_documents", args=[draft.pk]), MULTIPART_CONTENT
    client.generic("POST", address, whole[: int(len(whole) * share)], kind)
    assert not draft.documents.exists()
    client.generic("POST", address, whole, kind)
    assert draft.documents.exists()


def test_a_script_has_its_answer_in_its_own_words():
    draft, client = draft_and_client()
    address, script = reverse("application_documents", args=[draft.pk]), {"accept": "application/json"}
    asked = draft.call.requireddocuments.get(code="plan")
    answer = client.post(address, {f"d{asked.pk}-file": a_file(), f"d{asked.pk}-send": ""}, headers=script)
    assert (answer.status_code, answer.json()) == (200, {"text": "«Piano di progetto»: file caricato."})
    answer = client.post(address, {f"d{asked.pk}-file": a_file(b"MZ"), f"d{asked.pk}-send": ""}, headers=script)
    sentence = "Il file è un programma e non si accetta: caricate il documento in PDF."
    assert (answer.status_code, answer.json()) == (422, {"text": sentence})
    answer = client.post(address, {f"d{asked.pk}-send": ""}, headers=script)
    assert answer.status_code == 422
    assert "file caricato" not in page(client, "application_documents", draft)
    sent = application_at(State.SUBMITTED)
    address = reverse("application_documents", args=[sent.pk])
    answer = logged_in(sent.firm).post(address, {"altri-file": a_file(), "altri-send": ""}, headers=script)
    assert answer.status_code == 409
    assert answer.json()["text"].startswith("La domanda è stata inviata e non si modifica più.")


def test_files_are_added_to_an_answer_many_at_once_and_taken_away_again():
    now = timezone.now()
    application = send(confirm(fill(a_draft(call=open_call(), at=now), at=now), at=now), at=now)
    officer = an_officer(application)
    reviewing.request_integration(application=application, text="Manca la visura.", by=officer, at=now)
    client = logged_in(application.firm)
    files = [a_file(name="Visura.pdf"), a_file(b"MZ", "no.pdf")]
    text = post(client, "application_integration", application, {"added-file": files, "upload": ""}).content.decode()
    assert "«Visura.pdf»: file caricato." in text
    assert "«no.pdf»: Il file è un programma" in text
    added = application.documents.get(name="Visura.pdf")
    text = post(client, "document_remove", application, {}, added.pk).content.decode()
    assert "«Visura.pdf»: file tolto." in text
    assert not application.documents.filter(name="Visura.pdf").exists()


HEADERS = {
    "Content-Disposition": "attachment; filename*=utf-8''Perch%C3%A9%20%22s%C3%AC%22%3B.pdf",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
    "X-Frame-Options": "DENY",
    "Content-Type": "application/pdf",
}


def test_a_file_leaves_as_an_attachment_that_no_page_can_be_made_of():
    draft, client = draft_and_client()
    document = given(draft, p.a_pdf(), 'Perché "sì";.pdf', at=timezone.now())
    address = reverse("document", args=[draft.pk, document.pk])
    answer = client.get(address)
    assert {name: answer[name] for name in HEADERS} == HEADERS
    shown = client.get(f"{address}?mostra")
    assert shown["Content-Disposition"].startswith("inline")
    signed = given(draft, p.enveloped(p.a_pdf()), "a.p7m", at=timezone.now())
    answer = client.get(reverse("document", args=[draft.pk, signed.pk]) + "?mostra")
    assert answer["Content-Disposition"] == 'attachment; filename="a.p7m"'
    assert logged_in(a_firm()).get(address).status_code == 404
    for path in (
        f"/media/{document.file.name}",
        f"/static/{document.file.name}",
        f"/{document.file.name}",
        f"/_private/{document.file.name}",
    ):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("name", "make", "bare"),
    [
        ("Piano.pdf.p7m", lambda: p.enveloped(p.a_pdf()), "Piano.pdf"),
        ("Piano.pdf.p7m.p7m", lambda: p.enveloped(p.enveloped(p.a_pdf())), "Piano.pdf"),
        ("Piano.P7M", lambda: p.enveloped(p.a_pdf()), "Piano.pdf"),
    ],
)
def test_who_has_no_program_for_envelopes_reads_what_is_inside(name, make, bare):
    now = timezone.now()
    application = fill(a_draft(call=open_call(), at=now), at=now)
    document = given(application, make(), name, at=now)
    firm, officer = logged_in(application.firm), Client()
    assert "Scarica il documento che è stato firmato" in page(firm, "application_documents", application)
    application = send(confirm(application, at=now), at=now)
    answer = firm.get(reverse("document", args=[application.pk, document.pk]) + "?contenuto")
    assert (answer.content[:5], answer["Content-Disposition"]) == (b"%PDF-", f'attachment; filename="{bare}"')
    assert all(answer[header] == value for header, value in HEADERS.items() if header != "Content-Disposition")
    officer.force_login(an_officer(application))
    address = reverse("admin:applications_application_document", args=[application.pk, document.pk]) + "?contenuto"
    dossier = officer.get(reverse("admin:applications_application_change", args=[application.pk])).content.decode()
    assert address in dossier
    answer = officer.get(address)
    assert (answer.content[:5], answer["Content-Disposition"]) == (b"%PDF-", f'inline; filename="{bare}"')


def test_the_page_of_the_documents_asks_the_same_of_the_database_for_one_file_and_for_three(django_assert_num_queries):
    draft, client = draft_and_client()
    given(draft, p.a_pdf(), "1.pdf", at=timezone.now())
    page(client, "application_documents", draft)
    with django_assert_num_queries(QUERIES):
        page(client, "application_documents", draft)
    for number in (2, 3):
        given(draft, p.a_pdf(pages=number), f"{number}.pdf", at=timezone.now())
    with django_assert_num_queries(QUERIES):
        page(client, "application_documents", draft)


QUERIES = 6


# The command that reads every file again


@pytest.fixture
def shelf(settings, tmp_path) -> Path:
    """A storage of its own, with one file in it that a row names."""
    settings.MEDIA_ROOT = tmp_path
    given(a_draft(), p.a_pdf())
    return tmp_path


def verified(*options: str) -> tuple[int, str]:
    """How the command ends, and all that it says."""
    said = StringIO()
    try:
        call_command("verify_files", *options, stdout=said, stderr=said)
    except CommandError as error:
        return 1, f"{said.getvalue()}{error}"
    return 0, said.getvalue()


def the_file(shelf: Path) -> Path:
    return shelf / Document.objects.get().file.name


def test_it_is_content_when_all_is_as_it_was(shelf):
    assert verified() == (0, "files read: 1, all as they were\n")


def test_it_finds_a_byte_that_has_changed(shelf):
    file = the_file(shelf)
    content = bytearray(file.read_bytes())
    content[100] ^= 1
    file.write_bytes(content)
    code, said = verified()
    assert code == 1
    assert said.startswith(f"changed: {file.relative_to(shelf)} (applications.Document ")
    assert "files that are not as they were: 1 of 1" in said


def test_it_finds_a_file_that_is_gone(shelf):
    the_file(shelf).unlink()
    code, said = verified()
    assert (code, said[:9]) == (1, "missing: ")


def test_it_does_not_miss_what_was_set_aside(shelf):
    row = Document.objects.get()
    assert [file.row for file in stored.named()] == [f"applications.Document {row.pk}"]
    Document.objects.filter(pk=row.pk).delete()
    row.pk, row.scan, row.scan_finding, row.scanned_at = None, "infected", "Eicar-Test", NOON
    row.save(force_insert=True)
    the_file(shelf).unlink()
    assert verified()[0] == 0


def test_it_lists_what_nothing_names_for_a_day_and_clears_it_when_told(shelf):
    extra, recent = shelf / "applications" / "zz" / "vecchio.pdf", shelf / "applications" / "zz" / "nuovo.pdf"
    extra.parent.mkdir()
    for file in (extra, recent):
        file.write_bytes(b"%PDF")
    past = timezone.now().timestamp() - DAY - 60
    os.utime(extra, (past, past))
    code, said = verified()
    assert code == 1
    assert "extra: applications/zz/vecchio.pdf" in said
    assert "nuovo.pdf" not in said
    assert verified("--remove-orphans")[1] == "removed: applications/zz/vecchio.pdf\nfiles read: 1, all as they were\n"
    assert (extra.exists(), recent.exists(), the_file(shelf).exists()) == (False, True, True)


def test_it_reads_every_kind_of_file_that_has_a_digest():
    """A file with a digest beside it, in whatever app, is read; those without are only looked for."""
    application_at(State.SUBMITTED)
    digested = {file.row.split()[0] for file in stored.named() if file.sha256}
    assert "applications.Document" in digested
    models = {model._meta.label for model, field in stored._fields() if stored._is_digested(model, field)}
    assert {"applications.Document", "applications.Receipt", "bando.Attachment", "disbursement.Invoice"} <= models
    assert {"disbursement.PaymentProof", "reports.ReportFile"} <= models
    assert default_storage.exists(Document.objects.get().file.name)
