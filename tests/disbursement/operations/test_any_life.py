"""Whatever people do, in whatever order: the books agree after every step, and what is refused has changed nothing."""

from collections import Counter
from collections.abc import Callable, Collection
from datetime import timedelta
from decimal import Decimal
from functools import wraps
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from applications.enums import Move, RankingOutcome, State
from applications.models import Application, RankingEntry
from applications.operations import accepting, closing, ranking, rejecting, reviewing, revoking, withdrawing
from applications.queries.waiting_lists import miscounted
from bando.enums import ActKind, FundKind
from bando.models import BudgetLine, Call, Movement, Pot
from bando.operations import refinancing
from bando.queries.balance import differences
from core.models import Transition
from core.money import ZERO
from core.refusals import Refused
from tests import factories
from tests import factories_disbursement as later
from tests.factories import ANSWERED, NOON, RANKED, REVIEWED, a_representative, act_details, an_act, an_officer, fresh, staff

pytestmark = pytest.mark.django_db
LIVES, STEPS, FIRMS = 10, 24, 5
# After the term of every grant.
TOO_LATE = ANSWERED + timedelta(days=30_000)
Step = Callable[[Application], object]


def _withdraw(one: Application) -> None:
    withdrawing.withdraw(application=one, by=a_representative(one.firm), at=NOON)


def _answer(one: Application) -> None:
    reviewing.answer_integration(application=one, text="Ecco.", by=a_representative(one.firm), at=REVIEWED)


def _observe(one: Application) -> None:
    rejecting.observe(application=one, text="Non è così.", by=a_representative(one.firm), at=REVIEWED)


def _cut(part: str) -> Step:
    def cut(one: Application) -> None:
        expense = one.expenses.order_by("pk")[0]
        admitted = (expense.amount * Decimal(part)).quantize(Decimal("0.01"))
        reviewing.cut(expense=expense, admitted=admitted, reason="Troppo.", by=an_officer(one), at=REVIEWED)

    return cut


def _revoke(one: Application) -> None:
    act = an_act(one.call, ActKind.REVOCATION)
    revoking.revoke(application=one, act=act, reason="Sede mai aperta.", by=staff("director")[0], at=ANSWERED)


def _report(spend: str) -> Step:
    """Once: accounts that are there already are another step's."""
    return lambda one: None if hasattr(one, "account") or not hasattr(one, "grant") else later.send(one, spend=spend)


def _check_and_settle(admitted: str | None) -> Step:
    def settle(one: Application) -> None:
        if hasattr(one, "account"):
            later.settle(later.check(one, admitted=admitted))

    return settle


def _pay(one: Application) -> None:
    if one.state == State.SETTLED:
        later.pay(later.make_public(one))


def _close(one: Application) -> None:
    closing.close(application=one, by=an_officer(one), at=later.PAID)


STEPS_OF_ONE: dict[str, Step] = {
    "withdraw": _withdraw, "ask": factories.ask, "answer": _answer, "cut a little": _cut("0.9"), "cut it all": _cut("0"),
    "admit": factories.admit, "reject": factories.reject, "notice": factories.notice_rejection, "observe": _observe,
    "score high": factories.score, "score low": lambda one: factories.score(one, "30"), "grant": factories.grant,
    "accept": factories.accept, "renounce": factories.renounce, "revoke": _revoke, "report all": _report("12000.00"),
    "report less": _report("9000.00"), "settle": _check_and_settle(None), "settle less": _check_and_settle("8000.00"),
    "pay": _pay, "close": _close,
}  # fmt: skip
# Where an application goes if nothing happens to it: dice alone seldom walk to the end.
ONWARD: dict[str, str] = {
    State.SUBMITTED: "admit", State.INTEGRATION: "answer", State.REJECTION_NOTICED: "observe", State.ADMISSIBLE: "score high",
    State.FINANCED: "grant", State.GRANTED: "accept", State.ACCEPTED: "report less", State.ACCOUNTED: "settle",
    State.SETTLED: "pay", State.PAID: "close",
}  # fmt: skip
FINANCED_OR_GRANTED = {State.FINANCED, State.GRANTED, State.ACCEPTED}
PLACES = st.integers(min_value=0, max_value=FIRMS - 1)


def turn(**strategies: Any) -> Callable[[Callable[..., None]], Any]:
    """A rule that is counted when its turn comes; not when another takes it along."""

    def counted(function: Callable[..., None]) -> Any:
        @wraps(function)
        def taken(self: "AnyLife", *where: Any, **how: Any) -> None:
            if not self.within:
                self.turns[function.__name__] += 1
            self.within += 1
            function(self, *where, **how)
            self.within -= 1

        turned = rule(**strategies)(taken)
        turned.is_a_turn = True
        return turned

    return counted


class AnyLife(RuleBasedStateMachine):
    """One call and firms that come as long as nobody is ranked; every step may be tried on every application."""

    # What happened in all lives: the moves that came about, and whose turn it was.
    moves: Counter[str]
    turns: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.within = 0
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.proposed = None

    def teardown(self) -> None:
        self.moves.update(Transition.objects.values_list("move", flat=True))
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    @initialize(first_come=st.booleans())
    def a_call(self, first_come: bool) -> None:
        self.call: Call = factories.a_first_come_call() if first_come else factories.a_call()
        self.applications: list[Application] = []
        for spend in ("12000.00", "4500.00", "20000.00"):
            self.one_more(spend)

    @turn(spend=st.sampled_from(["4500.00", "12000.00", "20000.00"]))
    def somebody_sends(self, spend: str) -> None:
        self.one_more(spend)

    def one_more(self, spend: str) -> None:
        if len(self.applications) < FIRMS and not self.call.rankings.exists():
            draft = factories.a_draft(call=self.call)
            self.applications.append(draft)
            self.tried(lambda: factories.send(factories.confirm(factories.fill(draft, spend=spend))))

    @turn(place=PLACES, name=st.sampled_from(sorted(STEPS_OF_ONE)))
    def somebody_tries(self, place: int, name: str) -> None:
        one = fresh(self.applications[place % len(self.applications)])
        if one.state != State.DRAFT:
            self.tried(lambda: STEPS_OF_ONE[name](one))

    @turn(place=PLACES, steps=st.integers(min_value=1, max_value=4))
    def it_goes_on(self, place: int, steps: int) -> None:
        for _step in range(steps):
            name = ONWARD.get(fresh(self.applications[place % len(self.applications)]).state)
            if name:
                self.somebody_tries(place, name)

    @turn(place=PLACES)
    def a_firm_gives_its_place_up(self, place: int) -> None:
        """With its grant or before it."""
        self.somebody_tries(self.one_in(FINANCED_OR_GRANTED, place), "renounce")

    @turn(place=PLACES)
    def a_grant_is_taken_back(self, place: int) -> None:
        self.somebody_tries(self.one_in(FINANCED_OR_GRANTED, place), "revoke")

    @turn()
    def all_are_scored_and_ranked(self) -> None:
        for place in range(len(self.applications)):
            self.it_goes_on(place, 2)
        self.somebody_proposes_a_ranking()
        self.another_signs_it()

    @turn()
    def the_terms_run_out(self) -> None:
        self.tried(lambda: reviewing.expire_integrations(at=RANKED))

    @turn(place=PLACES)
    def a_grant_is_not_accepted(self, place: int) -> None:
        """Nor is any other whose term runs out with it."""
        self.somebody_tries(self.one_in({State.FINANCED, State.GRANTED}, place), "grant")
        self.tried(lambda: accepting.expire_acceptances(at=TOO_LATE))

    def one_in(self, states: Collection[str], place: int) -> int:
        """The place of an application in one of the states, after a ranking if none is; where none gets there, any."""
        for ranked in (False, True):
            if ranked:
                self.all_are_scored_and_ranked()
            found = [number for number, one in enumerate(self.applications) if fresh(one).state in states]
            if found:
                return found[place % len(found)]
        return place

    @turn()
    def somebody_proposes_a_ranking(self) -> None:
        def propose() -> None:
            self.proposed = ranking.propose(call=self.call, by=staff("operator")[0], at=RANKED)

        self.tried(propose)

    @turn()
    def another_signs_it(self) -> None:
        """Whatever has happened meanwhile."""
        if self.proposed is not None:
            by = staff("director")[0]
            self.tried(lambda: ranking.sign(ranking=self.proposed, by=by, at=RANKED, **act_details(RANKED)))

    @turn(amount=st.sampled_from(["100.00", "7000.01", "30000.00"]))
    def money_comes(self, amount: str) -> None:
        """Once a life."""
        if not Movement.objects.filter(line__pot__call=self.call, kind="refinance").exists():
            pot = Pot.objects.filter(call=self.call).order_by("pk")[0]
            details = {"kind": FundKind.CHAMBER, "label": "Altri fondi", "amounts": {pot.pk: Decimal(amount)}}
            by = staff("director")[0]
            self.tried(lambda: refinancing.refinance(call=self.call, by=by, at=RANKED, **details, **act_details(RANKED)))

    def tried(self, act: Callable[[], object]) -> None:
        """Done, or refused without a trace."""
        before = self.all_there_is()
        try:
            with transaction.atomic():
                act()
        except Refused:
            assert self.all_there_is() == before

    def all_there_is(self) -> list[object]:
        lines = BudgetLine.objects.filter(pot__call=self.call).order_by("pk").values_list()
        states = self.call.applications.order_by("pk").values_list("pk", "state")
        return [*lines, *states, Movement.objects.count(), Transition.objects.count()]

    @invariant()
    def every_line_is_what_its_movements_say(self) -> None:
        assert list(differences()) == []
        assert list(miscounted()) == []

    @invariant()
    def what_is_committed_and_paid_is_somebodys(self) -> None:
        lines = BudgetLine.objects.all()
        sums = lines.aggregate(committed=Sum("committed"), paid=Sum("paid"))
        applications = Application.objects.all()
        assert (sums["committed"] or ZERO) == sum(map(committed_to, applications), ZERO)
        assert (sums["paid"] or ZERO) == sum(map(paid_to, applications), ZERO)


def committed_to(one: Application) -> Decimal:
    """What an application holds, by its state."""
    if one.state == State.FINANCED:
        entries = RankingEntry.objects.filter(application=one, outcome=RankingOutcome.FINANCED, ranking__act__isnull=False)
        return entries.latest("pk").grant
    if one.state in {State.GRANTED, State.ACCEPTED, State.ACCOUNTED}:
        return one.grant.amount
    return one.account.settlement.final_grant if one.state == State.SETTLED else ZERO


def paid_to(one: Application) -> Decimal:
    """What was paid stays paid, revoked or not, until it is recovered."""
    settlement = getattr(getattr(one, "account", None), "settlement", None)
    return settlement.payout.gross if settlement is not None and hasattr(settlement, "payout") else ZERO


def lived(machine: type[AnyLife], phases: Collection[Phase] = tuple(Phase)) -> None:
    """So many lives of the machine, the same at every run; it keeps count of what came about in them."""
    machine.moves, machine.turns = Counter(), Counter()
    anyhow = settings(
        max_examples=LIVES, stateful_step_count=STEPS, deadline=None, derandomize=True, database=None, phases=phases,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(machine, settings=anyhow)


# What money hangs on, and each way in which it is undone: the lives are not all short ones.
COME_ABOUT = (
    Move.SUBMIT, Move.ADMIT, Move.SCORE, Move.FINANCE, Move.GRANT, Move.ACCEPT, Move.ACCOUNT, Move.SETTLE, Move.PAY,
    Move.RENOUNCE, Move.REVOKE, Move.FORFEIT,
)  # fmt: skip


def test_whatever_is_tried_the_books_agree() -> None:
    lived(AnyLife)
    assert [move for move in COME_ABOUT if not AnyLife.moves[move]] == [], AnyLife.moves
    turns = {name for name, one in vars(AnyLife).items() if hasattr(one, "is_a_turn")}
    assert "a_grant_is_taken_back" in turns
    # With one that sends each life begins, three times.
    assert turns - set(AnyLife.turns) <= {"somebody_sends"}, AnyLife.turns


def test_it_would_see_money_that_moves_by_itself() -> None:
    """The control: a machine in which one step takes money without a movement."""

    class Stolen(AnyLife):
        @turn()
        def it_is_gone(self) -> None:
            BudgetLine.objects.filter(pot__call=self.call, available__gt=1).update(available=1)

    # The first life that shows it is enough: nobody reads the shortest.
    with pytest.raises(AssertionError):
        lived(Stolen, phases=[Phase.generate])
