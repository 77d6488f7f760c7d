"""A call with applications in several states, walked there by the operations; the instants are the factories'."""

from datetime import timedelta

from django.test import Client

from applications.enums import State
from applications.models import Application
from bando.enums import ActKind
from bando.models import Call
from reports.domain.texts import Text
from reports.models import Chapter, ReportRun
from reports.operations import producing, requesting, writing
from tests import factories
from tests.factories import ANSWERED, GRANTED, NOON, RANKED, a_call, a_draft, a_firm, a_user, an_act

# Everything that `a_busy_call` does has happened by then.
AFTERWARDS = ANSWERED + timedelta(days=1)
MINUTE = timedelta(minutes=1)


def arrived(call: Call, *, spend: str = "12000.00", province: str = "BG", firm=None, **answers) -> Application:
    """One more application sent to the call, a minute after the last."""
    at = NOON + MINUTE * (1 + call.arrivals.count())
    draft = factories.fill(a_draft(call=call, firm=firm or a_firm(), at=at), province=province, spend=spend, at=at, **answers)
    return factories.send(factories.confirm(draft, at=at), at=at)


def scored(call: Call, total: str = "80", **details) -> Application:
    return factories.score(factories.admit(arrived(call, **details)), total)


def a_busy_call(times: int = 1, *, call: Call | None = None) -> Call:
    """Of each kind `times`: accepted, granted, renounced, below the minimum, refused; one ranking, one act of grant."""
    call = call or a_call()
    kept = [scored(call, "90", spend="10000.00") for _ in range(times)]
    granted = [scored(call, "80", spend="8000.00", province="BS", staff=30, turnover=5_000_000) for _ in range(times)]
    left = [scored(call, "70", spend="20000.00") for _ in range(times)]
    for _ in range(times):
        scored(call, "40")
        factories.reject(arrived(call, province="BS"))
    factories.rank(kept[0], at=RANKED)
    act = an_act(call, ActKind.GRANT, at=GRANTED)
    for application in [*kept, *granted, *left]:
        factories.grant(factories.fresh(application), act=act)
    for application in kept:
        factories.accept(factories.fresh(application))
    for application in left:
        factories.renounce(factories.fresh(application))
    assert {factories.fresh(one).state for one in kept} == {State.ACCEPTED}
    return call


def requested(call: Call, kind: str = "interim", as_of=AFTERWARDS, *, at=None) -> ReportRun:
    return requesting.request(call=call, kind=kind, as_of_at=as_of, by=a_user("operator"), at=at or as_of)


def produced(call: Call, kind: str = "interim", as_of=AFTERWARDS) -> ReportRun:
    run = requested(call, kind, as_of)
    made = producing.produce(run_id=run.pk, at=as_of + MINUTE)
    assert made is not None
    return made


def a_chapter(call: Call, kind: str = "interim", *, title="Premessa", words="Si *legge*.", place=10, at=AFTERWARDS) -> Chapter:
    """A chapter of a report of the call, written by an operator."""
    return writing.begin(call=call, kind=kind, place=place, text=Text(title, words), by=a_user("operator"), at=at)


def browser(role: str, **place) -> Client:
    """Somebody of this role, logged in."""
    client = Client()
    client.force_login(a_user(role, **place))
    return client
