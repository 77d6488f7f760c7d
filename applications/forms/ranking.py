"""What the pages of rankings ask: sums that are not there yet, and the seed of the lots."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.policies.ranking import LONGEST_SEED
from applications.queries.competing import draws_lots
from applications.queries.ranking import seed_of
from bando.models import Call, Pot
from core.forms import ActionForm, Amount


class WhatIfForm(forms.Form):
    """Euro by pot that the call has not; read from the address, where what is left out is nothing."""

    def __init__(self, call: Call, data: Any) -> None:
        super().__init__(data)
        self.pots = list(Pot.objects.filter(call=call).select_related("chamber").order_by("chamber__name"))
        for pot in self.pots:
            self.fields[f"pot-{pot.pk}"] = Amount(label=str(pot), required=False)
        if draws_lots(call) and not seed_of(call):
            self.fields["seme"] = forms.CharField(label=_("Seme del sorteggio"), required=False, max_length=LONGEST_SEED)

    @property
    def extra(self) -> dict[int, Decimal]:
        """Euro by primary key of pot, where there is something; nothing until the form is valid."""
        given = self.cleaned_data if self.is_valid() else {}
        return {pot.pk: given[f"pot-{pot.pk}"] for pot in self.pots if given.get(f"pot-{pot.pk}")}

    @property
    def seed(self) -> str:
        """The seed to try, where the call draws lots and nobody has drawn them yet."""
        return self.cleaned_data.get("seme", "").strip() if self.is_valid() else ""


class ProposalForm(ActionForm):
    """Nothing but the seed of the lots, where the call draws them for the first time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        call = self.subject
        if isinstance(call, Call) and draws_lots(call) and not seed_of(call):
            self.fields["seed"] = forms.CharField(
                label=_("Seme del sorteggio"), required=False, max_length=LONGEST_SEED,
                help_text=_("In una riga, com’è nel verbale: chiunque potrà ripetere il sorteggio."),
            )  # fmt: skip
