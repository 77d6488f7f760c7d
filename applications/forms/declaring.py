"""What an officer or an evaluator declares before she opens a file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActionForm


class DeclarationForm(ActionForm):
    """No conflict, or a conflict and what it is."""

    conflict = forms.ChoiceField(
        label=_("La vostra dichiarazione"),
        choices=[("no", _("non ho conflitti d’interessi con questa impresa")), ("yes", _("ho un conflitto d’interessi"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("In che cosa consiste il conflitto"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Serve solo se c’è: parentela, lavoro o incarichi, partecipazioni, liti, rapporti di affari."),
    )

    def clean(self) -> dict[str, Any]:
        """A conflict says what it is."""
        data: dict[str, Any] = super().clean() or {}
        data["conflicted"] = data.get("conflict") == "yes"
        if data["conflicted"] and not data.get("words", "").strip():
            self.add_error("words", _("Scrivete in che cosa consiste il conflitto."))
        return data
