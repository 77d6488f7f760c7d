"""What is typed of payments."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from accounts.permissions import chamber_ids
from bando.models import Pot
from bando.policies.adopting import why_not_dated
from core.forms import ActionForm, Amount, WhyNot
from disbursement.forms.fields import day_field
from disbursement.policies.ordering import MOST_LINES, why_not_execute_on
from disbursement.queries.orders import pots_to_pay
from registry.adapters.identifiers import compact, why_not_iban
from registry.models import Chamber


class PotChoice(forms.ModelChoiceField):
    """A Chamber's part of a call, named with its call."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} · {obj.call.code}"


class ProposeForm(ActionForm):
    """Whose payments go into an order, and how many at the most."""

    pot = PotChoice(label=_("Camera e bando"), queryset=Pot.objects.none(), empty_label=None)
    most = forms.IntegerField(
        label=_("Quanti pagamenti al massimo"), min_value=1, max_value=MOST_LINES, initial=500,
        help_text=_("I più vecchi per primi. Prima dell’adozione se ne può togliere qualcuno."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["pot"]
        field.queryset = pots_to_pay(self.user)


class AccountForm(ActionForm):
    """The account that a Chamber pays from."""

    chamber = forms.ModelChoiceField(label=_("Camera"), queryset=Chamber.objects.none(), empty_label=None)
    holder = forms.CharField(label=_("Intestatario"), max_length=70)
    iban = forms.CharField(label=_("IBAN"), max_length=42, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    judged: ClassVar[Mapping[str, WhyNot]] = {"iban": lambda _it, iban, _at: why_not_iban(compact(iban))}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["chamber"]
        field.queryset = Chamber.objects.filter(pk__in=chamber_ids(self.user, Permission.SIGN_PAYMENTS))


class AdoptForm(ActionForm):
    """The act of payment and the day on which the bank is to execute it."""

    judged: ClassVar[Mapping[str, WhyNot]] = {"issued_on": lambda _it, day, at: why_not_dated(day, at=at)}
    number = forms.CharField(label=_("Numero dell’atto"), max_length=40)
    issued_on = day_field(_("Data dell’atto"))
    issuer = forms.CharField(label=_("Ente"), max_length=120)
    signer = forms.CharField(label=_("Firmatario"), max_length=120)
    execute_on = day_field(
        _("Da eseguire il"),
        _("Non prima dell’atto, né della pubblicazione delle concessioni: i requisiti si chiedono a quel giorno."),
    )

    def clean(self) -> dict[str, Any]:
        """Not before the act."""
        data: dict[str, Any] = super().clean() or {}
        execute_on, issued_on = data.get("execute_on"), data.get("issued_on")
        if execute_on and issued_on and (reason := why_not_execute_on(execute_on, issued_on)):
            self.add_error("execute_on", reason)
        return data


class ValueDateForm(ActionForm):
    """The day on which the bank has paid."""

    paid_on = day_field(_("Pagato il (valuta)"))


class BankReasonForm(ActionForm):
    """Why the bank has sent a payment back."""

    reason = forms.CharField(
        label=_("Motivo comunicato dalla banca"), max_length=250, help_text=_("L’impresa lo legge, e indica un altro conto.")
    )


class LeaveOutForm(ActionForm):
    """Why a payment is taken out of a proposal."""

    reason = forms.CharField(label=_("Motivo"), max_length=250)


class StatusForm(ValueDateForm):
    """The bank's file, and the value date where it has none."""

    content = forms.FileField(
        label=_("Esito della banca (ISO 20022, pain.002)"),
        widget=forms.FileInput(attrs={"accept": ".xml,application/xml,text/xml"}),
    )
    field_order = ("content", "paid_on")


class SubstituteForm(ActionForm):
    """What is paid in the firm's place, to whom and by which DURC."""

    bodies = forms.CharField(label=_("Enti da pagare"), max_length=120, help_text=_("Per esempio: INPS e INAIL."))
    amount = Amount(
        label=_("Debito verso gli enti"),
        help_text=_("Fino a dove il contributo arriva. Zero annulla un intervento registrato prima."),
    )  # fmt: skip
    document = forms.CharField(label=_("Numero del DURC"), max_length=60)
    issued_on = day_field(_("Rilasciato il"))


class RedirectForm(forms.Form):
    """The account on which the firm wants to be paid."""

    iban = forms.CharField(label=_("IBAN"), max_length=42, widget=forms.TextInput(attrs={"autocomplete": "off"}))
