"""What people type when a paid grant is taken back."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from accounts.permissions import chamber_ids
from bando.forms.acts import ActForm
from core.forms import ActionForm, Amount, Number, WhyNot
from core.money import ZERO
from disbursement.domain.interest import plan
from disbursement.forms.fields import day_field, words_field
from disbursement.policies import recovering as policies
from disbursement.queries.recoveries import counted_since, due_on, payments_of, taken_back
from registry.adapters.identifiers import compact, why_not_iban
from registry.models import Chamber

MOST_INSTALMENTS = 60


def _euro(label: Any) -> Amount:
    return Amount(label=label, min_value=Decimal("0.01"))


class NoticeForm(ActionForm):
    """How much is to be taken back, and why."""

    judged: ClassVar[Mapping[str, WhyNot]] = {
        "amount": lambda it, amount, _at: policies.why_not_notice(it, left=it.gross - taken_back(it), amount=amount)
    }
    amount = _euro(_("Somma da restituire"))
    reason = words_field(_("Motivi"), _("L’impresa li legge e può rispondere."))


class DecisionForm(ActForm):
    """The act with the sum that it takes back."""

    judged: ClassVar[Mapping[str, WhyNot]] = {
        **ActForm.judged,
        "amount": lambda it, amount, at: policies.why_not_decide(it, amount=amount, at=at),
        "pay_by_on": lambda _it, day, at: policies.why_not_pay_by(day, at=at),
    }
    amount = _euro(_("Capitale da restituire"))
    pay_by_on = day_field(_("Da restituire entro il"), _("L’impresa lo legge; se poi fissate le rate, valgono i loro giorni."))
    reason = words_field(_("Motivazione"), _("Dite anche perché le osservazioni dell’impresa non sono state accolte."))


class ReturnAccountForm(ActionForm):
    """Where firms give sums back to a Chamber."""

    chamber = forms.ModelChoiceField(label=_("Camera"), queryset=Chamber.objects.none(), empty_label=None)
    holder = forms.CharField(label=_("Intestatario del conto"), max_length=70, required=False)
    iban = forms.CharField(
        label=_("IBAN"), max_length=42, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Se si restituisce solo con un avviso pagoPA, lasciate vuoti intestatario e IBAN e scrivete le istruzioni."),
    )  # fmt: skip
    instructions = forms.CharField(
        label=_("Istruzioni per chi paga"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Per esempio come chiedere l’avviso pagoPA. Somma, termine e causale li aggiunge il portale."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["chamber"]
        field.queryset = Chamber.objects.filter(pk__in=chamber_ids(self.user, Permission.SIGN_PAYMENTS))

    def clean(self) -> dict[str, Any]:
        """An account with its holder, instructions, or both; each lack where it is mended."""
        data: dict[str, Any] = super().clean() or {}
        holder, iban, words = (str(data.get(name, "")) for name in ("holder", "iban", "instructions"))
        if not self.errors and (reason := policies.why_not_return_to(holder, compact(iban), words)):
            wrong = "iban" if why_not_iban(compact(iban)) else "holder"
            self.add_error(wrong if iban or holder else "instructions", reason)
        return data


class DismissalForm(ActionForm):
    """Why nothing is taken back."""

    reason = words_field(_("Motivo"), _("L’impresa lo legge."))


class InstalmentsForm(ActionForm):
    """How many parts, and when the first one is due."""

    count = forms.IntegerField(label=_("Quante rate"), min_value=1, max_value=MOST_INSTALMENTS)
    first_on = day_field(_("La prima scade il"), _("Le altre lo stesso giorno dei mesi che seguono."))

    def clean(self) -> dict[str, Any]:
        """The parts with their days, as the operation wants them."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors:
            data["parts"] = plan(self.subject.amount, data["count"], data["first_on"])
            if not self.refused and (reason := policies.why_not_in_instalments(self.subject, data["parts"])):
                self.add_error("count", reason)
        return data


class BackForm(ActionForm):
    """A sum that came in."""

    amount = _euro(_("Importo"))
    received_on = day_field(_("Data valuta"))
    reference = forms.CharField(label=_("Riferimento dell’incasso"), max_length=60)

    def clean(self) -> dict[str, Any]:
        """A day that may be, then no more than is due on that day."""
        data: dict[str, Any] = super().clean() or {}
        on, at = data.get("received_on"), self.at
        if on is None or at is None or self.refused:
            return data
        paid = payments_of(self.subject)
        if reason := policies.why_not_receive(self.subject, paid=paid, due=ZERO, on=on, at=at):
            self.add_error("received_on", reason)
        elif amount := data.get("amount"):
            due = sum(due_on(self.subject, on), ZERO)
            if reason := policies.why_not_receive(self.subject, paid=paid, due=due, amount=amount, on=on, at=at):
                self.add_error("amount", reason)
        return data


class RateForm(ActionForm):
    """A rate of interest with the day from which it holds, and its act."""

    judged: ClassVar[Mapping[str, WhyNot]] = {
        "from_on": lambda _it, day, _at: policies.why_not_rate_from(day) or policies.why_not_counted(counted_since(day))
    }
    from_on = day_field(_("Decorre dal"))
    percent = Number(label=_("Saggio annuo, %"), min_value=0, max_value=100, decimal_places=4)
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

    text = words_field(_("Le vostre osservazioni"))
