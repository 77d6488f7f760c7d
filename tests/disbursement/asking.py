"""Calls whose rules ask something before they pay, and what is ready to be paid in them."""

from applications.models import Application
from applications.operations import drafting
from bando.enums import Phase, RuleKind
from bando.models import Call, EligibilityRule
from tests import factories_disbursement as walk
from tests.factories import NOON, SCORED, a_call, a_draft, a_representative, accept, fresh, grant, publish, rank

SETTLED = (grant, accept, walk.send, walk.check, walk.settle, walk.make_public)


def a_call_that_asks(kind: RuleKind, parameters: dict[str, object], code: str) -> Call:
    call = a_call(published=False)
    EligibilityRule.objects.create(
        call=call, code=code, label=f"Requisito {code}", kind=kind, parameters=parameters, message="Si chiede al pagamento.",
        legal_basis="punto D", phases=[Phase.PAYMENT], order=90,
    )  # fmt: skip
    publish(call)
    return call


def ready(call: Call, **answers: object) -> Application:
    """Settled, its grant made public."""
    return ready_together(call, **answers)[0]


def ready_together(call: Call, count: int = 1, **answers: object) -> list[Application]:
    """So many, ranked together."""
    found = [_scored(call, answers) for _number in range(count)]
    rank(found[0])
    for step in SETTLED:
        found = [step(fresh(one)) for one in found]
    return found


def _scored(call: Call, answers: dict[str, object]) -> Application:
    fill, *then = SCORED
    application = fill(a_draft(call=call))
    if answers:
        drafting.save(
            application=application, changes=answers, expected_version=application.content.version,
            by=a_representative(application.firm), at=NOON,
        )  # fmt: skip
    for step in then:
        application = step(fresh(application))
    return application
