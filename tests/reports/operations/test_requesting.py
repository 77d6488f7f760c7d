"""One run a question, called off, asked for again, drafted when it falls due, its files kept so long and made again."""

from datetime import datetime, time, timedelta
from functools import partial

import pytest
from django.core.management import CommandError, call_command

from bando.models import TrancheRule
from core.adapters import storage
from core.models import AuditEvent
from core.refusals import Refused
from reports import policies
from reports.domain.options import options
from reports.domain.wording import ROME
from reports.enums import ReportKind, RunState
from reports.models import ReportFile, ReportRun
from reports.operations import delivering, keeping, producing, requesting
from reports.queries.comparing import compare
from reports.queries.falling_due import AHEAD, BEHIND, falling_due
from reports.queries.outdated import kept_for, outdated
from tests.factories import a_call, a_user
from tests.reports.walks import AFTERWARDS, MINUTE, produced, requested

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]
LATER = AFTERWARDS + timedelta(days=800)


def test_the_same_question_is_one_run_and_another_is_another():
    call = a_call()
    ask = partial(requesting.request, call=call, by=a_user("operator"), at=AFTERWARDS)
    first = ask(kind="interim", as_of_at=AFTERWARDS)
    assert ask(kind="interim", as_of_at=AFTERWARDS) == first
    others = [
        ask(kind="final", as_of_at=AFTERWARDS),
        ask(kind="interim", as_of_at=AFTERWARDS - MINUTE),
        ask(kind="interim", as_of_at=AFTERWARDS, parameters={"separator": ","}),
    ]
    assert len({first, *others}) == 4
    assert AuditEvent.objects.filter(action="requesting.request").count() == 4


def test_options_are_known_and_complete():
    assert options({}) == {"separator": ";", "mark": True, "texts": []}
    for wrong in ({"separator": "|"}, {"colour": "red"}):
        with pytest.raises(ValueError, match=r"option|valid"):
            options(wrong)


def test_a_run_that_was_called_off_is_left_alone_until_it_is_asked_for_again():
    run, by = requested(a_call()), a_user("operator")
    requesting.cancel(run=run, by=by, at=AFTERWARDS)
    assert producing.due(at=AFTERWARDS) == []
    assert producing.produce(run_id=run.pk, at=AFTERWARDS) is None
    with pytest.raises(Refused, match="già finita"):
        requesting.cancel(run=run, by=by, at=AFTERWARDS)
    again = requesting.request(call=run.call, kind=run.kind, as_of_at=run.as_of_at, by=by, at=AFTERWARDS)
    assert (again, again.state) == (run, RunState.REQUESTED)
    assert producing.produce(run_id=run.pk, at=AFTERWARDS).state == RunState.DONE
    with pytest.raises(Refused, match="ci sono"):
        requesting.again(run=run, by=by, at=AFTERWARDS)


def test_a_worker_notices_that_its_run_was_called_off(tmp_path, monkeypatch):
    run, draw = requested(a_call()), producing.rendering.draw

    def called_off_meanwhile(**details):
        if details["file_format"] == "xlsx":
            requesting.cancel(run=run, by=a_user("operator"), at=AFTERWARDS)
        return draw(**details)

    monkeypatch.setattr(producing.rendering, "draw", called_off_meanwhile)
    assert producing.produce(run_id=run.pk, at=AFTERWARDS) is None
    run.refresh_from_db()
    assert (run.state, run.files.count()) == (RunState.CANCELLED, 0)
    assert [path for path in tmp_path.rglob("*") if path.is_file() and "reports" in path.parts] == []


@pytest.mark.parametrize("role", ["auditor", "regione"])
def test_who_only_reads_calls_nothing_off(role):
    with pytest.raises(Refused, match="ruolo"):
        requesting.cancel(run=requested(a_call()), by=a_user(role), at=AFTERWARDS)


def test_a_run_given_up_gets_as_many_attempts_when_it_is_asked_for_again():
    run, at = requested(a_call()), AFTERWARDS
    for _attempt in range(policies.MOST_ATTEMPTS + 1):
        producing._taken(run_id=run.pk, at=at)
        at += policies.LEASE + MINUTE
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    requesting.again(run=run, by=a_user("operator"), at=at)
    assert producing._taken(run_id=run.pk, at=at).attempts == policies.MOST_ATTEMPTS + 1
    assert producing._taken(run_id=run.pk, at=at + policies.LEASE + MINUTE) is not None


# Drafts


def a_rule():
    """The interim report of the call opens its second tranche."""
    return TrancheRule.objects.get(fund__call=a_call(), kind="second")


def noon_of(day):
    return datetime.combine(day, time(12), ROME)


def drafted(at):
    """The interim reports that come to be; the rules of the test call have all their tranches due on one day."""
    interim = [due for due in falling_due(at) if due.kind == ReportKind.INTERIM]
    return [run for due in interim if (run := requesting.draft(due=due, by=None, at=at))]


def test_a_report_is_drafted_once_two_weeks_before_its_tranche_is_due():
    rule = a_rule()
    assert drafted(noon_of(rule.due_on - AHEAD - timedelta(days=1))) == []
    (run,) = drafted(noon_of(rule.due_on - AHEAD))
    assert (run.kind, run.call, run.requested_by) == (ReportKind.INTERIM, rule.fund.call, None)
    assert run.as_of_at == datetime.combine(rule.due_on - AHEAD, time(), ROME)
    assert drafted(noon_of(rule.due_on)) == []
    assert AuditEvent.objects.get(action="requesting.draft").subject_id == run.pk


def test_a_portal_that_stood_still_drafts_late_and_not_for_ever():
    rule = a_rule()
    assert drafted(noon_of(rule.due_on + BEHIND + timedelta(days=1))) == []
    assert len(drafted(noon_of(rule.due_on + BEHIND))) == 1


def test_what_was_sent_is_not_drafted():
    rule = a_rule()
    run = produced(rule.fund.call, as_of=noon_of(rule.due_on - AHEAD))
    at = noon_of(rule.due_on - AHEAD) + MINUTE
    delivering.deliver(run=run, protocol="U-1", by=a_user("operator"), at=at)
    assert {due.kind for due in falling_due(at)} <= {ReportKind.FINAL}


# Files


def test_files_are_thrown_away_after_their_time_and_the_digests_stay(tmp_path):
    run = produced(a_call())
    known = {file.format: (file.sha256, file.size) for file in run.files.all()}
    assert outdated(run.finished_at + kept_for() - MINUTE, kept_for()) == []
    assert not keeping.discard(run_id=run.pk, by=None, at=AFTERWARDS + MINUTE)
    assert outdated(LATER, kept_for()) == [run.pk]
    assert keeping.discard(run_id=run.pk, by=None, at=LATER)
    assert not keeping.discard(run_id=run.pk, by=None, at=LATER)
    run.refresh_from_db()
    assert (run.state, run.discarded_at) == (RunState.DONE, LATER)
    assert {file.format: (file.sha256, file.size) for file in run.files.all()} == known
    with pytest.raises(Refused, match="conservazione"):
        keeping.download(files=[run.files.get(format="pdf")], by=a_user("regione"), at=LATER)
    assert all(row.is_equal for row in compare(run, redraw=True))


def test_files_thrown_away_are_made_again_equal(django_capture_on_commit_callbacks):
    run = produced(a_call())
    paths = [file.file.name for file in run.files.all()]
    with django_capture_on_commit_callbacks(execute=True):
        keeping.discard(run_id=run.pk, by=None, at=LATER)
    assert [storage.digest_of(path) for path in paths] == [""] * 4
    requesting.request(call=run.call, kind=run.kind, as_of_at=run.as_of_at, by=a_user("operator"), at=LATER)
    made = producing.produce(run_id=run.pk, at=LATER + MINUTE)
    assert (made.state, made.discarded_at, made.data_sha256) == (RunState.DONE, None, run.data_sha256)
    for file in made.files.all():
        assert storage.digest_of(file.file.name) == file.sha256


def test_files_made_again_that_differ_are_not_kept(monkeypatch):
    run = produced(a_call())
    keeping.discard(run_id=run.pk, by=None, at=LATER)
    requesting.again(run=run, by=a_user("operator"), at=LATER)
    monkeypatch.setattr(producing.rendering, "draw", lambda **details: b"otherwise")
    made = producing.produce(run_id=run.pk, at=LATER + MINUTE)
    assert made.state == RunState.FAILED
    assert "diversi da quelli di allora" in made.error
    assert set(ReportFile.objects.values_list("file", flat=True)) == {""}


def test_what_was_sent_to_the_region_is_kept_for_ever():
    run = produced(a_call())
    delivering.deliver(run=run, protocol="U-1", by=a_user("operator"), at=AFTERWARDS + MINUTE)
    assert outdated(LATER, kept_for()) == []
    assert not keeping.discard(run_id=run.pk, by=None, at=LATER)


def test_every_run_is_made_again_and_compared(capsys):
    first, second = produced(a_call()), produced(a_call(), "final")
    requested(a_call())
    call_command("regenerate_reports")
    assert "Produzioni confrontate: 2, tutte uguali." in capsys.readouterr().out
    ReportRun.objects.filter(pk=second.pk).update(data_sha256="0" * 64)
    with pytest.raises(CommandError, match=rf"diverse da quelle conservate: {second.pk}\.") as told:
        call_command("regenerate_reports")
    assert told.value.returncode == 1
    call_command("regenerate_reports", first.pk)
    with pytest.raises(CommandError, match="Non c’è una produzione pronta"):
        call_command("regenerate_reports", 999_999)
