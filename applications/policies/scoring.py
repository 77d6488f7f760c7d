"""What an evaluator may do now."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import User
from applications.domain.scoring import HUNDREDTH
from applications.domain.workflow import WORKFLOW
from applications.enums import Move, Task
from applications.models import Application, Assignment
from bando.models import ScoringCriterion
from core.operations.moving import why_not_move


def why_not_score(application: Application) -> str | None:
    """Only what the formal check has admitted, and nobody has finished scoring."""
    return why_not_move(application, WORKFLOW, Move.SCORE)


def why_not_evaluate(application: Application, evaluator: User, *, third: bool) -> str | None:
    """Who checked a file formally does not score it; nobody scores it twice; where it is given to evaluators, they score it.

    `third`: their sheets lie far apart, and another person's is wanted.
    """
    if application.verdict.by_id == evaluator.pk:
        return _("Avete istruito voi questa domanda: la valuta un’altra persona.")
    given = set(
        Assignment.objects.filter(application=application, task=Task.SCORE, replaced_by=None).values_list("person", flat=True)
    )
    if given and evaluator.pk not in given and not third:
        return _("Questo progetto è assegnato ad altri valutatori: valutate quelli assegnati a voi.")
    if application.score_sheets.filter(evaluator=evaluator).exists():
        return _("Avete già valutato questo progetto: la scheda non si cambia.")
    return None


def why_not_explain(application: Application, evaluator: User, *, alarm: bool) -> str | None:
    """Only where the sheets lie too far apart, by somebody who wrote one of them."""
    if not alarm:
        return _("I punteggi non sono distanti oltre la soglia: non c’è uno scarto da motivare.")
    if application.score_sheets.filter(evaluator=evaluator).exists():
        return None
    return _("Lo scarto lo motiva chi ha valutato il progetto: voi potete aggiungere la vostra scheda.")


def why_not_words(text: str) -> str | None:
    """A spread is explained in words."""
    return None if text.strip() else _("Scrivete perché i punteggi restano distanti.")


def why_not_points(criteria: Iterable[ScoringCriterion], points: Mapping[int, Decimal]) -> str | None:
    """Every criterion of the call, each within its range, to the hundredth; no other."""
    listed = list(criteria)
    if extra := set(points) - {criterion.pk for criterion in listed}:
        return _("Il punteggio riguarda %(count)s criteri che non sono di questo bando.") % {"count": len(extra)}
    for criterion in listed:
        given = points.get(criterion.pk)
        if given is None:
            return _("Manca il punteggio del criterio «%(criterion)s».") % {"criterion": criterion}
        if not criterion.minimum <= given <= criterion.maximum or given != given.quantize(HUNDREDTH):
            return _("Il criterio «%(criterion)s» va da %(minimum)s a %(maximum)s punti, con due decimali al più.") % {
                "criterion": criterion,
                "minimum": f"{criterion.minimum:f}",
                "maximum": f"{criterion.maximum:f}",
            }
    return None
