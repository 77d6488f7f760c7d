"""What people type about accounts, payments and tranches; shapes only, whether it may be done is asked of the policies."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from accounts.permissions import chamber_ids
from bando.models import ExpenseItem, Pot, TrancheRule
from core.forms import ActionForm, ManyFiles, ManyFilesField
from core.money import ZERO
from disbursement.models import Account, Evidence, Invoice, Spending
from disbursement.policies.ordering import MOST_LINES
from disbursement.queries.orders import pots_to_pay
from disbursement.queries.tranches import proposable
from registry.adapters.identifiers import compact, why_not_iban
from registry.models import Chamber


class DayInput(forms.DateInput):
    """The browser's own calendar; the value travels as 2020-07-24 whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def day_field(label: Any, help_text: Any = "") -> forms.DateField:
    """A day, written or picked."""
    return forms.DateField(label=label, help_text=help_text, widget=DayInput(), input_formats=["%Y-%m-%d", "%d/%m/%Y"])


class InvoicesForm(forms.Form):
    """Electronic invoices, several at once."""

    invoices = ManyFilesField(
        label=_("Fatture elettroniche (file XML o .p7m)"),
        help_text=_(
            "Potete sceglierne più di una. Servono i file XML, anche firmati (.p7m), non le stampe in PDF; al massimo 5 MB l’una."
        ),
        widget=ManyFiles(attrs={"accept": ".xml,.p7m,application/xml,text/xml,application/pkcs7-mime"}),
    )


class ItemsForm(forms.Form):
    """The expense item of every line of one invoice; fields are named after the lines."""

    def __init__(self, data: Any = None, *, invoice: Invoice, items: list[ExpenseItem]) -> None:
        super().__init__(data, prefix=f"voci{invoice.pk}")
        self.by_pk = {str(item.pk): item for item in items}
        choices = [("", _("Scegliete la voce"))] + [(str(item.pk), item.label) for item in items]
        self.lines = {str(spending.pk): spending for spending in invoice.spendings.all()}
        for key, spending in self.lines.items():
            label = _("Voce di spesa: %(line)s") % {"line": spending.description[:80]}
            initial = str(spending.item_id or "")
            self.fields[key] = forms.ChoiceField(label=label, choices=choices, initial=initial, required=False)
            self.fields[key].asked_later = True  # type: ignore[attr-defined]

    def chosen(self) -> list[tuple[Any, ExpenseItem]]:
        """(line, item) for every line whose item was chosen and is another than before."""
        pairs = ((self.lines[key], self.by_pk[value]) for key, value in self.cleaned_data.items() if value)
        return [(spending, item) for spending, item in pairs if spending.item_id != item.pk]


class ProofForm(forms.Form):
    """The proof that one invoice was paid."""

    paid_on = day_field(_("Pagata il"))
    file = forms.FileField(
        label=_("Prova di pagamento (PDF)"),
        help_text=_("Contabile del bonifico o estratto conto, al massimo 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
    )

    def __init__(self, data: Any = None, files: Any = None, *, invoice: Invoice) -> None:
        super().__init__(data, files, prefix=f"prova{invoice.pk}")


class DescribeForm(forms.ModelForm):
    """Where to pay, what was done, whether online sales have begun."""

    class Meta:
        model = Account
        fields = ["iban", "report", "sales_started"]
        labels = {
            "iban": _("IBAN del conto dell’impresa"),
            "report": _("Relazione sul progetto realizzato"),
            "sales_started": _("Le vendite online verso i mercati del progetto sono avviate"),
        }
        help_texts = {
            "iban": _("27 caratteri per i conti italiani; gli spazi si possono lasciare."),
            "report": _("Che cosa avete realizzato, con quali fornitori, quali mercati e canali avete raggiunto."),
        }
        widgets = {"report": forms.Textarea(attrs={"rows": 6}), "iban": forms.TextInput(attrs={"autocomplete": "off"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("iban", "report"):
            # Saved empty meanwhile, not optional: the sending asks for them.
            self.fields[name].asked_later = True  # type: ignore[attr-defined]

    def clean_iban(self) -> str:
        iban = compact(self.cleaned_data["iban"])
        if iban and (reason := why_not_iban(iban)):
            raise forms.ValidationError(reason)
        return iban


class SpendingChoice(forms.ModelChoiceField):
    """A claimed line, named with its invoice."""

    def label_from_instance(self, obj: Any) -> str:
        return _("Fattura n. %(number)s · %(spending)s") % {"number": obj.invoice.number, "spending": obj}


class CutForm(ActionForm):
    """Which line is cut, to how much, and why."""

    spending = SpendingChoice(label=_("Spesa"), queryset=Spending.objects.none(), empty_label=None)
    admitted = forms.DecimalField(label=_("Importo ammesso"), min_value=ZERO, max_digits=14, decimal_places=2)
    reason = forms.CharField(
        label=_("Motivo"), help_text=_("L’impresa lo legge accanto alla spesa."), widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["spending"]
        field.queryset = self.subject.spendings.filter(amount__gt=ZERO).select_related("invoice")


class AskForm(ActionForm):
    """What the firm has to complete."""

    text = forms.CharField(label=_("Che cosa deve integrare l’impresa"), widget=forms.Textarea(attrs={"rows": 5}))


class RuleChoice(forms.ModelChoiceField):
    """A part of a regional fund, named with its call."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} · {obj.fund.call.code}"


class ProposalForm(ActionForm):
    """Which part of the regional money is proposed, with which report."""

    rule = RuleChoice(label=_("Quota"), queryset=TrancheRule.objects.none(), empty_label=None)
    evidence = forms.ModelChoiceField(
        label=_("Rapporto inviato a Regione"),
        queryset=Evidence.objects.select_related("call").order_by("-pk"),
        required=False,
        empty_label=_("nessuno"),
        help_text=_(
            "La prima quota non lo richiede; la seconda si apre con il rapporto intermedio approvato, il saldo col finale."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["rule"]
        field.queryset = proposable()


class ReceiveForm(ActionForm):
    """When the money came in, and under which reference."""

    received_on = day_field(_("Incassata il"))
    reference = forms.CharField(label=_("Riferimento dell’incasso"), max_length=60)


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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["chamber"]
        field.queryset = Chamber.objects.filter(pk__in=chamber_ids(self.user, Permission.SIGN_PAYMENTS))


class AdoptForm(ActionForm):
    """The act of payment and the day on which the bank is to execute it."""

    number = forms.CharField(label=_("Numero dell’atto"), max_length=40)
    issued_on = day_field(_("Data dell’atto"))
    issuer = forms.CharField(label=_("Ente"), max_length=120)
    signer = forms.CharField(label=_("Firmatario"), max_length=120)
    execute_on = day_field(
        _("Da eseguire il"),
        _("Non prima dell’atto, né della pubblicazione delle concessioni: i requisiti si chiedono a quel giorno."),
    )


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
    amount = forms.DecimalField(
        label=_("Debito verso gli enti"), min_value=ZERO, max_digits=14, decimal_places=2,
        help_text=_("Fino a dove il contributo arriva. Zero annulla un intervento registrato prima."),
    )  # fmt: skip
    document = forms.CharField(label=_("Numero del DURC"), max_length=60)
    issued_on = day_field(_("Rilasciato il"))


class RedirectForm(forms.Form):
    """The account on which the firm wants to be paid."""

    iban = forms.CharField(label=_("IBAN"), max_length=42, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class ApprovalForm(ActionForm):
    """Under which protocol the Region has approved, and when."""

    protocol = forms.CharField(label=_("Protocollo di Regione"), max_length=60)
    approved_on = day_field(_("Approvata il"))


class ReasonForm(ActionForm):
    """Why something is undone."""

    reason = forms.CharField(label=_("Motivo dello storno"), widget=forms.Textarea(attrs={"rows": 3}))
