"""The page of an order says in the reader's language what each of its data is."""

import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.enums import State
from applications.models import Evaluation
from bando.enums import Phase, RuleKind
from core.refusals import Refused
from disbursement.operations import paying
from tests.disbursement.asking import a_call_that_asks, ready_together
from tests.factories import a_representative, a_user, an_officer
from tests.factories_disbursement import PAID, a_director, adopted, an_account, an_order, application_at, make_public, verify

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "terms", "before", "after"),
    [
        ("it", {"Proposto da", "Adottato da"}, "proposta, da adottare", "in attesa di esito"),
        ("en-gb", {"Proposed by", "Adopted by"}, "proposed, to be adopted", "waiting for its outcome"),
    ],
)
def test_an_order_says_who_proposed_and_who_adopted_and_whether_anybody_waits_for_the_bank(language, terms, before, after):
    """In English the words of a relation may be its name; they are its own all the same. Nothing that is only proposed waits."""
    order = an_order(make_public(application_at(State.SETTLED)).account.settlement)
    client = Client()
    client.force_login(a_user("operator"))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    line = order.lines.get().pk
    pages = [f"admin:disbursement_{name}_change" for name in ("paymentorder", "orderline")]
    addresses = [*map(reverse, pages, [None] * 2, [[order.pk], [line]]), reverse("admin:disbursement_orderline_changelist")]
    for asked, said, unsaid in (("proposed", before, after), ("ordered", after, before)):
        for address in addresses:
            page = client.get(address).text.partition('id="changelist-filter"')[0]
            assert said in page, (address, said)
            assert unsaid not in page, (address, unsaid)
        found = [client.get(addresses[-1], {"esito": one}).text.count(f"/orderline/{line}/") for one in ("proposed", "ordered")]
        assert [bool(one) for one in found] == [asked == "proposed", asked == "ordered"]
        if asked == "proposed":
            adopted(order)
    page = client.get(addresses[0]).text
    assert terms <= {" ".join(term.split()) for term in re.findall(r"<dt[^>]*>([^<]*)</dt>", page)}


def test_who_adopts_reads_beforehand_which_payments_keep_her_from_it_and_why():
    """The same reasons as the button's own, each with its links; nothing is stored by looking."""
    call = a_call_that_asks(RuleKind.SEAT, {"may_be_opened_later": False, "officer_confirms": True}, "seat-open")
    unseen, seen = ready_together(call, 2)
    verify(seen)
    settlements = [one.account.settlement for one in (unseen, seen)]
    order = an_order(*settlements)
    an_account(order.pot.chamber)
    client, adopting = Client(), reverse("admin:disbursement_paymentorder_action", args=[order.pk, "adotta"])
    client.force_login(a_director(unseen))
    held, free = order.lines.order_by("pk")
    links = [
        reverse("admin:disbursement_settlement_change", args=[held.settlement_id]),
        reverse("admin:applications_application_change", args=[unseen.pk]),
        reverse("admin:disbursement_orderline_action", args=[held.pk, "togli"]),
    ]
    page = client.get(adopting).text
    panel = page.partition("Prima di adottare")[2].partition("</section>")[0]
    assert "Resta da verificare «Requisito seat-open»" in panel
    assert [panel.count(f'href="{link}"') for link in links] == [1, 1, 1]
    assert reverse("admin:disbursement_orderline_action", args=[free.pk, "togli"]) not in panel
    assert not Evaluation.objects.filter(phase=Phase.PAYMENT).exists()
    with pytest.raises(Refused, match="Resta da verificare «Requisito seat-open»"):
        adopted(order)
    # Mended, it says so; and what it says then is true.
    verify(unseen)
    panel = client.get(adopting).text.partition("Prima di adottare")[2].partition("</section>")[0]
    assert ("nessun requisito impedisce di pagare" in panel, "Resta da verificare" in panel) == (True, False)
    assert adopted(order).act


def test_the_firm_is_asked_for_another_account_until_it_has_given_one():
    """What the bank has sent back: asked, given, mended, and left alone once it stands in another order."""
    application = make_public(application_at(State.SETTLED))
    settlement = application.account.settlement
    order = adopted(an_order(settlement))
    paying.reject(line=order.lines.get(), reason="AC04 Conto chiuso", by=an_officer(application), at=PAID)
    client, form = Client(), reverse("account_redirect", args=[application.pk])
    client.force_login(a_representative(application.firm))
    page = reverse("account", args=[application.pk])
    asked = client.get(page).text
    assert "Indicate un altro conto" in asked
    assert "Motivo: AC04 Conto chiuso." in asked
    assert client.post(form, {"iban": "DE89370400440532013000"}).status_code == 302
    given = client.get(page).text
    assert "Indicate un altro conto" not in given
    assert "Nulla da fare: la Camera ripete il pagamento" in given
    assert "DE89370400440532013000" in given
    assert form in given
    an_order(settlement)
    assert form not in client.get(page).text


def test_the_banks_file_beside_an_error_is_asked_for_again():
    application = make_public(application_at(State.SETTLED))
    order = adopted(an_order(application.account.settlement))
    client, telling = Client(), reverse("admin:disbursement_paymentorder_action", args=[order.pk, "esito"])
    client.force_login(an_officer(application))
    again = "Scegliete di nuovo il file"

    def told(**typed):
        answer = client.post(telling, {"paid_on": timezone.localdate().isoformat()} | typed)
        return answer.status_code, {name: " ".join(errors) for name, errors in answer.context["form"].errors.items()}

    def a_file(content=b"<a/>"):
        return SimpleUploadedFile("esito.xml", content)

    status, errors = told(content=a_file(), paid_on="ieri")
    assert (status, again in errors["content"], "data valida" in errors["paid_on"]) == (200, True, True)
    # One of the wrong kind: why, on top; and that it has to be chosen again, at its field.
    for content in (b"%PDF-1.7", b"<a/>", b"\x89PNG"):
        status, errors = told(content=a_file(content))
        assert (status, list(errors), again in errors["content"]) == (409, ["content"], True), content
    assert told() == (200, {"content": "Questo campo è obbligatorio."})
    assert told(content=a_file(b"")) == (200, {"content": "Il file è vuoto: sceglietene un altro."})
    assert order.lines.get().state == "ordered"
