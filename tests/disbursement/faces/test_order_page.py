"""The page of an order says in the reader's language what each of its data is."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from applications.enums import State
from tests.factories import a_user
from tests.factories_disbursement import adopted, an_order, application_at, make_public

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "terms"), [("it", {"Proposto da", "Adottato da"}), ("en-gb", {"Proposed by", "Adopted by"})]
)
def test_who_proposed_and_who_adopted_are_told_apart(language, terms):
    """In English the words of a relation may be its name; they are its own all the same."""
    order = adopted(an_order(make_public(application_at(State.SETTLED)).account.settlement))
    client = Client()
    client.force_login(a_user("operator"))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get(reverse("admin:disbursement_paymentorder_change", args=[order.pk])).text
    assert terms <= {" ".join(term.split()) for term in re.findall(r"<dt[^>]*>([^<]*)</dt>", page)}
