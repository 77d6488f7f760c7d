"""A database from before annexes named their Chamber, sealed copies said since when they are gone, and files had editions."""

from datetime import UTC, datetime, timedelta

import pytest

from core.operations.recording import record
from reports.models import ReportRun
from tests.core.bare import run
from tests.core.walking_back import Walk
from tests.factories import a_call, a_chamber

pytestmark = pytest.mark.django_db
AT = datetime(2021, 4, 10, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ANNEXED = ("0007_orders_are_put_on_paper", "0008_an_annex_is_its_chambers")
GONE = ("0008_an_annex_is_its_chambers", "0009_a_lost_seal_is_put_again")
EDITIONS = ("0012_a_paper_says_why_it_is_missing", "0013_files_have_editions")


class AsBefore:
    """Rows as they were written then, whatever the guards of today would say."""

    def __enter__(self) -> None:
        run("SET LOCAL session_replication_role = replica")

    def __exit__(self, *_trouble: object) -> None:
        run("SET LOCAL session_replication_role = origin")


def a_run(models, call, number, **more):
    row = {"kind": "final", "state": "done", "requested_at": AT, "as_of_at": AT + number * DAY, "data_sha256": "0" * 64}
    return models.get_model("reports", "ReportRun").objects.create(call_id=call.pk, **row | more)


def test_an_annex_is_of_the_chamber_that_it_is_called_as():
    """Neither the main file, whatever its title, nor an annex that is called as no Chamber; the control looks before."""
    call, first, second = a_call(), a_chamber("bg"), a_chamber("bs")
    walk = Walk("reports", *ANNEXED, behind=[EDITIONS[1], GONE[1]])
    models, looked = walk.back(), []
    files = [("", first.name, None), ("bg", first.name, first.pk), ("bs", second.name, second.pk), ("altro", "Altrove", None)]
    with AsBefore():
        for number in range(2):
            run_of_then = a_run(models, call, number)
            for part, title, _whose in files:
                models.get_model("reports", "ReportFile").objects.create(
                    run=run_of_then, format="pdf", part=part, title=title, file=f"reports/{part}.pdf", size=1, sha256="0" * 64
                )

    def found(apps):
        return list(apps.get_model("reports", "ReportFile").objects.order_by("pk").values_list("part", "title", "chamber_id"))

    after = walk.again(lambda apps: looked.append(found(apps)))
    assert found(after) == files * 2
    assert looked == [[(part, title, None) for part, title, _whose in files] * 2]
    assert set(after.get_model("reports", "ReportFile").objects.values_list("sha256", "size")) == {("0" * 64, 1)}


# Name → when it was put, whether its bytes are there, when its run was thrown away, since when it is said to be gone.
SEALS = {
    "kept": (AT, True, None, None),
    "thrown away": (AT, False, AT + 9 * DAY, AT + 9 * DAY),
    "gone by itself": (AT + DAY, False, None, AT + DAY),
    "still to be put": (None, False, None, None),
}


def test_a_sealed_copy_without_its_file_is_gone_since_its_run_was_thrown_away():
    """The control looks before: nothing is gone, and the table would not take its rule as it is."""
    call, looked = a_call(), []
    walk = Walk("reports", *GONE, behind=[EDITIONS[1]])
    models = walk.back()
    with AsBefore():
        for number, (sealed_at, is_there, discarded_at, _gone) in enumerate(SEALS.values()):
            put = {"sha256": "1" * 64, "size": 7} if sealed_at else {}
            models.get_model("reports", "Seal").objects.create(
                run=a_run(models, call, number, discarded_at=discarded_at), document_sha256="0" * 64, sealed_at=sealed_at,
                attempts=3, file="seals/s.pdf" if is_there else "", **put,
            )  # fmt: skip

    def found(apps):
        return list(apps.get_model("reports", "Seal").objects.order_by("pk").values_list("gone_at", flat=True))

    def before_the_data(apps):
        looked.append(found(apps))
        broken = apps.get_model("reports", "Seal").objects.filter(sealed_at__isnull=False, gone_at=None, file="")
        looked.append(broken.count())

    after = walk.again(before_the_data)
    assert found(after) == [gone for _put, _there, _thrown, gone in SEALS.values()]
    assert looked == [[None] * 4, 2]
    assert set(after.get_model("reports", "Seal").objects.values_list("attempts", "document_sha256")) == {(3, "0" * 64)}


# When its run was asked for, what is known of its makings, when it was finished last → since when its files are there.
MADE = {
    "made again since": ([AT + DAY, AT + 9 * DAY], AT + 9 * DAY, AT + DAY),
    "made before makings were written down": ([], AT + 2 * DAY, AT + 2 * DAY),
    "not even its end is known": ([], None, AT),
}


def test_a_file_of_before_is_the_first_edition_since_its_first_making():
    """The control looks before: nothing is said to have been made, and what is recorded is the same afterwards."""
    call, looked = a_call(), []
    walk = Walk("reports", *EDITIONS)
    models = walk.back()
    with AsBefore():
        for number, (makings, finished_at, _since) in enumerate(MADE.values()):
            run_of_then = a_run(models, call, number, finished_at=finished_at)
            for file_format, path in (("pdf", ""), ("csv", f"reports/{number}.csv")):
                models.get_model("reports", "ReportFile").objects.create(
                    run=run_of_then, format=file_format, file=path, size=1, sha256=file_format * 20
                )
            models.get_model("reports", "Seal").objects.create(run=run_of_then, document_sha256="0" * 64, attempts=1)
            for at in makings:
                record(by=None, at=at, action="producing.produce", subject=ReportRun(pk=run_of_then.pk))

    def found(apps):
        return list(apps.get_model("reports", "ReportFile").objects.order_by("pk").values_list("edition", "made_at", "altered"))

    after = walk.again(lambda apps: looked.append(found(apps)))
    assert looked == [[(1, None, False)] * 6]
    assert found(after) == [(1, since, False) for _makings, _end, since in MADE.values() for _file in range(2)]
    rows = after.get_model("reports", "ReportFile").objects
    assert set(rows.values_list("format", "sha256", "asked_by")) == {("pdf", "pdf" * 20, None), ("csv", "csv" * 20, None)}
    assert rows.exclude(file="").count() == after.get_model("reports", "Seal").objects.filter(attempts=1).count() == 3
