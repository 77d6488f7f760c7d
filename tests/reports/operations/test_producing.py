"""Requests, makes and sends reports: once, again after a death, with the same bytes; and says no in words."""

from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pgtrigger
import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db.models import F

from bando.models import BudgetLine, Movement
from core.adapters.storage import kept
from core.models import AuditEvent
from core.refusals import Refused
from disbursement.models import Evidence
from registry.models import Firm
from registry.operations import editing
from reports import policies
from reports.enums import ReportKind, RunState
from reports.models import ReportFile, ReportRun
from reports.operations import delivering, producing, requesting
from reports.queries.catalogue import of_run
from reports.queries.comparing import compare
from tests import factories
from tests.factories import BEFORE, NOON, RANKED, a_call, a_user
from tests.factories_disbursement import make_public
from tests.reports.walks import AFTERWARDS, MINUTE, a_busy_call, produced, requested

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]
FORMATS = {"pdf", "xlsx", "csv", "json"}
MOTHER = {
    "name": "Madre S.p.A.", "country": "DE", "tie": "linked", "share": Decimal("0.6"), "staff": 60,
    "turnover": Decimal("12000000.00"), "balance_sheet": Decimal("11000000.00"),
}  # fmt: skip


def files_on_disk(tmp_path):
    return [path for path in tmp_path.rglob("*") if path.is_file() and "reports" in path.parts]


def test_a_run_ends_with_its_files_and_their_digests(tmp_path):
    run = produced(a_busy_call())
    assert (run.state, run.progress, run.attempts) == (RunState.DONE, 100, 1)
    assert {file.format for file in run.files.all()} == FORMATS
    for file in run.files.all():
        content = kept(file.file.name)
        assert (len(content), sha256(content).hexdigest()) == (file.size, file.sha256)
    assert len(files_on_disk(tmp_path)) == 4
    assert AuditEvent.objects.filter(action="producing.produce", subject_id=run.pk).exists()


def test_a_run_is_made_once():
    run = produced(a_call())
    assert producing.produce(run_id=run.pk, at=AFTERWARDS + timedelta(days=1)) is None
    assert run.files.count() == 4


def test_the_same_run_gives_the_same_bytes_after_more_has_happened():
    call = a_busy_call()
    run = produced(call)
    granted = call.applications.get(state="granted")
    factories.renounce(granted, at=AFTERWARDS + timedelta(days=1))
    factories.drain(granted, at=AFTERWARDS + timedelta(days=1))
    rows = compare(run, redraw=True)
    assert len(rows) == 5
    assert all(row.is_equal for row in rows)
    call_command("regenerate_reports", run.pk)


def changed_since(call):
    """Every firm renamed, moved, represented by another, and no more alone."""
    for firm in Firm.objects.filter(applications__call=call):
        changes = {"name": f"Nuova {firm.pk}", "municipality": "Altrove", "representative_name": "Luigi Verdi"}
        editing.edit(firm=firm, changes=changes, expected_version=firm.version, by=None, at=AFTERWARDS)
        editing.relate(firm=firm, relative=MOTHER, by=None, at=AFTERWARDS)


@pytest.mark.parametrize("kind", ReportKind.values)
def test_firms_that_change_leave_every_report_as_it_was(kind):
    call = a_busy_call()
    # What is public names the firms too.
    make_public(call.applications.get(state="granted"), published_on=AFTERWARDS.date(), at=AFTERWARDS)
    run = produced(call, kind)
    changed_since(call)
    rows = compare(run, redraw=True)
    # The data and each file; of the final report the annexes of two Chambers too.
    assert len(rows) == 5 + 2 * (kind == ReportKind.FINAL)
    assert all(row.is_equal for row in rows)
    # Without the copy of the sending the names of today would be told.
    with pgtrigger.ignore("applications.Application:a_sent_application_keeps_its_terms"):
        call.applications.update(firm_version=None)
    assert not all(row.is_equal for row in compare(run, redraw=False))


@pytest.mark.breaks_the_ledger
def test_a_changed_past_shows():
    call = a_busy_call()
    run = produced(call)
    with pgtrigger.ignore("bando.Movement:a_movement_is_never_changed"):
        movements = Movement.objects.filter(line__pot__call=call)
        movements.filter(pk=movements.first().pk).update(amount=F("amount") + 1)
    assert not any(row.is_equal for row in compare(run, redraw=True))
    with pytest.raises(CommandError, match="diverse"):
        call_command("regenerate_reports", run.pk)


def test_a_changed_file_shows():
    run = produced(a_call())
    path = default_storage.path(run.files.get(format="pdf").file.name)
    with open(path, "ab") as file:
        file.write(b" ")
    assert [row.label for row in compare(run, redraw=False) if not row.is_equal] == ["PDF"]


def test_the_sheets_have_the_ledgers_totals():
    call = a_busy_call()
    run = produced(call)
    available = sum(BudgetLine.objects.filter(pot__call=call).values_list("available", flat=True))
    book = openpyxl.load_workbook(BytesIO(kept(run.files.get(format="xlsx").file.name)))
    sheet = book["Risorse per fondo"]
    assert sheet.cell(sheet.max_row, sheet.max_column).value == available
    archive = ZipFile(BytesIO(kept(run.files.get(format="csv").file.name)))
    last = archive.read("intermedio-fondi.csv").decode("utf-8-sig").splitlines()[-1].split(";")
    assert last[-1] == f"{available:f}".replace(".", ",")


def test_a_killed_worker_leaves_a_run_that_the_next_sweep_takes_up():
    run = requested(a_call())
    assert producing.due(at=AFTERWARDS) == [run.pk]
    producing._taken(run_id=run.pk, at=AFTERWARDS)  # and dies here
    soon, later = AFTERWARDS + MINUTE, AFTERWARDS + policies.LEASE + MINUTE
    assert producing.due(at=soon) == []
    assert producing.produce(run_id=run.pk, at=soon) is None
    assert producing.due(at=later) == [run.pk]
    made = producing.produce(run_id=run.pk, at=later)
    assert (made.state, made.attempts, made.files.count()) == (RunState.DONE, 2, 4)


def test_a_worker_that_was_replaced_throws_its_files_away(tmp_path, monkeypatch):
    run = requested(a_call())
    later = AFTERWARDS + policies.LEASE + MINUTE

    def another_takes_it_meanwhile(taken):
        monkeypatch.setattr(producing, "of_run", of_run)
        assert producing.produce(run_id=run.pk, at=later) is not None
        return of_run(taken)

    monkeypatch.setattr(producing, "of_run", another_takes_it_meanwhile)
    assert producing.produce(run_id=run.pk, at=AFTERWARDS) is None
    assert ReportFile.objects.filter(run=run).count() == 4
    assert len(files_on_disk(tmp_path)) == 4


def test_a_run_that_ends_every_worker_is_given_up_with_a_sentence():
    run, at = requested(a_call()), AFTERWARDS
    for _attempt in range(policies.MOST_ATTEMPTS):
        producing._taken(run_id=run.pk, at=at)
        at += policies.LEASE + MINUTE
    assert producing.produce(run_id=run.pk, at=at) is None
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert "interrotto più volte" in run.error


def test_what_goes_wrong_is_kept_as_a_sentence_and_may_be_tried_again(tmp_path, monkeypatch):
    run = requested(a_call())
    monkeypatch.setattr(producing.rendering, "draw", lambda **details: 1 / 0)
    failed = producing.produce(run_id=run.pk, at=AFTERWARDS)
    assert (failed.state, failed.files.count(), files_on_disk(tmp_path)) == (RunState.FAILED, 0, [])
    assert "non è riuscita" in failed.error
    monkeypatch.undo()
    requesting.again(run=failed, by=a_user("operator"), at=AFTERWARDS + MINUTE)
    assert producing.produce(run_id=run.pk, at=AFTERWARDS + MINUTE).state == RunState.DONE


@pytest.mark.parametrize(
    ("kind", "as_of", "words"),
    [
        ("interim", AFTERWARDS + timedelta(days=9), "nel futuro"),
        ("interim", BEFORE - timedelta(days=1), "non era ancora pubblicato"),
        ("ranking", NOON, "graduatoria approvata"),
    ],
)
def test_a_request_is_refused_in_words(kind, as_of, words):
    with pytest.raises(Refused, match=words):
        requested(a_call(), kind, as_of, at=AFTERWARDS)


@pytest.mark.parametrize("role", ["auditor", "regione", "evaluator", "administrator"])
def test_who_only_reads_requests_nothing(role):
    with pytest.raises(Refused, match="ruolo"):
        requesting.request(call=a_call(), kind="interim", as_of_at=RANKED, by=a_user(role), at=RANKED)
    assert not ReportRun.objects.exists()


def test_a_sent_report_is_evidence_once():
    run, by = produced(a_busy_call()), a_user("operator")
    sent = delivering.deliver(run=run, protocol=" U-1 ", by=by, at=AFTERWARDS + MINUTE)
    assert (sent.data_sha256, sent.file_sha256, sent.protocol) == (run.data_sha256, run.files.get(format="pdf").sha256, "U-1")
    assert sent.regional_cost is None
    with pytest.raises(Refused, match="già registrato"):
        delivering.deliver(run=run, protocol="U-2", by=by, at=AFTERWARDS + MINUTE)
    assert Evidence.objects.count() == 1


def test_a_final_report_is_sent_with_its_regional_cost():
    run = produced(a_busy_call(), "final")
    sent = delivering.deliver(run=run, protocol="U-1", by=a_user("operator"), at=AFTERWARDS + MINUTE)
    assert sent.regional_cost == 0


@pytest.mark.parametrize(("kind", "words"), [("ranking", "gli altri si pubblicano"), ("interim", "non è pronto")])
def test_not_every_run_is_sent(kind, words):
    run = requested(a_busy_call(), kind)
    with pytest.raises(Refused, match=words):
        delivering.deliver(run=run, protocol="U-1", by=a_user("operator"), at=AFTERWARDS)
