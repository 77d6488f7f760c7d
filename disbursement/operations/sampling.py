"""Draws which paid grants are controlled: a plan of the call, a population put down by one person, a seed given by another.

sampling.publish(call=…, share=…, days=…, points=…, by=…, at=…) -> ControlPlan
sampling.propose(pot=…, seed_source=…, by=…, at=…) -> ControlSample
sampling.draw(sample=…, seed=…, by=…, at=…) -> ControlSample
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.models import User
from applications.domain.terms import last_moment
from bando.models import Call, Pot
from core.adapters import pdf
from core.figures import in_italian
from core.locks import operation
from core.operations.drawing import draw_again, draw_once
from core.operations.moving import move
from core.operations.recording import record
from core.queries.trying import to_make
from core.refusals import Refused, require
from disbursement import notifications, permissions
from disbursement.domain import sampling
from disbursement.domain.workflow import SAMPLE_WORKFLOW
from disbursement.enums import SampleMove, SampleState
from disbursement.models import Control, ControlPlan, ControlPoint, ControlSample, SampleMember
from disbursement.policies import sampling as policies
from disbursement.queries.sampling import locked_payments, locked_sample, plan_of

LANGUAGE, FOLDER, MAKING, BATCH = "it", "samples", "sampling.make", 5_000


@operation
def publish(*, call: Call, share: Decimal, days: int, points: Sequence[tuple[str, str]], by: User, at: datetime) -> ControlPlan:
    """Say how the paid grants of a call are controlled from now on; draws made or proposed before keep their plan."""
    require(permissions.why_not_plan_controls(by))
    require(policies.why_not_plan(call, share=share, days=days, points=points))
    last = plan_of(call)
    number = last.number + 1 if last else 1
    try:
        # Two may publish at the same instant: the constraint decides.
        with transaction.atomic():
            plan = ControlPlan.objects.create(call=call, number=number, share=share, days=days, at=at, by=by)
    except IntegrityError as taken:
        raise Refused(_("Nel frattempo qualcun altro ha pubblicato un piano: ricaricate la pagina e rileggetelo.")) from taken
    ControlPoint.objects.bulk_create(
        ControlPoint(plan=plan, position=position, text=text, basis=basis)
        for position, (text, basis) in enumerate(points, start=1)
    )
    data = {"plan": plan.pk, "share": str(share), "days": days, "points": [text for text, _basis in points]}
    record(by=by, at=at, action="sampling.publish", subject=plan, data=data)
    return plan


@operation
def propose(*, pot: Pot, seed_source: str, by: User, at: datetime) -> ControlSample:
    """Put down the payments among which somebody else draws, and where the seed will come from: before anybody knows it."""
    require(permissions.why_not_propose_sample(by, pot))
    keys, plan = locked_payments(pot), plan_of(pot.call)
    pending = ControlSample.objects.select_related("proposed_by").filter(pot=pot, state=SampleState.PROPOSED).first()
    require(policies.why_not_propose(plan, pending, len(keys)) or policies.why_not_source(seed_source))
    assert plan is not None, "refused without one"
    try:
        # Two officers may propose at the same instant: the constraint decides.
        with transaction.atomic():
            sample = _put_down(pot, plan, keys, seed_source.strip(), by=by, at=at)
    except IntegrityError as taken:
        raise Refused(_("Nel frattempo qualcun altro ha proposto l’estrazione: ricaricate la pagina.")) from taken
    data = {"plan": plan.pk, "count": sample.count, "size": sample.size, "population_sha256": sample.population_sha256}
    record(by=by, at=at, action="sampling.propose", subject=sample, data=data)
    return sample


def _put_down(pot: Pot, plan: ControlPlan, keys: Mapping[int, str], seed_source: str, *, by: User, at: datetime) -> ControlSample:
    sample = ControlSample.objects.create(
        pot=pot, plan=plan, count=len(keys), size=sampling.size(len(keys), plan.share),
        population_sha256=sampling.digest(keys.values()), seed_source=seed_source, proposed_at=at, proposed_by=by,
    )  # fmt: skip
    members = (SampleMember(sample=sample, payout_id=payout, key=key) for payout, key in keys.items())
    SampleMember.objects.bulk_create(members, batch_size=BATCH)
    return sample


@operation
def draw(*, sample: ControlSample, seed: str, by: User, at: datetime) -> ControlSample:
    """Draw the files with the seed that has come meanwhile; anybody who has seed and population finds the same ones."""
    sample, members = locked_sample(sample.pk)
    require(permissions.why_not_draw(by, sample))
    require(policies.why_not_change(sample) or policies.why_not_seed(seed))
    of = {member.key: member for member in members}
    drawn = sampling.sample(list(of), seed.strip(), sample.plan.share)
    controls = Control.objects.bulk_create(
        Control(
            sample=sample, member=of[key], application=of[key].payout.settlement.account.application, rank=rank
        )
        for rank, key in enumerate(drawn, start=1)
    )  # fmt: skip
    sample.seed, sample.drawn_at, sample.drawn_by, sample.due_at = seed.strip(), at, by, last_moment(at, sample.plan.days)
    sample.save(update_fields=["seed", "drawn_at", "drawn_by", "due_at"])
    move(subject=sample, workflow=SAMPLE_WORKFLOW, move=SampleMove.DRAW, by=by, at=at)
    record(by=by, at=at, action="sampling.draw", subject=sample, data={"seed": sample.seed, "drawn": drawn})
    notifications.drawn(controls, due_at=sample.due_at, at=at)
    return sample


@operation
def withdraw(*, sample: ControlSample, reason: str, by: User, at: datetime) -> ControlSample:
    """Take back a draw that was not made: its payments may be put to another one."""
    sample, _members = locked_sample(sample.pk)
    require(permissions.why_not_withdraw(by, sample))
    require(policies.why_not_change(sample) or policies.why_not_because(reason))
    move(subject=sample, workflow=SAMPLE_WORKFLOW, move=SampleMove.WITHDRAW, by=by, at=at, reason=reason.strip())
    record(by=by, at=at, action="sampling.withdraw", subject=sample, data={"reason": reason.strip()})
    return sample


def due(*, at: datetime) -> list[int]:
    """The draws whose minutes are to be made now, oldest first; what did not come out waits apart, ever longer."""
    return to_make(ControlSample.objects.filter(state=SampleState.DRAWN, made_at=None), at=at)


def make(*, sample_id: int, at: datetime) -> ControlSample:
    """The draw with its minutes, or what was wrong. Whoever finds them made already, or is overtaken, leaves them as they are."""
    found = ControlSample.objects.select_related("pot__chamber", "pot__call", "plan", "proposed_by", "drawn_by")
    sample = found.get(pk=sample_id)
    failed = _("Il verbale non è riuscito: avvisate l’assistenza.")
    draw_once(row=sample, draw=lambda: _minutes(sample), folder=FOLDER, action=MAKING, failed=failed, at=at)
    return sample


@operation
def again(*, sample: ControlSample, by: User, at: datetime) -> None:
    """Have the minutes that did not come out made at once. Raises Refused."""
    require(permissions.why_not_handle(by, sample.pot))
    draw_again(row=sample, action=MAKING, by=by, at=at)


@in_italian
def _minutes(sample: ControlSample) -> bytes:
    """The same bytes for the same draw, whose instant is their only date."""
    assert sample.drawn_at is not None, "minutes are of what was drawn"
    title = _("Verbale di estrazione dei controlli a campione, %(pot)s") % {"pot": sample.pot}
    controls = sample.controls.select_related("member", "application__firm_version", "application__firm")
    context = {
        "title": title, "lang": LANGUAGE, "sample": sample, "controls": controls.order_by("rank"),
        "keys": sample.members.order_by("pk").values_list("key", flat=True),
    }  # fmt: skip
    html = render_to_string("disbursement/sample_pdf.html", context)
    return pdf.render(html=html, title=title, lang=LANGUAGE, created_at=sample.drawn_at)
