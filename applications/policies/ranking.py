"""Whether a call's ranking can be approved now."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from applications.domain.ranking import Place
from applications.enums import RankingOutcome, State
from applications.models import Application, ScoreSheet, Verdict
from bando.models import Call
from bando.policies.opening import why_not_decide

UNDECIDED = (State.SUBMITTED, State.INTEGRATION, State.REJECTION_NOTICED, State.ADMISSIBLE)


def why_not_rank(call: Call, *, at: datetime) -> str | None:
    """After the closing, with every file checked and scored."""
    if refused := why_not_decide(call, at=at):
        return refused
    undecided = Application.objects.filter(call=call, state__in=UNDECIDED).count()
    if undecided:
        return ngettext(
            "C’è ancora %(count)s domanda da istruire o da valutare: la graduatoria si approva quando tutte hanno un esito.",
            "Ci sono ancora %(count)s domande da istruire o da valutare: la graduatoria si approva quando tutte hanno un esito.",
            undecided,
        ) % {"count": undecided}
    return None


def why_not_approve(places: Sequence[Place], waiting: set[int]) -> str | None:
    """An act changes something: `waiting` are the primary keys that an earlier ranking has left without money."""
    if not places:
        return _("Non ci sono domande da mettere in graduatoria.")
    if all(place.outcome is RankingOutcome.WAITING and place.candidate.key in waiting for place in places):
        return _("I fondi disponibili non finanziano altre domande: rifinanziate il bando, poi approvate lo scorrimento.")
    return None


def why_not_sign(places: Sequence[Place], signer: User) -> str | None:
    """Who checked or scored one of the files does not approve their ranking."""
    keys = [place.candidate.key for place in places]
    took_part = Verdict.objects.filter(by=signer, application__in=keys).exists()
    if took_part or ScoreSheet.objects.filter(evaluator=signer, application__in=keys).exists():
        return _("Avete istruito o valutato domande di questa graduatoria: l’atto lo firma un’altra persona.")
    return None
