"""The final grant on the lines that committed it: shares in proportion, economia where it came from."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disbursement.domain.settlement import Commitment, least_spend, regional_share, settle

committed = st.lists(st.decimals(min_value=Decimal("0.01"), max_value=Decimal("10000"), places=2), min_size=1, max_size=4)


def commitments(*amounts):
    return [Commitment(line_id=i, regional=i == 0, amount=amount) for i, amount in enumerate(amounts)]


def test_a_grant_of_ten_thousand_settled_at_seven_keeps_its_proportions():
    outcomes = settle(Decimal("7000.00"), commitments(Decimal("6913.67"), Decimal("3086.33")))
    assert [one.final for one in outcomes] == [Decimal("4839.57"), Decimal("2160.43")]
    assert [one.economia for one in outcomes] == [Decimal("2074.10"), Decimal("925.90")]
    assert regional_share(outcomes) == Decimal("4839.57")


@given(committed, st.fractions(min_value=0, max_value=1))
def test_final_and_economia_add_up_on_every_line_and_none_is_negative(amounts, part):
    whole = sum(amounts)
    final = (whole * part.numerator / part.denominator).quantize(Decimal("0.01"), "ROUND_DOWN")
    outcomes = settle(final, commitments(*amounts))
    assert sum(one.final for one in outcomes) == final
    for one, amount in zip(outcomes, amounts, strict=True):
        assert one.final + one.economia == amount
        assert one.final >= 0
        assert one.economia >= 0


@pytest.mark.parametrize("final", ["100.01", "-0.01"])
def test_more_than_committed_or_less_than_nothing_is_refused(final):
    with pytest.raises(ValueError, match="between zero and what was committed"):
        settle(Decimal(final), commitments(Decimal("60.00"), Decimal("40.00")))


def test_the_share_to_be_realised_is_of_the_spend_of_the_grant():
    assert least_spend(Decimal("10000.00"), Decimal("0.7")) == Decimal("7000.000")
