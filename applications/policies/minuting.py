"""When a sitting of the evaluators may be put on record."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.figures import ROME

FEWEST = 2


def why_not_held(held_on: date, people: Sequence[User], *, at: datetime) -> str | None:
    """It has been held, by two people at least."""
    if held_on > timezone.localdate(at, ROME):
        return _("Si verbalizza una seduta già tenuta: la data non può essere nel futuro.")
    return None if len(people) >= FEWEST else _("A una seduta sono presenti almeno due componenti del Nucleo.")


def why_not_examine(count: int, barred: Sequence[User]) -> str | None:
    """There are scored projects, and nobody present has a conflict with one of them."""
    if not count:
        return _("Non ci sono progetti valutati da verbalizzare in questo bando.")
    if barred:
        return _("%(name)s ha dichiarato un conflitto su una delle domande esaminate: non può essere presente.") % {
            "name": barred[0].name
        }
    return None


def why_not_tell(place: str, text: str) -> str | None:
    """Minutes say where it was and what was said."""
    return None if place.strip() and text.strip() else _("Scrivete il luogo e che cosa si è discusso.")
