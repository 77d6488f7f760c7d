"""The shape of a request for a report, and of its sending to the Region."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bando.models import Call
from core.forms import ActionForm
from reports.enums import ReportKind


class RequestForm(ActionForm):
    """Which report, of which call, as of when."""

    call = forms.ModelChoiceField(label=_("Bando"), queryset=Call.objects.none(), empty_label=_("Scegliete il bando"))
    kind = forms.ChoiceField(label=_("Rapporto"), choices=ReportKind)
    as_of_at = forms.DateTimeField(
        label=_("Dati alla data"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Ora di Roma. Lasciate vuoto per avere la situazione di adesso."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["call"].queryset = Call.objects.exclude(published_at=None).filter(rehearsal=False)  # type: ignore[attr-defined]
        self.fields["kind"].choices = [(kind.value, kind.label.capitalize()) for kind in ReportKind]  # type: ignore[attr-defined]

    def clean_as_of_at(self) -> Any:
        """Nothing means now: the instant of the request."""
        return self.cleaned_data["as_of_at"] or self.at


class DeliverForm(ActionForm):
    """Under which protocol number the report left."""

    protocol = forms.CharField(
        label=_("Protocollo di invio"), max_length=60, help_text=_("Per esempio «U-2021-000123 del 15/02/2021».")
    )
