"""The editor of a call in preparation: every section adds, changes, moves and takes out; nothing is half-saved."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from accounts.models import User
from bando.admin.editor.sections import SECTIONS
from bando.domain.rules.parameters import SHAPES
from bando.enums import CapKind, ComponentKind, Placing
from bando.models import Call
from core.models import AuditEvent
from tests.bando.editor_rows import GOOD, a_call_to_edit, posted_call, with_pks
from tests.bando.rows import a_person, a_prepared_call, publish

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
