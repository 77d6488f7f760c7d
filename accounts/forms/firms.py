"""A firm as its representative enters it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.forms import fields_for_model
from django.utils.translation import gettext_lazy as _

from accounts.domain.declarations import CURRENT, TEXTS
from accounts.forms.person import IdentifierField
from accounts.models import User
from core.forms import Amount, Number
from registry.adapters import identifiers
from registry.enums import LegalForm, Tie
from registry.models import Firm
from registry.policies import why_not_new, why_not_tax_code_of


class CodeForm(forms.Form):
    """The first thing that is asked: by its tax code a firm is known, or not yet."""

    tax_code = IdentifierField(
        label=_("Codice fiscale o partita IVA dell’impresa"),
        help_text=_("11 cifre; per le imprese individuali anche il codice fiscale del titolare, 16 caratteri."),
        why_not=identifiers.why_not_tax_code,
    )


class DataForm(forms.Form):
    """What may change in a firm; carries the version that the page was made of."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    representative_tax_code = IdentifierField(
        label=_("Codice fiscale del legale rappresentante"), why_not=identifiers.why_not_personal_tax_code
    )
    iban = IdentifierField(
        label=_("IBAN"),
        required=False,
        help_text=_("Il conto su cui ricevere i contributi: 27 caratteri per i conti italiani. Potete indicarlo dopo."),
        why_not=identifiers.why_not_iban,
    )
    field_order = ["name", "certified_email", "address", "municipality", "province", "representative_name"]

    def __init__(self, *args: Any, firm: Firm, **kwargs: Any) -> None:
        columns = ["name", "representative_name", "certified_email", "address", "municipality", "province"]
        saved = {name: getattr(firm, name) for name in (*columns, "version", "representative_tax_code", "iban")}
        super().__init__(*args, **kwargs | {"initial": saved})
        self.fields.update(fields_for_model(Firm, columns))
        self.fields["province"].empty_label = None  # type: ignore[attr-defined]
        self.order_fields(self.field_order)


class RelativeForm(forms.Form):
    """Another firm that this one hangs together with."""

    name = forms.CharField(label=_("Denominazione"), max_length=200)
    country = forms.RegexField(
        r"^[A-Za-z]{2}$", label=_("Paese"), initial="IT", help_text=_("Due lettere: IT per l’Italia, FR per la Francia…")
    )
    tax_code = forms.CharField(
        label=_("Codice fiscale"), max_length=40, required=False, help_text=_("Obbligatorio per le imprese italiane.")
    )
    tie = forms.ChoiceField(
        label=_("Legame"),
        widget=forms.RadioSelect,
        choices=[
            (
                Tie.LINKED,
                _("Collegata: una controlla l’altra (oltre il 50 % dei voti o influenza dominante)"),
            ),
            (Tie.PARTNER, _("Associata: una ha nell’altra una quota tra il 25 % e il 50 %")),
        ],
    )
    share = Number(
        label=_("Quota, in percentuale"), min_value=Decimal("0.01"), max_value=100, max_digits=6, decimal_places=2,
        help_text=_("La maggiore tra capitale e diritti di voto: per esempio 30 oppure 33,33."),
    )  # fmt: skip
    staff = forms.IntegerField(label=_("Occupati (ULA)"), min_value=0, max_value=1_000_000)
    turnover = Amount(label=_("Fatturato annuo, in euro"))
    balance_sheet = Amount(label=_("Totale di bilancio, in euro"))

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()

    def clean_tax_code(self) -> str:
        return identifiers.compact(self.cleaned_data["tax_code"])

    def clean_share(self) -> Decimal:
        """A share of one."""
        share: Decimal = self.cleaned_data["share"]
        return share / 100


class FirmForm(forms.Form):
    """A firm as its representative enters it. Each identifier is checked where it is typed."""

    name = forms.CharField(label=_("Denominazione"), max_length=200, widget=forms.TextInput({"autocomplete": "organization"}))
    tax_code = IdentifierField(
        label=_("Codice fiscale dell’impresa"),
        help_text=_("11 cifre per le società; 16 caratteri, quelli del titolare, per le imprese individuali."),
        why_not=identifiers.why_not_tax_code,
    )
    vat_number = IdentifierField(
        label=_("Partita IVA"), help_text=_("11 cifre, senza «IT»."), why_not=identifiers.why_not_vat_number
    )
    representative_tax_code = IdentifierField(
        label=_("Codice fiscale del legale rappresentante"), why_not=identifiers.why_not_personal_tax_code
    )
    declares = forms.BooleanField(
        label=_(TEXTS[CURRENT]),
        error_messages={
            "required": _("Senza questa dichiarazione non potete aggiungere l’impresa: la rende il suo legale rappresentante.")
        },
    )
    field_order = [
        "tax_code", "name", "legal_form", "vat_number", "certified_email", "address", "municipality", "province",
        "representative_name", "representative_tax_code", "declares",
    ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = ["legal_form", "representative_name", "certified_email", "address", "municipality", "province"]
        self.fields.update(fields_for_model(Firm, columns))
        self.fields["certified_email"].help_text = _("La posta certificata iscritta nel registro delle imprese.")
        self.fields["province"].empty_label = _("Scegliete la provincia")  # type: ignore[attr-defined]
        self.order_fields(self.field_order)

    @staticmethod
    def known(tax_code: str, user: User) -> dict[str, Any]:
        """What follows from the tax code and from who is writing: offered, to be checked."""
        person = {"representative_name": user.name, "representative_tax_code": user.tax_code}
        if len(tax_code) == 16:
            mine = {"representative_tax_code": tax_code} if not user.tax_code else {}
            return {"tax_code": tax_code, "legal_form": LegalForm.SOLE_TRADER} | person | mine
        return {"tax_code": tax_code, "vat_number": tax_code, "legal_form": LegalForm.COMPANY} | person

    def clean(self) -> dict[str, Any]:
        """What two fields say together, and whether the firm is here already."""
        data = super().clean() or self.cleaned_data
        if {"tax_code", "legal_form"} <= data.keys():
            self._refuse("tax_code", why_not_tax_code_of(data["tax_code"], data["legal_form"]))
        if {"tax_code", "vat_number"} <= self.cleaned_data.keys():
            self._refuse("tax_code", why_not_new(data["tax_code"], data["vat_number"]))
        return self.cleaned_data

    def _refuse(self, name: str, reason: str | None) -> None:
        if reason:
            self.add_error(name, reason)
