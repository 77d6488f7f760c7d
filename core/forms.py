"""Shapes of input that several apps share: what a button of the admin asks before it acts, several files at once."""

from datetime import datetime
from typing import Any

from django import forms


class ManyFiles(forms.FileInput):
    """A file control that takes several at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """A list of uploaded files, each judged like a single one."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, (list, tuple)) else [data]
        return [super(ManyFilesField, self).clean(one, initial) for one in files or [None]]


class ActionForm(forms.Form):
    """A form that knows what it acts on: `subject` (None on a list), `user` and the instant `at` of the request.

    Limit choices in `__init__` to what `user` may see: the same querysets check what is posted.
    """

    def __init__(self, *args: Any, subject: Any = None, user: Any = None, at: datetime | None = None, **kwargs: Any) -> None:
        self.subject, self.user, self.at = subject, user, at
        super().__init__(*args, **kwargs)
