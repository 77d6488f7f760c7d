"""What is asked of who brings COR and CUP in a file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from applications.policies.coding import LARGEST
from bando.enums import ActKind
from bando.models import Act
from core.forms import ActionForm


class ActChoice(forms.ModelChoiceField):
    """The acts of granting, each with its call."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.call.code} · {obj}"


class CodesForm(ActionForm):
    """The act of granting, whose call is that of the sheet, and the sheet."""

    act: Any = ActChoice(
        label=_("Atto di concessione"), queryset=None, empty_label=_("scegliete l’atto"),
        help_text=_("Le concessioni del file stanno sotto questo atto. Se manca, registratelo fra gli atti del bando."),
    )  # fmt: skip
    sheet = forms.FileField(
        label=_("File CSV"),
        help_text=_("Il modello compilato, fino a 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={
            "required": _("Scegliete il file CSV: è il modello, compilato."),
            "empty": _("Il file è vuoto: scaricate il modello, compilatelo e caricate quello."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acts = Act.objects.filter(kind=ActKind.GRANT).select_related("call").order_by("-issued_on", "-pk")
        self.fields["act"].queryset = acts  # type: ignore[attr-defined]

    def clean_sheet(self) -> bytes:
        """The bytes, if they are not too many."""
        sheet = self.cleaned_data["sheet"]
        if sheet.size > LARGEST:
            raise ValidationError(_("Il file supera 5 MB: non è il modello, o contiene altro."))
        content: bytes = sheet.read()
        return content
