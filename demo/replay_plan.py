"""Who applied in 2020, invented so that the published figures come out: how many, asking how much, ending how.

Published are 1,649 applications, 14.284 million euro asked, 286 financed with the first endowment, 403 after about a million
more, 638 after 2,138,366.96 more. The amounts of single firms are not: here they are drawn by a seed, within what the call
allows, and such that in every Chamber the money ends where those counts end.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from core.money import ZERO, cents, split

SEED = 2020
APPLICATIONS, ASKED = 1_649, Decimal("14284000.00")
# Financed in all after the first endowment, after December 2020, after February 2021.
FINANCED = (286, 403, 638)
REFINANCINGS = (Decimal("1000000.00"), Decimal("2138366.96"))
CAP, FLOOR, RATE = Decimal("10000.00"), Decimal("2800.00"), Decimal("0.70")
# What a pot has left when the next firm no longer fits: less than any grant.
LEFT = (200, 1_700)
CUT_BY = Decimal("0.92")


class Fate(Enum):
    """How an application ends."""

    FINANCED = "financed"
    BELOW = "below the minimum score"
    UNMET = "a requirement was not met"
    UNANSWERED = "no answer to the integration"
    CUT = "too little spend left after cuts"


# The 1,011 that were inadmissible or below the minimum: how many of each kind, by our own guess.
ENDED = {Fate.BELOW: 121, Fate.UNMET: 510, Fate.UNANSWERED: 310, Fate.CUT: 70}


@dataclass(frozen=True)
class Applicant:
    """One firm of the replay: what it plans, what the officer leaves of it (euro), its `share` of the points."""

    chamber: str
    fate: Fate
    spend: Decimal
    admitted: Decimal
    share: Decimal

    @property
    def asked(self) -> Decimal:
        """The grant that its plan would give, in euro."""
        return grant_of(self.spend)


@dataclass(frozen=True)
class Plan:
    """Everybody in the order of arrival, and the money of each refinancing by Chamber (euro)."""

    applicants: Sequence[Applicant]
    refinancings: Sequence[Mapping[str, Decimal]]


def grant_of(spend: Decimal) -> Decimal:
    """70 % of the spend, 10,000 at most (the call of 2020)."""
    return min(CAP, cents(spend * RATE))


def spend_for(grant: Decimal) -> Decimal:
    """The smallest spend in whole tens of euro that gives at most `grant`, and the cap's own where it is reached."""
    return Decimal("14290.00") if grant >= CAP else cents(grant / RATE // 10 * 10)


def plan(endowments: Mapping[str, Decimal]) -> Plan:
    """The firms of 2020 for these endowments (euro by Chamber); the same for the same endowments, at every run.

    Raises ValueError if no firms within the call's limits could give the published counts.
    """
    dice = random.Random(SEED)  # noqa: S311 (a repeatable plan, not a secret)
    counts = [dict(zip(endowments, shared(count, list(endowments.values())), strict=True)) for count in FINANCED]
    steps = [_step(counts, number) for number in range(len(counts))]
    money = [
        dict(zip(endowments, split(amount, list(step.values())), strict=True))
        for amount, step in zip(REFINANCINGS, steps[1:], strict=True)
    ]
    found: list[Applicant] = []
    for chamber, endowment in endowments.items():
        incomes = [endowment, *(each[chamber] for each in money)]
        found += _financed(chamber, [step[chamber] for step in steps], incomes, dice)
    found += _ended(endowments, ASKED - sum((each.asked for each in found), ZERO), dice)
    dice.shuffle(found)
    return Plan(found, money)


def shared(count: int, weights: Sequence[Decimal]) -> list[int]:
    """So many, divided in proportion by the largest remainder."""
    return [int(part * 100) for part in split(Decimal(count) / 100, weights)]


def _step(counts: Sequence[Mapping[str, int]], number: int) -> dict[str, int]:
    before = counts[number - 1] if number else dict.fromkeys(counts[0], 0)
    return {chamber: count - before[chamber] for chamber, count in counts[number].items()}


def _financed(chamber: str, steps: Sequence[int], incomes: Sequence[Decimal], dice: random.Random) -> list[Applicant]:
    """The Chamber's list from the top: at each step the money ends behind its last firm and before the next."""
    left, grants = ZERO, list[Decimal]()
    for count, income in zip(steps, incomes, strict=True):
        drawn = _grants(count, left + income - dice.randint(*LEFT), dice)
        left += income - sum(drawn, ZERO)
        grants += drawn
    total = len(grants)
    return [_successful(chamber, grant, place, total, dice) for place, grant in enumerate(grants)]


def _successful(chamber: str, grant: Decimal, place: int, total: int, dice: random.Random) -> Applicant:
    """A tenth of them had planned more than the officer left them."""
    admitted = spend_for(grant)
    spend = cents(admitted / CUT_BY // 10 * 10) if dice.random() < 0.1 else admitted
    share = Decimal("0.98") - Decimal("0.46") * place / total
    return Applicant(chamber, Fate.FINANCED, spend, admitted, share.quantize(Decimal("0.0001")))


def _grants(count: int, amount: Decimal, dice: random.Random) -> list[Decimal]:
    """So many grants of `amount` euro together, or a little less: what each lacks to the cap is drawn. Raises ValueError."""
    lacking = count * CAP - amount
    if not ZERO <= lacking <= count * (CAP - FLOOR):
        raise ValueError(f"{count} grants cannot be of {amount} together")
    for _attempt in range(1000):
        parts = split(lacking, [Decimal(str(round(dice.expovariate(1), 6))) for _each in range(count)])
        if max(parts) <= CAP - FLOOR:
            # Down to what a spend in whole tens gives.
            return [grant_of(spend_for(CAP - part)) for part in parts]
    raise ValueError(f"no {count} grants of {amount} together were found")


def _ended(endowments: Mapping[str, Decimal], asked: Decimal, dice: random.Random) -> list[Applicant]:
    """Those who were not financed at all; together they ask for `asked` euro."""
    fates = [fate for fate, count in ENDED.items() for _each in range(count)]
    chambers = [
        chamber
        for chamber, count in zip(endowments, shared(len(fates), list(endowments.values())), strict=True)
        for _each in range(count)
    ]
    dice.shuffle(chambers)
    little = [grant_of(Decimal(dice.randint(400, 600)) * 10) for _each in range(ENDED[Fate.CUT])]
    grants = iter(_grants(len(fates) - len(little), asked - sum(little, ZERO), dice))
    of_cut = iter(little)
    found = []
    for chamber, fate in zip(chambers, fates, strict=True):
        spend = spend_for(next(of_cut if fate is Fate.CUT else grants))
        share = Decimal(dice.randint(2500, 4700)) / 10000
        found.append(Applicant(chamber, fate, spend, Decimal("3900.00") if fate is Fate.CUT else spend, share))
    return found
