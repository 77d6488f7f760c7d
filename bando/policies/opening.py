"""Why a call takes no application now, or no draft of one, as its own page says it."""

from datetime import datetime

from django.utils.translation import gettext as _

from bando.domain.windows import Situation
from bando.models import Call, Pot
from bando.models.situation import rooms_of, situation_of
from core.figures import instant, instant_exact


def why_not_apply(call: Call, *, at: datetime) -> str | None:
    """The reason why nobody can begin an application at an instant: drafts are made before the opening and between windows."""
    now = situation_of(call)
    if at < now.draft_from_at:
        return _("La compilazione comincia il %(when)s: intanto fate la verifica preliminare.") % {
            "when": instant(now.draft_from_at)
        }
    if now.is_concluded:
        return _("Il bando è concluso: non si possono più presentare domande. Guardate i bandi aperti.")
    if now.is_suspended(at):
        return _("Il bando è sospeso dal %(when)s e per ora non prende domande. La ripresa sarà annunciata in questa pagina.") % {
            "when": instant(now.suspended_from_at)
        }
    if at > now.closes_at:
        return _("Il bando ha chiuso il %(when)s: non si possono più presentare domande. Guardate i bandi aperti.") % {
            "when": instant(now.closes_at)
        }
    if now.is_exhausted and at >= now.opens_at:
        return _("I fondi del bando sono esauriti: non si possono più presentare domande. Guardate i bandi aperti.")
    return None


def why_not_send(call: Call, *, at: datetime) -> str | None:
    """The reason why an application cannot be sent; `at` is when the request reached the portal, to the microsecond.

    Windows count from the opening to the closing instant, both included. One statement at most.
    """
    now = situation_of(call)
    if now.published_at is None or at < now.published_at:
        return _("Il bando non è ancora pubblicato: la domanda non è stata inviata. Tornate quando lo sarà.")
    if now.is_suspended(at):
        return _(
            "Il bando è sospeso dal %(when)s: la domanda non è stata inviata. La bozza resta salvata; la ripresa sarà annunciata "
            "nella pagina del bando."
        ) % {"when": instant(now.suspended_from_at)}
    if now.running(at) is None:
        return _outside(now, at)
    if now.is_exhausted:
        return _(
            "I fondi del bando sono esauriti: la domanda non è stata inviata. La bozza resta salvata; guardate i bandi aperti."
        )
    return None


def why_not_join(call: Call, pot_id: int | None) -> str | None:
    """The reason why the pot of one Chamber takes nobody any more, though others may: money and waiting list are used up."""
    rooms = rooms_of(call) if pot_id else {}
    if pot_id not in rooms or rooms[pot_id] > 0:
        return None
    return _(
        "%(pot)s: i fondi per questo bando sono esauriti, lista d’attesa compresa. La bozza resta salvata: se si liberano fondi "
        "la potete inviare finché il bando è aperto."
    ) % {"pot": Pot.objects.select_related("chamber").get(pk=pot_id)}


def _outside(now: Situation, at: datetime) -> str:
    """Between two windows, before the first or after the last one."""
    if at < now.opens_at:
        return _(
            "Il bando apre il %(when)s: la domanda non è stata inviata. La bozza resta salvata; tornate a quell’ora e premete "
            "di nuovo «Invia la domanda»."
        ) % {"when": instant(now.opens_at)}
    if opening := now.next_opening(at):
        return _(
            "Il bando riapre il %(when)s: la domanda non è stata inviata. La bozza resta salvata; tornate a quell’ora e premete "
            "di nuovo «Invia la domanda»."
        ) % {"when": instant(opening)}
    return _(
        "Il bando ha chiuso il %(when)s e la richiesta è arrivata il %(at)s: la domanda non è stata inviata. La bozza resta "
        "salvata; guardate i bandi aperti."
    ) % {"when": instant(now.closes_at), "at": instant_exact(at)}


def why_not_decide(call: Call, *, at: datetime) -> str | None:
    """The reason why the ranking cannot be approved yet: applications may still come."""
    now = situation_of(call)
    if now.is_suspended(at):
        return _("Il bando è sospeso: prima riprendetelo o chiudetelo con un atto, poi approvate la graduatoria.")
    if at <= now.closes_at:
        return _("Il bando chiude il %(closes)s: la graduatoria si approva dopo.") % {"closes": instant(now.closes_at)}
    return None
