"""A draft follows its call from version to version; what was sent stays under the one that it was sent under."""

from decimal import Decimal

import pytest
from django.db import InternalError, transaction

from applications.enums import State
from applications.models import Application
from applications.operations import confirming, drafting, planning, renewing, submitting
from applications.queries.completeness import missing
from applications.queries.estimates import estimate_of
from applications.queries.findings import findings_of
from applications.queries.renewal import changes_since
from applications.queries.reviewing import admission_of
from bando.enums import Phase
from bando.models import Call, ExpenseItem, Measure, RequiredDocument
from core.models import AuditEvent
from core.refusals import Refused
from tests.factories import (
    NOON,
    a_call,
    a_draft,
    a_representative,
    admit,
    amend,
    application_at,
    confirm,
    end,
    fill,
    fresh,
    replaced,
    send,
)  # fmt: skip

pytestmark = pytest.mark.django_db


def poorer(call: Call) -> Call:
    """From now on the measure pays 50 % up to 5,000.00 euro."""
    measure = call.measures.get()
    return amend(call, lambda version: replaced(measure, version, rate=Decimal("0.5"), maximum_grant=Decimal("5000.00")))


def without_item(call: Call, code: str = "access") -> Call:
    return amend(call, lambda version: end(ExpenseItem.objects.get(call=call, code=code), version))


def renew(application: Application) -> Application:
    renewing.renew(application=application, by=a_representative(application.firm), at=NOON)
    return fresh(application)


def test_an_application_begins_under_the_version_in_force():
    call = poorer(a_call())
    application = a_draft(call=call)
    assert application.call_version == call.version == 2
    assert application.measure.rate == Decimal("0.5")


def test_a_draft_is_told_of_a_new_version_and_keeps_its_own_until_it_is_renewed():
    application = fill(a_draft())
    assert changes_since(application) == []
    poorer(application.call)
    application = fresh(application)
    assert [version.number for version in changes_since(application)] == [2]
    assert estimate_of(application).grant == Decimal("8400.00")
    application = renew(application)
    assert application.call_version == 2
    assert estimate_of(application).grant == Decimal("5000.00")
    assert AuditEvent.objects.filter(action="renewing.renew", data__to=2).exists()


def test_a_draft_that_is_up_to_date_is_not_renewed():
    with pytest.raises(Refused, match="segue già"):
        renew(fill(a_draft()))


def test_a_confirmation_under_an_older_version_is_not_sent():
    application = confirm(fill(a_draft()))
    poorer(application.call)
    with pytest.raises(Refused, match="Il bando è cambiato"):
        send(fresh(application))


def test_confirming_renews_the_draft_and_asks_everything_again():
    application = confirm(fill(a_draft()))
    before = application.snapshot.digest
    poorer(application.call)
    application = confirm(fresh(application))
    assert application.call_version == 2
    assert application.snapshot.digest != before
    sent = send(application)
    assert (sent.state, sent.call_version) == (State.SUBMITTED, 2)
    assert admission_of(sent).grant == Decimal("5000.00")


def test_rows_are_found_again_by_their_code():
    application = fill(a_draft())
    item = application.expenses.get().item
    document = application.documents.get().requirement
    amend(application.call, lambda version: (replaced(item, version, label="Nuovo nome"), replaced(document, version)))
    application = renew(fresh(application))
    assert application.expenses.get().item.label == "Nuovo nome"
    assert application.documents.get().requirement == RequiredDocument.objects.get(call=application.call, code="plan", until=None)


def test_an_item_that_is_gone_is_told_and_stops_the_confirmation():
    application = fill(a_draft())
    without_item(application.call)
    with pytest.raises(Refused, match="non è più ammessa dal bando"):
        confirm(fresh(application))
    application = fresh(application)
    assert application.call_version == 1, "nothing is half renewed"
    renewed = renew(application)
    lacking = missing(renewed, findings_of(renewed, Phase.SUBMISSION, at=NOON))
    assert any("non è più ammessa" in sentence for sentences in lacking.values() for sentence in sentences)
    by = a_representative(renewed.firm)
    planning.remove(expense=renewed.expenses.get(), by=by, at=NOON)
    item = ExpenseItem.objects.get(call=renewed.call, code="ads")
    drafting.add_expense(
        application=renewed, item=item, description="Campagna", supplier="", amount=Decimal("9000.00"), by=by, at=NOON
    )
    assert confirm(fresh(renewed)).snapshot


def test_an_item_that_is_gone_takes_no_new_expense():
    call = without_item(a_call())
    application, item = a_draft(call=call), ExpenseItem.objects.get(call=call, code="access")
    with pytest.raises(Refused, match="voce di spesa di questo bando"):
        drafting.add_expense(
            application=application, item=item, description="x", supplier="", amount=Decimal(1),
            by=a_representative(application.firm), at=NOON,
        )  # fmt: skip


def test_a_document_that_is_gone_stays_as_another_file():
    application = fill(a_draft())
    amend(application.call, lambda version: end(RequiredDocument.objects.get(call=application.call, code="plan"), version))
    application = renew(fresh(application))
    assert application.documents.get().requirement is None
    assert confirm(application).snapshot


def test_a_measure_that_is_gone_leaves_the_only_one_there_is():
    application = fill(a_draft())
    call = application.call

    def another(version: int) -> None:
        end(call.measures.get(), version)
        Measure.objects.create(
            call=call, code="nuova", label="Nuova", rate=Decimal("0.4"), minimum_spend=Decimal("4000.00"),
            maximum_grant=Decimal("6000.00"), since=version,
        )  # fmt: skip

    amend(call, another)
    application = renew(fresh(application))
    assert (application.measure.code, application.measure_chosen) == ("nuova", True)


def test_what_was_sent_stays_under_its_version():
    application = application_at(State.SUBMITTED)
    poorer(application.call)
    application = fresh(application)
    assert application.call_version == 1
    assert admission_of(application).grant == Decimal("8400.00")
    assert admit(application).verdict.grant == Decimal("8400.00")


def test_not_even_a_shell_moves_what_was_sent_to_another_version():
    application = application_at(State.SUBMITTED)
    poorer(application.call)
    for change in ({"call_version": 2}, {"measure": Measure.objects.get(call=application.call, until=None)}):
        with pytest.raises(InternalError, match="a_sent_application_keeps_its_terms"), transaction.atomic():
            Application.objects.filter(pk=application.pk).update(**change)


def test_the_digest_covers_the_version():
    application = fill(a_draft())
    first = confirming.confirm(application=application, by=a_representative(application.firm), at=NOON).snapshot.digest
    amend(application.call, lambda version: None)
    second = confirming.confirm(application=application, by=a_representative(application.firm), at=NOON).snapshot.digest
    assert first != second


def test_another_act_without_changes_asks_for_a_new_confirmation_too():
    application = confirm(fill(a_draft()))
    amend(application.call, lambda version: None)
    with pytest.raises(Refused, match="confermate di nuovo"):
        submitting.submit(
            application=fresh(application), key="0" * 32, by=a_representative(application.firm), at=NOON, plays_at=NOON
        )


def test_the_ceiling_of_aids_is_the_one_that_was_promised():
    application = application_at(State.SUBMITTED)
    amend(application.call, lambda version: None, changes={"aid_ceiling": Decimal("1000.00")})
    application = fresh(application)
    assert application.call.aid_ceiling == Decimal("1000.00")
    assert admission_of(application).grant == Decimal("8400.00")
