"""A ranking is proposed by one person and signed by another, counted twice, and commits the money it finances."""

from datetime import date, timedelta
from decimal import Decimal

import pgtrigger
import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError

from accounts.models import Membership
from applications.enums import NoticeKind, RankingOutcome, State
from applications.models import Notice, Ranking, RankingEntry
from applications.operations import accepting, ranking, reviewing
from applications.queries import recounting
from applications.queries.ranking import listing, stored_rows
from applications.queries.recounting import recounted
from bando.domain.lots import lots
from bando.enums import ActKind, FundKind, MovementKind, Procedure
from bando.models import BudgetLine, Fund, Movement, Pot
from bando.operations import acts
from bando.operations.refinancing import refinance
from bando.queries.balance import differences
from core.models import AuditEvent, Transition
from core.refusals import Refused
from tests.applications import rows

pytestmark = pytest.mark.django_db
AT = rows.LATER
ACT = {"number": "100", "issued_on": date(2026, 8, 1), "issuer": "Unioncamere", "signer": "Direttore"}


@pytest.fixture
def milano():
    return rows.chamber("milano")


@pytest.fixture
def pavia():
    return rows.chamber("pavia")


@pytest.fixture
def operator():
    return rows.user("operator")


@pytest.fixture
def director():
    return rows.user("director")


def scored(call, place, points, *amounts):
    return rows.scored(rows.submitted(call, place, *amounts), points, at=AT)


def officer_of(application, place):
    return rows.declared(rows.user("officer", chamber=place), application)


def state(application):
    application.refresh_from_db()
    return application.state


def sign(proposal, director, **changes):
    return ranking.sign(ranking=proposal, by=director, at=AT, **ACT | changes)


def give_back(call, amount="1.00"):
    line = BudgetLine.objects.filter(pot__call=call, available__gte=Decimal(amount)).order_by("pk")[0]
    posting = rows.Posting(line_id=line.pk, kind=MovementKind.GIVE_BACK, amount=Decimal(amount))
    rows.post(postings=[posting], reference=f"given:{amount}", act=rows.act(call, ActKind.RETURN), by=None, at=AT)


def with_pool(call, amount):
    """A common pool of so much of the Region's money."""
    pool = Pot(call=call, chamber=None)
    fund = Fund(call=call, kind=FundKind.REGIONAL, label="Fondo comune", legal_act="–", amount=Decimal(amount))
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        pool.save()
        fund.save()
        line = BudgetLine.objects.create(fund=fund, pot=pool, endowment=Decimal(amount))
        cursor.execute("SET session_replication_role = origin")
    posting = rows.Posting(line_id=line.pk, kind=MovementKind.ENDOW, amount=Decimal(amount))
    rows.post(postings=[posting], reference=f"pool:{call.pk}", act=call.acts.get(kind=ActKind.PUBLICATION), by=None, at=AT)
    return line


def test_a_proposal_decides_nothing_and_the_act_commits_the_money_line_by_line(milano, operator, director):
    call = rows.call(milano, regional="2000.00", own="1500.00")
    first, second = scored(call, milano, 90), scored(call, milano, 80)
    out = rows.submitted(call, milano)
    reviewing.reject(application=out, reason_code="documents", text="Manca.", by=officer_of(out, milano), at=AT)
    proposal = ranking.propose(call=call, by=operator, at=AT)
    assert (state(first), state(second)) == (State.SCORED, State.SCORED)
    assert not Notice.objects.filter(kind__startswith="ranked_").exists()
    assert not Movement.objects.filter(kind=MovementKind.COMMIT).exists()
    signed = sign(proposal, director)
    assert (signed.pk, signed.approved_by, signed.proposed_by) == (proposal.pk, director, operator)
    regional, own = BudgetLine.objects.filter(pot__call=call).order_by("pk")
    entry = signed.entries.get(application=first)
    assert entry.parts == {str(regional.pk): "2000.00", str(own.pk): "1500.00"}
    assert (entry.grant, entry.regional_share, entry.chamber_share) == (
        Decimal("3500.00"),
        Decimal("2000.00"),
        Decimal("1500.00"),
    )
    moved = Movement.objects.filter(reference=f"application:{first.pk}").values_list("line", "kind", "amount", "act", "by")
    assert list(moved) == [
        (regional.pk, MovementKind.COMMIT, Decimal("2000.00"), signed.act_id, director.pk),
        (own.pk, MovementKind.COMMIT, Decimal("1500.00"), signed.act_id, director.pk),
    ]
    waiting, refused = signed.entries.get(application=second), signed.entries.get(application=out)
    assert (waiting.outcome, waiting.grant, waiting.missing) == (RankingOutcome.WAITING, 0, Decimal("3500.00"))
    assert (refused.outcome, refused.position, refused.score) == (RankingOutcome.NOT_ADMITTED, None, None)
    assert list(differences()) == []


def test_moves_and_events_are_written_with_the_set(milano, operator, director):
    call = rows.call(milano, regional="2000.00", own="1500.00")
    first, second = scored(call, milano, 90), scored(call, milano, 80)
    signed = sign(ranking.propose(call=call, by=operator, at=AT), director)
    steps = Transition.objects.filter(subject_type="applications.application", by_id=director.pk).order_by("subject_id")
    assert [(step.subject_id, step.source, step.target, step.reason, step.by_label) for step in steps] == [
        (first.pk, "scored", "financed", str(signed.act), str(director)),
        (second.pk, "scored", "waiting", str(signed.act), str(director)),
    ]
    assert AuditEvent.objects.get(action="ranking.approve").data["financed"] == 1


@pytest.mark.parametrize("files", [1, 6])
def test_so_many_statements_whatever_the_number_of_files(milano, operator, director, files, django_assert_num_queries):
    call = rows.call(milano, regional="90000.00", own="90000.00")
    for points in range(files):
        scored(call, milano, 60 + points)
    with django_assert_num_queries(19):
        proposal = ranking.propose(call=call, by=operator, at=AT)
    with django_assert_num_queries(31):
        sign(proposal, director)


def test_who_proposes_does_not_sign(milano, director):
    call = rows.call(milano)
    scored(call, milano, 80)
    proposal = ranking.propose(call=call, by=director, at=AT)
    with pytest.raises(Refused, match="Avete proposto voi questa graduatoria"):
        sign(proposal, director)
    assert sign(proposal, rows.user("director")).is_approved


def test_the_database_holds_it_too(milano, operator, director):
    call = rows.call(milano)
    scored(call, milano, 80)
    proposal = ranking.propose(call=call, by=operator, at=AT)
    act = acts.adopt(call=call, kind=ActKind.RANKING, subject="–", by=director, at=AT, **ACT)
    with pytest.raises(IntegrityError, match="who_proposes_a_ranking_does_not_sign_it"), transaction.atomic():
        Ranking.objects.filter(pk=proposal.pk).update(act=act, approved_at=AT, approved_by=operator)
    with pytest.raises(IntegrityError, match="a_ranking_is_approved_by_an_act_and_a_person"), transaction.atomic():
        Ranking.objects.filter(pk=proposal.pk).update(act=act)
    # The control: another person.
    Ranking.objects.filter(pk=proposal.pk).update(act=act, approved_at=AT, approved_by=director)
    with pytest.raises(InternalError, match="a_ranking_is_signed_once"), transaction.atomic():
        Ranking.objects.filter(pk=proposal.pk).update(approved_at=AT + timedelta(days=1))


def test_rows_of_a_ranking_are_never_changed_and_a_signed_one_takes_no_more(milano, operator, director):
    call = rows.call(milano)
    scored(call, milano, 80)
    proposal = ranking.propose(call=call, by=operator, at=AT)
    entry = proposal.entries.get()
    for change in (lambda: RankingEntry.objects.update(position=2), lambda: RankingEntry.objects.all()._raw_delete("default")):
        with pytest.raises(InternalError, match=r"annot (update|delete)"), transaction.atomic():
            change()
    sign(proposal, director)
    entry.pk, entry.position, entry.application = None, 2, rows.submitted(call, milano)
    with pytest.raises(InternalError, match="a_signed_ranking_takes_no_more_rows"), transaction.atomic():
        entry.save(force_insert=True)


def test_a_second_signature_and_an_older_proposal_are_refused(milano, operator, director):
    call = rows.call(milano)
    scored(call, milano, 80)
    old, new = (ranking.propose(call=call, by=operator, at=AT) for _ in range(2))
    with pytest.raises(Refused, match="C’è una proposta più recente"):
        sign(old, director)
    sign(new, director)
    with pytest.raises(Refused, match=r"La graduatoria è già approvata: approvazione della graduatoria n. 100"):
        sign(new, director, number="101")


@pytest.mark.parametrize("role", ["officer", "evaluator", "auditor", "regione"])
def test_not_everybody_proposes(milano, role):
    call = rows.call(milano)
    scored(call, milano, 80)
    with pytest.raises(Refused, match="ruolo non permette"):
        ranking.propose(call=call, by=rows.user(role, chamber=milano if role == "officer" else None), at=AT)


def test_money_that_has_moved_since_refuses_the_signature_and_says_where(milano, pavia, operator, director):
    call = rows.call(milano, pavia, regional="2000.00", own="1500.00")
    application = scored(call, milano, 90)
    proposal = ranking.propose(call=call, by=operator, at=AT)
    give_back(call)
    with pytest.raises(Refused) as refused:
        sign(proposal, director)
    reason = refused.value.reason.replace("\u00a0", " ")
    assert "Camera di milano aveva disponibili 3.500,00 € e ora ne ha 3.499,00 €" in reason
    assert "1 domanda è cambiata (arrivo n. 1: prima «ammessa e finanziata» per 3.500,00 €, ora «ammessa, non" in reason
    assert "pavia" not in reason
    assert state(application) == State.SCORED
    assert not call.acts.filter(kind=ActKind.RANKING).exists()
    sign(ranking.propose(call=call, by=operator, at=AT), director)
    assert state(application) == State.WAITING


def test_a_file_that_competes_no_more_refuses_it_too(milano, operator, director):
    call = rows.call(milano)
    first, _second = scored(call, milano, 90), scored(call, milano, 80)
    proposal = ranking.propose(call=call, by=operator, at=AT)
    with pgtrigger.ignore():
        type(first).objects.filter(pk=first.pk).update(state=State.INADMISSIBLE)
    with pytest.raises(Refused, match=r"2 domande sono cambiate .la prima: arrivo n. 1, prima «ammessa e finanziata»"):
        sign(proposal, director)


def test_rows_that_are_not_those_of_the_proposal_are_refused(milano, operator, director):
    call = rows.call(milano)
    scored(call, milano, 90)
    proposal = ranking.propose(call=call, by=operator, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        proposal.entries.update(admitted_spend=Decimal("5000.01"))
        cursor.execute("SET session_replication_role = origin")
    with pytest.raises(Refused, match="non corrispondono alla sua impronta"):
        sign(proposal, director)


def test_control_a_second_count_that_errs_by_a_cent_is_seen(milano, operator, director, monkeypatch):
    call = rows.call(milano)
    scored(call, milano, 90)
    proposal = ranking.propose(call=call, by=operator, at=AT)
    honest = recounting._row
    monkeypatch.setattr(recounting, "_row", lambda *found: _a_cent_less(honest(*found)))
    with pytest.raises(Refused, match="Dopo la proposta qualcosa è cambiato: 1 domanda è cambiata"):
        sign(proposal, director)


def _a_cent_less(row):
    return row._replace(grant=row.grant - Decimal("0.01"), regional=row.regional - Decimal("0.01"))


def test_where_nobody_gives_points_the_money_goes_by_arrival(milano, operator, director):
    call = rows.call(milano, regional="2000.00", own="1500.00", procedure=Procedure.FIRST_COME)
    first, second = rows.submitted(call, milano), rows.submitted(call, milano)
    for application in (second, first):
        reviewing.admit(application=application, by=officer_of(application, milano), at=AT)
    sign(ranking.propose(call=call, by=operator, at=AT), director)
    assert (state(first), state(second)) == (State.FINANCED, State.WAITING)


def test_an_unchecked_file_holds_up_a_call_without_points_too(milano, operator):
    call = rows.call(milano, procedure=Procedure.FIRST_COME)
    rows.submitted(call, milano)
    with pytest.raises(Refused, match="C’è ancora 1 domanda da istruire"):
        ranking.propose(call=call, by=operator, at=AT)


def test_lots_are_drawn_with_a_seed_that_is_kept(milano, operator, director):
    call = rows.call(milano, regional="2000.00", own="1500.00", procedure=Procedure.LOTS)
    drawn = {}
    for _number in range(4):
        application = rows.submitted(call, milano)
        reviewing.admit(application=application, by=officer_of(application, milano), at=AT)
        drawn[str(application.arrival.number)] = application
    with pytest.raises(Refused, match="scrivete il seme del sorteggio"):
        ranking.propose(call=call, by=operator, at=AT)
    signed = sign(ranking.propose(call=call, seed="Estrazione n. 90 del lotto", by=operator, at=AT), director)
    expected = [drawn[key].pk for key in lots(sorted(drawn), "Estrazione n. 90 del lotto")]
    assert list(signed.entries.order_by("position").values_list("application", flat=True)) == expected
    assert signed.seed == "Estrazione n. 90 del lotto"
    more = {call.pots.get().pk: Decimal("3500.00")}
    refinance(
        call=call, kind=FundKind.CHAMBER, label="Altri", amounts=more, number="7", issued_on=AT.date(), issuer="Unioncamere",
        signer="–", by=director, at=AT,
    )  # fmt: skip
    scrolling = ranking.propose(call=call, seed="another", by=operator, at=AT)
    assert scrolling.seed == signed.seed
    sign(scrolling, director, number="101")
    assert [state(drawn_one) for drawn_one in sorted(drawn.values(), key=lambda each: expected.index(each.pk))] == [
        State.FINANCED, State.FINANCED, State.WAITING, State.WAITING,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "tie_breaks", [["arrival"], ["smaller_grant", "arrival"], ["criterion:c1", "arrival"], ["lots", "arrival"]]
)
@pytest.mark.parametrize("order", ["pro_rata", "region_first", "chamber_first"])
def test_both_counts_agree_on_every_tie_break_and_order_of_draw(milano, pavia, tie_breaks, order):
    call = rows.call(milano, pavia, regional="3000.33", own="1500.01", tie_breaks=tie_breaks, draw_order=order)
    with_pool(call, "1000.77")
    asked = [(70, milano, "5000.00"), (70, pavia, "4100.01"), (55, milano, "6000.00"), (70, milano, "4000.00")]
    for points, place, amount in [*asked, (48, pavia, "5000.00"), (55, pavia, "4321.00")]:
        scored(call, place, points, amount)
    assert list(listing(call, seed="seme").rows) == recounted(call, "seme").rows


def test_a_renunciation_lets_the_next_in_keep_her_place_by_act(milano, operator, director):
    call = rows.call(milano, regional="2000.00", own="1500.00")
    first, second, third = (scored(call, milano, points) for points in (90, 80, 70))
    sign(ranking.propose(call=call, by=operator, at=AT), director)
    with pytest.raises(Refused, match="non finanziano altre domande"):
        ranking.propose(call=call, by=operator, at=AT)
    accepting.renounce(application=first, reason="Cambiato.", by=rows.representative_of(first), at=AT)
    assert state(second) == State.WAITING
    scrolled = sign(ranking.propose(call=call, by=operator, at=AT), director, number="101")
    assert (state(first), state(second), state(third)) == (State.RENOUNCED, State.FINANCED, State.WAITING)
    assert list(scrolled.entries.order_by("position").values_list("application", "position")) == [(second.pk, 2), (third.pk, 3)]
    assert scrolled.act.subject.startswith("Scorrimento della graduatoria")
    told = Notice.objects.filter(kind=NoticeKind.RANKED_FINANCED, application=second).get()
    assert (told.data["position"], told.data["act_number"]) == (2, "101")
    assert list(differences()) == []


def test_stored_rows_are_those_that_were_digested(milano, operator):
    call = rows.call(milano)
    scored(call, milano, 90)
    scored(call, milano, 40)
    assert stored_rows(ranking.propose(call=call, by=operator, at=AT)) == list(listing(call).rows)


def test_who_checked_may_propose_but_not_sign(milano):
    call = rows.call(milano)
    application = rows.submitted(call, milano)
    both = rows.user("officer", chamber=milano)
    Membership.objects.create(user=both, role="director", since_at=AT)
    both = rows.User.objects.get(pk=both.pk)
    reviewing.admit(application=application, by=rows.declared(both, application), at=AT)
    rows.scored(application, 80, at=AT, admitted=True)
    with pytest.raises(Refused, match="l’atto lo firma un’altra persona"):
        sign(ranking.propose(call=call, by=rows.user("operator"), at=AT), both)
