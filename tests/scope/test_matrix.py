"""Every address × every role × GET, POST and each form filled in × own, foreign, missing and malformed rows.

Nothing foreign shows, is offered or is taken; nothing breaks.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.admin import site
from django.db import transaction
from django.db.models import DateField
from django.shortcuts import get_object_or_404

from applications.forms.sending import StartForm
from applications.models import Application
from applications.operations import drafting
from applications.views import listing, scope
from core.models import Job, JobRow, MoneyField
from registry.models import Firm
from tests.scope.addresses import expected, routes
from tests.scope.asking import (
    CHAMBER,
    EVERYBODY,
    EVERYWHERE,
    FILLED,
    SIDED,
    Line,
    Reader,
    Seen,
    never_read,
    own_parts,
    survey,
    text_of,
)
from tests.scope.expectations import MODELS
from tests.scope.world import World, build, pick, words_of

pytestmark = pytest.mark.django_db
# How many filled forms of a role are good enough to be done, at least.
DONE = {
    "officer": 12, "chamber_director": 5, "representative": 20, "delegate": 20, "colleague": 12, "operator": 8, "director": 6,
}  # fmt: skip


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Built once; each request is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


def test_every_address_has_its_line_and_every_line_its_address() -> None:
    there, told = set(routes()), set(expected())
    assert there - told == set(), "write a line for them in tests/scope/expectations.py"
    assert told - there == set(), "these lead nowhere any more"


def test_every_line_names_a_row_on_both_sides(world: World) -> None:
    wanted = {what for line in expected().values() for what in own_parts(line)}
    for side in (world.home, world.away):
        assert {what for what in wanted if pick(side, what) is None} == set()


def test_the_words_are_where_people_read(world: World) -> None:
    """The control of the whole page: its own words do show, so a foreign one would."""
    client = Reader(world, "officer")
    pages = [
        f"applications/application/{world.home.files['paid'].pk}/change/",
        "applications/application/",
        "disbursement/account/",
    ]
    for page in pages:
        said = client.ask("get", f"/admin/{page}")[1]
        assert [word for word in words_of("BG") if word in said], page


def test_the_words_are_in_what_is_sent_back(world: World) -> None:
    """The same of what answers to a POST: every file of a report is of the whole call, and a form comes back with its row."""
    operator, run = Reader(world, "operator"), world.whole["=run-key"]
    for tail in ("pdf", "xlsx", "csv", "json", "allegati", "allegati/bergamo", "allegati/brescia"):
        status, said, _answer = operator.ask("post", f"/admin/reports/produzioni/{run}/{tail}/")
        wanted = {"bergamo": {"ZZIMPRESABG"}, "brescia": {"ZZIMPRESABS"}}.get(tail[9:], {"ZZIMPRESABG", "ZZIMPRESABS"})
        assert status == 200, tail
        assert {word for word in ("ZZIMPRESABG", "ZZIMPRESABS") if word in said} == wanted, tail
    page = f"/admin/applications/application/{world.home.files['paid'].pk}/azione/scrivi/"
    status, said, _answer = Reader(world, "officer").ask("post", page, {"text": ""})
    assert status == 200
    assert "ZZIMPRESABG" in said


@pytest.mark.parametrize("role", EVERYBODY)
def test_nothing_foreign_shows_is_offered_taken_or_told_from_what_is_missing_and_nothing_breaks(world: World, role: str) -> None:
    """One test for all: a role is asked for its thousands of answers once."""
    seen = list(survey(world, role))
    assert not (wrong := wrong_in(seen, role)), "\n".join(wrong)
    done = sorted({each.line for each in seen if each.is_filled and each.whose == "own" and each.status == 302 and not each.took})
    assert len(done) >= DONE.get(role, 0), done


def wrong_in(seen: list[Seen], role: str) -> list[str]:
    """What may not be among the answers to a role."""
    wrong = [str(each) for each in seen if each.status >= 500 or never_read(role, each.line[0]) & set(each.words)]
    if role in SIDED:
        wrong += told_apart(seen)
        wrong += [f"{each}: offers {each.offered}" for each in seen if each.offered]
        wrong += [f"{each}: takes a foreign {each.took}" for each in seen if each.took]
    return wrong


def told_apart(seen: list[Seen]) -> Iterator[str]:
    """Addresses that answer to a foreign row otherwise than to one that is missing."""
    answers: dict[tuple[str, Line], dict[str, int]] = {}
    for each in seen:
        answers.setdefault((each.method, each.line), {})[each.whose] = each.status
    pairs = [("foreign", "missing"), ("mixed", "half missing")]
    yield from (f"{what}: {found}" for what, found in answers.items() for one, two in pairs if found.get(one) != found.get(two))


class TestAScopeTakenAway:
    """The controls: what is taken away is seen by the same eyes, and by them alone."""

    BEGINNING: Line = ("bandi/<slug:slug>/domanda/", ("=open-call",))
    WRITING: Line = ("domande/<int:pk>/messaggi/", ("paid",))

    @pytest.fixture
    def seen(self, world: World) -> Callable[[Line], str]:
        return lambda line: "\n".join(wrong_in(list(survey(world, "representative", [line])), "representative"))

    def test_nothing_is_found_where_nothing_is_wrong(self, seen: Callable[[Line], str]) -> None:
        assert seen(self.BEGINNING) + seen(self.WRITING) == ""

    def test_a_form_that_offers_every_row(self, seen: Callable[[Line], str], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(listing, "StartForm", lambda *given, firms: StartForm(*given, firms=Firm.objects.all()))
        assert "offers ['firm']" in seen(self.BEGINNING)

    def test_a_form_that_takes_what_it_does_not_offer(self, seen: Callable[[Line], str], monkeypatch: pytest.MonkeyPatch) -> None:
        sent = lambda *given, firms: StartForm(*given, firms=Firm.objects.all() if given else firms)  # noqa: E731
        monkeypatch.setattr(listing, "StartForm", sent)
        assert seen(self.BEGINNING) == "", "the operation refuses it"
        monkeypatch.setattr(drafting, "why_not_act_for", lambda *_asked: None)
        assert "takes a foreign firm" in seen(self.BEGINNING)

    def test_a_page_that_is_anybodys_once_its_form_is_filled_in(
        self, seen: Callable[[Line], str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        own = scope.own
        any_one = lambda request, pk: get_object_or_404(Application, pk=pk) if request.POST.get("text") else own(request, pk)  # noqa: E731
        monkeypatch.setattr(scope, "own", any_one)
        found = seen(self.WRITING)
        assert f"{FILLED} «write»" in found
        assert "ZZPRATICABS" in found


@pytest.mark.parametrize("role", CHAMBER)
def test_lists_filter_and_find_among_ones_own_alone(world: World, role: str) -> None:
    client, wrong, firm = Reader(world, role).client, [], world.away.firm
    foreign = [{"q": firm.vat_number}, {"q": "Impresa di BS"}, {"firm__id__exact": firm.pk}]
    foreign += [{"_popup": "1"}, {"p": "x"}, {"all": ""}]
    for label, own in MODELS.items():
        for query in foreign:
            with transaction.atomic():
                answer = client.get(f"/admin/{label.replace('.', '/')}/", query)
                said = text_of(answer)
                transaction.set_rollback(True)
            rows = getattr((answer.context or {}).get("cl") if answer.context else None, "result_list", [])
            shown = {row.pk for row in rows} & world.away.rows.get(site_model(label), set()) if own else set()
            if answer.status_code >= 500 or shown or any(word in said for word in words_of("BS")):
                wrong.append(f"{label} {query}: {answer.status_code} {shown}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", CHAMBER)
def test_what_is_ticked_is_ones_own_alone(world: World, role: str) -> None:
    client, away, before = Reader(world, role).client, world.away.rows, set(Job.objects.values_list("pk", flat=True))
    for model, page in site._registry.items():
        for action in page.bulk_actions:
            ticked = {"action": action.name, "index": "0", "_selected_action": sorted(away.get(model, {0}))}
            for query in ({}, {"select_across": "1"}):
                with transaction.atomic():
                    answer = client.post(f"/admin/{model._meta.label_lower.replace('.', '/')}/", ticked | query, follow=True)
                    taken = set(JobRow.objects.exclude(job__in=before).values_list("subject_id", flat=True))
                    transaction.set_rollback(True)
                assert answer.status_code < 500, (action.name, query)
                assert not taken & away.get(model, set()), (action.name, query)
                assert not [word for word in words_of("BS") if word in text_of(answer)], (action.name, query)


def site_model(label: str) -> Any:
    return next(model for model in site._registry if model._meta.label_lower == label)


def test_staff_without_a_membership_are_refused(world: World) -> None:
    client = Reader(world, "nobody").client
    for label in MODELS:
        for tail in ("", "add/", "1/change/", "1/history/", "1/delete/"):
            answer = client.get(f"/admin/{label.replace('.', '/')}/{tail}", follow=True)
            assert answer.status_code == 403, (label, tail, answer.status_code)


@pytest.mark.parametrize("role", [*CHAMBER, *EVERYWHERE])
def test_nothing_of_legal_weight_is_in_a_form(world: World, role: str, rf: Any) -> None:
    """Amounts, states, arrivals, instants: no page of the admin lets anybody write or delete them."""
    request = rf.get("/admin/")
    request.user = world.home.people.get(role) or world.everywhere[role]
    for model, page in site._registry.items():
        assert not page.has_delete_permission(request), model
        assert not page.get_inline_instances(request), model
        assert set(page.get_actions(request)) <= {each.name for each in page.bulk_actions}, model
        if page.has_add_permission(request) or page.has_change_permission(request):
            open_to_her = {model._meta.get_field(name) for name in page.get_form(request).base_fields}
            assert not {column.name for column in open_to_her if weighs(column)}, model


def weighs(column: Any) -> bool:
    """Whether a column is money, an instant, a day or a state."""
    return isinstance(column, (MoneyField, DateField)) or column.name in {"state", "number", "arrival", "digest"}
