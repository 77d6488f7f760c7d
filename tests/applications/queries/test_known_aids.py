"""The desk sees the aids that the portal knows of a firm and of those linked to it, and whether the firm left some out."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from applications.admin import panels
from applications.enums import State
from applications.models import Application
from applications.queries.aids import known_aids
from bando.models import EligibilityRule
from registry.operations import editing
from tests.factories import (
    GRANTED,
    NOON,
    a_call,
    a_draft,
    a_firm,
    application_at,
    confirm,
    fill,
    renounce,
    send,
)

pytestmark = pytest.mark.django_db
AT = GRANTED + timedelta(days=60)


def granted(firm=None, **more) -> Application:
    return application_at(State.GRANTED, firm=firm or a_firm(representative_tax_code="VRDLGU80A01F205X"), **more)


def applying(firm, *, received: str = "0.00") -> Application:
    return send(confirm(fill(a_draft(call=a_call(), firm=firm), aid_received=Decimal(received))))


def named(firm, other, tie="linked"):
    firm.refresh_from_db()
    relative = {
        "name": other.name, "country": "IT", "tax_code": other.tax_code, "tie": tie, "share": Decimal("0.5"), "staff": 1,
        "turnover": Decimal(1), "balance_sheet": Decimal(1),
    }  # fmt: skip
    editing.relate(firm=firm, relative=relative, by=None, at=NOON)


def calls_of(application, at=AT) -> list[str]:
    found = known_aids(application, at=at)
    return [row.application.call.code for row in found.rows]


def test_the_grants_of_the_firm_and_of_firms_linked_either_way_are_known():
    firm, others = a_firm(), [a_firm(representative_tax_code="VRDLGU80A01F205X") for _each in range(4)]
    own = granted(firm)
    linked, naming, partner, stranger = [granted(other) for other in others]
    named(firm, others[0])
    named(others[1], firm)
    named(firm, others[2], tie="partner")
    found = known_aids(applying(firm), at=AT)
    assert {row.application for row in found.rows} == {own, linked, naming}
    assert found.total == sum(one.grant.amount for one in (own, linked, naming))
    assert not {partner, stranger} & {row.application for row in found.rows}


def test_what_the_firm_declared_is_measured_against_them():
    firm = a_firm()
    own = granted(firm).grant
    for received, left_out in (("0.00", True), (str(own.amount - Decimal("0.01")), True), (str(own.amount), False)):
        assert known_aids(applying(firm, received=received), at=AT).left_out is left_out


def test_what_was_given_back_or_lies_before_the_window_or_elsewhere_is_no_aid():
    firm = a_firm()
    own = granted(firm)
    application = applying(firm)
    code = own.call.code
    assert calls_of(application) == [code]
    # Three rolling years: the day itself counts, the day after no more.
    three_years = own.grant.granted_at.replace(year=own.grant.granted_at.year + 3)
    assert calls_of(application, three_years) == [code]
    assert calls_of(application, three_years + timedelta(days=1)) == []
    assert calls_of(application, own.grant.granted_at - timedelta(seconds=1)) == []
    renounce(own)
    assert calls_of(application) == []


@pytest.mark.breaks_the_ledger
def test_a_call_without_a_ceiling_of_aids_neither_counts_nor_asks():
    firm = a_firm()
    other = a_call(published=False)
    EligibilityRule.objects.filter(call=other, kind="aid_ceiling").delete()
    draft = a_draft(call=a_call(), firm=firm)
    assert known_aids(draft, at=AT).rows == []
    draft.call = other
    assert known_aids(draft, at=AT) is None


def test_the_desk_shows_them_and_flags_what_was_left_out():
    firm = a_firm()
    own = granted(firm)
    for received, flagged in (("0.00", True), ("150000.00", False)):
        panel = panels.requirements(applying(firm, received=received), AT)
        page = render_to_string(panel.template, {"panel": panel.context})
        assert "Aiuti che il portale conosce" in page
        assert own.call.title in page
        assert ("verificate sul registro nazionale prima di decidere" in page) is flagged
