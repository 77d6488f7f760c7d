"""The desk's long lists: turned, counted, searched inside one's own Chamber, and found by their indexes."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from applications.enums import State
from applications.models import Application
from bando.models import Call
from bench.crowd import RARE, crowd
from bench.lists import too_slow
from bench.measure import Figure
from bench.scenery import a_call_open_now
from core.queries import pages, words
from core.queries.words import rare_among, words_in
from demo.calls import Window, make_call
from demo.cast import Cast
from registry.models import Chamber, FirmVersion

pytestmark = pytest.mark.django_db
MANY = 6_000
FILES, ARRIVALS = "/admin/applications/application/", "/admin/applications/arrival/"


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """The crowd of the bench, made once for all tests of the module and undone after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        call, found = a_call_open_now()
        window = Window(opens=-2, closes=5, spend_until=100, accounts_due=120)
        other = make_call(code="BENCH-2", title="Altro", what="misura", window=window, cast=found, now=timezone.now())
        crowd(call, other, found, many=MANY)
        with connection.cursor() as cursor:
            # What waits for the end of the transaction is looked at now: a table with such rows would not be altered.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield found
        transaction.set_rollback(True)


def enter(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def listed(client: Client, path: str = FILES, **query: Any) -> Any:
    return client.get(path, query).context["cl"]


def of(chamber: str) -> Any:
    """The sent files of a Chamber."""
    return Application.objects.filter(pot__chamber=Chamber.objects.get(code=chamber)).exclude(state=State.DRAFT)


def test_an_operator_turns_all_pages_and_meets_every_file_once(cast):
    client, met = enter(cast.operator), []
    page = listed(client)
    while True:
        met += [row.pk for row in page.result_list]
        if not page.page.after:
            break
        page = listed(client, p=page.page.after)
    expected = Application.objects.exclude(state=State.DRAFT).order_by("-arrival__call_id", "-arrival__number")
    assert met == list(expected.values_list("pk", flat=True))
    assert [row.pk for row in listed(client, p="ultima").result_list] == met[-50:]
    half = met.index(listed(client, p="quota:50").result_list[0].pk) / len(met)
    assert 0.4 < half < 0.6


def test_pages_keep_search_and_filter_and_are_links(cast):
    answer = enter(cast.operator).get(FILES, {"q": "srl", "state__exact": State.SUBMITTED})
    [onwards] = re.findall(r'<a href="([^"]*)">Successiva</a>', answer.text)
    assert "q=srl" in onwards
    assert "state__exact=submitted" in onwards
    assert '<span class="quiet">Precedente</span>' in answer.text
    further = enter(cast.operator).get(FILES + onwards.replace("&amp;", "&"))
    shown = {row.pk for row in answer.context["cl"].result_list} | {row.pk for row in further.context["cl"].result_list}
    assert len(shown) == len(answer.context["cl"].result_list) + len(further.context["cl"].result_list)
    assert all(row.state == State.SUBMITTED and "SRL" in row.applicant.name for row in further.context["cl"].result_list)


def test_a_list_too_long_to_count_says_so_and_keeps_its_order(cast):
    client = enter(cast.operator)
    # By the firm: the column after the ticks and the number.
    long, short = listed(client, o="2"), listed(client, o="2", q=RARE)
    assert long.how_many.startswith("circa ")
    assert [row.pk for row in long.result_list] == [row.pk for row in listed(client).result_list]
    assert "resta nel suo ordine" in client.get(FILES).text
    names = [row.applicant.name for row in short.result_list]
    assert (short.how_many, names) == ("20", sorted(names))


def test_a_search_that_is_dear_to_count_shows_its_pages_all_the_same(cast, monkeypatch):
    client, asked = enter(cast.officer("bs")), {}
    expected = list(
        of("bs").filter(firm__name__contains="OFFICINA").order_by("-call_id", "-arrival_number").values_list("pk", flat=True)
    )
    rare = of("bs").filter(firm__name__contains=RARE).order_by("firm__name")
    for dear in (pages.DEAR, 0):
        monkeypatch.setattr(pages, "DEAR", dear)
        met, page = [], listed(client, q="officina")
        asked[dear] = page.how_many
        while True:
            met += [row.pk for row in page.result_list]
            if not page.page.after:
                break
            page = listed(client, q="officina", p=page.page.after)
        assert met == expected
        # Few are sorted as one likes, counted or not.
        assert [row.pk for row in listed(client, q=RARE, o="2").result_list] == list(rare.values_list("pk", flat=True))
    assert list(asked.values()) == [str(len(expected)), "più di 50" if len(expected) > 50 else str(len(expected))]


def test_only_who_sees_all_files_reads_an_estimate(cast, monkeypatch):
    """What the planner thinks of one Chamber's rows it takes from everybody's."""
    monkeypatch.setattr(pages, "CAP", 100)
    assert listed(enter(cast.operator)).how_many.startswith("circa")
    assert listed(enter(cast.officer("bs"))).how_many.startswith("più di")


def test_an_officer_counts_and_finds_ones_own_files_alone(cast):
    client = enter(cast.officer("bs"))
    own = of("bs")
    assert listed(client).how_many == str(own.count())
    for word in ("srl", "officina", RARE.lower(), "ZA"):
        found = own.filter(firm__name__icontains=word) if len(word) > 2 else own.filter(firm__name__istartswith=word)
        told = str(found.count()) if found.count() <= pages.SEARCHED_CAP else f"più di {pages.SEARCHED_CAP}"
        assert listed(client, q=word).how_many == told, word
    theirs = of("mn").select_related("firm", "arrival").filter(arrival__call__code="BENCH").order_by("pk")
    for file in (theirs[0], theirs[1]):
        for term in (file.firm.vat_number, file.firm.tax_code, file.firm.name):
            assert listed(client, q=term).how_many == "0", term
        assert file.pk not in {row.pk for row in listed(client, q=str(file.arrival.number)).result_list}


@pytest.mark.parametrize("what", ["vat_number", "tax_code", "name"])
def test_a_firm_is_found_by_each_of_its_codes_and_by_a_name_that_it_had(cast, what):
    file = of("bs").filter(firm__tax_code__startswith="BNC").select_related("firm").order_by("pk")[3]
    term = getattr(file.firm, what).lower()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE registry_firm SET name = 'Altro nome' WHERE id = %s", [file.firm_id])
    assert [row.pk for row in listed(enter(cast.officer("bs")), q=term).result_list] == [file.pk]
    assert [row.application_id for row in listed(enter(cast.operator), ARRIVALS, q=term).result_list] == [file.pk]


def plans(client: Client, query: dict[str, str], path: str = FILES) -> str:
    """How the database goes about what a page asks for, where it reads no table whole if it can help it."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path, query).status_code == 200
    asked = [one["sql"] for one in captured if one["sql"].startswith("SELECT")]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        said = []
        for statement in asked:
            cursor.execute(f"EXPLAIN {statement}")
            said += [line for (line,) in cursor.fetchall()]
        cursor.execute("SET LOCAL enable_seqscan = on")
    return "\n".join(said)


INDEX, PLACE = "DROP INDEX {index}", "ALTER TABLE applications_arrival DROP CONSTRAINT {index}"
FOUND_BY = [
    (FILES, {}, "applications_by_arrival", INDEX),
    (FILES, {"p": "ultima"}, "applications_by_arrival", INDEX),
    (FILES, {"state__exact": "submitted"}, "applications_state_by_arrival", INDEX),
    (FILES, {"q": "77"}, "a_number_of_arrival_is_given_once_in_a_call", PLACE),
    (FILES, {"q": RARE}, "versions_by_parts_of_the_name", INDEX),
    (ARRIVALS, {}, "a_number_of_arrival_is_given_once_in_a_call", PLACE),
]


@pytest.mark.parametrize(("path", "query", "index", "taken"), FOUND_BY)
def test_each_page_is_given_by_its_index(cast, monkeypatch, path, query, index, taken):
    """And without the index by nothing like it: the control that the plan is looked at."""
    monkeypatch.setattr(pages, "CAP", 100)
    client = enter(cast.operator)
    assert index in plans(client, query, path)
    with connection.cursor() as cursor:
        cursor.execute(taken.format(index=index))
    assert index not in plans(client, query, path)


@pytest.mark.parametrize(
    ("term", "leading"),
    [
        (f"officina {RARE} srl", RARE), ("srl officina", "officina"), ("officina", ""), ("srl spa", ""), ("di la", ""),
        ("srl 50% del", "50%"), ("officina officina", ""),
    ],
)  # fmt: skip
def test_a_rare_word_finds_alone_what_all_of_them_find(cast, monkeypatch, term, leading):
    versions = FirmVersion.objects.order_by("pk")
    assert rare_among(term, versions, "name") == leading
    alone, all_of_them = versions.filter(words_in(term, "name", leading=leading)), versions.filter(words_in(term, "name"))
    assert list(alone.values_list("pk", flat=True)) == list(all_of_them.values_list("pk", flat=True))
    if leading:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_indexscan = off")
            asked = re.findall(r"Index Cond: .*", alone.explain()), re.findall(r"Index Cond: .*", all_of_them.explain())
            cursor.execute("SET LOCAL enable_seqscan = on")
            cursor.execute("SET LOCAL enable_indexscan = on")
        assert [line.count("~~") for lines in asked for line in lines] == [1, len(term.split())]
    # A word that many have leads nobody.
    monkeypatch.setattr(words, "RARE", -1)
    assert rare_among(term, versions, "name") == ""


def test_an_officer_finds_what_she_has_to_answer_by_its_index(cast):
    client, query = enter(cast.officer("bs")), {"attende": "risposta"}
    assert listed(client, **query).how_many == str(of("bs").filter(awaits_reply=True).count()) == "60"
    assert "applications_to_answer" in plans(client, query)


def test_the_order_of_the_long_list_is_read_and_not_sorted(cast):
    """The page of an operator begins at a key of the index and stops after its rows: no sort of what lies beyond."""
    client = enter(cast.operator)
    further = listed(client, p="quota:50").page.after
    assert re.search(r"Index Cond: .*\(ROW\(call_id, arrival_number\) < ROW", plans(client, {"p": further}))
    # Of one call alone the index is entered at the number: comparing both columns it would be read from the call's last row on.
    one = {"call__id__exact": Call.objects.get(code="BENCH").pk}
    further = listed(client, **one, p="quota:50").page.after
    assert re.search(r"Index Cond: .*\(arrival_number < \d+\)", plans(client, one | {"p": further}))


def test_lists_ask_as_often_for_many_files_as_for_few(cast):
    """The same page of thirty files and of a thousand; those of the few in a state need no estimate of how many."""
    client, asked = enter(cast.operator), []
    for query in ({}, {"p": "quota:50"}, {"p": "ultima"}, {"state__exact": "revoked"}, {"q": "officina"}, {"q": "70000000077"}):
        with CaptureQueriesContext(connection) as captured:
            client.get(FILES, query)
        asked.append(len(captured))
    first = asked[0]
    assert asked == [first, first + 2, first, first - 1, first, first]


def test_filters_offer_small_tables_and_never_read_the_list(cast):
    with CaptureQueriesContext(connection) as captured:
        page = enter(cast.officer("bs")).get(FILES)
    assert [name for _pk, name in page.context["cl"].filter_specs[-1].lookup_choices] == [
        str(call) for call in Call.objects.all()
    ]
    assert "Mantova" not in page.text
    long = [one["sql"] for one in captured if "applications_application" in one["sql"]]
    assert len(long) == 3, "\n".join(long)


def test_the_bench_tells_a_page_that_is_slow_or_asks_more():
    small = Figure("files: first @ 1,000", 1, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 8, fastest_ratio=1.0, judged_by="CPU 1.0")
    long = replace(small, name="files: first @ 100,000", wall_ratio=2.0, cpu_ratio=1.3, fastest_ratio=1.3, judged_by="CPU 1.3")
    assert too_slow([small, long]) == [], "a time that others have lengthened decides nothing"
    slow = [replace(long, cpu_ratio=1.31, judged_by="CPU 1.31"), replace(long, fastest_ratio=1.31, judged_by="fastest 1.31")]
    assert too_slow([small, *slow]) == [
        f"files: first @ 100,000: {what} 1.31 times the small one's, 8 queries instead of 8" for what in ("CPU", "fastest")
    ]
    assert too_slow([small, replace(long, queries=9)]) == [], "the estimate is one question more"
    assert too_slow([small, replace(long, queries=10)]) == [
        "files: first @ 100,000: CPU 1.3 times the small one's, 10 queries instead of 8"
    ]
