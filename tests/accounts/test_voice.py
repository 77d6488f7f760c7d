"""What Django and allauth say themselves on the firm's pages: in the portal's voice, in the language of the page."""

import pytest
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.utils import translation


@pytest.mark.parametrize(("language", "said"), [("it", "La password è troppo corta"), ("en-gb", "This password is too short")])
def test_a_short_password_is_refused_in_the_language_of_the_page(language: str, said: str) -> None:
    with translation.override(language), pytest.raises(ValidationError, match=said):
        validate_password("corta-ma7")


def test_nobody_is_addressed_as_a_friend() -> None:
    assert not [text for text in password_validators_help_texts() if "tua" in text.split()]
