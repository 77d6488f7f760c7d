"""What the editor refuses: each wrong input by its form, with a sentence at its field, and by the database, whoever writes."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.models import User
from bando.admin.editor.sections import SECTIONS
from bando.models import (
    Call,
    Cap,
    Component,
    EligibilityRule,
    ExpenseItem,
    Fund,
    Measure,
    Pot,
    Question,
    RequiredDocument,
    ScoringCriterion,
    Window,
)
from core.models import AuditEvent
from tests.bando.editor_rows import GOOD, a_call_to_edit, a_file, posted_call, with_pks
from tests.bando.rows import a_person

pytestmark = pytest.mark.django_db
TEN_MEGABYTES = 10 * 2**20
AT, LATER = datetime(2020, 6, 20, tzinfo=UTC), datetime(2020, 6, 21, tzinfo=UTC)


@dataclass(frozen=True)
class Wrong:
    """What is typed, at which field the form says what; and the row that the database refuses under which name."""

    what: str
    section: str
    typed: dict[str, Any]
    at: str
    says: str
    row: dict[str, Any] = field(default_factory=dict)
    constraint: str = ""

    def __str__(self) -> str:
        return self.what


LONG = "x" * 20_001
WRONG = [
    Wrong(
        "a window that ends before it starts",
        "windows",
        {"closes_at": "2020-06-18T09:00"},
        "closes_at",
        "dopo che ha aperto",
        {"closes_at": AT, "opens_at": LATER},
        "a_window_opens_before_it_closes",
    ),
    Wrong("a window of the year 20", "windows", {"opens_at": "0020-06-18T10:00"}, "opens_at", "Controllate l’anno"),
    Wrong("a window on a day that is not", "windows", {"opens_at": "2020-06-31T10:00"}, "opens_at", "giorno e un’ora validi"),
    Wrong(
        "a code that is taken",
        "items",
        {"code": "formazione"},
        "code",
        "già usato",
        {"code": "formazione"},
        "has_one_code_in_a_version",
    ),
    Wrong("a name that gives no code", "items", {"label": "!!!"}, "code", "scrivetelo"),
    Wrong("a name that is missing", "items", {"label": ""}, "label", "Compilate questo campo"),
    Wrong("a code with blanks", "items", {"code": "due parole"}, "code", "senza spazi"),
    Wrong(
        "a text that is too long",
        "items",
        {"guidance": LONG},
        "guidance",
        "Accorciate il testo",
        {"guidance": LONG},
        "guidance_is_no_longer_than_allowed",
    ),
    Wrong(
        "a rate of 101 %",
        "measures",
        {"rate": "101"},
        "rate",
        "al più 100",
        {"rate": Decimal("1.01")},
        "a_grant_is_a_share_of_the_spend",
    ),
    Wrong(
        "a rate of nothing",
        "measures",
        {"rate": "0"},
        "rate",
        "più di 0",
        {"rate": Decimal(0)},
        "a_grant_is_a_share_of_the_spend",
    ),
    Wrong(
        "a negative rate", "measures", {"rate": "-5"}, "rate", "non è negativa", {"rate": Decimal("-0.05")}, "a_grant_is_a_share"
    ),
    Wrong("a rate in words", "measures", {"rate": "settanta"}, "rate", "Scrivete una percentuale"),
    Wrong(
        "a negative minimum spend",
        "measures",
        {"minimum_spend": "-1"},
        "minimum_spend",
        "non è negativo",
        {"minimum_spend": Decimal(-1)},
        "a_measure_promises_something",
    ),
    Wrong(
        "no grant at all",
        "measures",
        {"maximum_grant": "0"},
        "maximum_grant",
        "più di zero",
        {"maximum_grant": Decimal(0)},
        "a_measure_promises_something",
    ),
    Wrong("an amount in words", "measures", {"maximum_grant": "mille"}, "maximum_grant", "per esempio 12.345,67"),
    Wrong(
        "an amount beyond all columns",
        "measures",
        {"maximum_grant": "9999999999999999"},
        "maximum_grant",
        "cifre",
        {"maximum_grant": Decimal(10) ** 15},
        "numeric field overflow",
    ),
    Wrong(
        "a maximum spend below the minimum",
        "measures",
        {"maximum_spend": "3.999,99"},
        "maximum_spend",
        "sotto la spesa minima",
        {"minimum_spend": Decimal(4000), "maximum_spend": Decimal("3999.99")},
        "a_maximum_spend_is_not_below_the_minimum",
    ),
    Wrong(
        "an unknown size",
        "measures",
        {"sizes": ["enormous"]},
        "sizes",
        "enormous",
        {"sizes": ["huge"]},
        "a_measure_is_for_known_sizes",
    ),
    Wrong(
        "no points at all",
        "components",
        {"value": "0"},
        "value",
        "più di zero",
        {"value": Decimal(0)},
        "a_component_adds_something",
    ),
    Wrong(
        "points above 100 %",
        "components",
        {"value": "120"},
        "value",
        "al più 100",
        {"value": Decimal("1.2")},
        "points_are_a_share_inside_the_cap",
    ),
    Wrong(
        "a component from a negative spend",
        "components",
        {"from_spend": "-1"},
        "from_spend",
        "non è negativo",
        {"from_spend": Decimal(-1)},
        "a_component_adds_something",
    ),
    Wrong(
        "a component without a measure",
        "components",
        {"measure": ""},
        "measure",
        "Compilate questo campo",
        {"measure_id": None},
        "measure_id",
    ),
    Wrong("a condition that nobody declares", "components", {"condition": "sconosciuta"}, "condition", "sconosciuta"),
    Wrong(
        "a cap above 100 %",
        "caps",
        {"value": "130"},
        "value",
        "al più 100",
        {"value": Decimal("1.3")},
        "a_cap_by_share_is_a_share",
    ),
    Wrong("a cap of nothing", "caps", {"value": "0"}, "value", "più di zero", {"value": Decimal(0)}, "a_cap_limits_something"),
    Wrong(
        "a cap on no item", "caps", {"items_limited": []}, "items_limited", "Compilate", {"items": []}, "a_cap_limits_something"
    ),
    Wrong("a cap on an item that is not", "caps", {"items_limited": ["altrove"]}, "items_limited", "altrove"),
    Wrong(
        "a cap of an item by itself",
        "caps",
        {"variant": "share_of_others", "of": ["formazione"]},
        "of",
        "rispetto a sé stessa",
        {"kind": "share_of_others", "items": ["formazione"], "of": ["formazione"]},
        "caps_do_not_lead_back",
    ),
    Wrong(
        "a cap that leads back to itself",
        "caps",
        {"variant": "share_of_others", "items_limited": ["studio-di-fattibilita"], "of": ["formazione"]},
        "of",
        "girano in tondo",
        {"kind": "share_of_others", "items": ["studio-di-fattibilita"], "of": ["formazione"]},
        "caps_do_not_lead_back",
    ),
    Wrong("a rule in no phase", "rules", {"phases": []}, "phases", "Compilate"),
    Wrong(
        "a rule in an unknown phase", "rules", {"phases": ["mai"]}, "phases", "mai", {"phases": ["mai"]}, "asked_in_known_phases"
    ),
    Wrong(
        "a rule without its parameter",
        "rules",
        {"parameter_amount": ""},
        "parameter_amount",
        "Compilate",
        {"parameters": {}},
        "a_rule_has_the_parameters_of_its_kind",
    ),
    Wrong("a rule on a negative amount", "rules", {"parameter_amount": "-4000"}, "parameter_amount", "non è negativo"),
    Wrong(
        "a message of pages and pages",
        "rules",
        {"message": LONG},
        "message",
        "Accorciate",
        {"message": LONG},
        "message_is_no_longer",
    ),
    Wrong("a count beyond its limits", "rules", {"variant": "durc", "parameter_valid_days": "0"}, "parameter_valid_days", "1"),
    Wrong(
        "ATECO codes in words",
        "rules",
        {"variant": "ateco", "parameter_version": "2025", "parameter_include": "commercio"},
        "parameter_include",
        "non è un codice ATECO",
    ),
    Wrong(
        "ATECO codes in and out",
        "rules",
        {"variant": "ateco", "parameter_version": "2025", "parameter_include": "47", "parameter_exclude": "47"},
        "parameter_exclude",
        "ammesso ed escluso",
    ),
    Wrong(
        "a document in no format",
        "documents",
        {"formats": []},
        "formats",
        "Compilate",
        {"formats": []},
        "has_a_format_and_a_size",
    ),
    Wrong("a document of an unknown format", "documents", {"formats": ["exe"]}, "formats", "exe"),
    Wrong(
        "a document of no size",
        "documents",
        {"megabytes": "0"},
        "megabytes",
        "0,1",
        {"maximum_bytes": 0},
        "has_a_format_and_a_size",
    ),
    Wrong("a document before any file can come", "documents", {"phase": "precheck"}, "phase", "non si carica nulla"),
    Wrong(
        "a document for all and for some",
        "documents",
        {"mandatory": "on", "condition": "annual_fee"},
        "condition",
        "scegliete uno dei due",
        {"condition": "annual_fee"},
        "a_conditional_document_is_not_mandatory_for_all",
    ),
    Wrong(
        "a template that is a program", "documents", {"template_file": "@program"}, "__all__", "è un programma e non si accetta"
    ),
    Wrong(
        "a criterion upside down",
        "criteria",
        {"minimum": "11"},
        "maximum",
        "non supera il massimo",
        {"minimum": 11, "maximum": 10},
        "a_criterion_goes_from_minimum_to_maximum",
    ),
    Wrong(
        "a negative minimum", "criteria", {"minimum": "-1"}, "minimum", "non è negativo", {"minimum": -1}, "a_criterion_goes_from"
    ),
    Wrong("an anchor without points", "criteria", {"anchors": "ottimo"}, "anchors", "10 – testo"),
    Wrong("an anchor beyond the maximum", "criteria", {"anchors": "11 – troppo"}, "anchors", "fra il minimo e il massimo"),
    Wrong(
        "a Chamber twice",
        "pots",
        {"chamber": "@chamber"},
        "chamber",
        "ha già la sua dotazione",
        {"chamber": "@chamber"},
        "a_chamber_has_one_pot_in_a_call",
    ),
    Wrong("a province twice", "pots", {"provinces": ["BG"]}, "provinces", "fondo comune"),
    Wrong(
        "overbooking above 500 %",
        "pots",
        {"overbooking": "501"},
        "overbooking",
        "al più 500",
        {"overbooking": Decimal("5.01")},
        "overbooking_is_a_share_of_the_pot",
    ),
    Wrong("a fund without money", "funds", {"amount": "0"}, "amount", "assegnato", {"amount": 0}, "a_fund_has_money"),
    Wrong("a file beside an error", "attachments", {"label": ""}, "file", "Scegliete di nuovo il file"),
    Wrong("a fund as the English write it", "funds", {"amount": "1,000.00"}, "amount", "Non è chiaro dove sono i decimali"),
    Wrong("a fund with two decimal points", "funds", {"amount": "1.000.00"}, "amount", "Non è chiaro dove sono i decimali"),
    Wrong("a fund of tenths of a cent", "funds", {"amount": "1.000,001"}, "amount", "2 cifre dopo la virgola"),
    Wrong("a negative fund", "funds", {"amount": "-1.000,00"}, "amount", "non è negativo"),
    Wrong("a fund without its amount", "funds", {"amount": ""}, "amount", "Compilate questo campo"),
    Wrong("a fund of nobody", "funds", {"kind": "regalo"}, "kind", "Scegliete una voce"),
    Wrong("a fund of the year 9999", "funds", {"first_share": "100", "first_on": "9999-12-01"}, "first_on", "Controllate l’anno"),
    Wrong("a part due on no day", "funds", {"first_share": "100", "first_on": "2021-02-29"}, "first_on", "una data valida"),
    Wrong("a pot of no Chamber", "pots", {"chamber": "999999999"}, "chamber", "Scegliete una voce"),
    Wrong("overbooking in two ways", "pots", {"overbooking": "1.5.5"}, "overbooking", "Non è chiaro"),
    Wrong("a fund that does not add up", "funds", {"amount": "1.000,01"}, "amount", "devono essere uguali"),
    Wrong(
        "tranches of 99 %", "funds", {"kind": "regional", "first_share": "99", "first_on": "2020-12-01"}, "first_share", "100 %"
    ),
    Wrong(
        "tranches of a Chamber",
        "funds",
        {"first_share": "100", "first_on": "2020-12-01"},
        "first_share",
        "Solo il denaro della Regione",
    ),
    Wrong("a tranche without a day", "funds", {"kind": "regional", "first_share": "100"}, "first_on", "il giorno"),
    Wrong("a question without an answer", "questions", {"answer": ""}, "answer", "Compilate"),
    Wrong(
        "an answer of pages and pages",
        "questions",
        {"answer": LONG},
        "answer",
        "Accorciate",
        {"answer": LONG},
        "answer_is_no_longer",
    ),
    Wrong("a file that is empty", "attachments", {"file": "@empty"}, "file", "vuoto"),
    Wrong("a file that is a program", "attachments", {"file": "@program"}, "__all__", "è un programma e non si accetta"),
]
CALLS = [
    Wrong(
        "closing before opening",
        "call",
        {"closes_at": "2020-06-01T10:00"},
        "closes_at",
        "dopo l’apertura",
        {"closes_at": datetime(2020, 6, 1, tzinfo=UTC)},
        "a_call_opens_before_it_closes",
    ),
    Wrong(
        "drafting after opening",
        "call",
        {"draft_from_at": "2020-06-19T10:00"},
        "draft_from_at",
        "prima dell’apertura",
        {"draft_from_at": datetime(2020, 6, 19, tzinfo=UTC)},
        "a_call_is_drafted_before_it_opens",
    ),
    Wrong(
        "spending that ends before it starts",
        "call",
        {"spend_until_on": "2020-01-01"},
        "spend_until_on",
        "in ordine",
        {"spend_until_on": "2020-01-01"},
        "spending_comes_before_its_accounts",
    ),
    Wrong(
        "a project that ends after its accounts",
        "call",
        {"project_until_on": "2025-01-01"},
        "project_until_on",
        "il rendiconto",
        {"project_until_on": "2025-01-01"},
        "a_project_ends_between",
    ),
    Wrong("the year 20200", "call", {"spend_until_on": "20200-01-01"}, "spend_until_on", "data"),
    Wrong(
        "all of it withheld",
        "call",
        {"withholding_rate": "100"},
        "withholding_rate",
        "meno del 100",
        {"withholding_rate": 1},
        "a_withholding_is_a_share_of_the_grant",
    ),
    Wrong(
        "more realised than all",
        "call",
        {"minimum_share_realised": "101"},
        "minimum_share_realised",
        "al più 100",
        {"minimum_share_realised": Decimal("1.01")},
        "a_share_realised_is_a_share",
    ),
    Wrong(
        "a negative ceiling",
        "call",
        {"aid_ceiling": "-1"},
        "aid_ceiling",
        "non è negativo",
        {"aid_ceiling": -1},
        "a_ceiling_is_not_negative",
    ),
    Wrong(
        "a term of no days",
        "call",
        {"integration_days": "0"},
        "integration_days",
        "almeno un giorno",
        {"integration_days": 0},
        "a_term_lasts_a_day_at_least",
    ),
    Wrong(
        "a grant to accept in no days",
        "call",
        {"acceptance_days": "0"},
        "acceptance_days",
        "almeno un giorno",
        {"acceptance_days": 0},
        "a_grant_is_accepted_in_a_day_at_least",
    ),
    Wrong(
        "an unknown procedure",
        "call",
        {"procedure": "asta"},
        "procedure",
        "asta",
        {"procedure": "asta"},
        "a_procedure_is_a_known_one",
    ),
    Wrong("the same tie-break twice", "call", {"tie_2": "arrival"}, "tie_1", "due volte"),
    Wrong(
        "a summary of pages and pages",
        "call",
        {"summary": LONG},
        "summary",
        "Accorciate",
        {"summary": LONG},
        "summary_is_no_longer",
    ),
    Wrong("no title", "call", {"title": ""}, "title", "Compilate"),
]


@pytest.fixture
def operator(client: Client) -> User:
    person = a_person("operator")
    client.force_login(person)
    return person


def a_call_with_a_cap() -> Call:
    """Training is at most half of the study, which leaves one way to turn in a circle."""
    call = a_call_to_edit()
    about = {"code": "mezzo", "label": "Metà", "kind": "share_of_others", "value": Decimal("0.5")}
    Cap.objects.create(call=call, items=["formazione"], of=["studio-di-fattibilita"], **about)
    return call


def sent_of(call: Call, wrong: Wrong) -> dict[str, Any]:
    chamber = call.pots.values_list("chamber", flat=True).first()
    known = {"@chamber": chamber, "@program": a_file("modello.pdf", b"MZ programma"), "@empty": a_file("vuoto.pdf", b"")}
    typed = {name: known.get(value, value) if isinstance(value, str) else value for name, value in wrong.typed.items()}
    return with_pks(call, GOOD[wrong.section]) | typed


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_the_form_refuses_it_at_its_field_with_a_summary_on_top(client: Client, operator: User, wrong: Wrong) -> None:
    call = a_call_with_a_cap()
    before, events = SECTIONS[wrong.section].rows(call).count(), AuditEvent.objects.count()
    answer = client.post(f"/admin/bando/call/{call.pk}/configura/{wrong.section}/nuova/", sent_of(call, wrong))
    assert answer.status_code in {200, 409}
    shown = answer.context["reason"] if wrong.at == "__all__" else " ".join(answer.context["form"].errors.get(wrong.at, []))
    assert wrong.says in str(shown), answer.context["form"].errors
    page = answer.content.decode()
    assert 'role="alert"' in page
    assert page.count("<title>Errore:") == 1
    assert SECTIONS[wrong.section].rows(call).count() == before
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize("wrong", CALLS, ids=str)
def test_the_call_itself_is_refused_in_the_same_way(client: Client, operator: User, wrong: Wrong) -> None:
    call = a_call_to_edit()
    answer = client.post(f"/admin/bando/call/{call.pk}/configura/call/", posted_call(call, **wrong.typed))
    assert answer.status_code == 200
    assert wrong.says in " ".join(answer.context["form"].errors.get(wrong.at, [])), answer.context["form"].errors
    kept = Call.objects.get(pk=call.pk)
    assert [getattr(kept, name) for name in ("title", "closes_at")] == [call.title, call.closes_at]


ROWS: dict[str, tuple[Any, dict[str, Any]]] = {
    "windows": (Window, {"opens_at": AT, "closes_at": LATER}),
    "measures": (Measure, {"rate": Decimal("0.7"), "minimum_spend": 0, "maximum_grant": 1}),
    "components": (Component, {"kind": "rate", "value": Decimal("0.05"), "measure_id": "@measure"}),
    "items": (ExpenseItem, {}),
    "caps": (Cap, {"kind": "share_of_total", "items": ["formazione"], "value": Decimal("0.3")}),
    "rules": (EligibilityRule, {"kind": "minimum_spend", "parameters": {"amount": "1.00"}, "message": "m", "phases": ["draft"]}),
    "documents": (RequiredDocument, {"formats": ["pdf"]}),
    "criteria": (ScoringCriterion, {"text": "t", "maximum": 10}),
    "pots": (Pot, {}),
    "funds": (Fund, {"kind": "chamber", "label": "f", "legal_act": "a", "amount": 1}),
    "questions": (Question, {"question": "q", "answer": "a", "answered_on": "2020-06-20"}),
}


@pytest.mark.parametrize("wrong", [one for one in WRONG if one.constraint], ids=str)
def test_the_database_refuses_it_whoever_writes(wrong: Wrong) -> None:
    call = a_call_with_a_cap()
    model, good = ROWS[wrong.section]
    known = {
        "@measure": call.measures.values_list("pk", flat=True).first(),
        "@chamber": call.pots.exclude(chamber=None)[0].chamber,
    }
    named = {"code": "nuovo", "label": "Nuovo"} if wrong.section not in {"pots", "funds", "questions"} else {}
    typed = (named | good | wrong.row).items()
    columns = {name: known.get(value, value) if isinstance(value, str) else value for name, value in typed}
    with pytest.raises(DatabaseError, match=wrong.constraint), transaction.atomic():
        model.objects.create(call=call, **columns)


@pytest.mark.parametrize("wrong", [one for one in CALLS if one.constraint], ids=str)
def test_the_database_refuses_such_a_call_whoever_writes(wrong: Wrong) -> None:
    call = a_call_to_edit()
    with pytest.raises(DatabaseError, match=wrong.constraint), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(**wrong.row)


def test_the_good_rows_of_the_table_are_good(client: Client, operator: User) -> None:
    """The negative control of the tables: without what is wrong, each is taken by form and database."""
    call = a_call_with_a_cap()
    for section, sent in GOOD.items():
        answer = client.post(f"/admin/bando/call/{call.pk}/configura/{section}/nuova/", with_pks(call, sent))
        assert answer.status_code == 302, (section, answer.context["form"].errors)
    assert client.post(f"/admin/bando/call/{call.pk}/configura/call/", posted_call(call)).status_code == 302


def test_ten_megabytes_of_text_are_refused_with_a_sentence_and_nothing_is_saved(client: Client, operator: User) -> None:
    call = a_call_to_edit()
    answer = client.post(f"/admin/bando/call/{call.pk}/configura/call/", posted_call(call, description="x" * TEN_MEGABYTES))
    assert answer.status_code == 413
    assert "Nulla è stato salvato" in answer.content.decode()
    assert Call.objects.get(pk=call.pk).description == call.description


def test_a_megabyte_of_text_is_refused_at_its_field(client: Client, operator: User) -> None:
    call = a_call_to_edit()
    answer = client.post(f"/admin/bando/call/{call.pk}/configura/call/", posted_call(call, description="x" * 2**20))
    assert "Accorciate il testo" in " ".join(answer.context["form"].errors["description"])


def test_text_that_is_no_text_is_a_bad_request(client: Client, operator: User) -> None:
    """The handler of too much text leaves other bad requests as they are."""
    call = a_call_to_edit()
    address = f"/admin/bando/call/{call.pk}/configura/call/"
    answer = client.post(address, b"--x\r\n", content_type="multipart/form-data; boundary=")
    assert answer.status_code == 400
