"""What a person tells about herself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from registry.adapters import identifiers


class SignupDetails(forms.Form):
    """The part of registration that allauth does not ask."""

    name = forms.CharField(label=_("Nome e cognome"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ["name", "email", "password1", "password2"]

    def signup(self, request: Any, user: Any) -> None:
        """Called by allauth with the user it has just saved."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class IdentifierField(forms.CharField):
    """A code that people type with blanks and small letters, checked as it is kept."""

    def __init__(self, *, why_not: Any, **options: Any) -> None:
        self.why_not = why_not
        super().__init__(max_length=40, **options)

    def clean(self, value: Any) -> str:
        code = identifiers.compact(super().clean(value) or "")
        reason = self.why_not(code) if code else None
        if reason:
            raise forms.ValidationError(reason)
        return code


class ProfileForm(forms.Form):
    """Her name and her tax code: by it her signatures and her powers of attorney are told to be hers."""

    name = forms.CharField(label=_("Nome e cognome"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    tax_code = IdentifierField(
        label=_("Il vostro codice fiscale"),
        help_text=_("16 caratteri. Serve a riconoscere la vostra firma digitale e la vostra procura."),
        why_not=identifiers.why_not_personal_tax_code,
        required=False,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"initial": {"name": user.name, "tax_code": user.tax_code}})
        self.fields["tax_code"].disabled = bool(user.tax_code_verified_by)
