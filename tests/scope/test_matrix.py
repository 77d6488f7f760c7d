"""Every address × every role × GET and POST × own, foreign, missing and malformed rows: nothing foreign shows, nothing breaks."""

import functools
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.admin import site
from django.db import transaction
from django.db.models import DateField
from django.forms import ModelChoiceField
from django.test import Client
from pypdf import PdfReader

from accounts.domain.roles import ROLES
from accounts.enums import Scope
from core.models import Job, JobRow, MoneyField
from tests.scope.addresses import actions, expected, routes, written
from tests.scope.expectations import MODELS, NAMES_FIRMS
from tests.scope.world import Side, World, build, pick, words_of

pytestmark = pytest.mark.django_db
MISSING, MALFORMED = "999999999", "1'x"
CHAMBER = [code for code, role in ROLES.items() if role.scope == Scope.CHAMBER]
FIRM = [code for code, role in ROLES.items() if role.scope in {Scope.FIRM, Scope.APPLICATION}]
EVERYWHERE = [code for code, role in ROLES.items() if role.scope == Scope.EVERYWHERE]
SIDED = [*CHAMBER, *FIRM]
EVERYBODY = [*SIDED, *EVERYWHERE, "nobody", "anonymous"]
# Those who work everywhere but read no file.
NO_FILES = {"regione", "administrator"}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Built once; each request is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


def browser(world: World, role: str) -> Client:
    """The role at home; what breaks is an answer like another."""
    client = Client(raise_request_exception=False)
    person = world.home.people.get(role) or world.everywhere.get(role)
    if person is not None:
        client.force_login(person)
    return client


def forbidden(role: str) -> set[str]:
    """The words that the role may never read."""
    if role in SIDED:
        return words_of("BS")
    if role in {"nobody", "anonymous"}:
        return words_of("BS") | words_of("BG")
    return {"ZZPRATICABS", "ZZPRATICABG"} if role in NO_FILES else set()


@functools.cache
def read(document: bytes) -> str:
    """The text of a PDF: each is sent to many roles, and reading it is slow."""
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages)


def never_read(role: str, route: str) -> set[str]:
    """Of these, those that may not stand on a page either where the law names the firms."""
    never = forbidden(role)
    return {word for word in never if not word.startswith("ZZIMPRESA")} if route in NAMES_FIRMS else never


def text_of(answer: Any) -> str:
    """Every byte that a person or a program could read in the answer."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    kind = answer.headers.get("Content-Type", "")
    headers = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
    if body[:4] == b"%PDF":
        return headers + read(body)
    if body[:2] == b"PK" and "html" not in kind:
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            return headers + "".join(parts.read(name).decode(errors="replace") for name in parts.namelist())
    return headers + body.decode(errors="replace")


def before(word: str, said: str) -> str:
    """The end of what stands before the word."""
    return " ".join(said[: said.index(word)].split())[-90:]


def valued(world: World, side: Side | None, what: str, otherwise: str) -> object:
    """What stands in an address for a part of its line: a word, the row of a side, or what is `otherwise` there."""
    if what.startswith("="):
        return world.whole.get(what, what[1:])
    return pick(side, what) if side is not None else otherwise


def own_parts(line: tuple[str, ...]) -> list[str]:
    return [what for what in line if not what.startswith("=")]


def addresses(world: World, route: str, line: tuple[str, ...]) -> dict[str, str]:
    """The address by whose rows it names; one alone if it names none."""
    home, away = world.home, world.away
    found = {"own": written(route, [valued(world, home, what, "") for what in line])}
    if own_parts(line):
        found["foreign"] = written(route, [valued(world, away, what, "") for what in line])
        found["missing"] = written(route, [valued(world, None, what, MISSING) for what in line])
        found["malformed"] = written(route, [valued(world, None, what, MALFORMED) for what in line])
    if len(own_parts(line)) > 1:
        first, *rest = line
        rest_missing = [valued(world, None, what, MISSING) for what in line[1:]]
        found["half missing"] = written(route, [valued(world, home, line[0], ""), *rest_missing])
        found["mixed"] = written(route, [valued(world, home, first, ""), *(valued(world, away, what, "") for what in rest)])
    return found


def asked(client: Client, method: str, address: str) -> tuple[int, str, Any]:
    """Status, text and answer of a request whose writes are undone."""
    with transaction.atomic():
        answer = getattr(client, method)(address)
        said = text_of(answer)
        transaction.set_rollback(True)
    return answer.status_code, said, answer


def foreign_choices(answer: Any, away: dict[Any, set[int]]) -> list[str]:
    """The fields of the form in the answer that offer a row of `away`."""
    context = getattr(answer, "context", None) or {}
    form = context.get("form") if hasattr(context, "get") else None
    choices = {name: field for name, field in getattr(form, "fields", {}).items() if isinstance(field, ModelChoiceField)}
    return [name for name, field in choices.items() if {row.pk for row in field.queryset} & away.get(field.queryset.model, set())]


def everything() -> list[tuple[str, tuple[str, ...]]]:
    return [*expected().items(), *actions()]


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
    client = browser(world, "officer")
    pages = [
        f"applications/application/{world.home.files['paid'].pk}/change/",
        "applications/application/",
        "disbursement/account/",
    ]
    for page in pages:
        said = asked(client, "get", f"/admin/{page}")[1]
        assert [word for word in words_of("BG") if word in said], page


@dataclass(frozen=True)
class Seen:
    """One answer: to what, on whose rows, and which words stood in it."""

    method: str
    route: str
    address: str
    whose: str
    status: int
    # Each word with what stands before it, for the person who has to mend the page.
    words: dict[str, str]
    # The fields of its form among whose choices a row of the other side stands.
    offered: list[str]

    def __str__(self) -> str:
        return f"{self.method} {self.address} ({self.whose}): {self.status} {self.words}"


def survey(world: World, role: str) -> Iterator[Seen]:
    """All answers to a role."""
    client, every, away = browser(world, role), words_of("BG") | words_of("BS"), world.away.rows
    stranger = role not in SIDED
    for route, line in everything():
        for whose, address in addresses(world, route, line).items():
            # Who has no side, or cannot enter the admin, is told the same of everything there.
            if whose != "own" and (stranger or (role in FIRM and route.startswith("admin/"))):
                continue
            for method in ("get", "post") if whose != "malformed" else ("get",):
                status, said, answer = asked(client, method, address)
                words = {word: before(word, said) for word in every if word in said}
                yield Seen(method, route, address, whose, status, words, foreign_choices(answer, away))
                if "/logout/" in address:
                    client = browser(world, role)


@pytest.mark.parametrize("role", EVERYBODY)
def test_nothing_foreign_shows_is_told_from_what_is_missing_or_offered_and_nothing_breaks(world: World, role: str) -> None:
    """One test for the four: a role is asked for its thousands of answers once."""
    seen = list(survey(world, role))
    wrong = [str(each) for each in seen if each.status >= 500 or never_read(role, each.route) & set(each.words)]
    if role in SIDED:
        # A choice of rows is checked, when it is posted, by the very set that it offers.
        wrong += [*told_apart(seen), *(f"{each}: offers {each.offered}" for each in seen if each.offered)]
    assert not wrong, "\n".join(wrong)


def told_apart(seen: list[Seen]) -> Iterator[str]:
    """Addresses that answer to a foreign row otherwise than to one that is missing."""
    answers: dict[tuple[str, str], dict[str, int]] = {}
    for each in seen:
        answers.setdefault((each.method, each.route), {})[each.whose] = each.status
    pairs = [("foreign", "missing"), ("mixed", "half missing")]
    yield from (f"{what}: {found}" for what, found in answers.items() for one, two in pairs if found.get(one) != found.get(two))


@pytest.mark.parametrize("role", CHAMBER)
def test_lists_filter_and_find_among_ones_own_alone(world: World, role: str) -> None:
    client, wrong, firm = browser(world, role), [], world.away.firm
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
    client, away, before = browser(world, role), world.away.rows, set(Job.objects.values_list("pk", flat=True))
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
    client = browser(world, "nobody")
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
