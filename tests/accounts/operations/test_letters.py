"""Letters about firms: each in the language of who reads it, whatever the language of the page that it is sent from."""

import pytest
from django.utils import translation

from accounts.enums import Language
from accounts.models import User
from accounts.operations.inviting import invite
from core.models import OutgoingMessage
from tests.factories import NOON, a_firm, a_representative, a_user

pytestmark = pytest.mark.django_db


def invited(email: str) -> OutgoingMessage:
    firm = a_firm()
    invite(firm=firm, email=email, role="colleague", until_on=None, by=a_representative(firm), at=NOON)
    return OutgoingMessage.objects.get(recipient=email)


def test_who_reads_english_is_invited_in_english():
    reader = a_user(name="Jane Doe")
    User.objects.filter(pk=reader.pk).update(language=Language.ENGLISH)
    letter = invited(reader.email)
    assert letter.subject.startswith("Invitation for ")
    assert "invites you to act" in letter.body
    assert "vi invita" not in letter.body


def test_whoever_is_not_known_is_invited_in_italian_from_an_english_page():
    with translation.override("en-gb"):
        letter = invited("nuova@impresa.example")
    assert letter.subject.startswith("Invito per ")
    assert "vi invita ad agire" in letter.body
    assert "collaboratore" in letter.body.lower()
