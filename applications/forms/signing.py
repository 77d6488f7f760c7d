"""The signed form that a firm brings."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SignedFileForm(forms.Form):
    """One file; what it is, is told by its content."""

    file = forms.FileField(
        label=_("Modulo firmato"),
        max_length=255,
        allow_empty_file=True,
        help_text=_("Il file che esce dal vostro programma di firma: .p7m (CAdES) o PDF (PAdES)."),
        error_messages={"required": _("Scegliete il file firmato, poi premete «Carica il modulo firmato».")},
    )
