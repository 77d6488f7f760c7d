"""Puts the evaluators' sittings on record and makes the PDF of their minutes."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Sum
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import why_not
from applications.domain.scoring import mean, spread
from applications.domain.workflow import MINUTES
from applications.enums import FormState
from applications.models import Application, ScoreSheet, Sitting, SittingFile, SittingMember
from applications.policies import minuting as policies
from applications.queries.sittings import in_conflict, to_examine
from bando.models import Call
from core.adapters import pdf
from core.figures import day, in_italian
from core.locks import Rung, lock, operation
from core.operations.drawing import draw_again, draw_once
from core.operations.recording import record
from core.queries.trying import to_make
from core.refusals import require

LANGUAGE, FOLDER, MAKING = "it", "minutes", "minuting.make"


@operation
def record_sitting(
    *, call: Call, held_on: date, place: str, people: Sequence[User], text: str, by: User, at: datetime
) -> Sitting:
    """Keep who was present and what was examined: every project of the call that has its score and stands in no minutes yet."""
    require(why_not(by, Permission.SCORE) or policies.why_not_held(held_on, people, at=at) or policies.why_not_tell(place, text))
    examined = lock(to_examine(call), Rung.APPLICATION)
    require(policies.why_not_examine(len(examined), in_conflict(people, examined)))
    sitting = Sitting.objects.create(call=call, held_on=held_on, place=place.strip(), text=text.strip(), recorded_at=at, by=by)
    SittingMember.objects.bulk_create(SittingMember(sitting=sitting, person=person) for person in people)
    SittingFile.objects.bulk_create(_examined(sitting, examined))
    data = {"sitting": sitting.pk, "files": len(examined), "present": sorted(person.name for person in people)}
    record(by=by, at=at, action="minuting.record_sitting", subject=call, data=data)
    return sitting


def _examined(sitting: Sitting, applications: Sequence[Application]) -> list[SittingFile]:
    totals: dict[int, list[Decimal]] = {application.pk: [] for application in applications}
    sheets = ScoreSheet.objects.filter(application__in=list(totals)).annotate(total=Sum("scores__points"))
    for key, total in sheets.values_list("application", "total"):
        totals[key].append(total)
    return [
        SittingFile(sitting=sitting, application_id=key, score=mean(listed), spread=spread(listed))
        for key, listed in totals.items()
    ]


def due(*, at: datetime) -> list[int]:
    """The sittings whose minutes are to be made now, oldest first; what did not come out waits apart, ever longer."""
    return to_make(Sitting.objects.filter(state=FormState.REQUESTED), at=at)


def make(*, sitting_id: int, at: datetime) -> Sitting:
    """The sitting with its minutes, or what was wrong. Whoever finds them made, or is overtaken, leaves them as they are."""
    sitting = Sitting.objects.select_related("call", "by").get(pk=sitting_id)
    failed = _("Il verbale non è riuscito: avvisate l’assistenza.")
    draw_once(row=sitting, draw=lambda: _drawn(sitting), folder=FOLDER, workflow=MINUTES, action=MAKING, failed=failed, at=at)
    return sitting


@operation
def again(*, sitting: Sitting, by: User, at: datetime) -> None:
    """Have the minutes that did not come out made at once. Raises Refused."""
    require(why_not(by, Permission.SCORE))
    draw_again(row=sitting, action=MAKING, by=by, at=at)


@in_italian
def _drawn(sitting: Sitting) -> bytes:
    """The same bytes for the same sitting: its only date is that of its recording."""
    title = _("Verbale della seduta del %(day)s") % {"day": day(sitting.held_on)}
    files = sitting.files.select_related(
        "application__arrival", "application__firm_version", "application__pot__chamber", "application__spread_note"
    )
    people = [member.person.name for member in sitting.members.select_related("person").order_by("person__name", "pk")]
    context = {
        "title": title, "lang": LANGUAGE, "sitting": sitting, "people": people,
        "files": files.order_by("application__arrival__number"),
    }  # fmt: skip
    html = render_to_string("applications/minutes_pdf.html", context)
    return pdf.render(html=html, title=title, lang=LANGUAGE, created_at=sitting.recorded_at)
