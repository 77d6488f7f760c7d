"""Samples as operations and pages read them: who may be drawn, the same draw made again, what is left of each control."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import Person, chamber_ids
from applications.enums import State
from applications.models import Application, ConflictDeclaration, Verdict
from bando.models import Call, Pot
from core.locks import Rung, lock
from core.models import Transition
from disbursement.domain import sampling
from disbursement.domain.workflow import JUDGED
from disbursement.enums import ControlResult, PointAnswer, SampleState
from disbursement.models import (
    Account,
    Control,
    ControlAnswer,
    ControlPlan,
    ControlPoint,
    ControlSample,
    Payout,
    RevocationNotice,
    SampleMember,
    SpendingCut,
)

FILE = "settlement__account__application"


def plan_of(call: Call) -> ControlPlan | None:
    """The plan that the next draw of a call follows."""
    return ControlPlan.objects.filter(call=call).order_by("-number").first()


def eligible(pot: Pot) -> QuerySet[Payout]:
    """The payments that the next draw of a pot is made among: grants that stand paid and have met no draw yet."""
    return _to_be_met(pot).annotate(number=F(f"{FILE}__arrival__number")).order_by("number")


def _to_be_met(pot: Pot | OuterRef) -> QuerySet[Payout]:
    met = SampleMember.objects.filter(payout=OuterRef("pk")).exclude(sample__state=SampleState.WITHDRAWN)
    return Payout.objects.filter(~Exists(met), **{f"{FILE}__pot": pot, f"{FILE}__state": State.PAID})


def pots_to_draw(user: Person) -> QuerySet[Pot]:
    """The pots of the person's Chambers that have payments which met no draw yet, in calls with a plan."""
    paid, planned = _to_be_met(OuterRef("pk")), ControlPlan.objects.filter(call=OuterRef("call"))
    mine = Pot.objects.filter(Exists(paid), Exists(planned), chamber__in=chamber_ids(user, Permission.CHECK_FILES))
    return mine.filter(call__rehearsal=False).select_related("call", "chamber").order_by("call", "chamber__name")


def locked_payments(pot: Pot) -> dict[int, str]:
    """The same by their arrival numbers, nobody taking any of them back meanwhile: their applications stand for them."""
    lock(Application.objects.filter(account__settlement__payout__in=eligible(pot).values("pk")), Rung.APPLICATION)
    rows: Any = eligible(pot)
    return {payout: str(number) for payout, number in rows.values_list("pk", "number")}


def locked_sample(sample_id: int) -> tuple[ControlSample, list[SampleMember]]:
    """The draw with its population, nobody else at it meanwhile: the population's applications stand for it."""
    lock(Application.objects.filter(account__settlement__payout__sample_members__sample=sample_id), Rung.APPLICATION)
    sample = ControlSample.objects.select_related("pot__chamber", "pot__call", "plan", "proposed_by").get(pk=sample_id)
    path = "payout__settlement__account__application"
    return sample, list(sample.members.select_related(f"{path}__firm_version", f"{path}__firm").order_by("pk"))


def locked_control(control_id: int) -> Control:
    """The control, nobody else writing it meanwhile: its application stands for it."""
    lock(Application.objects.filter(controls=control_id), Rung.APPLICATION)
    return Control.objects.select_related(
        "sample__plan", "outcome", "application__pot__chamber", "member__payout__settlement__account__application__pot"
    ).get(pk=control_id)


def differences(sample: ControlSample) -> list[str]:
    """What of a draw is not as its seed and population give it, a word for each; nothing: drawn again it is the same."""
    keys = list(sample.members.order_by("pk").values_list("key", flat=True))
    found = [] if sampling.digest(keys) == sample.population_sha256 and len(keys) == sample.count else ["population"]
    if sample.state != SampleState.DRAWN:
        return found
    drawn = list(sample.controls.order_by("rank").values_list("member__key", flat=True))
    again = sampling.sample(keys, sample.seed, sample.plan.share)
    return found if drawn == again and len(drawn) == sample.size else [*found, "drawn"]


def drawn_again(samples: QuerySet[ControlSample]) -> Iterator[tuple[ControlSample, list[str]]]:
    """Each draw with its differences."""
    for sample in samples.select_related("plan", "pot__chamber", "pot__call").order_by("pk"):
        yield sample, differences(sample)


@dataclass(frozen=True)
class Looked:
    """A point of the list with the answer that stands, if there is one."""

    point: ControlPoint
    answer: ControlAnswer | None


def looked_at(control: Control) -> list[Looked]:
    """The list of a control, point by point."""
    said = {one.point_id: one for one in control.answers.select_related("by").order_by("pk")}
    return [Looked(point, said.get(point.pk)) for point in control.sample.plan.points.order_by("position")]


def not_met(looked: Sequence[Looked]) -> bool:
    """Whether a point was found not met."""
    return any(one.answer is not None and one.answer.answer == PointAnswer.NOT_MET for one in looked)


def with_answers(controls: QuerySet[Control]) -> QuerySet[Control]:
    """Each with how many of its points have an answer (`answered`) and how many there are (`asked`), for lists."""
    return controls.annotate(answered=Count("answers__point", distinct=True), asked=Count("sample__plan__points", distinct=True))


def to_conclude(user: User) -> QuerySet[Control]:
    """Drawn and not ended, of her Chambers, and hers to end: she had no part in the file and has declared no conflict with it.

    The same as `permissions.why_not_control` says of each, as a set; what she has not declared yet she declares on the way.
    """
    account, application = OuterRef("member__payout__settlement__account"), OuterRef("application")
    parts = (
        Transition.objects.filter(subject_type=Account._meta.label_lower, subject_id=account, move__in=JUDGED, by_id=user.pk),
        SpendingCut.objects.filter(spending__account=account, by=user.pk),
        Verdict.objects.filter(application=application, by=user.pk),
        ConflictDeclaration.objects.filter(application=application, conflicted=True, person=user.pk),
    )
    free = _of_chambers(user).filter(*(~Exists(part) for part in parts), outcome=None)
    return free.exclude(member__payout__settlement__by=user.pk)


def to_take_back(user: User) -> QuerySet[Control]:
    """Ended irregular, of her Chambers, and no procedure was begun since."""
    begun = RevocationNotice.objects.filter(payout=OuterRef("member__payout"), noticed_at__gte=OuterRef("outcome__at"))
    return _of_chambers(user).filter(~Exists(begun), outcome__result=ControlResult.IRREGULAR)


def _of_chambers(user: User) -> QuerySet[Control]:
    mine = Control.objects.filter(sample__pot__chamber__in=chamber_ids(user, Permission.CHECK_FILES))
    return mine.filter(application__call__rehearsal=False)


def controls_of(application: Application) -> QuerySet[Control]:
    """The controls that a file was drawn for, for its firm's page."""
    rows = Control.objects.filter(application=application).select_related("sample__drawn_by", "outcome__by")
    return rows.order_by("pk")


def irregular_of(payout: Payout) -> Control | None:
    """The control that found a payment irregular."""
    found = Control.objects.filter(member__payout=payout, outcome__result=ControlResult.IRREGULAR)
    return found.select_related("outcome").first()
