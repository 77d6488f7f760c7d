"""Whether a call may be published: all its defects in one refusal, read in as many queries whatever its size."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bando.adapters import packaged
from bando.enums import RuleKind
from bando.models import Act, Call, EligibilityRule, ExpenseItem, Measure
from bando.operations.configuring import load
from bando.policies.publishing import Part, defects, why_not_publish
from core.refusals import Refused
from tests.bando.rows import PREPARED, PUBLISHED, a_prepared_call, a_published_call, publish

pytestmark = pytest.mark.django_db


def spoil(call: Call) -> None:
    """Three things wrong, in three parts of the editor."""
    call.withholding_reason = ""
    call.save(update_fields=["withholding_reason"])
    call.requireddocuments.filter(code="durc").update(phase="grant")
    call.funds.filter(kind="chamber").update(amount=Decimal("808000.01"))


@pytest.mark.breaks_the_ledger
def test_a_refusal_names_all_that_is_to_be_mended() -> None:
    call = a_prepared_call()
    spoil(call)
    found = defects(call, at=PUBLISHED)
    assert [(defect.code, defect.section) for defect in found] == [
        ("withholding_without_reason", Part.CALL),
        ("document_in_a_phase_that_never_comes", Part.DOCUMENTS),
        ("fund_not_placed", Part.FUNDS),
    ]
    assert why_not_publish(call, at=PUBLISHED) == " ".join(defect.sentence for defect in found)
    with pytest.raises(Refused, match="riferimento di legge"):
        publish(call)
    assert not Act.objects.filter(call=call).exists()


def test_a_good_call_may_be_published_once() -> None:
    call = a_prepared_call()
    assert why_not_publish(call, at=PUBLISHED) is None
    assert "già passata" in (why_not_publish(call, at=call.closes_at) or "")
    assert "già pubblicato" in (why_not_publish(a_published_call(), at=PUBLISHED) or "")


def test_an_amendment_is_adopted_and_never_published() -> None:
    call = a_prepared_call()
    Call.objects.filter(pk=call.pk).update(amends=a_published_call())
    call.refresh_from_db()
    assert "si adotta con un atto di modifica" in (why_not_publish(call, at=PUBLISHED) or "")


def test_an_amendment_is_judged_by_what_it_says_not_by_the_day() -> None:
    call = a_prepared_call()
    call.amends = a_published_call()
    assert defects(call, at=call.closes_at + timedelta(days=1)) == []


def more_rows(call: Call, number: int) -> None:
    """Rows of the kinds that checks go through, with names of calls and codes to look up."""
    for row in range(number):
        Measure.objects.create(call=call, code=f"m{row}", label="M", rate=Decimal("0.5"), minimum_spend=4000, maximum_grant=9000)
        ExpenseItem.objects.create(call=call, code=f"i{row}", label="I")
        for kind, parameters in (
            (RuleKind.EARLIER_CALLS, {"calls": [f"BANDO-{row}"]}),
            (RuleKind.ATECO, {"version": "2007", "exclude": ["01"]}),
        ):
            EligibilityRule.objects.create(
                call=call, code=f"{kind}-{row}", label="R", kind=kind, parameters=parameters, message="?", legal_basis="?",
                phases=["submission"],
            )  # fmt: skip


def test_the_checklist_asks_as_much_for_one_row_as_for_three() -> None:
    for number in (1, 3):
        call = a_prepared_call()
        more_rows(call, number)
        with CaptureQueriesContext(connection) as asked:
            assert {defect.code for defect in defects(call)} == {"call_unknown"}
        assert len(asked) == 17


def test_a_call_may_name_calls_that_the_portal_has() -> None:
    data = packaged.read("digital_export_2022")
    rule = next(rule for rule in data["rules"] if rule["kind"] == "earlier_calls")
    rule["parameters"] = {"calls": ["ECOMMERCE-2021"]}
    call = load(data=data, code="DIGITAL-EXPORT-2022", slug="digital", by=None, at=PREPARED)
    assert [defect.code for defect in defects(call)] == ["call_unknown"]
    load(data=packaged.read("ecommerce_2021"), code="ECOMMERCE-2021", slug="ecommerce-2021", by=None, at=PREPARED)
    assert defects(call) == []


def test_a_year_that_the_notice_explains_is_no_defect() -> None:
    call = a_prepared_call()
    call.title = "Bando E-commerce 2019"
    assert [defect.code for defect in defects(call)] == ["another_year"]
    call.notice = "Il bando del 2019 si ripete quest’anno."
    assert defects(call) == []
