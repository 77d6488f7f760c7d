"""What a person tells about herself and about her firm; what an administrator tells about a role."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.forms import fields_for_model
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from core.forms import ActionForm
from registry.adapters import identifiers
from registry.models import Chamber, Firm
from registry.policies import why_not_new, why_not_tax_code_of


class SignupDetails(forms.Form):
    """The part of registration that allauth does not ask."""

    name = forms.CharField(label=_("Nome e cognome"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ["name", "email", "password1", "password2"]

    def signup(self, request: Any, user: Any) -> None:
        """Called by allauth with the user it has just saved."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class IdentifierField(forms.CharField):
    """A code that people type with blanks and small letters, checked as it is kept."""

    def __init__(self, *, why_not: Any, **options: Any) -> None:
        self.why_not = why_not
        super().__init__(max_length=40, **options)

    def clean(self, value: Any) -> str:
        code = identifiers.compact(super().clean(value))
        reason = self.why_not(code)
        if reason:
            raise forms.ValidationError(reason)
        return code


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
    field_order = ["name", "legal_form", "tax_code", "vat_number", "representative_name", "representative_tax_code"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = ["legal_form", "representative_name", "certified_email", "address", "municipality", "province"]
        self.fields.update(fields_for_model(Firm, columns))
        self.fields["certified_email"].help_text = _("La posta certificata iscritta nel registro delle imprese.")
        self.fields["province"].empty_label = _("Scegliete la provincia")  # type: ignore[attr-defined]
        self.order_fields(self.field_order)

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


class EnrolForm(ActionForm):
    """A person whose address an administrator knows."""

    name = forms.CharField(label=_("Nome e cognome"), max_length=120)
    email = forms.EmailField(label=_("E-mail"))
    password = forms.CharField(
        label=_("Password iniziale"),
        required=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        validators=[validate_password],
        help_text=_("Se la lasciate vuota, la persona la sceglie con «Password dimenticata?»."),
    )


class AppointForm(ActionForm):
    """A role and the place where it counts."""

    role = forms.ChoiceField(label=_("Ruolo"), choices=Membership._meta.get_field("role").flatchoices)
    chamber = forms.ModelChoiceField(
        Chamber.objects.all(), label=_("Camera"), required=False, help_text=_("Solo per i ruoli che valgono in una Camera.")
    )
    firm_tax_code = forms.CharField(
        label=_("Codice fiscale dell’impresa"),
        required=False,
        max_length=40,
        help_text=_("Solo per legali rappresentanti e delegati."),
    )

    def clean_firm_tax_code(self) -> Firm | None:
        """The firm that has the code."""
        code = identifiers.compact(self.cleaned_data["firm_tax_code"])
        if not code:
            return None
        firm = Firm.objects.filter(tax_code=code).first()
        if firm is None:
            raise forms.ValidationError(_("Nessuna impresa del portale ha questo codice fiscale."))
        return firm


class DismissForm(ActionForm):
    """Which role ends: only the ones in force of the person on the page."""

    membership = forms.ModelChoiceField(Membership.objects.none(), label=_("Incarico"), empty_label=None)

    def __init__(self, *args: Any, subject: User, **kwargs: Any) -> None:
        super().__init__(*args, subject=subject, **kwargs)
        field: Any = self.fields["membership"]
        field.queryset = subject.memberships.filter(ended_at=None).select_related("firm", "chamber")
