"""What anybody may show of a receipt to have it checked: what is printed on it, or the file."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bando.models import Call

# Ten times what a receipt with a long application weighs.
MOST_BYTES = 5_000_000


class CallChoice(forms.ModelChoiceField):
    """Calls by their title, with the code that the receipt prints in its chain."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title} ({obj.code})"


class CodeForm(forms.Form):
    """Call, number and code, as they are printed."""

    call = CallChoice(
        Call.objects.none(),
        label=_("Bando"),
        empty_label=_("Scegliete il bando"),
        error_messages={"required": _("Scegliete il bando della ricevuta.")},
    )
    number = forms.IntegerField(
        min_value=1,
        max_value=2**31 - 1,
        label=_("Numero di arrivo"),
        error_messages={"required": _("Inserite il numero stampato sulla ricevuta.")},
    )
    code = forms.UUIDField(
        label=_("Codice di verifica"),
        help_text=_("È stampato sulla ricevuta: 32 cifre e lettere, con i trattini."),
        error_messages={
            "required": _("Inserite il codice stampato sulla ricevuta."),
            "invalid": _("Il codice non è completo: copiatelo dalla ricevuta, con tutte le sue cifre e lettere."),
        },
    )

    def __init__(self, *args: Any, calls: "QuerySet[Call]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["call"].queryset = calls  # type: ignore[attr-defined]


class FileForm(forms.Form):
    """The PDF, or the ricevuta.json that is attached to it."""

    file = forms.FileField(
        label=_("Ricevuta in PDF, o il suo allegato ricevuta.json"),
        help_text=_("Al massimo 5 MB. Il file è letto e non è conservato."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.json"}),
        error_messages={"required": _("Scegliete il file della ricevuta.")},
    )

    def clean_file(self) -> UploadedFile:
        """The file, if it is not larger than a receipt may be."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                _now("Il file supera 5 MB: una ricevuta è più piccola. Caricate quella scaricata dal portale.")
            )
        return file
