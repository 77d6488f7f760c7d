"""Why an act cannot change when a published call takes applications, or end it.

A closing is put off while the call has not closed; once it has, the portal has told everybody so: it is reopened, with a
window of its own, even if the act is dated before the closing. No act opens, ends or suspends anything in the past.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import gettext as _

from bando.domain.windows import Span, Spans, ended, overlap
from bando.models import Call
from bando.models.situation import situation_of
from bando.policies.amending import why_not_change
from core.figures import day, instant

# Days of the call that an extension may put off.
DAYS = ("spend_until_on", "paid_until_on", "project_until_on", "accounts_due_on")


def why_not_extend(call: Call, *, closes_at: datetime | None, days: Mapping[str, date | None], at: datetime) -> str | None:
    """The reason why closing and `days` (by field of the call; None: as it is) cannot be put off like this."""
    if reason := why_not_change(call):
        return reason
    moved = {name: value for name, value in days.items() if value is not None}
    if closes_at is None and not moved:
        return _("Inserite almeno una data nuova: la chiusura, o un termine per le spese e il rendiconto.")
    if closes_at is not None and (reason := _why_not_close_later(call, closes_at, at)):
        return reason
    for name, value in moved.items():
        known = getattr(call, name)
        if known is not None and value <= known:
            return _("Una proroga sposta in avanti: «%(what)s» è già il %(day)s.") % {
                "what": call._meta.get_field(name).verbose_name,  # type: ignore[union-attr]
                "day": day(known),
            }
    return _why_not_days({name: moved.get(name) or getattr(call, name) for name in DAYS})


def _why_not_close_later(call: Call, closes_at: datetime, at: datetime) -> str | None:
    now = situation_of(call)
    if now.suspended_from_at is not None:
        return _("Il bando è sospeso: la nuova chiusura si indica riprendendolo.")
    if at > now.closes_at:
        return _("Il bando ha chiuso il %(when)s: non si proroga più, si riapre con un altro atto.") % {
            "when": instant(now.closes_at)
        }
    if closes_at <= now.closes_at:
        return _("La nuova chiusura deve venire dopo quella in vigore, il %(when)s.") % {"when": instant(now.closes_at)}
    return None


def _why_not_days(days: Mapping[str, date | None]) -> str | None:
    due = days["accounts_due_on"]
    if due is None or all(value is None or value <= due for value in days.values()):
        return None
    return _("Spese, pagamenti e progetti finiscono prima del rendiconto (%(day)s): spostate anche quello.") % {"day": day(due)}


def why_not_suspend(call: Call, *, from_at: datetime | None = None, at: datetime) -> str | None:
    """The reason why the call cannot be suspended from an instant (None: at once)."""
    if reason := why_not_change(call):
        return reason
    now = situation_of(call)
    if now.suspended_from_at is not None:
        return _("Il bando è già sospeso dal %(when)s: riprendetelo o chiudetelo.") % {"when": instant(now.suspended_from_at)}
    if at > now.closes_at:
        return _("Il bando ha chiuso il %(when)s: non c’è nulla da sospendere.") % {"when": instant(now.closes_at)}
    if from_at is not None and not at <= from_at < now.closes_at:
        return _("La sospensione comincia da adesso in poi e prima della chiusura (%(when)s).") % {"when": instant(now.closes_at)}
    return None


def why_not_resume(call: Call, *, at: datetime) -> str | None:
    """The reason why there is nothing to resume."""
    if reason := why_not_change(call):
        return reason
    if situation_of(call).suspended_from_at is None:
        return _("Il bando non è sospeso: si riprende solo un bando sospeso.")
    return None


def why_not_close(call: Call, *, closes_at: datetime | None = None, at: datetime) -> str | None:
    """The reason why the call cannot close at an instant (None: at once) that comes before its closing."""
    if reason := why_not_change(call):
        return reason
    now = situation_of(call)
    wanted = closes_at or at
    if at > now.closes_at and now.suspended_from_at is None:
        return _("Il bando ha già chiuso il %(when)s.") % {"when": instant(now.closes_at)}
    if not ended(now.spans, wanted):
        return _("Il bando non ha ancora aperto il %(when)s: per non aprirlo, sospendetelo.") % {"when": instant(now.opens_at)}
    if now.suspended_from_at is not None:
        return None if wanted <= at else _("Il bando è sospeso: chiudetelo da subito, senza indicare un’altra data.")
    if not at <= wanted < now.closes_at:
        return _("La chiusura anticipata viene da adesso in poi e prima di quella in vigore (%(when)s).") % {
            "when": instant(now.closes_at)
        }
    return None


def why_not_reopen(call: Call, *, at: datetime) -> str | None:
    """The reason why the call cannot be opened again: it has not closed, or it was decided."""
    if reason := why_not_change(call):
        return reason
    now = situation_of(call)
    if now.suspended_from_at is not None:
        return _("Il bando è sospeso: riprendetelo.")
    if at <= now.closes_at:
        return _("Il bando non ha ancora chiuso: se serve più tempo, prorogatelo.")
    if now.is_decided:
        return _("La graduatoria è approvata: il bando non si riapre più. Per una nuova edizione copiatelo.")
    return None


def why_not_window(spans: Spans, *, opens_at: datetime, closes_at: datetime, at: datetime) -> str | None:
    """The reason why a window cannot come among `spans`, the others that will be there."""
    if opens_at < at:
        return _("La finestra si apre da adesso in poi: lasciate vuota l’apertura per aprirla subito.")
    if closes_at <= opens_at:
        return _("La chiusura deve venire dopo l’apertura (%(when)s).") % {"when": instant(opens_at)}
    clash = overlap([*spans, Span(opens_at, closes_at)])
    if clash:
        return _("Due finestre si sovrappongono: una chiude il %(closes)s e l’altra apre il %(opens)s. Spostate le date.") % {
            "closes": instant(clash[0].closes_at),
            "opens": instant(clash[1].opens_at),
        }
    return None


def why_not_conclude(call: Call, *, at: datetime) -> str | None:
    """The reason why the procedure cannot be declared concluded: applications may still come."""
    if reason := why_not_change(call):
        return reason
    now = situation_of(call)
    if not now.is_suspended(at) and at <= now.closes_at:
        return _("Il bando chiude il %(when)s: si conclude dopo, o dopo averlo chiuso in anticipo.") % {
            "when": instant(now.closes_at)
        }
    return None
