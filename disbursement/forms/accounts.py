"""What the firm types of its accounts, and the officer who checks them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from bando.models import ExpenseItem
from core.figures import euro
from core.forms import ActionForm, Amount, ManyFiles, ManyFilesField
from core.money import ZERO
from disbursement.domain.invoice import Typed
from disbursement.domain.matching import Suggestion, together
from disbursement.enums import CutDecision, PaymentMeans
from disbursement.forms.fields import SecureURLField, amount_field, day_field
from disbursement.models import Account, Invoice, Spending
from disbursement.queries.payments import Payments
from registry.adapters.identifiers import compact, why_not_iban

FILE_FIRST = {"required": _("Scegliete prima il file.")}


class ScreenshotForm(forms.Form):
    """What shows that online sales have begun."""

    file = forms.FileField(
        label=_("Schermata delle vendite online"), help_text=_("JPG, PNG o PDF, al massimo 10 MB."), error_messages=FILE_FIRST,
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png,.pdf"}),
    )  # fmt: skip


class InvoicesForm(forms.Form):
    """Electronic invoices, several at once."""

    invoices = ManyFilesField(
        label=_("Fatture elettroniche (file XML o .p7m)"),
        help_text=_(
            "Potete sceglierne più di una. Servono i file XML, anche firmati (.p7m), non le stampe in PDF; al massimo 5 MB l’una."
        ),
        error_messages={"required": _("Scegliete prima uno o più file.")},
        # An empty one is refused by its name, like any other that cannot be read, and keeps no other out.
        allow_empty_file=True,
        widget=ManyFiles(attrs={"accept": ".xml,.p7m,application/xml,text/xml,application/pkcs7-mime"}),
    )


class PaperForm(forms.Form):
    """A foreign invoice on paper: what it says, and its PDF."""

    supplier = forms.CharField(label=_("Fornitore"), max_length=200)
    country = forms.RegexField(
        label=_("Paese del fornitore"), regex=r"^[A-Za-z]{2}$", max_length=2,
        help_text=_("La sigla di due lettere, per esempio DE, FR, US."),
        error_messages={"invalid": _("Scrivete la sigla del Paese, di due lettere: per esempio DE.")},
    )  # fmt: skip
    code = forms.CharField(
        label=_("Partita IVA o altro codice del fornitore"), max_length=28, required=False,
        help_text=_("Senza la sigla del paese. Se la fattura non ne ha uno, lasciate vuoto."),
    )  # fmt: skip
    number = forms.CharField(label=_("Numero della fattura"), max_length=20)
    day = day_field(_("Data della fattura"))
    currency = forms.RegexField(
        label=_("Valuta"), regex=r"^[A-Za-z]{3}$", max_length=3, initial="EUR", help_text=_("Per esempio EUR, USD, GBP, CHF."),
        error_messages={"invalid": _("Scrivete la sigla della valuta, di tre lettere: per esempio EUR.")},
    )  # fmt: skip
    foreign_total = amount_field(_("Totale nella valuta della fattura"), _("Solo se non è in euro."), required=False)
    total = amount_field(_("Totale in euro"), _("Come addebitato sul conto."))
    net = amount_field(_("Imponibile in euro, senza IVA"))
    description = forms.CharField(label=_("Che cosa avete comprato"), max_length=1000)
    item: Any = forms.ModelChoiceField(label=_("Voce di spesa"), queryset=None, empty_label=_("Scegliete la voce"))
    file = forms.FileField(
        label=_("Fattura (PDF)"),
        help_text=_("Al massimo 10 MB."),
        error_messages=FILE_FIRST,
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
    )

    def __init__(self, data: Any = None, files: Any = None, *, items: Any) -> None:
        super().__init__(data, files, prefix="estera")
        self.fields["item"].queryset = items  # type: ignore[attr-defined]

    def typed(self) -> Typed:
        """What was typed, as the operation wants it."""
        data = self.cleaned_data
        given = {
            name: data[name] for name in ("supplier", "code", "number", "day", "foreign_total", "total", "net", "description")
        }
        return Typed(**given, country=data["country"].upper(), currency=data["currency"].upper())


class ItemsForm(forms.Form):
    """The expense item of every line of one invoice; fields are named after the lines.

    A line without one offers what is suggested, for the firm to confirm: nothing is kept before.
    """

    def __init__(
        self, data: Any = None, *, invoice: Invoice, items: list[ExpenseItem], suggested: Mapping[int, Suggestion] | None = None
    ) -> None:
        super().__init__(data, prefix=f"voci{invoice.pk}")
        self.by_pk = {str(item.pk): item for item in items}
        choices = [("", _("Scegliete la voce"))] + [(str(item.pk), item.label) for item in items]
        self.lines = {str(spending.pk): spending for spending in invoice.spendings.all()}
        for key, spending in self.lines.items():
            # The line stands above it, for whoever sees the page.
            line = Truncator(spending.description).chars(80)
            label = format_html('{}<span class="visually-hidden">: {}</span>', _("Voce di spesa"), line)
            offered = None if spending.item_id else (suggested or {}).get(spending.pk)
            by_code = {item.code: pk for pk, item in self.by_pk.items()}
            initial = by_code.get(offered.code, "") if offered else str(spending.item_id or "")
            self.fields[key] = forms.ChoiceField(label=label, choices=choices, initial=initial, required=False)
            if offered and initial:
                self.fields[key].help_text = _("Proposta da confermare: in comune %(words)s.") % {
                    "words": together(offered.because)
                }
            self.fields[key].asked_later = True  # type: ignore[attr-defined]

    def chosen(self) -> list[tuple[Any, ExpenseItem]]:
        """(line, item) for every line whose item was chosen and is another than before."""
        pairs = ((self.lines[key], self.by_pk[value]) for key, value in self.cleaned_data.items() if value)
        return [(spending, item) for spending, item in pairs if spending.item_id != item.pk]


class ProofForm(forms.Form):
    """The proof of one payment: of this invoice, and of others that it has paid too."""

    paid_on = day_field(_("Pagata il"))
    amount = amount_field(_("Importo pagato, in euro"), _("Quanto risulta uscito dal conto."))
    payee = forms.CharField(label=_("Beneficiario"), max_length=200, help_text=_("A chi risulta pagato."))
    means = forms.ChoiceField(label=_("Mezzo di pagamento"), choices=PaymentMeans)
    others = forms.MultipleChoiceField(
        label=_("Lo stesso pagamento copre anche"), required=False, widget=forms.CheckboxSelectMultiple
    )
    file = forms.FileField(
        label=_("Prova di pagamento (PDF)"),
        help_text=_("Contabile del bonifico o estratto conto, al massimo 10 MB."),
        error_messages=FILE_FIRST,
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
    )

    def __init__(self, data: Any = None, files: Any = None, *, payments: Payments, lacking: Iterable[Payments] = ()) -> None:
        invoice = payments.invoice
        initial = {"amount": payments.left, "payee": invoice.supplier_name}
        super().__init__(data, files, prefix=f"prova{invoice.pk}", initial=initial)
        self.invoice = invoice
        others = [one for one in lacking if one.left and one.invoice.pk != invoice.pk]
        self.by_key = {str(one.invoice.pk): one.invoice for one in others}
        if not others:
            del self.fields["others"]
            return
        told = _("%(invoice)s: mancano %(left)s")
        self.fields["others"].choices = [  # type: ignore[attr-defined]
            (one.invoice.pk, told % {"invoice": one.invoice, "left": euro(one.left)}) for one in others
        ]

    def invoices(self) -> list[Invoice]:
        """Those that the payment is for, this one first."""
        return [self.invoice, *(self.by_key[key] for key in self.cleaned_data.get("others", ()))]


class DescribeForm(forms.ModelForm):
    """Where to pay, what was done, whether online sales have begun."""

    # What the writer had before her, see `Account.described`.
    version = forms.CharField(required=False, widget=forms.HiddenInput())
    # Whether somebody else has written meanwhile: the page then shows what is saved.
    stale = False

    class Meta:
        model = Account
        fields = ["iban", "report", "sales_started", "sales_url", "sales_exception"]
        labels = {
            "iban": _("IBAN del conto dell’impresa"),
            "report": _("Relazione sul progetto realizzato"),
            "sales_started": _("Le vendite online verso i mercati del progetto sono avviate"),
            "sales_url": _("Dove vendete online"),
            "sales_exception": _("Se non sono avviate, perché"),
        }
        help_texts = {
            "iban": _("27 caratteri per i conti italiani; gli spazi si possono lasciare."),
            "sales_url": _(
                "L’indirizzo del negozio, della scheda sul marketplace o dell’app. In alternativa caricate "
                "qui sotto una schermata."
            ),
            "sales_exception": _("Il motivo e quando contate di avviarle: la Camera decide se è giustificato."),
            "report": _("Che cosa avete realizzato, con quali fornitori, quali mercati e canali avete raggiunto."),
        }
        # An address without its beginning is one of https.
        field_classes = {"sales_url": SecureURLField}
        widgets = {
            "sales_exception": forms.Textarea(attrs={"rows": 3}),
            "report": forms.Textarea(attrs={"rows": 6}),
            "iban": forms.TextInput(attrs={"autocomplete": "off"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.described
        for name in ("iban", "report"):
            # Saved empty meanwhile, not optional: the sending asks for them.
            self.fields[name].asked_later = True  # type: ignore[attr-defined]

    def show_again(self, account: Account) -> None:
        """After a refusal: whoever has read what is saved now may write over it."""
        self.stale = bool(self.errors) and self.cleaned_data.get("version") not in ("", account.described)
        sent: Any = self.data
        self.data = again = sent.copy()
        again["version"] = account.described

    def clean_iban(self) -> str:
        iban = compact(self.cleaned_data["iban"])
        if iban and (reason := why_not_iban(iban)):
            raise forms.ValidationError(reason)
        return iban


class SpendingChoice(forms.ModelChoiceField):
    """A claimed line, named with its invoice."""

    def label_from_instance(self, obj: Any) -> str:
        return _("Fattura n. %(number)s · %(spending)s") % {"number": obj.invoice.number, "spending": obj}


# The figures below the form follow what is typed: with scripts at once, without them when the page is asked again.
FOLLOWED = {
    "hx-get": "", "hx-include": "closest form", "hx-params": "spending,decision,admitted",
    "hx-trigger": "change, input delay:400ms",
    "hx-target": "#figures", "hx-select": "#figures", "hx-swap": "outerHTML", "hx-sync": "closest form:replace",
}  # fmt: skip


class CutForm(ActionForm):
    """Which line is admitted in full, reduced or refused, to how much, and why."""

    spending = SpendingChoice(
        label=_("Spesa"), queryset=Spending.objects.none(), empty_label=None, widget=forms.Select(attrs=FOLLOWED)
    )
    decision = forms.ChoiceField(
        label=_("Decisione"), choices=CutDecision, initial=CutDecision.REDUCE, required=False,
        widget=forms.RadioSelect(attrs=FOLLOWED),
    )  # fmt: skip
    admitted = Amount(
        label=_("Importo ammesso"), required=False, help_text=_("Solo se riducete: quanto resta della spesa."),
        widget=forms.TextInput(attrs=FOLLOWED | {"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Motivo"), help_text=_("L’impresa lo legge accanto alla spesa."), widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["spending"]
        field.queryset = self.subject.spendings.filter(amount__gt=ZERO).select_related("invoice")

    def clean(self) -> dict[str, Any]:
        """What the decision leaves of the line, in `admitted`."""
        data: dict[str, Any] = super().clean() or {}
        decision, line = data.pop("decision", "") or CutDecision.REDUCE, data.get("spending")
        if decision == CutDecision.REFUSE:
            data["admitted"] = ZERO
        elif decision == CutDecision.ADMIT:
            data["admitted"] = line.amount if line else None
        elif data.get("admitted") is None and "admitted" not in self.errors:
            self.add_error("admitted", _("Scrivete quanto ammettete della spesa."))
        elif line and (data.get("admitted") or ZERO) > line.amount:
            self.add_error("admitted", _("Al massimo quanto è rendicontato: %(amount)s.") % {"amount": euro(line.amount)})
        return data


class AskForm(ActionForm):
    """What the firm has to complete."""

    text = forms.CharField(label=_("Che cosa deve integrare l’impresa"), widget=forms.Textarea(attrs={"rows": 5}))
