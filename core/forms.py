"""The shape of what a button of the admin asks before it acts."""

from datetime import datetime
from typing import Any

from django import forms


class ActionForm(forms.Form):
    """A form that knows what it acts on: `subject` (None on a list), `user` and the instant `at` of the request.

    Limit choices in `__init__` to what `user` may see: the same querysets check what is posted.
    """

    def __init__(self, *args: Any, subject: Any = None, user: Any = None, at: datetime | None = None, **kwargs: Any) -> None:
        self.subject, self.user, self.at = subject, user, at
        super().__init__(*args, **kwargs)
