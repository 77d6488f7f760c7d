"""What a representative tells of those whom she invites; the delegate's paper; the yes to an invitation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.domain.declarations import CURRENT, TEXTS
from accounts.domain.roles import ROLES, Representative
from accounts.enums import Scope
from accounts.models import Invitation

# A firm's people, from the one who may least.
OFFERED = ["colleague", "delegate", "representative"]
DAYS = ["%Y-%m-%d", "%d/%m/%Y"]


class DayInput(forms.DateInput):
    """The browser's own calendar; the value travels as 2020-07-24 whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class InviteForm(forms.Form):
    """An address, a role with what it lets do, and the last day of a delegation."""

    email = forms.EmailField(
        label=_("E-mail della persona"),
        help_text=_("Riceve un messaggio con il link per accettare. Se non ha un’utenza la crea da lì."),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Che cosa può fare"), widget=forms.RadioSelect)
    until_on = forms.DateField(
        label=_("Fino al giorno"),
        required=False,
        widget=DayInput(),
        input_formats=DAYS,
        help_text=_("Obbligatorio per i delegati: la procura ha un ultimo giorno, compreso."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [ROLES[code] for code in OFFERED]
        assert all(role.scope == Scope.FIRM for role in roles)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.code, f"{_(role.label)}. {_(role.description)}") for role in roles
        ]

    def clean(self) -> dict[str, Any]:
        """A delegation ends; a representative has no last day."""
        data: dict[str, Any] = super().clean() or {}
        role = ROLES.get(data.get("role", ""))
        if role and role.needs_power_of_attorney and "until_on" in data and not data["until_on"]:
            self.add_error("until_on", _("Indicate fino a quando vale la delega: la procura ha un ultimo giorno."))
        if role is Representative and data.get("until_on"):
            self.add_error("until_on", _("Il legale rappresentante non ha un ultimo giorno: lasciate vuoto."))
        return data


class AcceptForm(forms.Form):
    """The yes; who becomes a representative declares it."""

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if invitation.role == Representative.code:
            self.fields["declares"] = forms.BooleanField(
                label=_(TEXTS[CURRENT]),
                error_messages={"required": _("Per agire come legale rappresentante rendete la dichiarazione.")},
            )


class PaperForm(forms.Form):
    """The power of attorney and its last day."""

    file = forms.FileField(
        label=_("Procura"), max_length=255, help_text=_("Un PDF, anche firmato digitalmente, fino a 10 MB."),
        widget=forms.FileInput({"accept": ".pdf,.p7m"}),
    )  # fmt: skip
    until_on = forms.DateField(
        label=_("Valida fino al giorno"), widget=DayInput(), input_formats=DAYS,
        help_text=_("L’ultimo giorno compreso, come scritto nella procura."),
    )  # fmt: skip
