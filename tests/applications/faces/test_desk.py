"""The Chamber's desk in the admin: who sees which file, what the page shows, what each button does and refuses."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications.enums import RejectionReason, State
from applications.models import Grant, Ranking
from applications.operations import drafting
from bando.enums import ActKind, MovementKind
from bando.models import BudgetLine
from bando.operations.ledger import Posting, post
from bando.operations.refinancing import refinance
from tests.core.faces.markup import inline_pieces, names
from tests.factories import (
    GRANTED,
    NOON,
    PATHS,
    RANKED,
    a_call,
    a_chamber,
    a_draft,
    a_firm,
    a_representative,
    a_text,
    a_user,
    act_details,
    admit,
    an_act,
    an_officer,
    application_at,
    confirm,
    declared,
    drain,
    fill,
    fresh,
    look_up,
    rank,
    score,
    send,
    staff,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/applications/application/"
LIST_QUERIES, PAGE_QUERIES = 7, 56
EVERYWHERE = ["evaluator", "operator", "director", "auditor"]


def browser(user: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def page(application, tail="change/"):
    return f"{LIST}{application.pk}/{tail}"


def foreign(call=None):
    """A file of the other Chamber."""
    call = call or a_call()
    return send(confirm(fill(a_draft(call=call, firm=a_firm()), province="BS")))


@pytest.mark.parametrize("state", [state for state in PATHS if state != State.DRAFT], ids=str)
def test_the_page_of_every_state_opens_and_keeps_to_its_policy(state):
    application = application_at(state)
    for reader in (an_officer(application), staff("director")[0]):
        answer = browser(reader).get(page(application))
        assert answer.status_code == 200
        assert application.firm.name in answer.text
        assert inline_pieces(answer.text) == []
        assert len(names(answer.text)) == len(set(names(answer.text)))


def test_declared_and_found_stand_side_by_side_with_the_law():
    application = application_at(State.SUBMITTED)
    text = browser(an_officer(application)).get(page(application)).text
    for shown in ("Requisito size", "punto B.1", "900.000,00", "12.000,00", "8.400,00", "105.000,00", "plan.pdf", "Formaggi"):
        assert shown in text, shown


def test_a_foreign_chambers_file_looks_like_one_that_does_not_exist():
    mine = application_at(State.SUBMITTED)
    theirs = foreign(mine.call)
    client = browser(an_officer(mine))
    for tail in ("change/", "history/", "azione/ammetti/", "azione/richiedi-integrazione/"):
        for pk in (theirs.pk, 999_999):
            assert client.get(f"{LIST}{pk}/{tail}").status_code == 404
    for name in ("ammetti", "respingi", "richiedi-integrazione", "taglia-spesa"):
        assert client.post(f"{LIST}{theirs.pk}/azione/{name}/", {"words": "–"}).status_code == 404
    document = theirs.documents.first()
    assert client.get(f"{LIST}{theirs.pk}/documenti/{document.pk}/").status_code == 404
    assert client.get(f"{LIST}{mine.pk}/documenti/{document.pk}/").status_code == 404
    assert fresh(theirs).state == State.SUBMITTED


def test_lists_filters_and_search_stay_within_ones_chamber():
    mine = application_at(State.SUBMITTED)
    theirs = foreign(mine.call)
    client = browser(an_officer(mine))
    text = client.get(LIST).text
    assert mine.firm.name in text
    assert theirs.firm.name not in text
    assert "Brescia" not in text
    for query in (f"q={theirs.firm.tax_code}", f"q={theirs.arrival.number}", f"pot__chamber__id__exact={theirs.pot.chamber_id}"):
        assert theirs.firm.name not in client.get(f"{LIST}?{query}").text


@pytest.mark.parametrize("what", ["number", "name", "tax_code", "state"])
def test_a_file_is_found_by_number_name_tax_code_and_state(what):
    first = application_at(State.SUBMITTED)
    second = send(confirm(fill(a_draft(call=first.call))))
    asked = {
        "number": f"q={second.arrival.number}", "name": f"q={second.firm.name}", "tax_code": f"q={second.firm.tax_code}",
        "state": "state__exact=admissible",
    }  # fmt: skip
    text = browser(an_officer(first)).get(f"{LIST}?{asked[what]}").text
    assert first.firm.name not in text
    assert (second.firm.name in text) is (what != "state")


@pytest.mark.parametrize("role", ["representative", "regione", "administrator", None])
def test_whoever_does_not_read_files_is_kept_out(role):
    application = application_at(State.SUBMITTED)
    firm = application.firm if role == "representative" else None
    client = browser(a_user(role, firm=firm))
    expected = {403} if role in {"regione", "administrator"} else {302, 403}
    for address in (LIST, page(application), page(application, "azione/ammetti/")):
        assert client.get(address).status_code in expected


def test_drafts_are_nobodys_business():
    draft = fill(a_draft())
    for role in EVERYWHERE:
        assert browser(a_user(role)).get(page(draft)).status_code == 404


def test_the_list_asks_as_often_for_three_files_as_for_one(django_assert_num_queries):
    application = application_at(State.ADMISSIBLE)
    client = browser(an_officer(application))
    client.get(LIST)
    with django_assert_num_queries(LIST_QUERIES):
        client.get(LIST)
    for _more in range(2):
        send(confirm(fill(a_draft(call=application.call))))
    with django_assert_num_queries(LIST_QUERIES):
        assert client.get(LIST).context["cl"].result_count == 3


def test_the_page_asks_as_often_for_three_expenses_as_for_one(django_assert_num_queries):
    one = application_at(State.SUBMITTED)
    draft = fill(a_draft(call=one.call))
    for _more in range(2):
        a_second_expense(draft)
    three = send(confirm(draft))
    client = browser(an_officer(one))
    client.get(page(one))
    for application in (one, three):
        an_officer(application)
        with django_assert_num_queries(PAGE_QUERIES):
            client.get(page(application))


def a_second_expense(draft):
    item = draft.call.expenseitems.last()
    drafting.add_expense(
        application=draft, item=item, description="Corso", supplier="Scuola", amount=Decimal("100.00"),
        by=a_representative(draft.firm), at=NOON,
    )  # fmt: skip


def press(client, application, name, **data):
    return client.post(page(application, f"azione/{name}/"), data, follow=True)


def test_an_integration_is_asked_with_a_ready_text_and_ones_own_words():
    application = application_at(State.SUBMITTED)
    client = browser(an_officer(application))
    a_text("quote")
    assert "preventivi dei fornitori" in client.get(page(application, "azione/richiedi-integrazione/")).text
    answer = press(client, application, "richiedi-integrazione")
    assert "Scegliete un testo pronto" in answer.text
    chosen = [a_text("quote").pk, a_text("seat").pk]
    answer = press(client, application, "richiedi-integrazione", usual=chosen, words="Entro pochi giorni, se potete.")
    assert "l’impresa è stata avvisata" in answer.text
    request = fresh(application).integration_requests.get()
    assert [item.template_id for item in request.items.all()] == [*chosen, None]
    text = request.text
    assert "preventivi dei fornitori" in text
    assert text.endswith("se potete.")
    assert "deve ancora rispondere" in client.get(page(application)).text


def test_a_cut_recomputes_the_grant_before_her_eyes():
    application = application_at(State.SUBMITTED)
    client = browser(an_officer(application))
    expense = application.expenses.get()
    answer = press(client, application, "taglia-spesa", expense=expense.pk, admitted="10000,00", reason="Fuori voce")
    assert "7.000,00" in answer.text
    assert "Fuori voce" in answer.text
    answer = press(client, application, "taglia-spesa", expense=expense.pk, admitted="3999,99", reason="Fuori voce")
    assert "sotto il minimo di 4.000,00" in answer.text
    answer = press(client, application, "ammetti")
    assert answer.status_code == 409
    assert "sotto il minimo di 4.000,00" in answer.text
    assert fresh(application).state == State.SUBMITTED


def test_the_expense_of_another_file_cannot_be_cut_from_here():
    application = application_at(State.SUBMITTED)
    other = foreign(application.call).expenses.get()
    answer = press(browser(an_officer(application)), application, "taglia-spesa", expense=other.pk, admitted="0", reason="–")
    assert answer.status_code == 200
    assert not other.cuts.exists()


def test_a_file_is_admitted_by_its_button_and_looking_changes_nothing():
    application = look_up(application_at(State.SUBMITTED))
    client = browser(an_officer(application))
    assert client.get(page(application, "azione/ammetti/")).status_code == 200
    assert fresh(application).state == State.SUBMITTED
    assert "contributo spettante 8.400,00" in press(client, application, "ammetti").text
    assert fresh(application).state == State.ADMISSIBLE


def test_a_file_is_rejected_with_reason_and_words():
    application = application_at(State.SUBMITTED)
    client = browser(an_officer(application))
    assert "obbligatorio" in press(client, application, "respingi", reason_code="documents").text
    press(client, application, "respingi", reason_code="documents", text="Il piano è illeggibile.")
    assert fresh(application).verdict.reason_code == RejectionReason.DOCUMENTS
    assert "Il piano è illeggibile." in client.get(page(application)).text


def test_who_only_reads_has_no_buttons():
    application = application_at(State.SUBMITTED)
    client = browser(a_user("auditor"))
    assert "portal-buttons" not in client.get(page(application)).text
    for name in ("ammetti", "respingi", "taglia-spesa", "richiedi-integrazione", "valuta", "concedi"):
        assert press(client, application, name).status_code == 403


def points(application, *values):
    criteria = application.call.scoringcriterions.all()
    return {f"criterion_{criterion.pk}": value for criterion, value in zip(criteria, values, strict=True)}


def test_an_evaluator_scores_and_sees_the_others_only_when_all_are_in():
    application = application_at(State.ADMISSIBLE)
    first, second = (declared(a_user("evaluator", name=name), application) for name in ("Ada Prima", "Bea Seconda"))
    answer = press(browser(first), application, "valuta", note="Buono.", **points(application, "31", "30", "20"))
    assert not application.score_sheets.exists()
    answer = press(browser(first), application, "valuta", note="Buono.", **points(application, "25,5", "30", "20"))
    assert "Scheda di valutazione registrata" in answer.text
    assert "Avete già valutato" in answer.text
    assert "Ada Prima" not in browser(second).get(page(application)).text
    assert "Ada Prima" not in browser(an_officer(application)).get(page(application)).text
    press(browser(second), application, "valuta", note="Così così.", **points(application, "20", "25", "20"))
    assert fresh(application).state == State.SCORED
    assert "Ada Prima" in browser(second).get(page(application)).text


ACT = {"number": "12", "issued_on": "2020-09-01", "issuer": "Unioncamere", "signer": "La direttrice"}


def test_the_preview_writes_nothing_a_proposal_decides_nothing_and_another_persons_act_approves_it():
    application = application_at(State.SCORED)
    client = browser(staff("operator")[0])
    address = reverse("admin:applications_ranking_preview", args=[application.call_id])
    assert address in client.get("/admin/applications/ranking/").text
    text = client.get(address).text
    assert application.firm.name in text
    assert "96.600,00" in text, "what the pot would have left"
    assert not Ranking.objects.exists()
    answer = client.post(address, follow=True)
    assert "Graduatoria proposta" in answer.text
    proposal = Ranking.objects.get()
    assert "azione/firma" not in answer.text, "the operator signs no acts"
    assert fresh(application).state == State.SCORED
    there = reverse("admin:applications_ranking_action", args=[proposal.pk, "firma"])
    assert client.post(there, ACT).status_code == 403
    answer = browser(staff("director")[0]).post(there, ACT, follow=True)
    assert "Graduatoria approvata" in answer.text
    assert "Quota regionale" in answer.text
    assert fresh(application).state == State.FINANCED
    assert "Non ci sono domande" in client.post(address).text


def test_who_has_proposed_reads_why_she_does_not_sign():
    application = application_at(State.SCORED)
    client = browser(staff("director")[0])
    client.post(reverse("admin:applications_ranking_preview", args=[application.call_id]))
    proposal = Ranking.objects.get()
    assert "Avete proposto voi questa graduatoria" in client.get(f"/admin/applications/ranking/{proposal.pk}/change/").text
    answer = client.post(reverse("admin:applications_ranking_action", args=[proposal.pk, "firma"]), ACT)
    assert answer.status_code == 409
    assert "l’atto lo firma un’altra persona" in answer.text
    assert fresh(application).state == State.SCORED


def test_what_has_changed_since_the_proposal_is_read_on_the_page_of_the_act():
    application = application_at(State.SCORED)
    browser(staff("operator")[0]).post(reverse("admin:applications_ranking_preview", args=[application.call_id]))
    drain(application)
    there = reverse("admin:applications_ranking_action", args=[Ranking.objects.get().pk, "firma"])
    answer = browser(staff("director")[0]).post(there, ACT)
    assert answer.status_code == 409
    said = answer.context["reason"]
    assert said.startswith("Dopo la proposta qualcosa è cambiato: Bergamo aveva disponibili"), said
    assert fresh(application).state == State.SCORED


def test_what_if_there_were_more_money_says_who_would_get_in_and_proposes_nothing():
    application = score(admit(application_at(State.SUBMITTED)))
    drain(application)
    client = browser(staff("operator")[0])
    address = reverse("admin:applications_ranking_preview", args=[application.call_id])
    assert "ammessa, non finanziabile" in client.get(address).text
    tried = client.get(address, {f"pot-{application.pot_id}": "8.400,00"})
    rows = tried.context["panels"][1].context["rows"]
    assert [(row.extra, row.count, row.financed) for row in rows if row.extra] == [(Decimal("8400.00"), 1, Decimal("8400.00"))]
    assert "Questa è un’ipotesi" in tried.text
    assert client.post(f"{address}?pot-{application.pot_id}=8.400,00").status_code == 409
    assert not Ranking.objects.exists()
    assert "errorlist" in client.get(address, {f"pot-{application.pot_id}": "-1"}).text


@pytest.mark.parametrize("role", ["auditor", "evaluator"])
def test_who_only_reads_previews_and_cannot_propose(role):
    application = application_at(State.SCORED)
    client = browser(a_user(role))
    address = reverse("admin:applications_ranking_preview", args=[application.call_id])
    assert "ruolo non permette" in client.get(address).text
    assert client.post(address).status_code == 409
    assert not Ranking.objects.exists()


def test_a_chamber_does_not_see_a_proposal():
    application = application_at(State.SCORED)
    browser(staff("operator")[0]).post(reverse("admin:applications_ranking_preview", args=[application.call_id]))
    page_of_it = f"/admin/applications/ranking/{Ranking.objects.get().pk}/change/"
    assert browser(an_officer(application)).get(page_of_it).status_code == 404
    assert browser(staff("director")[0]).get(page_of_it).status_code == 200


def test_a_chamber_does_not_preview_the_ranking_of_all():
    application = application_at(State.SCORED)
    address = reverse("admin:applications_ranking_preview", args=[application.call_id])
    assert browser(an_officer(application)).get(address).status_code == 403
    assert browser(staff("director")[0]).get(address.replace(str(application.call_id), "999999")).status_code == 404


def test_a_chamber_reads_its_own_lines_of_a_ranking():
    mine = admitted_and_scored()
    theirs = admitted_and_scored(foreign(mine.call))
    rank(mine)
    text = browser(an_officer(mine)).get(f"/admin/applications/ranking/{Ranking.objects.get().pk}/change/").text
    assert mine.firm.name in text
    assert theirs.firm.name not in text


def admitted_and_scored(application=None):
    return score(admit(application or application_at(State.SUBMITTED)))


def test_a_grant_is_signed_with_act_cor_and_cup():
    application = application_at(State.FINANCED)
    act, other = an_act(application.call), an_act(a_call())
    wrong = an_act(application.call, ActKind.REFINANCING)
    client = browser(staff("director")[0])
    text = client.get(page(application, "azione/concedi/")).text
    assert str(act) in text
    assert str(wrong) not in text
    for foreign_act in (other, wrong):
        press(client, application, "concedi", act=foreign_act.pk, cor="1234567", cup="B12C20000010001")
        assert not Grant.objects.exists()
    answer = press(client, application, "concedi", act=act.pk, cor="1234567", cup="B12")
    assert answer.status_code == 409
    assert "Il CUP ha 15 caratteri" in answer.text
    answer = press(client, application, "concedi", act=act.pk, cor="1234567", cup="B12C20000010001")
    assert "Contributo concesso: 8.400,00" in answer.text
    assert "4.800,00" in answer.text
    assert fresh(application).state == State.GRANTED


def test_the_page_of_a_financed_file_says_what_is_committed_for_it():
    application = drain(application_at(State.FINANCED))
    text = browser(staff("director")[0]).get(page(application)).text
    assert "Impegnato per questa domanda" in text
    assert "8.400,00" in text


def test_a_document_is_shown_in_the_page_to_whoever_sees_the_file():
    application = application_at(State.SUBMITTED)
    document = application.documents.get()
    address = reverse("admin:applications_application_document", args=[application.pk, document.pk])
    client = browser(an_officer(application))
    assert f'src="{address}"' in client.get(page(application)).text
    answer = client.get(address)
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert Client().get(address).status_code == 302


def test_my_day_counts_what_waits_for_each():
    application = application_at(State.SUBMITTED)
    foreign(application.call)
    officer = browser(an_officer(application))
    assert [(row.count, row.due) for row in officer.get("/admin/").context["waiting"]] == [(1, None)]
    press(officer, application, "richiedi-integrazione", usual=a_text("quote").pk)
    request = application.integration_requests.get()
    assert [(row.count, row.due) for row in officer.get("/admin/").context["waiting"]] == [(1, request.due_at)]
    evaluator = a_user("evaluator")
    application_at(State.ADMISSIBLE)
    assert [row.count for row in browser(evaluator).get("/admin/").context["waiting"]] == [1]
    application_at(State.SCORED)
    application_at(State.FINANCED)
    assert [row.count for row in browser(a_user("director")).get("/admin/").context["waiting"]] == [1, 1]


def test_my_day_says_what_to_propose_what_to_sign_and_until_when_to_grant():
    application = application_at(State.SCORED)
    operator, director = staff("operator")[0], staff("director")[0]

    def waiting(user):
        return [(str(row.label), row.count) for row in browser(user).get("/admin/").context["waiting"]]

    assert ("Graduatorie da proporre", 1) in waiting(director)
    assert ("Graduatorie da proporre", 1) in waiting(operator)
    browser(operator).post(reverse("admin:applications_ranking_preview", args=[application.call_id]))
    assert "Graduatorie da proporre" not in dict(waiting(director))
    assert ("Graduatorie da firmare", 1) in waiting(director)
    browser(director).post(reverse("admin:applications_ranking_action", args=[Ranking.objects.get().pk, "firma"]), ACT)
    assert "Graduatorie da firmare" not in dict(waiting(director))
    rows = browser(director).get("/admin/").context["waiting"]
    (to_grant,) = [row for row in rows if str(row.label) == "Contributi da concedere"]
    assert (to_grant.count, to_grant.due.date().isoformat()) == (1, "2020-09-21")


def test_my_day_proposes_the_scrolling_with_who_would_get_in():
    first, second = application_at(State.SUBMITTED), None
    second = fill(a_draft(call=first.call, firm=a_firm()), spend="20000.00")
    second = score(admit(send(confirm(second))), "60")
    first = score(admit(first), "80")
    lines = BudgetLine.objects.filter(pot=first.pot_id)
    act = an_act(first.call, ActKind.RETURN, at=RANKED)
    postings = [Posting(line.pk, MovementKind.GIVE_BACK, line.available - Decimal("4200.00")) for line in lines]
    post(postings=postings, reference="fewer", act=act, by=None, at=RANKED)
    assert (rank(first).state, fresh(second).state) == (State.FINANCED, State.WAITING)
    director = browser(staff("director")[0])
    assert "Scorrimento possibile" not in director.get("/admin/").text
    more = {first.pot_id: Decimal("10000.00")}
    refinance(
        call=first.call, kind="chamber", label="Altri", amounts=more, by=staff("director")[0], at=GRANTED, **act_details(GRANTED)
    )
    shown = director.get("/admin/")
    (row,) = [row for row in shown.context["waiting"] if str(row.label).startswith("Scorrimento possibile")]
    assert (row.count, row.url) == (1, reverse("admin:applications_ranking_preview", args=[first.call_id]))
    assert second.firm.name in director.get(row.url).text


@pytest.mark.parametrize("model", ["arrival", "integrationrequest", "grant"])
def test_the_other_lists_keep_to_the_chamber_too(model):
    mine = application_at(State.GRANTED)
    text = browser(an_officer(mine)).get(f"/admin/applications/{model}/").text
    assert (mine.firm.name in text) is (model != "integrationrequest")
    theirs = browser(a_user("officer", chamber=a_chamber("bs"))).get(f"/admin/applications/{model}/")
    assert theirs.status_code == 200
    assert mine.firm.name not in theirs.text
