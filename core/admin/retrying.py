"""The button that has what did not come out made at once: the same on every page that tells of it."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.admin.actions import ObjectAction, Text
from core.queries.trying import why_not_again

NOW = _("Riprovate ora")


def again(
    run: Callable[..., None],
    *,
    why_not: Callable[[Any, Any], str | None],
    of: Callable[[Any], Any] = lambda subject: subject,
    hurry: Callable[[], None] = lambda: None,
    label: Text = NOW,
    kind: type[ObjectAction] = ObjectAction,
    permission: str | None = None,
) -> ObjectAction:
    """`run(row, by, at)` is the operation, `why_not(user, subject)` says who may.

    `of(subject)` is the row that is `Tried`, where the page is not its own; `hurry()` asks for it where the page does not.
    """
    return kind(
        name="riprova",
        label=label,
        description=_("Si ritenta comunque da solo, sempre più di rado: così si ritenta adesso."),
        permission=permission,
        concerns=lambda subject: bool(getattr(of(subject), "error", "")),
        run=partial(_press, run, of, hurry),
        why_not=partial(_refuse, why_not, of),
        success=_("Si ritenta adesso: ricaricate la pagina tra poco."),
    )


def _refuse(why_not: Callable[..., str | None], of: Callable[[Any], Any], subject: Any, user: Any, at: datetime) -> str | None:
    return why_not(user, subject) or why_not_again(of(subject))


def _press(
    run: Callable[..., None], of: Callable[[Any], Any], hurry: Callable[[], None],
    subject: Any, data: Any, *, by: Any, at: datetime,
) -> None:  # fmt: skip
    run(of(subject), by, at)
    hurry()
