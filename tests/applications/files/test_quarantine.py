"""The antivirus: asked before a file is taken; when it is down the file waits, shut away, until it answers again."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications import tasks
from applications.enums import NoticeKind, Section, State
from applications.models import Document, Notice
from applications.notifications.wording import words
from applications.operations import scanning, uploading
from applications.queries.completeness import missing
from core.adapters import antivirus, filetypes, storage
from core.models import Scan
from core.refusals import Refused
from tests import clamd
from tests import papers as p
from tests.applications.faces.test_firm_pages import logged_in, open_call, page
from tests.factories import NOON, a_draft, a_representative, an_officer, confirm, fill, fresh, send

pytestmark = pytest.mark.django_db
NOBODY = "tcp://127.0.0.1:1"
INFECTED = (
    "L’antivirus ha trovato «Eicar-Test» nel file, che non è stato caricato: controllate il vostro computer e caricate una copia "
    "pulita."
)
WAITING = "Il file è in quarantena: l’antivirus del portale non risponde e lo controllerà appena torna."


@pytest.fixture
def server(settings):
    with clamd.running(clamd.Tcp()) as running:
        settings.PORTAL_CLAMD = running.address
        yield running


def given(application, content: bytes, name: str = "Piano.pdf", *, asked=None, at=NOON) -> Document:
    by = a_representative(application.firm)
    return uploading.upload(application=application, requirement=asked, name=name, content=content, by=by, at=at)


def infected_pdf() -> bytes:
    return p.by_hand(b"<</Type/Catalog/Pages 2 0 R>>", p.PAGES, p.PAGE, before=b"%" + clamd.EICAR + b"\n")


REAL = (
    "L’antivirus ha trovato «Eicar-Test.UNOFFICIAL» nel file, che non è stato caricato: controllate il vostro computer e "
    "caricate una copia pulita."
)


def packed_away(made) -> None:
    """In a stream of a page, compressed: only who opens the PDF finds it."""
    made.pages[0].Contents = made.make_stream(clamd.EICAR)


def test_clamav_itself_refuses_frees_and_sets_aside(settings, tmp_path):
    settings.PORTAL_CLAMD = NOBODY
    draft = a_draft()
    clean, infected = given(draft, p.a_pdf(), "Pulito.pdf"), given(draft, infected_pdf(), "Infetto.pdf")
    hostile = [infected_pdf(), p.a_pdf(packed_away, compress_streams=True), p.enveloped(infected_pdf())]
    assert clamd.EICAR not in hostile[1]
    with clamd.daemon(tmp_path) as address:
        settings.PORTAL_CLAMD = address
        for content in hostile:
            with pytest.raises(Refused) as refused:
                given(draft, content, "Altro.pdf")
            assert refused.value.reason == REAL
        assert given(draft, p.a_pdf(pages=2) + b"\x00" * 9_000_000).scan == Scan.CLEAN
        assert scanning.sweep(at=NOON) == 2
    for document, outcome, finding in ((clean, Scan.CLEAN, ""), (infected, Scan.INFECTED, "Eicar-Test.UNOFFICIAL")):
        document.refresh_from_db()
        assert (document.scan, document.scan_finding) == (outcome, finding)
    assert given(draft, p.a_pdf(pages=3)).scan == Scan.QUARANTINED


def test_the_schedule_asks_every_minute(settings):
    planned = settings.CELERY_BEAT_SCHEDULE["quarantine"]
    assert (planned["task"], planned["schedule"]) == (tasks.sweep_quarantine.name, 60)


def test_without_an_antivirus_nothing_is_asked(settings):
    assert settings.PORTAL_CLAMD == ""
    document = given(a_draft(), infected_pdf())
    assert (document.scan, document.scanned_at) == (Scan.UNASKED, None)
    assert scanning.sweep(at=NOON) == 0


def test_a_clean_file_is_taken_and_says_when_it_was_scanned(server):
    content = p.a_pdf(pages=3)
    document = given(a_draft(), content)
    assert (document.scan, document.scanned_at) == (Scan.CLEAN, NOON)
    assert server.seen == [content]


def test_an_infected_file_is_refused_by_the_name_of_what_it_carries(server):
    draft = a_draft()
    with pytest.raises(Refused) as refused:
        given(draft, infected_pdf())
    assert refused.value.reason == INFECTED
    assert not draft.documents.exists()


def test_what_is_signed_is_scanned_as_well_as_its_envelope(server):
    """In an envelope written in pieces the signature of a virus is broken up: only the document shows it."""
    hidden = p.by_hand(b"<</Type/Catalog/Pages 2 0 R>>", p.PAGES, p.PAGE, before=b"%" + b"." * 930 + clamd.EICAR + b"\n")
    envelope = p.in_pieces(hidden)
    assert clamd.EICAR not in envelope
    with pytest.raises(Refused) as refused:
        given(a_draft(), envelope)
    assert refused.value.reason == INFECTED
    assert len(server.seen) == 2


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"\xff\xfe\0", b"\0"])
def test_an_answer_that_is_no_verdict_is_a_silence(server, answer):
    server.answer = answer
    assert given(a_draft(), p.a_pdf()).scan == Scan.QUARANTINED


def test_files_that_know_no_quarantine_are_scanned_too(server, settings):
    """Powers of attorney, papers of a call: nobody loses a place by waiting a minute."""
    assert filetypes.kind_of(p.a_pdf()) == "pdf"
    with pytest.raises(filetypes.Unacceptable, match="L’antivirus ha trovato «Eicar-Test» nel file"):
        filetypes.kind_of(infected_pdf())
    settings.PORTAL_CLAMD = NOBODY
    with pytest.raises(filetypes.Unacceptable, match="L’antivirus del portale non risponde: riprovate tra qualche minuto"):
        filetypes.kind_of(p.a_pdf())


def test_over_a_socket_it_says_the_same(settings):
    with clamd.on_a_socket() as server:
        settings.PORTAL_CLAMD = server.address
        assert antivirus.awake()
        assert antivirus.finding(b"a" * 200_000) == ""
        assert antivirus.finding(b"a" * 100_000 + clamd.EICAR) == "Eicar-Test"
    assert not antivirus.awake()
    with pytest.raises(antivirus.Silent):
        antivirus.finding(b"a")


def quarantined(settings, content: bytes, *, asked: str = "plan", at=NOON) -> Document:
    """A file that came while the antivirus was down, for a document that the call asks for."""
    settings.PORTAL_CLAMD = NOBODY
    draft = a_draft(call=open_call(), at=timezone.now()) if at != NOON else a_draft()
    document = given(draft, content, asked=draft.call.requireddocuments.get(code=asked), at=at)
    assert (document.scan, document.scanned_at) == (Scan.QUARANTINED, None)
    return document


def test_in_quarantine_nobody_downloads_it(settings):
    document = quarantined(settings, p.a_pdf(), at=timezone.now())
    application = document.application
    client = logged_in(application.firm)
    answer = client.get(reverse("document", args=[application.pk, document.pk]))
    assert answer.status_code == 403
    assert WAITING in answer.content.decode()
    text = page(client, "application_documents", application)
    assert "in quarantena" in text
    assert "vale per la domanda, che potete inviare" in text
    assert reverse("document", args=[application.pk, document.pk]) + '"' not in text


def test_in_quarantine_it_counts_for_the_application_and_the_officer_sees_it_shut_away(settings):
    settings.PORTAL_CLAMD = NOBODY
    application = send(confirm(fill(a_draft())))
    document = application.documents.get()
    assert document.scan == Scan.QUARANTINED
    officer = Client()
    officer.force_login(an_officer(application))
    answer = officer.get(reverse("admin:applications_application_document", args=[application.pk, document.pk]))
    assert answer.status_code == 403
    assert WAITING in answer.content.decode()
    dossier = officer.get(reverse("admin:applications_application_change", args=[application.pk])).content.decode()
    assert "in quarantena" in dossier
    assert "<iframe" not in dossier


def test_the_sweep_frees_what_is_clean_even_after_the_sending(settings):
    settings.PORTAL_CLAMD = NOBODY
    application = send(confirm(fill(a_draft())))
    document = application.documents.get()
    assert scanning.sweep(at=NOON) == 0
    with clamd.running(clamd.Tcp()) as server:
        settings.PORTAL_CLAMD = server.address
        assert tasks.sweep_quarantine() == 1
        assert tasks.sweep_quarantine() == 0
    document.refresh_from_db()
    assert document.scan == Scan.CLEAN
    assert document.scanned_at is not None
    answer = logged_in(application.firm).get(reverse("document", args=[application.pk, document.pk]))
    assert answer.status_code == 200
    assert not Notice.objects.filter(kind=NoticeKind.DOCUMENT_SET_ASIDE).exists()


@pytest.mark.parametrize("sent", [False, True])
def test_the_sweep_sets_aside_what_is_infected_and_tells(settings, django_capture_on_commit_callbacks, sent):
    settings.PORTAL_CLAMD = NOBODY
    application = fill(a_draft())
    document = given(application, infected_pdf(), asked=application.call.requireddocuments.get(code="plan"))
    if sent:
        application = send(confirm(application))
    version = fresh(application).content.version
    with clamd.running(clamd.Tcp()) as server, django_capture_on_commit_callbacks(execute=True):
        settings.PORTAL_CLAMD = server.address
        assert scanning.sweep(at=NOON + timedelta(hours=1)) == 1
    document.refresh_from_db()
    assert (document.scan, document.scan_finding) == (Scan.INFECTED, "Eicar-Test")
    assert storage.digest_of(document.file.name) == ""
    notice = Notice.objects.get(application=application, kind=NoticeKind.DOCUMENT_SET_ASIDE)
    assert notice.data == {"name": "Piano.pdf", "finding": "Eicar-Test"}
    assert "Piano.pdf" in words(notice).body
    answer = logged_in(application.firm).get(reverse("document", args=[application.pk, document.pk]))
    assert (answer.status_code, "«Eicar-Test»" in answer.content.decode()) == (403, True)
    # A draft is to be confirmed again, with another file; what was sent stays as it was sent.
    assert fresh(application).content.version == version + (not sent)
    assert fresh(application).state == (State.SUBMITTED if sent else State.DRAFT)


def test_an_infected_file_no_longer_answers_what_the_call_asks(settings):
    document = quarantined(settings, infected_pdf())
    assert not missing(document.application, [])[Section.DOCUMENTS]
    with clamd.running(clamd.Tcp()) as server:
        settings.PORTAL_CLAMD = server.address
        scanning.sweep(at=NOON)
        assert missing(document.application, [])[Section.DOCUMENTS] == [
            "Caricate: Piano di progetto.",
            "«Piano.pdf» è stato messo da parte dall’antivirus: toglietelo, o caricatene una copia pulita.",
        ]
        given(document.application, p.a_pdf(), asked=document.requirement)
    assert not missing(document.application, [])[Section.DOCUMENTS]


@pytest.mark.parametrize(("make", "outcome"), [(p.a_pdf, Scan.CLEAN), (infected_pdf, Scan.INFECTED)])
def test_two_rows_of_the_same_bytes_have_the_same_verdict(settings, django_capture_on_commit_callbacks, make, outcome):
    """A draft that follows a withdrawn application names the files of that one."""
    first = quarantined(settings, make())
    copy, draft = Document.objects.get(pk=first.pk), a_draft()
    copy.pk, copy.application = None, draft
    copy.save(force_insert=True)
    version = fresh(draft).content.version
    with clamd.running(clamd.Tcp()) as server, django_capture_on_commit_callbacks(execute=True):
        settings.PORTAL_CLAMD = server.address
        assert scanning.sweep(at=NOON) == 1
    assert set(Document.objects.filter(file=first.file.name).values_list("scan", flat=True)) == {outcome}
    told = Notice.objects.filter(kind=NoticeKind.DOCUMENT_SET_ASIDE).values_list("application", flat=True)
    assert set(told) == ({first.application_id, draft.pk} if outcome == Scan.INFECTED else set())
    assert fresh(draft).content.version == version + (outcome == Scan.INFECTED)


def test_a_file_that_was_taken_away_meanwhile_needs_no_verdict(settings):
    document = quarantined(settings, p.a_pdf())
    with clamd.running(clamd.Tcp()) as server:
        settings.PORTAL_CLAMD = server.address
        uploading.remove(document=document, by=document.uploaded_by, at=NOON)
        assert not scanning._settle(str(document.file.name), "", at=NOON)


def test_a_verdict_is_given_once_and_for_all(settings):
    document = quarantined(settings, p.a_pdf())
    rows = Document.objects.filter(pk=document.pk)
    for change, name in (
        ({"scan": "nuovo"}, "a_document_is_scanned_or_not"),
        ({"scan": Scan.INFECTED, "scanned_at": NOON}, "a_document_set_aside_says_what_was_found"),
        ({"scan": Scan.CLEAN}, "a_scanned_document_says_when"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            rows.update(**change)
    rows.update(scan=Scan.CLEAN, scanned_at=NOON)
    with pytest.raises(InternalError, match="a_scan_is_settled_once"), transaction.atomic():
        rows.update(scan=Scan.QUARANTINED, scanned_at=None)


def test_the_trigger_spares_the_verdict_and_nothing_else(settings):
    settings.PORTAL_CLAMD = NOBODY
    application = send(confirm(fill(a_draft())))
    rows = application.documents.all()
    with pytest.raises(InternalError, match="a_document_that_was_sent_is_never_changed"), transaction.atomic():
        rows.update(scan=Scan.CLEAN, scanned_at=NOON, name="altro.pdf")
    assert rows.update(scan=Scan.CLEAN, scanned_at=NOON) == 1
