"""The ranking approved by act: lists, money promised, and the scrolling that a refinancing brings."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.models import Membership
from applications.enums import NoticeKind, RankingOutcome, State
from applications.models import Notice, Ranking
from applications.operations import ranking, reviewing
from applications.queries.ranking import listing
from bando.enums import ActKind, FundKind
from bando.operations.refinancing import refinance
from core.refusals import Refused
from tests.applications import rows

pytestmark = pytest.mark.django_db
AT = rows.LATER


@pytest.fixture
def milano():
    return rows.chamber("milano")


@pytest.fixture
def pavia():
    return rows.chamber("pavia")


@pytest.fixture
def director():
    return rows.user("director")


def scored(call, place, points, *amounts):
    """An application with the total of `points`, through the operations."""
    return rows.scored(rows.submitted(call, place, *amounts), points, at=AT)


def approve(call, by, *, number="100", at=AT, proposal=None):
    proposal = proposal or ranking.propose(call=call, by=rows.user("operator"), at=at)
    return ranking.sign(
        ranking=proposal, number=number, issued_on=date(2026, 8, 1), issuer="Unioncamere", signer="Direttore", by=by, at=at
    )


def states(*applications):
    for application in applications:
        application.refresh_from_db()
    return [application.state for application in applications]


def test_the_act_writes_the_three_lists_and_tells_every_firm(milano, pavia, director):
    call = rows.call(milano, pavia, regional="2000.00", own="1500.00")
    first, second = scored(call, milano, 90), scored(call, milano, 80)
    other, low = scored(call, pavia, 60), scored(call, pavia, 40)
    approved = approve(call, director)
    assert states(first, second, other, low) == [State.FINANCED, State.WAITING, State.FINANCED, State.BELOW_MINIMUM]
    assert approved.act.kind == ActKind.RANKING
    lots = list(approved.entries.values_list("position", "application", "outcome", "grant"))
    assert lots == [
        (1, first.pk, RankingOutcome.FINANCED, Decimal("3500.00")),
        (2, second.pk, RankingOutcome.WAITING, Decimal("0.00")),
        (3, other.pk, RankingOutcome.FINANCED, Decimal("3500.00")),
        (4, low.pk, RankingOutcome.BELOW_MINIMUM, Decimal("0.00")),
    ]
    told = Notice.objects.filter(kind__startswith="ranked_").order_by("pk").values_list("application", "kind", "data__position")
    assert list(told) == [
        (first.pk, NoticeKind.RANKED_FINANCED, 1), (second.pk, NoticeKind.RANKED_WAITING, 2),
        (other.pk, NoticeKind.RANKED_FINANCED, 3), (low.pk, NoticeKind.RANKED_BELOW_MINIMUM, 4),
    ]  # fmt: skip


def test_the_preview_writes_nothing_and_is_what_the_act_approves(milano, director):
    call = rows.call(milano)
    application = scored(call, milano, 70)
    shown = listing(call)
    assert states(application) == [State.SCORED]
    assert not Ranking.objects.exists()
    entry = approve(call, director).entries.get()
    assert [(row.application, row.outcome, row.grant) for row in shown.rows] == [
        (entry.application_id, entry.outcome, entry.grant)
    ]


def test_a_refinancing_scrolls_the_waiting_list_and_keeps_what_was_promised(milano, director):
    call = rows.call(milano, regional="2000.00", own="1500.00")
    first, second, third = (scored(call, milano, points) for points in (90, 80, 70))
    approve(call, director)
    with pytest.raises(Refused, match="non finanziano altre domande"):
        approve(call, director, number="101")
    more = {call.pots.get().pk: Decimal("3500.00")}
    who = {"number": "77", "issued_on": AT.date(), "issuer": "Unioncamere Lombardia", "signer": director.name}
    refinance(call=call, kind=FundKind.CHAMBER, label="Rifinanziamento", amounts=more, **who, by=director, at=AT)
    approve(call, director, number="101", at=AT + timedelta(days=30))
    assert states(first, second, third) == [State.FINANCED, State.FINANCED, State.WAITING]


def test_the_last_one_is_financed_in_part_if_the_call_says_so(milano, director):
    call = rows.call(milano, regional="2000.00", own="2000.00", partial_last_grant=True)
    scored(call, milano, 90)
    last = scored(call, milano, 80)
    approved = approve(call, director)
    assert states(last) == [State.FINANCED]
    assert approved.entries.get(application=last).grant == Decimal("500.00")


def test_equal_scores_go_to_the_earlier_arrival(milano, director):
    call = rows.call(milano, regional="2000.00", own="1500.00")
    early, late = scored(call, milano, 80), scored(call, milano, 80)
    approve(call, director)
    assert states(early, late) == [State.FINANCED, State.WAITING]


def test_the_ranking_waits_for_every_file(milano, director):
    call = rows.call(milano)
    scored(call, milano, 80)
    rows.submitted(call, milano)
    with pytest.raises(Refused, match="C’è ancora 1 domanda da istruire"):
        approve(call, director)


def test_the_ranking_waits_for_the_closing(milano, director):
    call = rows.call(milano)
    scored(call, milano, 80)
    with pytest.raises(Refused, match="la graduatoria si approva dopo"):
        approve(call, director, at=rows.CLOSES)


def test_an_empty_ranking_is_refused(milano, director):
    with pytest.raises(Refused, match="Non ci sono domande"):
        approve(rows.call(milano), director)


@pytest.mark.parametrize("role", ["operator", "evaluator", "auditor", "regione"])
def test_only_who_signs_acts_approves(milano, role):
    call = rows.call(milano)
    scored(call, milano, 80)
    with pytest.raises(Refused, match="ruolo non permette"):
        approve(call, rows.user(role))


def test_who_checked_a_file_does_not_sign_its_ranking(milano):
    call = rows.call(milano)
    application = rows.submitted(call, milano)
    both = rows.user("officer", chamber=milano)
    Membership.objects.create(user=both, role="director", since_at=AT)
    both = rows.User.objects.get(pk=both.pk)
    reviewing.admit(application=application, by=rows.declared(both, application), at=AT)
    rows.scored(application, 80, at=AT, admitted=True)
    with pytest.raises(Refused, match="l’atto lo firma un’altra persona"):
        approve(call, both)


def test_a_refused_approval_leaves_nothing_behind(milano, director):
    call = rows.call(milano)
    application = scored(call, milano, 80)
    with pytest.raises(Refused):
        approve(call, director, at=rows.CLOSES)
    assert states(application) == [State.SCORED]
    assert not call.acts.filter(kind=ActKind.RANKING).exists()
