"""The shape of a request for a report, and of its sending to the Region."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bando.models import Call
from core.forms import ActionForm
from reports.domain.options import MARK, SEPARATOR
from reports.enums import ReportKind, Separator


class RequestForm(ActionForm):
    """Which report, of which call, as of when."""

    call = forms.ModelChoiceField(label=_("Bando"), queryset=Call.objects.none(), empty_label=_("Scegliete il bando"))
    kind = forms.ChoiceField(label=_("Rapporto"), choices=ReportKind)
    as_of_at = forms.DateTimeField(
        label=_("Dati alla data"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Ora di Roma. Lasciate vuoto per avere la situazione di quando avete aperto questa pagina."),
    )
    # When the page was opened: pressed twice, it asks the same question twice.
    opened_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    separator = forms.ChoiceField(
        label=_("Separatore dei file CSV"), choices=Separator, initial=Separator.SEMICOLON, required=False
    )
    mark = forms.BooleanField(
        label=_("Contrassegno UTF-8 (BOM) all’inizio dei file CSV: serve a Excel"), initial=True, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["call"].queryset = Call.objects.exclude(published_at=None).filter(rehearsal=False)  # type: ignore[attr-defined]
        self.fields["kind"].choices = [(kind.value, kind.label.capitalize()) for kind in ReportKind]  # type: ignore[attr-defined]

        self.fields["opened_at"].initial = self.at.isoformat() if self.at else None

    def clean(self) -> dict[str, Any]:
        """Nothing means now: when the page was opened; the instant of the request for who sends it without the page."""
        data = super().clean() or {}
        data["as_of_at"] = data.get("as_of_at") or data.get("opened_at") or self.at
        data["parameters"] = {SEPARATOR: data.get("separator") or Separator.SEMICOLON, MARK: data.get("mark", True)}
        return data


class DeliverForm(ActionForm):
    """Under which protocol number the report left."""

    protocol = forms.CharField(
        label=_("Protocollo di invio"), max_length=60, help_text=_("Per esempio «U-2021-000123 del 15/02/2021».")
    )
