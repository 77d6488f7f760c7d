"""The formal check: ask for what is missing, take the answer, cut expenses, admit or reject."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from accounts.models import User
from applications.domain.admission import Admission
from applications.domain.asking import as_text, paragraphs
from applications.domain.terms import GRACE, last_moment
from applications.domain.workflow import WORKFLOW
from applications.enums import Move, RejectionReason, State, VerdictOutcome
from applications.models import (
    Application,
    Expense,
    ExpenseCut,
    IntegrationAnswer,
    IntegrationItem,
    IntegrationRequest,
    IntegrationTemplate,
    Verdict,
)
from applications.notifications import review as notifications
from applications.operations.evaluating import ask
from applications.operations.rejecting import give_notice
from applications.operations.releasing import release
from applications.permissions import why_not_act, why_not_check
from applications.policies import reviewing as policies
from applications.policies.rejecting import is_noticed, why_not_noticed
from applications.policies.requirements import why_not_conclude
from applications.policies.texting import why_not_use
from applications.queries.findings import confirmed_in
from applications.queries.locked import locked_application
from applications.queries.reviewing import admission_of
from bando.enums import Phase
from core.locks import Rung, lock, operation
from core.money import ZERO, cents
from core.operations.moving import move
from core.operations.recording import record
from core.refusals import require

UNANSWERED = "Nessuna risposta alla richiesta di integrazione entro il termine perentorio."


@operation
def request_integration(
    *, application: Application, text: str = "", templates: Sequence[IntegrationTemplate] = (), by: User, at: datetime
) -> IntegrationRequest:
    """Ask the firm to complete its file within the call's days; its term runs from `at`.

    One item for each of `templates`, in their own words, then one for each paragraph of `text`.
    """
    application = locked_application(application.pk)
    require(why_not_check(by, application))
    items = [*((template.text, template) for template in templates), *((part, None) for part in paragraphs(text))]
    require(policies.why_not_request_integration(application) or policies.why_not_ask(items) or why_not_use(templates))
    due_at, asked = last_moment(at, application.call.integration_days), as_text([part for part, _template in items])
    request = IntegrationRequest.objects.create(application=application, text=asked, requested_at=at, due_at=due_at, by=by)
    IntegrationItem.objects.bulk_create(
        IntegrationItem(request=request, order=order, text=part, template=template)
        for order, (part, template) in enumerate(items, start=1)
    )
    move(subject=application, workflow=WORKFLOW, move=Move.REQUEST_INTEGRATION, by=by, at=at, reason=asked)
    data = {"due_at": due_at.isoformat(), "items": len(items)}
    record(by=by, at=at, action="reviewing.request_integration", subject=application, data=data)
    notifications.integration_requested(request)
    return request


@operation
def answer_integration(*, application: Application, text: str, by: User, at: datetime) -> IntegrationAnswer:
    """Take the firm's answer, within the term; the file is back on the Chamber's desk."""
    application = locked_application(application.pk)
    require(why_not_act(by, application))
    require(policies.why_not_answer(application, at=at) or policies.why_not_reply(text))
    request = application.integration_requests.filter(answer=None).latest("pk")
    answer = IntegrationAnswer.objects.create(request=request, text=text.strip(), answered_at=at, by=by)
    move(subject=application, workflow=WORKFLOW, move=Move.ANSWER_INTEGRATION, by=by, at=at)
    record(by=by, at=at, action="reviewing.answer_integration", subject=application, data={"request": request.pk})
    notifications.integration_answered(answer)
    return answer


@operation
def cut(*, expense: Expense, admitted: Decimal, reason: str, by: User, at: datetime) -> ExpenseCut:
    """Leave `admitted` euro of one planned expense; a later cut of the same expense replaces it."""
    application = locked_application(expense.application_id)
    require(why_not_check(by, application))
    admitted = cents(admitted)
    require(policies.why_not_cut(application) or policies.why_not_leave(expense, admitted, reason))
    row = ExpenseCut.objects.create(expense=expense, admitted=admitted, reason=reason.strip(), at=at, by=by)
    data = {"expense": expense.pk, "planned": str(expense.amount), "admitted": str(admitted), "reason": row.reason}
    record(by=by, at=at, action="reviewing.cut", subject=application, data=data)
    return row


@operation
def admit(*, application: Application, by: User, at: datetime) -> Verdict:
    """End the formal check well: the verdict keeps the admitted spend and the grant that it gives.

    The rules of the formal check are asked and kept. It is refused where one that blocks is not met, or is left to the Chamber
    and nobody has recorded what she found.
    """
    application = locked_application(application.pk)
    require(why_not_check(by, application))
    worth = admission_of(application)
    require(policies.why_not_admit(application, admission=worth))
    _kept, findings = ask(application=application, phase=Phase.REVIEW, by=by, at=at)
    require(why_not_conclude(findings, confirmed_in(application)))
    verdict = Verdict.objects.create(
        application=application,
        outcome=VerdictOutcome.ADMITTED,
        admitted_spend=worth.spend,
        grant=worth.grant,
        at=at,
        by=by,
    )
    move(subject=application, workflow=WORKFLOW, move=Move.ADMIT, by=by, at=at)
    record(by=by, at=at, action="reviewing.admit", subject=application, data=_figures(worth))
    notifications.decided(verdict)
    return verdict


@operation
def reject(*, application: Application, reason_code: str, text: str, by: User, at: datetime) -> Verdict:
    """End the formal check badly, with one of the known reasons and its words."""
    application = locked_application(application.pk)
    require(why_not_check(by, application))
    require(policies.why_not_reject(application, at=at) or policies.why_not_reason(reason_code, text))
    require(why_not_noticed(application, reason_code))
    return _rejected(application, RejectionReason(reason_code), text.strip(), by, at)


@operation
def expire_integrations(*, at: datetime) -> int:
    """Reject, as the portal itself, every file whose integration has not come by its term; returns how many.

    Where a notice of rejection is due, that is what they are given first. An answer that came in time finds its file still open.
    """
    late = Application.objects.filter(state=State.INTEGRATION).exclude(integration_requests__due_at__gte=at - GRACE)
    expired = lock(late.select_related("firm", "call", "measure"), Rung.APPLICATION)
    # The row may have been answered while its lock was waited for.
    waiting = [application for application in expired if application.state == State.INTEGRATION]
    for application in waiting:
        if is_noticed(application):
            give_notice(application=application, reason=RejectionReason.NO_ANSWER, text=UNANSWERED, by=None, at=at)
        else:
            _rejected(application, RejectionReason.NO_ANSWER, UNANSWERED, None, at)
    return len(waiting)


def _rejected(application: Application, reason: RejectionReason, text: str, by: User | None, at: datetime) -> Verdict:
    worth = admission_of(application)
    verdict = Verdict.objects.create(
        application=application,
        outcome=VerdictOutcome.REJECTED,
        reason_code=reason,
        text=text,
        admitted_spend=worth.spend,
        grant=ZERO,
        at=at,
        by=by,
    )
    release(application=application, by=by, at=at)
    move(subject=application, workflow=WORKFLOW, move=Move.REJECT, by=by, at=at, reason=text)
    record(by=by, at=at, action="reviewing.reject", subject=application, data={"reason": reason.value, **_figures(worth)})
    notifications.decided(verdict)
    return verdict


def _figures(worth: Admission) -> dict[str, str]:
    return {"admitted_spend": str(worth.spend), "grant": str(worth.grant)}
