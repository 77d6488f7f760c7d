"""Financed applications that wait for COR and CUP, and what the lines of a sheet say of them: constant in statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, F, QuerySet, Sum, When

from accounts.models import User
from applications.domain.coding import CodeLine, repeated
from applications.enums import State
from applications.models import Application, Grant, ScoreSheet
from applications.permissions import visible_applications
from applications.policies import coding as policies
from applications.policies import granting
from applications.queries.granting import reference_of
from applications.queries.waiting import awaiting_grant
from bando.enums import Bucket
from bando.models import Call, Movement
from core.domain.bulk import Proposed
from core.money import ZERO

# Characters of a cell that a sentence shows: in a sheet that is none they may be thousands.
SHOWN = 40


def numbered(application: Application) -> str:
    """How a sent application is called in a list: its number, its firm, its call."""
    return f"n. {application.arrival.number} · {application}"


@dataclass(frozen=True)
class ToCode:
    """A call with applications that wait for their codes; `financed_on` is the day of the first act that financed one of them."""

    call: Call
    count: int
    financed_on: date


def calls_to_code(user: User) -> list[ToCode]:
    """The calls in which applications that she sees wait for their codes."""
    found: dict[int, list[date]] = {}
    for row in awaiting_grant(user).order_by().values("call_id", "financed_on"):
        found.setdefault(row["call_id"], []).append(row["financed_on"])
    return [ToCode(call, len(found[call.pk]), min(found[call.pk])) for call in Call.objects.filter(pk__in=found).order_by("code")]


def to_code(user: User, call: Call) -> QuerySet[Application]:
    """The financed applications of a call that she sees, by number of arrival."""
    rows = visible_applications(user).filter(call=call, state=State.FINANCED)
    return rows.select_related("arrival", "firm", "firm_version", "call").order_by("arrival__number")


def committed_amounts(applications: Sequence[Application]) -> dict[int, Decimal]:
    """What is committed for each now, in euro by primary key: one statement."""
    keys = {reference_of(application): application.pk for application in applications}
    signed = Case(When(target=Bucket.COMMITTED, then=F("amount")), When(source=Bucket.COMMITTED, then=-F("amount")), default=ZERO)
    sums = Movement.objects.filter(reference__in=keys).order_by().values("reference").annotate(left=Sum(signed))
    found = {keys[row["reference"]]: row["left"] for row in sums}
    return {pk: found.get(pk, ZERO) for pk in keys.values()}


def already_granted(application: Application, *, cor: str, cup: str) -> str | None:
    """That it has these codes already, as a sentence; nothing where it has none, or others."""
    grant = Grant.objects.filter(application=application).first()
    return policies.said_already(grant, cor=cor, cup=cup) if grant else None


class Judge:
    """What a person's sheet for one call says, line by line, against what the portal knows; everything is read once."""

    def __init__(self, lines: Sequence[CodeLine], call: Call, user: User) -> None:
        self.user, self.repeated = user, repeated(lines)
        numbers = {line.arrival_number for line in lines if line.arrival_number is not None}
        rows = visible_applications(user).filter(call=call, arrival__number__in=numbers)
        rows = rows.select_related("arrival", "firm", "firm_version", "call", "grant", "verdict")
        self.applications = {row.arrival.number: row for row in rows}
        self.amounts = committed_amounts(list(self.applications.values()))
        self.scored = set(
            ScoreSheet.objects.filter(evaluator=user, application__in=self.amounts).values_list("application", flat=True)
        )
        cors, cups = ({getattr(line, name) for line in lines} for name in ("cor", "cup"))
        self.cors = dict(Grant.objects.filter(cor__in=cors).values_list("cor", "application"))
        self.cups = dict(Grant.objects.filter(cup__in=cups).values_list("cup", "application"))

    def proposed(self, line: CodeLine) -> Proposed:
        """The line as a row of a job: to be done, done already, or with what is wrong with it."""
        application = self.applications.get(line.arrival_number or 0)
        whose = numbered(application) if application else f"n. {line.number[:SHOWN]}"
        label = f"{whose} · COR {line.cor[:SHOWN]} · CUP {line.cup[:SHOWN]} (riga {line.line} del file)"
        refused, already = policies.why_not_line(line, self.repeated) or "", ""
        if not refused and application is None:
            refused = policies.why_unknown()
        elif not refused and application is not None:
            refused, already = self._against(line, application)
        subject_id = application.pk if application is not None else None
        return Proposed(
            label=label, subject_id=subject_id, refused=refused, already=already, data={"cor": line.cor, "cup": line.cup}
        )

    def _against(self, line: CodeLine, application: Application) -> tuple[str, str]:
        grant = getattr(application, "grant", None)
        if grant is not None:
            said = policies.said_already(grant, cor=line.cor, cup=line.cup)
            return ("", said) if said else (policies.why_not_other(grant), "")
        scored = application.pk in self.scored
        refused = (
            granting.why_not_grant(application)
            or granting.why_not_signed_by(application, self.user, scored=scored)
            or policies.why_not_fit(line, application, self.amounts[application.pk])
            or granting.why_taken(line.cor, line.cup, cor=line.cor in self.cors, cup=line.cup in self.cups)
        )
        return refused or "", ""


def judged(lines: Sequence[CodeLine], call: Call, user: User) -> list[Proposed]:
    """Every line as a row of a job."""
    judge = Judge(lines, call, user)
    return [judge.proposed(line) for line in lines]
