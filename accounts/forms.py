"""What a new person tells about herself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SignupDetails(forms.Form):
    """The part of registration that allauth does not ask."""

    name = forms.CharField(label=_("Nome e cognome"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ["name", "email", "password1", "password2"]

    def signup(self, request: Any, user: Any) -> None:
        """Called by allauth with the user it has just saved."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
