"""The evaluation: one sheet an evaluator; with the last one needed the project has its score, unless they lie far apart."""

from datetime import datetime
from decimal import Decimal

from accounts.models import User
from applications.domain.workflow import WORKFLOW
from applications.enums import Move
from applications.models import Application, Score, ScoreSheet, SpreadNote
from applications.permissions import why_not_evaluator
from applications.policies import scoring as policies
from applications.queries.spread import scoring_of
from bando.queries.terms import criteria_of
from core.locks import Rung, lock, operation
from core.operations.moving import move
from core.operations.recording import record
from core.refusals import require


@operation
def score(*, application: Application, points: dict[int, Decimal], note: str, by: User, at: datetime) -> ScoreSheet:
    """Keep one evaluator's `points` (criterion's primary key → points) and judgement on the project."""
    rows = Application.objects.select_related("call", "verdict").filter(pk=application.pk)
    application = lock(rows, Rung.APPLICATION)[0]
    require(why_not_evaluator(by, application))
    third = scoring_of(application).alarm
    require(policies.why_not_score(application) or policies.why_not_evaluate(application, by, third=third))
    require(policies.why_not_points(criteria_of(application.call, application.call_version), points))
    sheet = ScoreSheet.objects.create(application=application, evaluator=by, note=note.strip(), at=at)
    Score.objects.bulk_create([Score(sheet=sheet, criterion_id=pk, points=given) for pk, given in points.items()])
    # Without the points: the dossier's history is read while others have still to score.
    record(by=by, at=at, action="scoring.score", subject=application, data={"sheet": sheet.pk})
    done = scoring_of(application)
    if done.complete and not done.alarm:
        move(subject=application, workflow=WORKFLOW, move=Move.SCORE, by=by, at=at)
    return sheet


@operation
def explain(*, application: Application, text: str, by: User, at: datetime) -> SpreadNote:
    """Keep why the sheets stay as far apart as they are: with that the project has its score."""
    rows = Application.objects.select_related("call", "verdict").filter(pk=application.pk)
    application = lock(rows, Rung.APPLICATION)[0]
    require(why_not_evaluator(by, application))
    found = scoring_of(application)
    require(policies.why_not_explain(application, by, alarm=found.alarm) or policies.why_not_words(text))
    note = SpreadNote.objects.create(application=application, spread=found.spread, text=text.strip(), at=at, by=by)
    record(by=by, at=at, action="scoring.explain", subject=application, data={"note": note.pk})
    move(subject=application, workflow=WORKFLOW, move=Move.SCORE, by=by, at=at)
    return note
