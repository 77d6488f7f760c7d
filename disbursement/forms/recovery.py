"""What people type when a paid grant is taken back."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bando.forms.acts import ActForm
from core.forms import ActionForm
from disbursement.domain.interest import plan
from disbursement.forms.fields import day_field

MOST_INSTALMENTS = 60


def _words(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, widget=forms.Textarea(attrs={"rows": 4}))


def _euro(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=Decimal("0.01"), max_digits=14, decimal_places=2)


class NoticeForm(ActionForm):
    """How much is to be taken back, and why."""

    amount = _euro(_("Somma da restituire"))
    reason = _words(_("Motivi"), _("L’impresa li legge e può rispondere."))


class DecisionForm(ActForm):
    """The act with the sum that it takes back."""

    amount = _euro(_("Capitale da restituire"))
    reason = _words(_("Motivazione"), _("Dite anche perché le osservazioni dell’impresa non sono state accolte."))


class DismissalForm(ActionForm):
    """Why nothing is taken back."""

    reason = _words(_("Motivo"), _("L’impresa lo legge."))


class InstalmentsForm(ActionForm):
    """How many parts, and when the first one is due."""

    count = forms.IntegerField(label=_("Quante rate"), min_value=1, max_value=MOST_INSTALMENTS)
    first_on = day_field(_("La prima scade il"), _("Le altre lo stesso giorno dei mesi che seguono."))

    def clean(self) -> dict[str, Any]:
        """The parts with their days, as the operation wants them."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors:
            data["parts"] = plan(self.subject.amount, data["count"], data["first_on"])
        return data


class BackForm(ActionForm):
    """A sum that came in."""

    amount = _euro(_("Importo"))
    received_on = day_field(_("Data valuta"))
    reference = forms.CharField(label=_("Riferimento dell’incasso"), max_length=60)


class RateForm(ActionForm):
    """A rate of interest with the day from which it holds, and its act."""

    from_on = day_field(_("Decorre dal"))
    percent = forms.DecimalField(label=_("Saggio annuo, %"), min_value=0, max_value=100, decimal_places=4)
    year_days = forms.TypedChoiceField(
        label=_("Giorni dell’anno"), choices=[(365, "365"), (360, "360")], coerce=int, initial=365,
        help_text=_("Il saggio legale si calcola sull’anno di 365 giorni."),
    )  # fmt: skip
    source = forms.CharField(label=_("Decreto e Gazzetta Ufficiale"), max_length=120)

    def clean(self) -> dict[str, Any]:
        """The rate as a share of one, as the operation wants it."""
        data: dict[str, Any] = super().clean() or {}
        percent = data.pop("percent", None)
        return data | {"rate": percent / 100} if percent is not None else data


class ObservationForm(forms.Form):
    """What the firm answers."""

    text = _words(_("Le vostre osservazioni"))
