"""What an administrator tells about a person and her roles."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from accounts.domain.roles import ROLES
from accounts.enums import Scope
from accounts.models import Membership, User
from core.forms import ActionForm
from registry.adapters import identifiers
from registry.models import Chamber, Firm


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


# A delegation for one application is given by the firm, from the page of the application.
APPOINTED = [(code, _(role.label)) for code, role in ROLES.items() if role.scope != Scope.APPLICATION]


class AppointForm(ActionForm):
    """A role and the place where it counts."""

    role = forms.ChoiceField(label=_("Ruolo"), choices=APPOINTED)
    chamber = forms.ModelChoiceField(
        Chamber.objects.all(), label=_("Camera"), required=False, help_text=_("Solo per i ruoli che valgono in una Camera.")
    )
    firm_tax_code = forms.CharField(
        label=_("Codice fiscale dell’impresa"),
        required=False,
        max_length=40,
        help_text=_("Solo per i ruoli che valgono in un’impresa."),
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
