"""Invoices and proofs are asked of the antivirus like any document: refused, or shut away until it answers again."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse

from applications.enums import NoticeKind, State
from applications.models import Notice
from core.adapters import storage
from core.models import AuditEvent, Scan
from core.queries import stored
from core.refusals import Refused
from disbursement import tasks
from disbursement.models import Invoice
from disbursement.operations import accounting, invoicing, scanning
from tests import clamd
from tests import papers as p
from tests.applications.files.test_quarantine import NOBODY, REAL, WAITING, infected_pdf
from tests.disbursement.files.test_hostile_files import brought, proved
from tests.factories import a_representative, an_officer
from tests.factories_disbursement import WRITTEN, an_xml, application_at, claim, describe, open_account, written

pytestmark = pytest.mark.django_db
AFTER = WRITTEN + timedelta(hours=1)


@pytest.fixture
def account():
    return open_account(application_at(State.ACCEPTED))


def infected_xml(account) -> bytes:
    return an_xml(account.application, lines=((clamd.EICAR.decode(), "12000.00"),))


def test_clamav_itself_refuses_frees_and_sets_aside(settings, tmp_path, account, django_capture_on_commit_callbacks):
    settings.PORTAL_CLAMD = NOBODY
    [clean], [infected] = claim(account, an_xml(account.application)), claim(account, p.enveloped(infected_xml(account)))
    proof, bad_proof = proved(account, clean, p.a_pdf()), proved(account, clean, infected_pdf())
    rows = (clean, infected, proof, bad_proof)
    assert {row.scan for row in rows} == {Scan.QUARANTINED}
    assert scanning.sweep(at=AFTER) == 0
    with clamd.daemon(tmp_path) as address, django_capture_on_commit_callbacks(execute=True):
        settings.PORTAL_CLAMD = address
        for content in (infected_xml(account), p.enveloped(infected_xml(account)), p.in_pieces(infected_xml(account))):
            with pytest.raises(Refused) as refused:
                brought(account, content)
            assert refused.value.reason == REAL
        with pytest.raises(Refused) as refused:
            proved(account, clean, infected_pdf())
        assert refused.value.reason == REAL
        assert claim(account, an_xml(account.application))[0].scan == Scan.CLEAN
        assert tasks.sweep_quarantine() == 4
        assert tasks.sweep_quarantine() == 0
    for row in rows:
        row.refresh_from_db()
    assert [row.scan for row in rows] == [Scan.CLEAN, Scan.INFECTED, Scan.CLEAN, Scan.INFECTED]
    assert [bool(storage.digest_of(row.file.name)) for row in rows] == [True, False, True, False]
    assert not [one for one in stored.named() if one.trouble]
    told = Notice.objects.filter(application=account.application, kind=NoticeKind.DOCUMENT_SET_ASIDE)
    assert sorted(notice.data["name"] for notice in told) == sorted([infected.name, bad_proof.name])
    assert AuditEvent.objects.filter(action="scanning.sweep", subject_id=account.pk).count() == 4


def test_in_quarantine_nobody_downloads_it_and_the_page_says_so(client, settings, account):
    settings.PORTAL_CLAMD = NOBODY
    [invoice] = claim(account, an_xml(account.application))
    proof, application = proved(account, invoice, p.a_pdf()), account.application
    for person in (a_representative(application.firm), an_officer(application)):
        client.force_login(person)
        for kind, row in (("fatture", invoice), ("pagamenti", proof)):
            given = client.get(reverse("account_file", args=[application.pk, kind, row.pk]))
            assert (given.status_code, WAITING in given.text) == (403, True)
    client.force_login(a_representative(application.firm))
    page = client.get(reverse("account", args=[application.pk])).text
    assert page.count("in quarantena") == 2
    assert reverse("account_file", args=[application.pk, "fatture", invoice.pk]) not in page
    client.force_login(an_officer(application))
    desk = client.get(reverse("admin:disbursement_account_change", args=[account.pk])).text
    assert desk.count("in quarantena") == 2


def test_accounts_are_sent_with_a_file_in_quarantine_and_it_is_judged_afterwards(settings):
    settings.PORTAL_CLAMD = NOBODY
    account = written(application_at(State.ACCEPTED))
    accounting.send(account=account, by=a_representative(account.application.firm), at=WRITTEN)
    with clamd.running(clamd.Tcp()) as server:
        settings.PORTAL_CLAMD = server.address
        assert scanning.sweep(at=AFTER) == 2
    assert set(account.invoices.values_list("scan", "scanned_at")) == {(Scan.CLEAN, AFTER)}


def test_accounts_are_not_sent_with_a_file_that_was_set_aside(settings):
    settings.PORTAL_CLAMD = NOBODY
    account = open_account(application_at(State.ACCEPTED))
    by = a_representative(account.application.firm)
    [invoice] = claim(account, infected_xml(account))
    proof = proved(account, invoice, infected_pdf())
    describe(account)
    with clamd.running(clamd.Tcp()) as server:
        settings.PORTAL_CLAMD = server.address
        assert scanning.sweep(at=AFTER) == 2
    for row in (proof, invoice):
        sentence = f"«{row.name}» è stato messo da parte dall’antivirus: toglietelo, poi caricatene una copia pulita."
        with pytest.raises(Refused) as refused:
            accounting.send(account=account, by=by, at=WRITTEN)
        assert sentence in refused.value.reason
        if row == proof:
            accounting.remove_proof(proof=proof, by=by, at=WRITTEN)
    settings.PORTAL_CLAMD = ""
    invoicing.remove_invoice(invoice=invoice, by=by, at=WRITTEN)
    accounting.send(account=written(account.application), by=by, at=WRITTEN)


def test_a_verdict_is_given_once_and_nothing_else_changes_after_the_sending(settings):
    settings.PORTAL_CLAMD = NOBODY
    account = written(application_at(State.ACCEPTED))
    accounting.send(account=account, by=a_representative(account.application.firm), at=WRITTEN)
    for rows, name in (
        (account.invoices, "an_invoice_that_was_sent_is_never_changed"),
        (account.payment_proofs, "a_payment_proof_that_was_sent_is_never_changed"),
    ):
        with pytest.raises(InternalError, match=name), transaction.atomic():
            rows.update(scan=Scan.CLEAN, scanned_at=AFTER, name="altro")
        with pytest.raises(IntegrityError, match="says_when"), transaction.atomic():
            rows.update(scan=Scan.CLEAN)
        with pytest.raises(IntegrityError, match="says_what_was_found"), transaction.atomic():
            rows.update(scan=Scan.INFECTED, scanned_at=AFTER)
        with pytest.raises(IntegrityError, match="is_scanned_or_not"), transaction.atomic():
            rows.update(scan="nuovo")
        assert rows.update(scan=Scan.CLEAN, scanned_at=AFTER) == 1
        with pytest.raises(InternalError, match="a_scan_is_settled_once"), transaction.atomic():
            rows.update(scan=Scan.QUARANTINED, scanned_at=None)


def test_what_was_sent_does_not_move_to_other_accounts():
    sent, other = written(application_at(State.ACCEPTED)), open_account(application_at(State.ACCEPTED))
    accounting.send(account=sent, by=a_representative(sent.application.firm), at=WRITTEN)
    for rows, name in (
        (sent.invoices, "an_invoice_that_was_sent_is_never_changed"),
        (sent.spendings, "spending_that_was_sent_is_never_changed"),
        (sent.payment_proofs, "a_payment_proof_that_was_sent_is_never_changed"),
    ):
        with pytest.raises(InternalError, match=name), transaction.atomic():
            rows.update(account=other)


def test_the_invoices_of_one_file_have_one_verdict(settings, account):
    settings.PORTAL_CLAMD = NOBODY
    [first] = claim(account, an_xml(account.application))
    twin = Invoice.objects.get(pk=first.pk)
    twin.pk, twin.number, twin.position = None, "gemella", 2
    twin.save(force_insert=True)
    with clamd.running(clamd.Tcp()) as server:
        settings.PORTAL_CLAMD = server.address
        assert scanning.sweep(at=AFTER) == 1
        assert len(server.seen) == 1
    assert set(account.invoices.values_list("scan", flat=True)) == {Scan.CLEAN}


def test_the_schedule_asks_every_minute(settings):
    planned = settings.CELERY_BEAT_SCHEDULE["quarantine-of-accounts"]
    assert (planned["task"], planned["schedule"]) == (tasks.sweep_quarantine.name, 60)
