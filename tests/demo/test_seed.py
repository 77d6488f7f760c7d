"""The demo: every state is reached by walking the operations, twice is the same as once, and the ledger agrees."""

from collections import Counter
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum
from django.utils import timezone
from stdnum.it import codicefiscale, iva

from accounts.domain.roles import ROLES
from accounts.models import Membership
from applications.domain import chain
from applications.enums import Reserved, State
from applications.models import Application, Arrival
from bando.enums import ActKind, CallStatus
from bando.models import BudgetLine, Call, Movement
from bando.models.situation import rooms_of
from bando.policies.opening import why_not_apply
from bando.policies.publishing import defects
from bando.queries.calls import status
from core.models import AuditEvent, Transition
from demo import calls
from demo.cast import gather
from demo.firms import samples
from disbursement.models import Tranche, TrancheShare
from registry.models import Firm

# They come by invitation: nobody sits there already.
INVITED = {"delegate", "application_delegate", "colleague"}
pytestmark = pytest.mark.django_db


def _rows() -> Counter[str]:
    models = (Firm, Membership, Application, Arrival, Movement, Transition, AuditEvent, TrancheShare)
    return Counter({model.__name__: model.objects.count() for model in models})


def test_the_demo_is_complete_and_seeding_again_changes_nothing() -> None:
    call_command("seed_demo", stdout=StringIO())
    before = _rows()
    assert set(Application.objects.values_list("state", flat=True)) == set(State.values)
    assert Firm.objects.count() == 60
    assert set(Membership.objects.values_list("role", flat=True)) == set(ROLES) - INVITED
    _the_calls_stand_where_they_should()
    _every_application_walked()
    _the_queues_are_whole()
    _a_pot_has_run_out()
    _the_money_agrees()
    call_command("seed_demo", stdout=StringIO())
    assert _rows() == before


def _the_calls_stand_where_they_should() -> None:
    now = timezone.now()
    assert {call.code: status(call, now) for call in Call.objects.all()} == {
        "ECOMMERCE-2020": CallStatus.OPEN,
        "ECOMMERCE-2020-A": CallStatus.DECIDED,
        "ECOMMERCE-2020-B": CallStatus.CLOSED,
        "SPORTELLO-2020": CallStatus.OPEN,
        "ECOMMERCE-2021": CallStatus.ANNOUNCED,
        "DIGITAL-EXPORT-2022": CallStatus.ANNOUNCED,
        "ECOMMERCE-PROSSIMO": CallStatus.PREPARED,
    }
    extended = Call.objects.get(code="ECOMMERCE-2020")
    assert list(extended.versions.values_list("number", "act__kind")) == [(1, ActKind.PUBLICATION), (2, ActKind.EXTENSION)]
    draft = Call.objects.get(code="ECOMMERCE-PROSSIMO")
    assert [defect.code for defect in defects(draft, at=now)] == ["withholding_without_reason", "minimum_spend_of_no_measure"]
    assert why_not_apply(Call.objects.get(code="ECOMMERCE-2021"), at=now) is None


def _every_application_walked() -> None:
    """The last transition of each file leads to the state that it is in: nobody has set a state by hand."""
    last: dict[int, str] = {}
    for step in Transition.objects.filter(subject_type="applications.application").order_by("pk"):
        assert last.get(step.subject_id, State.DRAFT) == step.source
        last[step.subject_id] = step.target
    for application in Application.objects.all():
        assert application.state == last.get(application.pk, State.DRAFT)


def _the_queues_are_whole() -> None:
    for call in Call.objects.all():
        arrivals = list(Arrival.objects.filter(call=call).order_by("number"))
        assert [arrival.number for arrival in arrivals] == list(range(1, len(arrivals) + 1))
        previous = ""
        for arrival in arrivals:
            assert arrival.hash == chain.link(previous, call.code, arrival.number, arrival.at, arrival.leaf)
            previous = arrival.hash


def _a_pot_has_run_out() -> None:
    """Of the call by arrival: who comes to Bergamo now is not taken, and who waits there waits in order."""
    call = Call.objects.get(code="SPORTELLO-2020")
    rooms = {str(pot): rooms_of(call)[pot.pk] > 0 for pot in call.pots.select_related("chamber")}
    assert [name for name, takes in rooms.items() if not takes] == ["Bergamo"]
    found = [arrival.found for arrival in Arrival.objects.filter(call=call, pot__chamber__code="bg").order_by("number")]
    assert found == [Reserved.WHOLE] * 3 + [Reserved.WAITING] * 4
    states = Counter(call.applications.values_list("state", flat=True))
    assert states == {
        State.SUBMITTED: 5, State.ADMISSIBLE: 1, State.REJECTION_NOTICED: 1, State.INADMISSIBLE: 1, State.INTEGRATION: 1,
        State.WITHDRAWN: 1, State.DRAFT: 2,
    }  # fmt: skip


def _the_money_agrees() -> None:
    out = StringIO()
    call_command("check_ledger", stdout=out)
    for call in Call.objects.filter(code__startswith="ECOMMERCE-2020"):
        endowed = BudgetLine.objects.filter(fund__call=call).aggregate(sum=Sum("endowment"))["sum"]
        assert endowed == Decimal("2618000.00")
    amounts = {tranche.rule.kind: tranche.amount for tranche in Tranche.objects.select_related("rule")}
    assert amounts == {"first": Decimal("905000.00"), "second": Decimal("724000.00")}
    for tranche in Tranche.objects.all():
        assert tranche.shares.aggregate(sum=Sum("amount"))["sum"] == tranche.amount
        assert tranche.shares.count() == 9


@pytest.mark.breaks_the_ledger
def test_the_ledger_check_sees_a_euro_that_nobody_moved() -> None:
    now = timezone.now()
    window = calls.Window(opens=-2, closes=5, spend_until=100, accounts_due=120)
    call = calls.make_call(code="X", title="Bando", what="prova", window=window, cast=gather(now), now=now)
    line = BudgetLine.objects.filter(fund__call=call).order_by("pk")[0]
    BudgetLine.objects.filter(pk=line.pk).update(available=line.available + Decimal("1.00"))
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError):  # exit code 1 on the command line
        call_command("check_ledger", stdout=out, stderr=err)
    said = out.getvalue() + err.getvalue()
    assert "1,00" in said
    assert str(line.pot) in said


def test_invented_firms_have_identifiers_that_pass_every_check() -> None:
    firms = samples()
    assert len({firm.tax_code for firm in firms}) == len({firm.vat_number for firm in firms}) == 60
    assert all(iva.is_valid(firm.vat_number) for firm in firms)
    assert all(codicefiscale.is_valid(firm.representative_tax_code) for firm in firms)
    assert len({firm.province for firm in firms}) == 12
