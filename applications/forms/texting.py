"""A text that is ready for integration requests."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActionForm


class TextForm(ActionForm):
    """Its title and its words."""

    label = forms.CharField(label=_("Titolo"), max_length=80, help_text=_("Per ritrovarlo: lo leggono solo gli istruttori."))
    text = forms.CharField(
        label=_("Testo"), widget=forms.Textarea(attrs={"rows": 5}), help_text=_("L’impresa lo legge così com’è.")
    )
