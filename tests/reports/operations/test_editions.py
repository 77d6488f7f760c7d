"""A file that cannot be had as it was: refused, then by somebody's choice another edition, beside what was recorded for ever."""

import io
import zipfile
from datetime import timedelta
from html import unescape

import pgtrigger
import pytest
from django.core.management import call_command
from django.db import Error, transaction
from django.db.models import F
from django.urls import reverse

from bando.models import Movement
from core.adapters import storage
from core.models import AuditEvent
from core.refusals import Refused
from disbursement.models import Evidence
from reports import policies
from reports.adapters import rendering
from reports.enums import RunState
from reports.models import ReportFile, ReportRun
from reports.operations import keeping, producing, requesting
from reports.queries.catalogue import of_run
from reports.queries.outdated import kept_for
from tests.factories import a_call, a_user
from tests.reports.operations.test_lost_files import asked, digests, events, loses, page_of
from tests.reports.walks import AFTERWARDS, MINUTE, a_busy_call, browser, produced

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]
AT = AFTERWARDS + timedelta(hours=1)
OTHERWISE = "I dati sono quelli di allora, ma i file rifatti ora sono diversi"
CHOSEN = "Edizione 2, rifatta il"


@pytest.fixture
def another_layout(monkeypatch):
    """A program that draws the same data otherwise: called, it is there; undone, it is as it was."""

    def changed():
        drawn, annexes = rendering.draw, rendering.draw_annexes
        monkeypatch.setattr(rendering, "draw", lambda **details: drawn(**details) + b"\n")
        monkeypatch.setattr(rendering, "draw_annexes", lambda **details: [one + b"\n" for one in annexes(**details)])

    return changed


def choice_of(run) -> str:
    return reverse("admin:reports_reportrun_action", args=[run.pk, "edizione"])


def text_of(answer) -> str:
    return unescape(" ".join(answer.text.split()))


def refused(run, words=OTHERWISE):
    """It is asked for again as it was, and does not come out so."""
    requesting.again(run=run, by=a_user("operator"), at=AT)
    made = producing.produce(run_id=run.pk, at=AT + MINUTE)
    assert (made.state, words in made.error) == (RunState.FAILED, True)
    return made


def renewed(run, by=None):
    requesting.renew(run=run, by=by or a_user("operator"), at=AT)
    return producing.produce(run_id=run.pk, at=AT + MINUTE)


def given(run):
    """Which edition of each file is given."""
    return {which: file.edition for which, file in ReportRun.objects.get(pk=run.pk).given.items() if file.file}


def test_other_bytes_are_refused_and_then_by_choice_another_edition(another_layout, monkeypatch):
    run = produced(a_call())
    known, reader, maker = digests(run), browser("regione"), browser("operator")
    loses(run, format="pdf")
    assert maker.post(choice_of(run)).status_code == 409, "as it was comes first"
    another_layout()
    run = refused(run)
    assert (choice_of(run) in maker.get(page_of(run)).text, choice_of(run) in reader.get(page_of(run)).text) == (True, False)
    assert reader.post(choice_of(run)).status_code == 403
    assert "controllati con la loro impronta" in maker.get(choice_of(run)).text
    assert [maker.post(choice_of(run)).status_code for _press in range(2)] == [302, 409]
    run.refresh_from_db()
    assert (run.state, events(run, "requesting.renew")) == (RunState.REQUESTED, 1)
    chooser = run.edition_asked_by
    made = producing.produce(run_id=run.pk, at=AT + MINUTE)
    assert (made.state, made.edition_asked_by, made.bytes_differ, made.lost) == (RunState.DONE, None, False, [])
    first, second = ReportFile.objects.filter(run=run, format="pdf").order_by("edition")
    assert (first.file.name, first.sha256, first.asked_by) == ("", known["pdf", ""], None)
    assert (second.edition, second.asked_by, second.made_at) == (2, chooser, AT + MINUTE)
    assert storage.digest_of(second.file.name) == second.sha256 != first.sha256
    assert ReportFile.objects.filter(run=run, edition=2).count() == 1, "of what was there no edition is made"
    assert sorted(storage.stored("reports")) == sorted(ReportFile.objects.exclude(file="").values_list("file", flat=True))
    _it_is_said_and_given(run, first, second, reader, maker)
    _nothing_is_changed_by_hand(run, first, second)
    _either_edition_comes_back_by_itself(run, another_layout, monkeypatch)


def _it_is_said_and_given(run, first, second, reader, maker):
    page, out = text_of(reader.get(page_of(run))), io.StringIO()
    assert f"{CHOSEN}" in page
    assert f"può essere diverso da quello dell’edizione 1 (impronta {first.sha256[:16]}…)." in page
    assert f"L’ha voluta {second.asked_by}." in page
    assert (first.sha256 in page, second.sha256 in page, "Mancano dei file" in page) == (True, True, False)
    assert "file=mancano" not in maker.get("/admin/").text
    answer = asked(reader, run)
    assert answer.getvalue() == storage.kept(second.file.name)
    assert answer["Content-Disposition"].endswith('-edizione-2.pdf"')
    taken = AuditEvent.objects.filter(action="keeping.download", subject_id=run.pk).latest("pk")
    assert (taken.data["edition"], taken.data["sha256"]) == (2, second.sha256)
    call_command("regenerate_reports", str(run.pk), "--data-only", stdout=out)
    assert f"PDF. {CHOSEN}" in out.getvalue()
    assert first.sha256[:16] in out.getvalue()


def _nothing_is_changed_by_hand(run, first, second):
    """The controls: each promise is broken by hand, and the database says which."""
    rows, other = ReportFile.objects, a_user("operator")
    row = {"run": run, "format": "pdf", "size": 1, "sha256": "1" * 64, "made_at": AT, "asked_by": other}
    breaches = {
        "a_report_file_changes_its_place_only": lambda: rows.filter(pk=first.pk).update(sha256="0" * 64),
        "a_report_file_changes_its_place_only ": lambda: rows.filter(pk=second.pk).update(made_at=AT, asked_by=other, edition=3),
        "a_report_file_changes_its_place_only  ": lambda: rows.filter(pk=first.pk).delete(),
        "one_edition_of_a_file_has_its_bytes": lambda: rows.filter(pk=first.pk).update(file="reports/x.pdf"),
        "what_was_altered_is_not_given": lambda: rows.filter(pk=second.pk).update(altered=True),
        "an_edition_has_one_file_a_format": lambda: rows.create(**row, edition=2),
        "an_edition_differs_from_the_others": lambda: rows.create(**row | {"sha256": first.sha256}, edition=3),
        "a_later_edition_was_chosen_by_somebody": lambda: rows.create(**row | {"asked_by": None}, edition=3),
        "an_edition_follows_the_one_before": lambda: rows.create(**row, edition=4),
        "an_edition_is_asked_for_one_making": lambda: ReportRun.objects.filter(pk=run.pk).update(edition_asked_by=other),
    }
    for promise, breach in breaches.items():
        with pytest.raises(Error, match=promise.strip()), transaction.atomic():
            breach()


def _either_edition_comes_back_by_itself(run, another_layout, monkeypatch):
    """What is known of any edition is no other edition: it takes its own place, and nobody has to choose."""
    loses(run, format="pdf", edition=2)
    monkeypatch.undo()
    requesting.again(run=run, by=a_user("operator"), at=AT)
    assert producing.produce(run_id=run.pk, at=AT + MINUTE).state == RunState.DONE
    assert (given(run)["pdf", ""], CHOSEN in browser("regione").get(page_of(run)).text) == (1, False)
    loses(run, format="pdf", edition=1)
    another_layout()
    requesting.again(run=run, by=a_user("operator"), at=AT)
    assert producing.produce(run_id=run.pk, at=AT + MINUTE).state == RunState.DONE
    assert (given(run)["pdf", ""], ReportFile.objects.filter(run=run).count()) == (2, 5)


def test_after_the_retention_all_files_are_one_edition_and_each_pair_of_digests_stays(another_layout):
    run = produced(a_call())
    known = digests(run)
    late = run.finished_at + kept_for()
    assert keeping.discard(run_id=run.pk, by=None, at=late)
    another_layout()
    run = refused(ReportRun.objects.get(pk=run.pk))
    made = renewed(run)
    assert (made.discarded_at, given(run)) == (None, dict.fromkeys(known, 2))
    assert {file.which: file.sha256 for file in run.files.filter(edition=1)} == known
    assert not run.files.filter(edition=1).exclude(file="").exists()
    # Thrown away once more, the digests of both stay.
    assert keeping.discard(run_id=run.pk, by=None, at=late + kept_for())
    assert (given(run), run.files.count()) == ({}, 2 * len(known))


@pytest.mark.breaks_the_ledger
def test_control_data_that_differ_are_refused_whatever_was_chosen(another_layout):
    run = produced(a_busy_call())
    loses(run, format="pdf")
    another_layout()
    run, known = refused(run), digests(run)
    with pgtrigger.ignore("bando.Movement:a_movement_is_never_changed"):
        Movement.objects.filter(pk=Movement.objects.filter(line__pot__call=run.call).first().pk).update(amount=F("amount") + 1)
    made = renewed(run)
    assert (made.state, "I dati calcolati ora sono diversi" in made.error) == (RunState.FAILED, True)
    assert (made.edition_asked_by, made.bytes_differ, digests(run)) == (None, False, known)
    assert ("pdf", "") not in given(run)
    with pytest.raises(Refused, match="uguali a quelli di allora"):
        requesting.renew(run=made, by=a_user("operator"), at=AT)
    assert choice_of(run) not in browser("operator").get(page_of(run)).text


def test_a_killed_worker_and_one_that_wakes_up_leave_one_edition(another_layout, monkeypatch):
    run = produced(a_call())
    loses(run, format="pdf")
    another_layout()
    refused(run)
    chooser = a_user("operator")
    requesting.renew(run=run, by=chooser, at=AT)
    producing._taken(run_id=run.pk, at=AT)  # and dies here
    later = AT + policies.LEASE + MINUTE
    assert producing.due(at=later) == [run.pk]

    def another_takes_it_meanwhile(taken):
        monkeypatch.setattr(producing, "of_run", of_run)
        made = producing.produce(run_id=run.pk, at=later + policies.LEASE + MINUTE)
        assert made.state == RunState.DONE
        return of_run(taken)

    monkeypatch.setattr(producing, "of_run", another_takes_it_meanwhile)
    assert producing.produce(run_id=run.pk, at=later) is None
    [second] = ReportFile.objects.filter(run=run, edition__gt=1)
    assert (second.edition, second.asked_by) == (2, chooser)
    assert sorted(storage.stored("reports")) == sorted(ReportFile.objects.exclude(file="").values_list("file", flat=True))


def test_a_choice_counts_for_one_making(another_layout):
    run = produced(a_call())
    loses(run, format="csv")
    with pytest.raises(Refused, match="uguali a quelli di allora"):
        requesting.renew(run=run, by=a_user("operator"), at=AT)
    another_layout()
    run = refused(run)
    for role in ("regione", "auditor", "evaluator"):
        with pytest.raises(Refused, match="ruolo"):
            requesting.renew(run=run, by=a_user(role), at=AT)
    requesting.renew(run=run, by=a_user("operator"), at=AT)
    requesting.cancel(run=run, by=a_user("operator"), at=AT)
    refused(run)
    assert not ReportFile.objects.filter(run=run, edition=2).exists()


def test_what_was_sent_is_told_from_what_was_made_after(another_layout):
    """Of a final report with annexes: the Chamber's people have theirs too, at the address that they know."""
    run = produced(a_busy_call(), "final")
    own, other = run.annexes
    maker, chamber = browser("operator"), browser("officer", chamber=own.chamber)
    loses(run, format="pdf", part="")
    loses(run, part=own.part)
    another_layout()
    refused(run)
    renewed(run)
    first, second = run.files.filter(format="pdf", part="").order_by("edition")
    send = reverse("admin:reports_reportrun_action", args=[run.pk, "invia"])
    form = maker.get(send).text
    assert (first.sha256[:16] in form, second.sha256[:16] in form) == (True, True)
    assert maker.post(send, {"protocol": "U-1", "edition": "3"}).status_code == 200
    assert maker.post(send, {"protocol": "U-1", "edition": "1"}).status_code == 302
    assert Evidence.objects.get().file_sha256 == first.sha256
    page, out = text_of(maker.get(page_of(run))), io.StringIO()
    assert f"A Regione è stata inviata l’edizione 1 (protocollo U-1, impronta del PDF {first.sha256[:16]}…)" in page
    call_command("regenerate_reports", str(run.pk), "--data-only", stdout=out)
    assert out.getvalue().count("Non è il file inviato a Regione, che era dell’edizione 1.") == 2
    assert not keeping.discard(run_id=run.pk, by=None, at=AT + 9 * kept_for()), "what was sent is kept, in every edition"
    _the_chamber_has_it(run, own, other, chamber, browser("regione"))


def _the_chamber_has_it(run, own, other, chamber, reader):
    now = run.files.get(part=own.part, edition=2)
    assert now.chamber == own.chamber
    rows = chamber.get("/admin/reports/reportfile/").text
    assert (f"/reportfile/{now.pk}/" in rows, f"/reportfile/{own.pk}/" in rows) == (True, False)
    for key in (own.pk, now.pk):
        page = text_of(chamber.get(f"/admin/reports/reportfile/{key}/change/"))
        assert (CHOSEN in page, now.sha256 in page, "che era dell’edizione 1" in page) == (True, True, True)
        assert chamber.post(reverse("chamber_annex", args=[key])).getvalue() == storage.kept(now.file.name)
    assert chamber.get(f"/admin/reports/reportfile/{other.pk}/change/").status_code == 404
    assert chamber.post(reverse("chamber_annex", args=[other.pk])).status_code == 404
    together = reader.post(reverse("report_annexes", args=[run.pk]))
    with zipfile.ZipFile(io.BytesIO(together.getvalue())) as parts:
        ends = [name.partition("-allegato-")[2] for name in parts.namelist()]
        assert ends == [f"{own.part}-edizione-2.pdf", f"{other.part}.pdf"]
        assert parts.read(parts.namelist()[0]) == storage.kept(now.file.name)
