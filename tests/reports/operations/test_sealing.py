"""The seal stands behind the bytes of the PDF as it was made; a service that is away delays it and nothing else."""

import io
from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.files.storage import default_storage
from django.db import Error, IntegrityError, transaction
from django.test import Client
from pyhanko.pdf_utils.generic import TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel, async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from applications.adapters.signatures.trust import awaited
from core.adapters.storage import kept
from core.models import AuditEvent
from reports import tasks
from reports.adapters import rendering
from reports.models import ReportRun, Seal
from reports.operations import keeping, producing, requesting, sealing
from reports.queries.comparing import compare
from reports.queries.outdated import kept_for
from tests.factories import a_call, a_user
from tests.reports.operations.test_lost_files import loses
from tests.reports.sealers import PASSPHRASE, Sealers, TimeService, sealers, time_service
from tests.reports.walks import AFTERWARDS, MINUTE, produced

pytestmark = pytest.mark.django_db
AT = AFTERWARDS + timedelta(hours=1)


@pytest.fixture
def tsa(settings, tmp_path):
    """A key on the disk of the test alone, and a service that answers."""
    settings.MEDIA_ROOT = tmp_path / "media"
    archive = tmp_path / "sigillo.p12"
    archive.write_bytes(sealers().archive())
    settings.PORTAL_SEAL_KEY, settings.PORTAL_SEAL_PASSPHRASE = str(archive), PASSPHRASE
    with time_service() as told:
        settings.PORTAL_SEAL_TSA = told.address
        yield told


def document_of(run) -> bytes:
    return kept(run.files.get(format="pdf").file.name)


def judged(content: bytes, *, by: Sealers | None = None):
    """What pyHanko's own validator says of the seal, trusting one authority and nobody else."""
    reader = PdfFileReader(io.BytesIO(content))
    [signature] = reader.embedded_signatures
    roots = {"trust_roots": [(by or sealers()).anchor], "allow_fetching": False}
    return awaited(async_validate_pdf_signature(signature, ValidationContext(**roots), ValidationContext(**roots)))


def assert_sealed(content: bytes) -> None:
    """Intact, by whom it says, over the whole file, with a time that is somebody else's word."""
    status = judged(content)
    assert (status.intact, status.valid, status.trusted, status.bottom_line) == (True, True, True, True)
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    time = status.timestamp_validity
    assert (time.intact, time.valid, time.trusted) == (True, True, True)


def _what_was_tampered_with_is_found(document: bytes, content: bytes) -> None:
    """The controls: a byte of the document, a revision behind the seal, a byte of the seal; an authority that nobody trusts."""
    at = document.index(b"stream") + 20
    assert not judged(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]).intact
    more, behind = IncrementalPdfFileWriter(io.BytesIO(content)), io.BytesIO()
    more.root["/Lang"] = TextStringObject("en")
    more.update_root()
    more.write(behind)
    added = judged(behind.getvalue())
    assert (added.coverage == SignatureCoverageLevel.ENTIRE_FILE, added.bottom_line) == (False, False)
    strange = judged(content, by=Sealers())
    assert (strange.intact, strange.trusted, strange.bottom_line) == (True, False, False)


def page_of(run) -> str:
    client = Client()
    client.force_login(a_user("operator"))
    return " ".join(client.get(f"/admin/reports/reportrun/{run.pk}/change/").content.decode().split())


def test_a_report_is_sealed_behind_its_own_bytes_with_the_time(tsa: TimeService) -> None:
    run = produced(a_call())
    document = document_of(run)
    assert sealing.due(at=AT) == [run.pk]
    seal = sealing.produce(run_id=run.pk, at=AT)
    content = kept(seal.file.name)
    # The first revision is the document, to the byte, and what was kept of it has not changed.
    assert content.startswith(document)
    assert document_of(run) == document
    assert seal.document_sha256 == sha256(document).hexdigest() == run.files.get(format="pdf").sha256
    assert (seal.sha256, seal.size) == (sha256(content).hexdigest(), len(content))
    reader, own = PdfFileReader(io.BytesIO(content)), PdfFileReader(io.BytesIO(document))
    assert reader.xrefs.total_revisions == own.xrefs.total_revisions + 1
    assert reader.xrefs.get_startxref_for_revision(own.xrefs.total_revisions - 1) == own.last_startxref
    assert_sealed(content)
    assert tsa.asked >= 1
    # What is made again is compared with the document: the seal does not stand in its way.
    assert all(row.is_equal for row in compare(run, redraw=True))
    _what_was_tampered_with_is_found(document, content)
    assert sealing.due(at=AT) == []
    assert sealing.produce(run_id=run.pk, at=AT + timedelta(days=1)) is None
    assert "Scarica il PDF sigillato" in page_of(run)
    with pytest.raises(IntegrityError, match="a_seal_that_is_put_has_its_digest"), transaction.atomic():
        Seal.objects.create(run=produced(a_call()), document_sha256="a", sealed_at=AT)
    assert AuditEvent.objects.filter(action="sealing.seal", subject_id=run.pk).count() == 1


def test_the_sealed_copy_is_downloaded_and_goes_with_the_other_files(tsa: TimeService, settings) -> None:
    run = produced(a_call())
    seal = sealing.produce(run_id=run.pk, at=AT)
    path = seal.file.name
    client = Client()
    client.force_login(a_user("regione"))
    answer = client.post(f"/admin/reports/produzioni/{run.pk}/sigillato/")
    assert b"".join(answer.streaming_content if answer.streaming else [answer.content]) == kept(path)
    assert "-sigillato.pdf" in answer["Content-Disposition"]
    assert AuditEvent.objects.filter(action="keeping.download", data__sha256=seal.sha256).count() == 1
    assert client.get(f"/admin/reports/produzioni/{run.pk}/sigillato/").status_code == 405
    client.force_login(a_user("evaluator"))
    assert client.post(f"/admin/reports/produzioni/{run.pk}/sigillato/").status_code in {403, 404}
    with transaction.atomic():
        keeping.discard(run_id=run.pk, by=None, at=AT + kept_for() + timedelta(days=1))
    seal.refresh_from_db()
    assert (seal.file.name, seal.sha256 != "") == ("", True)
    assert sealing.due(at=AT + timedelta(days=9999)) == []


def test_a_sealed_copy_that_was_thrown_away_or_lost_is_sealed_again(tsa: TimeService, django_capture_on_commit_callbacks) -> None:
    run = produced(a_call())
    first = sealing.produce(run_id=run.pk, at=AT)
    thrown, again = AT + kept_for() + timedelta(days=1), AT + kept_for() + timedelta(days=2)
    with django_capture_on_commit_callbacks(execute=True):
        assert keeping.discard(run_id=run.pk, by=None, at=thrown)
    first.refresh_from_db()
    assert (first.gone_at, first.file.name, bool(first.sha256)) == (thrown, "", True)
    assert sealing.due(at=again) == []
    requesting.again(run=run, by=a_user("operator"), at=again)
    producing.produce(run_id=run.pk, at=again)
    # The document is the same to the byte; it is found by the sweep and sealed by the same task.
    assert sealing.due(at=again) == [run.pk]
    assert "Scarica il PDF sigillato" not in page_of(run)
    assert tasks.sweep_seals() == 1
    tasks.seal(run.pk)
    second = run.seals.get(gone_at=None)
    content = kept(second.file.name)
    assert content.startswith(document_of(run))
    assert_sealed(content)
    assert (second.document_sha256, second.sha256 != first.sha256) == (first.document_sha256, True)
    assert "Scarica il PDF sigillato" in page_of(run)
    assert sealing.due(at=again) == []
    _lost(run, second, again)
    refusals = (
        ("a_document_has_one_seal_at_a_time", lambda: Seal.objects.create(run=run, document_sha256=first.document_sha256)),
        ("a_seal_that_is_gone_stays_so", lambda: Seal.objects.filter(pk=first.pk).update(gone_at=None, file="x")),
        ("a_seal_that_is_put_has_its_file_or_is_gone", lambda: Seal.objects.filter(gone_at=None).update(file="")),
    )
    for promise, broken in refusals:
        with pytest.raises(Error, match=promise), transaction.atomic():
            broken()


def _lost(run, seal: Seal, at) -> None:
    """Who asks for it is told, and it is put down as gone; the next sweep seals anew."""
    assert all(row.is_equal for row in compare(run, redraw=False))
    default_storage.delete(seal.file.name)
    assert [row.label for row in compare(run, redraw=False) if not row.is_equal] == ["PDF sigillato"]
    client = Client()
    client.force_login(a_user("regione"))
    answer = client.post(f"/admin/reports/produzioni/{run.pk}/sigillato/")
    assert (answer.status_code, "si sigilla di nuovo" in answer.text) == (409, True)
    assert AuditEvent.objects.filter(action="keeping.miss", data__sha256=seal.sha256).count() == 1
    assert sealing.due(at=at) == [run.pk]
    third = sealing.produce(run_id=run.pk, at=at)
    assert_sealed(kept(third.file.name))
    assert client.post(f"/admin/reports/produzioni/{run.pk}/sigillato/").status_code == 200
    assert run.seals.count() == 3


def test_a_seal_is_on_the_bytes_of_its_edition(tsa: TimeService, monkeypatch) -> None:
    run = produced(a_call())
    first = sealing.produce(run_id=run.pk, at=AT)
    old, drawn, by = kept(first.file.name), rendering.draw, a_user("operator")
    loses(run, format="pdf")
    monkeypatch.setattr(rendering, "draw", lambda **details: drawn(**details) + b"\n")
    requesting.again(run=run, by=by, at=AT)
    assert producing.produce(run_id=run.pk, at=AT).state == "failed"
    requesting.renew(run=run, by=by, at=AT)
    assert producing.produce(run_id=run.pk, at=AT).state == "done"
    # What is sealed of the first one is still given, and told from the second, whose seal is still to be put.
    before = Seal.objects.get()
    assert (before.pk, before.gone_at, Seal.objects.count()) == (first.pk, None, 1)
    assert "Scarica il PDF sigillato dell’edizione 1" in page_of(run)
    assert sealing.due(at=AT) == [run.pk]
    second = sealing.produce(run_id=run.pk, at=AT)
    [document] = run.files.filter(format="pdf", edition=2)
    assert (second.document_sha256, sealing.due(at=AT)) == (document.sha256, [])
    assert kept(second.file.name).startswith(kept(document.file.name))
    assert_sealed(kept(second.file.name))
    page, client, there = page_of(run), Client(), f"/admin/reports/produzioni/{run.pk}/sigillato/"
    assert ("Scarica il PDF sigillato (" in page, "Scarica il PDF sigillato dell’edizione 1" in page) == (True, True)
    client.force_login(a_user("regione"))
    assert client.post(there).getvalue() == kept(second.file.name)
    assert client.post(there, {"document": first.document_sha256}).getvalue() == old
    assert client.post(there, {"document": "0" * 64}).status_code == 404
    assert all(row.is_equal for row in compare(ReportRun.objects.get(pk=run.pk), redraw=False))
    _altered(run, second, client.post, there)


def _altered(run, seal: Seal, post, there: str) -> None:
    """The nightly look finds it, nobody is given it, and the same document is sealed again."""
    with open(default_storage.path(seal.file.name), "ab") as stored:
        stored.write(b" ")
    assert keeping.watch(by=None, at=AT) == 1
    seal.refresh_from_db()
    assert (seal.altered, seal.gone_at, seal.file.name) == (True, AT, "")
    assert AuditEvent.objects.filter(action="keeping.alter", data__sha256=seal.sha256).count() == 1
    with pytest.raises(Error, match="a_sealed_copy_that_was_altered_is_gone"), transaction.atomic():
        Seal.objects.filter(gone_at=None).update(altered=True)
    assert post(there).status_code == 404
    assert sealing.due(at=AT) == [run.pk]
    assert sealing.produce(run_id=run.pk, at=AT).document_sha256 == seal.document_sha256


def test_a_service_that_is_away_delays_the_seal_and_fails_nothing(tsa: TimeService, settings) -> None:
    run = produced(a_call())
    tsa.away = True
    missed = sealing.produce(run_id=run.pk, at=AT)
    assert (missed.sealed_at, missed.attempts) == (None, 1)
    run.refresh_from_db()
    assert run.state == "done"
    page = page_of(run)
    assert (
        "Il servizio di marcatura temporale non ha risposto: si ritenta da solo. Intanto il PDF si scarica senza sigillo." in page
    )
    assert "Scarica il file PDF" in page
    assert "Scarica il PDF sigillato" not in page
    # Another worker in the meantime finds it taken; the waits grow and have an end.
    assert sealing.produce(run_id=run.pk, at=AT + MINUTE) is None
    assert sealing.due(at=AT + MINUTE) == []
    assert sealing.due(at=AT + 2 * MINUTE) == [run.pk]
    settings.PORTAL_SEAL_PASSPHRASE = "un’altra"
    said = sealing.produce(run_id=run.pk, at=AT + 2 * MINUTE).error
    assert "La chiave del sigillo non si apre" in said
    assert "un’altra" not in said
    assert sealing.due(at=AT + 5 * MINUTE) == []
    settings.PORTAL_SEAL_PASSPHRASE, tsa.away = PASSPHRASE, False
    later = AT + timedelta(hours=7)
    Seal.objects.filter(run=run).update(attempts=200)
    assert sealing.due(at=later) == [run.pk]
    sealed = sealing.produce(run_id=run.pk, at=later)
    assert (sealed.sealed_at, sealed.error) == (later, "")
    assert kept(sealed.file.name).startswith(document_of(run))


def test_without_a_key_nothing_is_sealed(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    run = produced(a_call())
    assert sealing.due(at=AT) == []
    assert sealing.produce(run_id=run.pk, at=AT) is None
    assert not Seal.objects.exists()
    assert "sigillo" not in page_of(run).partition("Produzione e file")[2].partition("Dati</h2>")[0].lower()
