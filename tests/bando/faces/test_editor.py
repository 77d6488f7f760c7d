"""The editor of a call in preparation: every section adds, changes, moves and takes out; nothing is half-saved."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bando.admin.editor.sections import SECTIONS
from bando.domain.rules.parameters import SHAPES, parse
from bando.enums import CapKind, RuleKind
from bando.forms.terms import BY_SHARE, OF_OTHERS
from bando.models import Call, EligibilityRule
from bando.operations import editing
from bando.queries.snapshot import snapshot
from registry.models import Chamber
from tests.bando.editor_rows import GOOD, a_call_to_edit, a_file, a_pdf, posted_call, sent_back, with_pks
from tests.bando.rows import PREPARED, a_person, a_prepared_call, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(client: Client) -> User:
    person = a_person("operator")
    client.force_login(person)
    return person


def editor(call: Call, *more: object) -> str:
    return "/".join(["/admin/bando/call", str(call.pk), "configura", *(str(one) for one in more), ""])


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def errors_of(response: Any) -> dict[str, list[str]]:
    form = response.context["form"]
    return {name: [str(one) for one in sentences] for name, sentences in form.errors.items()}


def rows_of(call: Call, section: str) -> list[Any]:
    return list(SECTIONS[section].rows(call))


@pytest.mark.parametrize("section", ["call", *SECTIONS])
def test_every_section_opens_with_one_heading_and_its_name(client: Client, operator: User, section: str) -> None:
    page = text_of(client.get(editor(a_prepared_call(), section)))
    assert page.count("<h1") == 1
    if section != "call":
        assert str(SECTIONS[section].help)[:40] in page


@pytest.mark.parametrize("section", SECTIONS)
def test_a_row_is_added_changed_and_taken_out(client: Client, operator: User, section: str) -> None:
    call = a_call_to_edit()
    before = {row.pk for row in rows_of(call, section)}
    sent = with_pks(call, GOOD[section])
    answer = client.post(editor(call, section, "nuova"), sent)
    assert answer.status_code == 302, errors_of(answer)
    (row,) = [row for row in rows_of(call, section) if row.pk not in before]
    shown = client.get(editor(call, section, row.pk))
    assert shown.status_code == 200
    label = next(name for name in ("label", "question", "overbooking") if name in sent)
    changed = {name: value for name, value in sent.items() if name != "file"} | {
        label: "12" if label == "overbooking" else "Nuovo nome"
    }
    answer = client.post(editor(call, section, row.pk), changed)
    assert answer.status_code == 302, errors_of(answer)
    assert "Nuovo nome" in text_of(client.get(editor(call, section))) or section == "pots"
    assert "Volete togliere" in text_of(client.get(editor(call, section, row.pk, "togli")))
    assert client.post(editor(call, section, row.pk, "togli")).status_code == 302
    assert {row.pk for row in rows_of(call, section)} == before


@pytest.mark.parametrize("kind", SHAPES, ids=lambda kind: kind.value)
def test_every_kind_of_rule_has_a_form_that_gives_back_what_it_keeps(client: Client, operator: User, kind: RuleKind) -> None:
    call = a_prepared_call()
    kept = {row.kind: row for row in call.eligibilityrules.all()}
    shown = client.get(editor(call, "rules", "nuova"), {"variant": kind.value})
    assert "{" not in str(shown.context["form"]["label"].value() or "")
    for one in shown.context["form"].asked:
        assert f'name="parameter_{one.name}"' in shown.content.decode()
    if kind.value not in kept:
        return
    row = kept[kind.value]
    form = client.get(editor(call, "rules", row.pk)).context["form"]
    assert client.post(editor(call, "rules", row.pk), sent_back(form)).status_code == 302
    again = EligibilityRule.objects.get(pk=row.pk)
    assert (parse(again.kind, again.parameters), again.message, again.phases) == (
        parse(row.kind, row.parameters), row.message, row.phases,
    )  # fmt: skip


@pytest.mark.parametrize("kind", CapKind)
def test_every_kind_of_cap_has_the_one_value_that_it_needs(client: Client, operator: User, kind: CapKind) -> None:
    call = a_prepared_call()
    sent = {
        "variant": kind.value,
        "label": "Limite",
        "items_limited": ["formazione"],
        "value": "30",
        "of": ["studio-di-fattibilita"],
    }
    answer = client.post(editor(call, "caps", "nuova"), sent)
    assert answer.status_code == 302, errors_of(answer)
    cap = call.caps.get()
    assert cap.value == (Decimal("0.3") if kind in BY_SHARE else Decimal(30))
    assert cap.of == (["studio-di-fattibilita"] if kind in OF_OTHERS else [])


def test_a_row_shown_and_sent_back_as_it_is_stays_as_it_is(client: Client, operator: User) -> None:
    call = a_prepared_call()
    editing.edit(call=call, changes={"description": call.description.strip()}, by=operator, at=PREPARED)
    before = snapshot(call)
    for section in SECTIONS:
        for row in rows_of(call, section):
            form = client.get(editor(call, section, row.pk)).context["form"]
            answer = client.post(editor(call, section, row.pk), sent_back(form))
            assert answer.status_code == 302, (section, str(row), errors_of(answer))
    form = client.get(editor(call, "call")).context["form"]
    answer = client.post(editor(call, "call"), sent_back(form))
    assert answer.status_code == 302, errors_of(answer)
    assert snapshot(Call.objects.get(pk=call.pk)) == before


def test_rows_move_up_and_down_and_the_same_move_twice_is_one(client: Client, operator: User) -> None:
    call = a_prepared_call()
    first, second, *others = [row.pk for row in rows_of(call, "items")]
    for _twice in range(2):
        assert client.post(editor(call, "items", second, "sposta"), {"to": "1"}).status_code == 302
        assert [row.pk for row in rows_of(call, "items")] == [second, first, *others]
    assert client.get(editor(call, "items", second, "sposta")).status_code == 405
    for to in ("", "-1", "x", "99999"):
        assert client.post(editor(call, "items", second, "sposta"), {"to": to}).status_code == 404
    assert client.post(editor(call, "pots", rows_of(call, "pots")[0].pk, "sposta"), {"to": "1"}).status_code == 404


@pytest.mark.parametrize("section", SECTIONS)
def test_the_same_form_sent_twice_adds_one_row(client: Client, operator: User, section: str) -> None:
    call = a_call_to_edit()
    before = len(rows_of(call, section))
    first = client.post(editor(call, section, "nuova"), with_pks(call, GOOD[section]))
    second = client.post(editor(call, section, "nuova"), with_pks(call, GOOD[section]))
    assert (first.status_code, second.status_code in {200, 409}) == (302, True)
    assert len(rows_of(call, section)) == before + 1


@pytest.mark.parametrize(
    ("role", "status"), [("officer", 404), ("chamber_director", 404), ("director", 403), ("auditor", 403), ("", 302)]
)
def test_who_may_not_configure_meets_the_door_of_the_house(client: Client, role: str, status: int) -> None:
    call = a_prepared_call()
    chamber = Chamber.objects.get(code="so") if role in {"officer", "chamber_director"} else None
    client.force_login(a_person(role, chamber))
    row = call.measures.get()
    for address in (editor(call), editor(call, "call"), editor(call, "measures"), editor(call, "measures", row.pk)):
        assert client.get(address).status_code == status
        assert client.post(address, GOOD["measures"]).status_code == status
    assert client.post(editor(call, "measures", row.pk, "togli")).status_code == status
    assert client.get(f"/admin/bando/call/{call.pk}/anteprima/").status_code == status
    assert call.measures.get().label == row.label


def test_buttons_say_why_they_are_disabled(client: Client) -> None:
    call = a_prepared_call()
    client.force_login(a_person("director"))
    assert "Il vostro ruolo non permette di" in text_of(client.get(f"/admin/bando/call/{call.pk}/change/"))
    assert "Il vostro ruolo non permette di" in text_of(client.get("/admin/bando/call/"))
    assert client.post("/admin/bando/call/azione/nuovo/", NEW).status_code == 409
    assert not Call.objects.filter(title=NEW["title"]).exists()
    client.force_login(a_person("operator"))
    assert editor(call) in text_of(client.get(f"/admin/bando/call/{call.pk}/change/"))
    assert client.post(f"/admin/bando/call/{call.pk}/azione/configura/").status_code == 404


NEW = {
    "title": "Bando Turismo 2027", "procedure": "first_come", "opens_at": "2027-03-01T10:00", "closes_at": "2027-04-30T16:00",
    "spend_from_on": "2027-03-01", "spend_until_on": "2027-12-31", "accounts_due_on": "2028-02-28",
}  # fmt: skip


def test_a_new_call_begins_with_title_procedure_and_dates(client: Client, operator: User) -> None:
    answer = client.post("/admin/bando/call/azione/nuovo/", NEW)
    call = Call.objects.get(title=NEW["title"])
    assert answer.url == editor(call)
    assert (call.code, call.slug, call.published_at) == ("bando-turismo-2027", "bando-turismo-2027", None)
    assert "cose da correggere" in text_of(client.get(editor(call)))
    again = client.post("/admin/bando/call/azione/nuovo/", NEW)
    assert "C’è già un bando con questo codice" in text_of(again)
    wrong = client.post("/admin/bando/call/azione/nuovo/", NEW | {"code": "x", "closes_at": "2027-02-01T10:00"})
    assert "La chiusura viene dopo l’apertura" in text_of(wrong)
    assert Call.objects.filter(title=NEW["title"]).count() == 1


def test_a_published_call_is_read_only_and_says_the_way(client: Client, operator: User) -> None:
    call = a_prepared_call()
    publish(call)
    before = snapshot(call)
    for section in SECTIONS:
        page = text_of(client.get(editor(call, section)))
        assert ("cambia solo con un atto" in page) == (section not in {"questions", "attachments"})
        if section in {"questions", "attachments"}:
            continue
        answer = client.post(editor(call, section, "nuova"), with_pks(call, GOOD[section]))
        assert answer.status_code == 409
        assert "cambia solo con un atto" in text_of(answer)
        for row in rows_of(call, section)[:1]:
            assert client.post(editor(call, section, row.pk), with_pks(call, GOOD[section])).status_code == 409
            assert client.post(editor(call, section, row.pk, "togli")).status_code == 409
    assert client.post(editor(call, "call"), posted_call(call, title="Altro")).status_code == 409
    client.post(editor(call, "items", rows_of(call, "items")[0].pk, "sposta"), {"to": "3"})
    assert snapshot(Call.objects.get(pk=call.pk)) == before


def test_questions_and_files_still_come_after_the_publication_and_files_stay(client: Client, operator: User) -> None:
    call = a_prepared_call()
    publish(call)
    for section in ("questions", "attachments"):
        assert client.post(editor(call, section, "nuova"), with_pks(call, GOOD[section])).status_code == 302
    question, file = call.questions.get(question=GOOD["questions"]["question"]), call.attachments.get()
    assert client.post(editor(call, "questions", question.pk, "togli")).status_code == 302
    assert client.post(editor(call, "attachments", file.pk), {"label": "Altro"}).status_code == 409
    assert client.post(editor(call, "attachments", file.pk, "togli")).status_code == 409
    assert call.attachments.get().label == "Guida"


@pytest.mark.parametrize("section", [name for name in SECTIONS if name not in {"windows", "components", "caps", "attachments"}])
def test_a_row_of_another_call_looks_missing(client: Client, operator: User, section: str) -> None:
    call, foreign = a_prepared_call(), a_prepared_call()
    row = rows_of(foreign, section)[0]
    assert client.get(editor(call, section, row.pk)).status_code == 404
    assert client.post(editor(call, section, row.pk), with_pks(call, GOOD[section])).status_code == 404
    assert client.post(editor(call, section, row.pk, "togli")).status_code == 404
    assert client.get(editor(call, section, "altro")).status_code == 404
    assert client.get(editor(call, "altro")).status_code == 404


def test_foreign_keys_that_are_sent_are_those_of_the_call(client: Client, operator: User) -> None:
    call, foreign = a_prepared_call(), a_prepared_call()
    sent = GOOD["components"] | {"measure": foreign.measures.get().pk}
    answer = client.post(editor(call, "components", "nuova"), sent)
    assert "measure" in errors_of(answer)
    pot = foreign.pots.all()[0]
    sent = with_pks(call, GOOD["funds"]) | {f"pot_{pot.pk}": "5.000,00"}
    assert client.post(editor(call, "funds", "nuova"), sent).status_code == 302
    assert not pot.lines.filter(fund__label="Fondo bis").exists()


@pytest.mark.parametrize("section", SECTIONS)
def test_a_list_asks_the_database_the_same_with_one_row_and_with_three(
    client: Client, operator: User, section: str, django_assert_num_queries: Any
) -> None:
    call = a_call_to_edit()
    counts = []
    for label in ("Uno", "Due", "Tre"):
        sent = with_pks(call, GOOD[section])
        name = next(name for name in ("label", "question", "overbooking") if name in sent)
        if section == "pots":
            break
        if section == "attachments":
            sent["file"] = a_file(content=a_pdf(len(label) + len(counts)))
        assert client.post(editor(call, section, "nuova"), sent | {name: label}).status_code == 302
        client.get(editor(call, section))
        with CaptureQueriesContext(connection) as asked:
            client.get(editor(call, section))
        counts.append(len(asked))
    assert len(set(counts)) <= 1


def test_the_preview_is_the_public_page_with_its_mark(client: Client, operator: User) -> None:
    call = a_prepared_call()
    page = text_of(client.get(f"/admin/bando/call/{call.pk}/anteprima/"))
    assert "Anteprima: bando in preparazione" in page
    assert call.summary[:60] in page
    assert client.get(f"/bandi/{call.slug}/").status_code == 404
    assert client.post(f"/admin/bando/call/{call.pk}/anteprima/").status_code == 405


def test_a_template_comes_stays_and_goes(client: Client, operator: User) -> None:
    call = a_prepared_call()
    row = call.requireddocuments.all()[0]
    form = client.get(editor(call, "documents", row.pk)).context["form"]
    sent = sent_back(form)
    assert client.post(editor(call, "documents", row.pk), sent | {"template_file": a_file("Modello A.pdf")}).status_code == 302
    row.refresh_from_db()
    path = row.template.name
    assert (row.template_name, default_storage.exists(path)) == ("Modello A.pdf", True)
    assert client.post(editor(call, "documents", row.pk), sent).status_code == 302
    row.refresh_from_db()
    assert row.template.name == path
    assert client.post(editor(call, "documents", row.pk), sent | {"no_template": "on"}).status_code == 302
    row.refresh_from_db()
    assert (row.template.name, row.template_name) == ("", "")


def test_what_others_refer_to_stays(client: Client, operator: User) -> None:
    call = a_call_to_edit()
    client.post(editor(call, "components", "nuova"), with_pks(call, GOOD["components"]))
    client.post(editor(call, "caps", "nuova"), GOOD["caps"])
    item = call.expenseitems.get(code="formazione")
    rows = {"measures": call.measures.get(), "items": item, "pots": call.pots.filter(lines__isnull=False)[0]}
    for section, row in rows.items():
        answer = client.post(editor(call, section, row.pk, "togli"))
        assert answer.status_code == 409
        assert "Così non si può" in text_of(answer)
    sent = sent_back(client.get(editor(call, "items", item.pk)).context["form"]) | {"code": "altro"}
    assert client.post(editor(call, "items", item.pk), sent).status_code == 409
