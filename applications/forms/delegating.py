"""Whom the representative delegates for one application, until when."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.people import DAYS, DayInput


class DelegateForm(forms.Form):
    """An address and the last day."""

    email = forms.EmailField(
        label=_("E-mail del delegato"), help_text=_("Riceve un invito; poi carica la procura e può agire in questa domanda.")
    )
    until_on = forms.DateField(
        label=_("Fino al giorno"), widget=DayInput(), input_formats=DAYS, help_text=_("L’ultimo giorno della procura, compreso.")
    )
