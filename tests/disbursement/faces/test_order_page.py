"""The page of an order says in the reader's language what each of its data is."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from applications.enums import State
from disbursement.operations import paying
from tests.factories import a_representative, a_user, an_officer
from tests.factories_disbursement import PAID, adopted, an_order, application_at, make_public

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
