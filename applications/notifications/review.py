"""What the firm is told of its dossier while the Chamber checks, ranks and grants: rows written with each fact."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from applications.domain.notice import plain
from applications.enums import NoticeKind, RankingOutcome
from applications.models import Application, Grant, IntegrationAnswer, IntegrationRequest, Notice, Ranking, Verdict
from applications.notifications.telling import BATCH, tell, tell_all
from applications.queries.content import documents_added
from bando.models import Act

RANKED = {
    RankingOutcome.FINANCED: NoticeKind.RANKED_FINANCED,
    RankingOutcome.WAITING: NoticeKind.RANKED_WAITING,
    RankingOutcome.BELOW_MINIMUM: NoticeKind.RANKED_BELOW_MINIMUM,
}


def integration_requested(request: IntegrationRequest) -> None:
    """What to complete, by when, and what happens if it is not done."""
    data = plain(text=request.text, due_at=request.due_at)
    tell(request.application, NoticeKind.INTEGRATION_REQUESTED, at=request.requested_at, reference=str(request.pk), data=data)


def integration_answered(answer: IntegrationAnswer) -> None:
    """The answer as it was received, with the files that came with it."""
    request = answer.request
    documents = files_since(request.application, request.requested_at)
    data = plain(text=answer.text, answered_at=answer.answered_at, documents=documents)
    tell(request.application, NoticeKind.INTEGRATION_ANSWERED, at=answer.answered_at, reference=str(request.pk), data=data)


def files_since(application: Application, since: datetime) -> list[dict[str, str]]:
    """The files uploaded after `since`, by name and digest: what a proof names them by."""
    return [{"name": document.name, "sha256": document.sha256} for document in documents_added(application, since)]


def decided(verdict: Verdict) -> None:
    """How the formal check ended, and why."""
    if verdict.reason_code:
        kind, data = NoticeKind.REJECTED, plain(reason_code=verdict.reason_code, text=verdict.text)
    else:
        kind, data = NoticeKind.ADMITTED, plain(spend_eur=verdict.admitted_spend, grant_eur=verdict.grant)
    tell(verdict.application, kind, at=verdict.at, data=data)


def ranked(ranking: Ranking, applications: Sequence[int], at: datetime) -> None:
    """The place that a ranking gives these applications (primary keys), as its act has approved it."""
    act = _act(ranking.act) if ranking.act else {}
    for first in range(0, len(applications), BATCH):
        rows = ranking.entries.filter(application__in=applications[first : first + BATCH]).order_by("pk")
        found = rows.values_list("pk", "application_id", "outcome", "position", "score")
        tell_all(
            Notice(
                application_id=application, kind=RANKED[RankingOutcome(outcome)], reference=str(pk), at=at,
                data=plain(position=position, score=str(score)) | act,
            )
            for pk, application, outcome, position, score in found
        )  # fmt: skip


def granted(grant: Grant) -> None:
    """The grant, and where the CUP must stand."""
    data = plain(
        amount_eur=grant.amount, cup=grant.cup, due_at=grant.acceptance_due_at, is_accepted=not grant.acceptance_due_at
    ) | _act(grant.act)
    tell(grant.application, NoticeKind.GRANTED, at=grant.granted_at, data=data)


def accepted(application: Application, at: datetime) -> None:
    """The acceptance, and what follows from it."""
    data = plain(amount_eur=application.grant.amount, due_on=application.call.accounts_due_on)
    tell(application, NoticeKind.ACCEPTED, at=at, data=data)


def renounced(application: Application, freed: Decimal, reason: str, at: datetime) -> None:
    """The renunciation to so much (euro), in the firm's own words."""
    tell(application, NoticeKind.RENOUNCED, at=at, data=plain(amount_eur=freed, text=reason))


def forfeited(application: Application, freed: Decimal, at: datetime) -> None:
    """The term to accept has passed: so much (euro) is the firm's no more."""
    data = plain(amount_eur=freed, due_at=application.grant.acceptance_due_at)
    tell(application, NoticeKind.FORFEITED, at=at, data=data)


def revoked(application: Application, reason: str, at: datetime) -> None:
    """The grant was revoked, and why."""
    tell(application, NoticeKind.REVOKED, at=at, data=plain(text=reason))


def _act(act: Act) -> dict[str, Any]:
    return plain(act_kind=act.kind, act_number=act.number, act_on=act.issued_on)
