"""Buttons of the admin as declarations: what they ask, what they run, when they are disabled and why."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.forms import Form
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.admin.facts import Panel
from core.forms import ActionForm

Text = str | Promise
DONE = _("Fatto: l’operazione è registrata.")


@dataclass(frozen=True, kw_only=True)
class Action:
    """What every button has. `permission` decides who sees it; `why_not` whether it can be pressed now.

    `form_class` is an `ActionForm` or a plain form; without one the page only asks to confirm. `success` is the sentence
    shown afterwards, or a function from the operation's result to it. `panels(subject, request)` shows what to look at
    before deciding (a preview). `concerns(subject)` says whether the button has anything to do with the subject at all.
    `initial(subject, user, at)` fills the form. `go_to(result)` is the page to go to. `look` is the name of an address to which
    the same form can be sent to see what would come of it, called `look_label`: nothing is done there.
    """

    name: str
    label: Text
    run: Callable[..., Any]
    permission: str | None = None
    form_class: type[Form] | None = None
    description: Text = ""
    success: Text | Callable[[Any], Text] = DONE
    danger: bool = False
    panels: Callable[[Any, HttpRequest], Sequence[Panel]] | None = None
    initial: Callable[[Any, Any, datetime], Mapping[str, Any]] | None = None
    go_to: Callable[[Any], str | None] | None = None
    concerns: Callable[[Any], bool] | None = None
    look: str = ""
    look_label: Text = ""

    def offered_to(self, user: Any) -> bool:
        """Whether the user's roles give the button at all."""
        return self.permission is None or bool(user.holds(self.permission))

    def form(self, subject: Any, request: Any) -> Form | None:
        """The form for this request: bound on POST, filled with `initial` otherwise."""
        form_class = self.asks(subject)
        if form_class is None:
            return None
        arguments: dict[str, Any] = {}
        if self.initial is not None:
            arguments["initial"] = self.initial(subject, request.user, request.received_at)
        if request.method == "POST":
            arguments |= {"data": request.POST, "files": request.FILES}
        if issubclass(form_class, ActionForm):
            arguments |= {"subject": subject, "user": request.user, "at": request.received_at}
        return form_class(**arguments)

    def asks(self, subject: Any) -> type[Form] | None:
        """The form's class, where it is the same for every subject."""
        return self.form_class

    def told(self, result: Any) -> str:
        """The sentence for the person who pressed the button."""
        return str(self.success(result) if callable(self.success) else self.success)

    def refusal(self, subject: Any, user: Any, at: datetime) -> str | None:
        """Why the button cannot be pressed now; nothing when it can."""
        raise NotImplementedError

    def perform(self, subject: Any, data: dict[str, Any], *, by: Model, at: datetime) -> Any:
        """Run the operation. Raises Refused."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class ObjectAction(Action):
    """A button on the page of one object: `run(obj, data, *, by, at)`, `why_not(obj, user, at)`."""

    why_not: Callable[[Any, Any, datetime], str | None] | None = None

    def refusal(self, subject: Any, user: Any, at: datetime) -> str | None:
        return self.why_not(subject, user, at) if self.why_not else None

    def perform(self, subject: Any, data: dict[str, Any], *, by: Model, at: datetime) -> Any:
        return self.run(subject, data, by=by, at=at)


def _leads(*arguments: Any, **by: Any) -> None:
    raise NotImplementedError("a page link runs nothing")


@dataclass(frozen=True, kw_only=True)
class PageLink(ObjectAction):
    """A button on the page of one object that leads to pages of its own: `href(obj)`. Nothing is run here."""

    href: Callable[[Any], str]
    run: Callable[..., Any] = _leads


@dataclass(frozen=True, kw_only=True)
class ListAction(Action):
    """A button above a list, about no object in particular: `run(data, *, by, at)`, `why_not(user, at)`."""

    why_not: Callable[[Any, datetime], str | None] | None = None

    def refusal(self, subject: Any, user: Any, at: datetime) -> str | None:
        return self.why_not(user, at) if self.why_not else None

    def perform(self, subject: Any, data: dict[str, Any], *, by: Model, at: datetime) -> Any:
        return self.run(data, by=by, at=at)


@dataclass(frozen=True)
class Button:
    """An action as the page shows it: a link to its page, or disabled with its reason."""

    action: Action
    href: str
    reason: str | None
