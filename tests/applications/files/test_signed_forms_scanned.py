"""A signed form is asked of the antivirus like any file; without a verdict it counts, and nobody opens it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, InternalError, transaction
from django.urls import reverse

from applications.enums import NoticeKind
from applications.models import Arrival, Notice, Signature
from applications.operations import scanning
from applications.policies.signed import is_signed, why_not_signed
from core.adapters import storage
from core.models import Scan
from core.queries import stored
from core.refusals import Refused
from tests import clamd
from tests import papers as p
from tests.applications.files.test_quarantine import INFECTED, NOBODY, REAL, WAITING, infected_pdf
from tests.applications.signing import bring, sign, to_be_signed, trust
from tests.factories import NOON, a_representative, an_officer, fresh, send

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _trusted(settings, tmp_path):
    trust(settings, tmp_path)


def ill(monkeypatch) -> None:
    """The antivirus finds something in whatever it is asked."""
    monkeypatch.setattr(clamd.Tcp, "answer", b"stream: Eicar-Test FOUND\0")


def test_clamav_itself_refuses_an_infected_form_and_frees_a_clean_one(settings, tmp_path):
    settings.PORTAL_CLAMD = NOBODY
    application = to_be_signed()
    waiting = sign(application)
    assert waiting.scan == Scan.QUARANTINED
    (tmp_path / "clamd").mkdir()
    with clamd.daemon(tmp_path / "clamd") as address:
        settings.PORTAL_CLAMD = address
        for content in (infected_pdf(), p.enveloped(infected_pdf()), p.in_pieces(infected_pdf())):
            with pytest.raises(Refused) as refused:
                bring(application, content)
            assert refused.value.reason == REAL
        assert sign(application, way="pades").scan == Scan.CLEAN
        assert scanning.sweep(at=LATER) == 2
    waiting.refresh_from_db()
    assert (waiting.scan, waiting.scanned_at) == (Scan.CLEAN, LATER)
    assert Signature.objects.count() == 2


def test_an_infected_form_is_not_kept(settings):
    application = to_be_signed()
    before = set(storage.stored())
    with clamd.running(clamd.Tcp()) as server:
        settings.PORTAL_CLAMD = server.address
        with pytest.raises(Refused) as refused:
            bring(application, p.in_pieces(infected_pdf()))
    assert refused.value.reason == INFECTED
    assert (Signature.objects.count(), set(storage.stored())) == (0, before)


def test_in_quarantine_it_opens_the_sending_and_nobody_downloads_it(client, settings):
    settings.PORTAL_CLAMD = NOBODY
    application = to_be_signed()
    row = sign(application)
    sent = send(application)
    desk = reverse("admin:applications_application_signed", args=[sent.pk, row.pk])
    own = reverse("application_signed_file", args=[sent.pk, row.pk])
    for person, address in ((a_representative(sent.firm), own), (an_officer(sent), desk)):
        client.force_login(person)
        given = client.get(address)
        assert (given.status_code, WAITING in given.text) == (403, True)
    page = client.get(reverse("admin:applications_application_change", args=[sent.pk])).text
    assert desk not in page
    assert "in quarantena" in page
    with clamd.running(clamd.Tcp()) as server:
        settings.PORTAL_CLAMD = server.address
        assert scanning.sweep(at=LATER) == 2
    assert client.get(desk).status_code == 200


def test_a_form_that_is_set_aside_counts_no_more(settings, monkeypatch, django_capture_on_commit_callbacks):
    settings.PORTAL_CLAMD = NOBODY
    application = to_be_signed()
    application.documents.update(scan=Scan.CLEAN, scanned_at=NOON)
    row = sign(application)
    assert is_signed(fresh(application))
    ill(monkeypatch)
    with clamd.running(clamd.Tcp()) as server, django_capture_on_commit_callbacks(execute=True):
        settings.PORTAL_CLAMD = server.address
        assert scanning.sweep(at=LATER) == 1
    row.refresh_from_db()
    assert (row.scan, row.scan_finding, storage.digest_of(row.file.name)) == (Scan.INFECTED, "Eicar-Test", "")
    assert not [one for one in stored.named() if one.trouble]
    assert Notice.objects.filter(application=application, kind=NoticeKind.DOCUMENT_SET_ASIDE).count() == 1
    assert why_not_signed(fresh(application)).startswith("Il file firmato è stato messo da parte dall’antivirus")
    with pytest.raises(Refused, match="messo da parte dall’antivirus"):
        send(application)
    settings.PORTAL_CLAMD = ""
    sign(application, way="pades")
    assert send(application).arrival.number == 1


def test_the_database_takes_no_arrival_whose_signature_was_set_aside(settings):
    settings.PORTAL_CLAMD = NOBODY
    application = to_be_signed()
    row = sign(application)
    Signature.objects.filter(pk=row.pk).update(scan=Scan.INFECTED, scan_finding="Eicar-Test", scanned_at=LATER)
    snapshot = application.snapshot
    with pytest.raises(DatabaseError, match="an_arrival_is_signed_where_its_call_asks_it"), transaction.atomic():
        Arrival.objects.create(
            call=application.call, application=application, snapshot=snapshot, number=1, received_at=NOON, at=NOON,
            digest=snapshot.digest, leaf=snapshot.leaf, key=uuid4(), sent_by=row.by, hash="0" * 64, previous_hash="",
        )  # fmt: skip


def test_of_a_signed_file_the_verdict_changes_once_and_nothing_else(settings):
    settings.PORTAL_CLAMD = NOBODY
    rows = Signature.objects.filter(pk=sign(to_be_signed()).pk)
    for change in ({"accepted": False}, {"scan": Scan.CLEAN, "scanned_at": LATER, "name": "altro"}):
        with pytest.raises(InternalError, match="a_signed_file_is_never_changed"), transaction.atomic():
            rows.update(**change)
    with pytest.raises(InternalError, match="a_signed_file_is_never_changed"), transaction.atomic():
        rows.delete()
    for change, name in (
        ({"scan": "nuovo"}, "a_signed_file_is_scanned_or_not"),
        ({"scan": Scan.INFECTED, "scanned_at": LATER}, "a_signed_file_set_aside_says_what_was_found"),
        ({"scan": Scan.CLEAN}, "a_scanned_signed_file_says_when"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            rows.update(**change)
    assert rows.update(scan=Scan.CLEAN, scanned_at=LATER) == 1
    with pytest.raises(InternalError, match="a_scan_is_settled_once"), transaction.atomic():
        rows.update(scan=Scan.QUARANTINED, scanned_at=None)
