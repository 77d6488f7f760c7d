"""What the firm chooses and confirms around the sending, and answers after it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from registry.models import Firm


class StartForm(forms.Form):
    """For which of her firms a person begins."""

    firm = forms.ModelChoiceField(Firm.objects.none(), label=_("Impresa che presenta la domanda"), empty_label=None)

    def __init__(self, *args: Any, firms: QuerySet[Firm], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["firm"].queryset = firms  # type: ignore[attr-defined]


class SendForm(forms.Form):
    """The key of one submission, made with the page: the same page sent twice is one submission."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    # What the person has before her: whatever has changed since is for her to look at first.
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> dict[str, Any]:
        """What was posted, by field, without the making of a form that nobody will see. Raises ValidationError."""
        return {name: field.clean(data.get(name)) for name, field in cls.base_fields.items()}


class AnswerForm(forms.Form):
    """The answer to an integration request."""

    text = forms.CharField(
        max_length=4000,
        label=_("Risposta"),
        help_text=_("Dite che cosa avete chiarito o caricato. Dopo l’invio la risposta non si modifica."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class ObservationForm(forms.Form):
    """What the firm answers to a notice of rejection."""

    text = forms.CharField(
        max_length=8000,
        label=_("Osservazioni"),
        help_text=_("Rispondete ai motivi, uno per uno. Dopo l’invio le osservazioni non si modificano."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class MessageForm(forms.Form):
    """A line of the conversation with the Chamber."""

    text = forms.CharField(max_length=4000, label=_("Messaggio"), widget=forms.Textarea(attrs={"rows": 5}))


class VariationForm(forms.Form):
    """What changes in the project, and why."""

    text = forms.CharField(
        max_length=4000,
        label=_("Che cosa cambia"),
        help_text=_("Nel progetto o nella divisione delle spese. Il contributo concesso non aumenta."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    reason = forms.CharField(max_length=2000, label=_("Perché"), widget=forms.Textarea(attrs={"rows": 3}))


class ExtensionForm(forms.Form):
    """Until when, and why."""

    until_on = forms.DateField(
        label=_("Spese fino al"),
        help_text=_("L’ultimo giorno in cui vi serve spendere. Il rendiconto si sposta di altrettanti giorni."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(max_length=2000, label=_("Perché"), widget=forms.Textarea(attrs={"rows": 3}))


class RenounceForm(forms.Form):
    """Why a grant is renounced."""

    reason = forms.CharField(
        max_length=1000,
        label=_("Perché rinunciate"),
        help_text=_("Bastano poche parole."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
