"""The files that a firm gives: what each of them is, is told by its content."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ManyFiles, ManyFilesField


class UploadForm(forms.Form):
    """One file, or several at once with `many`. An empty one gets the same answer as any other that cannot be taken."""

    file = ManyFilesField(label=_("File"), allow_empty_file=True)

    def __init__(self, *args: Any, many: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.many = many
        field = self.fields["file"]
        field.label = _("Scegliete i file") if many else _("Scegliete il file")
        field.widget = ManyFiles() if many else forms.FileInput()
