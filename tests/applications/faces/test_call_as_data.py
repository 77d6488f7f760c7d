"""The firm's pages and the desk on what a call is made of: versions, measures, caps, documents, rehearsals, the pre-check."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.enums import State
from applications.models import Application, Confirmation
from bando.domain.rules.facts import Name
from bando.enums import CapKind, RuleKind
from bando.models import Call, Cap, EligibilityRule, ExpenseItem, Measure, RequiredDocument
from bando.queries.prechecking import SESSION_KEY, Answers, answers_to_session
from registry.models import Province
from registry.operations import editing
from tests.applications.faces.test_firm_pages import logged_in, open_call, page, post, version
from tests.factories import (
    NOON,
    a_draft,
    a_firm,
    a_representative,
    amend,
    an_officer,
    application_at,
    end,
    fill,
    fresh,
    publish,
    replaced,
    staff,
)  # fmt: skip

pytestmark = pytest.mark.django_db
LIST = "/admin/applications/application/"


def unpublished(**fields: Any) -> Call:
    return open_call(published=False, **fields)


def published(call: Call) -> Call:
    publish(call, at=call.draft_from_at)
    return call


def a_complete_draft(call: Call) -> tuple[Application, Client]:
    now = timezone.now()
    application = fill(a_draft(call=call, at=now), at=now)
    return application, logged_in(application.firm)


def two_measures() -> Call:
    call = unpublished()
    call.measures.update(code="micro", label="Misura micro", sizes=["micro"])
    Measure.objects.create(
        call=call, code="pmi", label="Misura PMI", rate=Decimal("0.5"), minimum_spend=Decimal("10000.00"),
        maximum_grant=Decimal("15000.00"), sizes=["small", "medium"], order=1,
    )  # fmt: skip
    return published(call)


def test_a_changed_call_is_told_with_its_act_and_one_button_renews_the_draft():
    application, client = a_complete_draft(open_call())
    measure = application.measure
    assert "Il bando è cambiato" not in page(client, "application", application)
    amend(application.call, lambda number: replaced(measure, number, rate=Decimal("0.5")), at=timezone.now())
    for name in ("application", "application_summary"):
        text = page(client, name, application)
        assert "Il bando è cambiato" in text
        assert "modifica del bando n." in text
        assert f"/bandi/{application.call.slug}/versioni/" in text
    text = post(client, "application_renew", application, {}).content.decode()
    assert "Bozza aggiornata" in text
    assert "6.000,00" in text
    assert fresh(application).call_version == 2


def test_an_item_that_is_gone_is_told_on_the_pages():
    application, client = a_complete_draft(open_call())
    amend(application.call, lambda number: end(ExpenseItem.objects.get(call=application.call, code="access"), number))
    post(client, "application_renew", application, {})
    for name in ("application", "application_summary"):
        assert "non è più ammessa dal bando" in page(client, name, application)
    assert "Accesso a servizi" not in page(client, "application_expenses", application).split("<select")[1].split("</select>")[0]


def test_the_only_measure_is_not_asked_for_and_of_several_one_is_chosen():
    application, client = a_complete_draft(open_call())
    assert 'name="measure"' not in page(client, "application_requirements", application)
    application, client = a_complete_draft(two_measures())
    text = page(client, "application_requirements", application)
    assert "Misura micro (microimpresa)" in text
    assert "Misura PMI (piccola impresa, media impresa)" in text
    assert "Scegliete la misura" in page(client, "application", application)


def test_a_measure_for_another_size_is_refused_at_its_field_and_the_figures_are_kept():
    application, client = a_complete_draft(two_measures())
    pmi = application.call.measures.get(code="pmi")
    figures = {"version": version(application), "staff": "9", "turnover": "900000", "measure": pmi.pk}
    answer = post(client, "application_requirements", application, figures)
    assert "scegliete un’altra misura o correggete i dati" in answer.content.decode()
    application = fresh(application)
    assert (application.content.staff, application.measure_chosen) == (9, False)
    figures |= {"version": version(application), "staff": "30", "turnover": "6000000"}
    post(client, "application_requirements", application, figures)
    assert fresh(application).measure == pmi


def test_figures_are_asked_only_where_a_rule_looks_at_them():
    application, client = a_complete_draft(open_call())
    text = page(client, "application_requirements", application)
    for name in ("ateco_code", "durc_expires_on", "persons", "founded_on"):
        assert f'name="{name}"' not in text
    call = unpublished()
    for kind, parameters in [(RuleKind.ATECO, {"version": "2007", "exclude": ["01"]}), (RuleKind.ANTIMAFIA, {})]:
        EligibilityRule.objects.create(
            call=call, code=kind.value, label=kind.label, kind=kind, parameters=parameters, message=".", legal_basis=".",
            phases=["submission"], order=50,
        )  # fmt: skip
    application, client = a_complete_draft(published(call))
    text = page(client, "application_requirements", application)
    for name in ("ateco_code", "ateco_version", "persons", "persons_declared"):
        assert f'name="{name}"' in text
    assert 'name="durc_expires_on"' not in text
    said = {
        "version": version(application),
        "staff": "8",
        "turnover": "900000",
        "ateco_code": "01.11.10",
        "ateco_version": "2007",
    }
    text = post(client, "application_requirements", application, said | {"back": ""}).content.decode()
    assert "è fra quelli esclusi dal bando" in text


def test_what_a_cap_takes_off_is_told_to_the_firm_and_to_the_officer():
    call = unpublished()
    Cap.objects.create(call=call, code="cap", label="Canoni", kind=CapKind.ABSOLUTE, items=["access"], value=Decimal(9000))
    application, client = a_complete_draft(published(call))
    text = page(client, "application_expenses", application)
    for shown in ("I limiti del bando cambiano la spesa ammessa", "Da 12.000,00", "a 9.000,00", "6.300,00"):
        assert shown in text
    post(client, "application_summary", application, {})
    key = post(client, "application_send", application, {}).context["form"]["key"].value()
    post(client, "application_send", application, {"key": str(key)})
    officer = Client()
    officer.force_login(an_officer(application))
    text = officer.get(f"{LIST}{application.pk}/change/").text
    for shown in ("Canoni: da 12.000,00", "9.000,00", "6.300,00"):
        assert shown in text


def test_a_document_shows_its_template_its_signature_and_whom_it_is_for():
    call = unpublished()
    RequiredDocument.objects.create(
        call=call, code="procura", label="Procura", formats=["pdf"], mandatory=False, condition="insolvency", signed=True,
        template=ContentFile(b"%PDF-1.7 modello", "modello.pdf"), template_name="modello-procura.pdf", order=9,
    )  # fmt: skip
    application = a_draft(call=published(call), at=timezone.now())
    client = logged_in(application.firm)
    text = page(client, "application_documents", application)
    for shown in ("firmato digitalmente", "solo per chi rende la dichiarazione", "Scaricate il modello: Procura"):
        assert shown in text
    asked = call.requireddocuments.get(code="procura")
    answer = client.get(reverse("document_template", args=[application.pk, asked.pk]))
    assert answer.content == b"%PDF-1.7 modello"
    assert logged_in(a_firm()).get(reverse("document_template", args=[application.pk, asked.pk])).status_code == 404


def carried(client: Client, call: Call, measure: str = "", **facts: Any) -> None:
    session = client.session
    session[SESSION_KEY] = answers_to_session(
        call.slug, Answers({Name(name): value for name, value in facts.items()}), measure, timezone.now()
    )
    session.save()


def test_a_draft_begins_with_the_answers_of_the_pre_check_once():
    call, firm = two_measures(), a_firm()
    client = logged_in(firm)
    facts = {"staff": 30, "turnover": Decimal("6000000.00"), "seat_province": "BS", "aid_received": Decimal("0.00")}
    carried(client, call, "pmi", **facts)
    assert "Venite dalla verifica preliminare" in client.get(reverse("application_start", args=[call.slug])).text
    text = client.post(reverse("application_start", args=[call.slug]), {"firm": firm.pk}, follow=True).text
    assert "comincia con le risposte della verifica preliminare" in text
    application = Application.objects.get(firm=firm)
    content = application.content
    assert (content.staff, content.turnover, content.seat_province) == (30, Decimal("6000000.00"), Province.objects.get(pk="BS"))
    assert (application.measure.code, application.pot.chamber.code) == ("pmi", "bs")
    assert SESSION_KEY not in client.session


def test_the_measure_of_the_pre_check_is_for_the_size_with_linked_firms():
    call, firm = two_measures(), a_firm()
    mother = {
        "name": "Madre S.p.A.", "country": "DE", "tie": "linked", "share": Decimal("0.6"), "staff": 260,
        "turnover": Decimal("60000000.00"), "balance_sheet": Decimal("50000000.00"),
    }  # fmt: skip
    editing.relate(firm=firm, relative=mother, by=None, at=NOON)
    client = logged_in(firm)
    facts = {"staff": 30, "turnover": Decimal("6000000.00"), "aid_received": Decimal("0.00")}
    carried(client, call, "pmi", **facts)
    client.post(reverse("application_start", args=[call.slug]), {"firm": firm.pk}, follow=True)
    application = Application.objects.get(firm=firm)
    assert application.content.staff == 30
    assert application.measure.code != "pmi"


def test_the_pre_check_writes_over_nothing_and_of_another_call_counts_nothing():
    application, client = a_complete_draft(open_call())
    before = version(application)
    carried(client, application.call, staff=77)
    client.post(reverse("application_start", args=[application.call.slug]))
    assert (version(application), fresh(application).content.staff) == (before, 8)
    other = open_call()
    carried(client, open_call(), staff=77)
    client.post(reverse("application_start", args=[other.slug]))
    assert Application.objects.get(call=other).content.staff is None


def test_an_officer_records_what_she_finds():
    application = application_at(State.SUBMITTED)
    client = Client()
    client.force_login(an_officer(application))
    address = f"{LIST}{application.pk}/azione/riscontro/"
    assert "Requisito annual-fee" in client.get(address).text
    client.post(address, {"rule_annual-fee": "met", "note": "Registro, oggi."})
    assert Confirmation.objects.get().holds
    text = client.get(f"{LIST}{application.pk}/change/").text
    assert "Riscontro:" in text
    assert "Registro, oggi." in text


def rehearsed() -> Application:
    call = unpublished(rehearsal=True)
    application, client = a_complete_draft(published(call))
    post(client, "application_summary", application, {})
    key = post(client, "application_send", application, {}).context["form"]["key"].value()
    post(client, "application_send", application, {"key": str(key)})
    return fresh(application)


def test_a_rehearsal_is_on_no_list_of_the_desk_but_its_own_and_says_what_it_is():
    application = rehearsed()
    client = Client()
    client.force_login(an_officer(application))
    assert application.firm.name not in client.get(LIST).text
    own = client.get(f"{LIST}?call__id__exact={application.call_id}").text
    assert application.firm.name in own
    assert "PROVA" in own
    assert "PROVA" in client.get(f"{LIST}{application.pk}/change/").text
    assert "Domande da istruire" not in client.get("/admin/").text or ">1<" not in client.get("/admin/").text
    assert "PROVA" in page(logged_in(application.firm), "application", application)


def test_a_rehearsal_produces_no_report():
    application = rehearsed()
    client = Client()
    client.force_login(staff("operator")[0])
    assert application.call.title not in client.get("/admin/reports/reportrun/azione/richiedi/").text
    assert a_representative(application.firm)
