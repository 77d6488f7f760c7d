"""Demands to try a configuration on: drawn from a seed, the same bytes for the same seed, or an earlier one made larger.

A synthetic application is drawn from the SHA-256 of a line made of the seed and its arrival number: 64 bits each for the
Chamber, the spend and the score, 32 each for the size and for whether the formal check would admit it. Spends and scores
lie between the quantiles of two tables, in whole numbers: no float is met on the way. The tables are shaped on what is
known of the call of 2020 (1,649 applications that asked for 14.284 million euro, 39 % of them admissible); the scores of its
evaluators are not public, so that theirs is a guess.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256
from itertools import accumulate
from operator import itemgetter
from struct import Struct
from typing import Generic, TypeVar

from applications.domain.scenario import Request
from bando.enums import SizeClass

Name = TypeVar("Name")
# Who applied in 2020; so many of a hundred passing the check leave 39, the admissible of 2020, with the minimum score.
NUMBER_2020, PASSING_2020 = 1649, 48
# Of so many in a thousand, the spend is at most so many cents; between two, in proportion, down to ten euro.
SPENDS = ((0, 350_000), (25, 400_000), (100, 760_000), (200, 1_020_000), (300, 1_240_000), (400, 1_430_000), (500, 1_570_000),
          (750, 2_000_000), (900, 3_200_000), (1_000, 8_000_000))  # fmt: skip
STEP = 1_000
# The same for scores, in hundredths of a point.
SCORES = ((0, 2_000), (100, 4_500), (500, 6_600), (900, 8_600), (1_000, 9_800))
SIZES = {SizeClass.MICRO: 550, SizeClass.SMALL: 330, SizeClass.MEDIUM: 120}
# The draws of an application in the bytes of its digest: Chamber, spend, score, size, check.
LOT = Struct(">QQQII")


@dataclass(frozen=True)
class Sketch:
    """What is to be drawn: how many applications, from which seed, how they fall on the pots, and how many would pass.

    Weights are zero or more in whole numbers, and not all zero; `passing` is out of a hundred. Raises ValueError otherwise.
    """

    number: int
    seed: str
    weights: Mapping[str, int]
    passing: int = 100

    def __post_init__(self) -> None:
        if self.number < 0 or not self.seed or "\n" in self.seed:
            raise ValueError("a number is not negative and a seed is one line")
        if any(weight < 0 for weight in self.weights.values()) or not any(self.weights.values()):
            raise ValueError("weights are zero or more, and not all zero")
        if not 0 <= self.passing <= 100:
            raise ValueError("out of a hundred, between none and a hundred pass")


class _Weighed(Generic[Name]):
    """Names laid one after the other by their weights, so that a lot falls on one of them."""

    def __init__(self, weights: Mapping[Name, int]) -> None:
        self.names, self.bounds = list(weights), list(accumulate(weights.values()))

    def hit(self, lot: int, bits: int) -> Name:
        """The name on which a lot of so many bits falls."""
        return self.names[bisect_right(self.bounds, lot * self.bounds[-1] >> bits)]


def drawn(sketch: Sketch) -> list[Request]:
    """The applications of a sketch, in the order of their arrival."""
    pots, sizes = _Weighed(sketch.weights), _Weighed(SIZES)
    return [_one(sketch, arrival, pots, sizes) for arrival in range(1, sketch.number + 1)]


def _one(sketch: Sketch, arrival: int, pots: _Weighed[str], sizes: _Weighed[SizeClass]) -> Request:
    lot = sha256(f"{sketch.seed}\n{arrival}".encode()).digest()
    chamber, spend, score, size, check = LOT.unpack(lot)
    cents = _between(SPENDS, spend)
    return Request(
        key=f"{arrival:06d}",
        arrival=arrival,
        pot=pots.hit(chamber, 64),
        spend=Decimal(cents - cents % STEP).scaleb(-2),
        score=Decimal(_between(SCORES, score)).scaleb(-2),
        size=sizes.hit(size, 32),
        passes=check * 100 >> 32 < sketch.passing,
    )


def _between(table: Sequence[tuple[int, int]], lot: int) -> int:
    """The value of a table at a lot of 64 bits."""
    thousandth, rest = divmod(lot * 1_000_000 >> 64, 1_000)
    after = bisect_right(table, thousandth, key=itemgetter(0))
    (start, low), (end, high) = table[after - 1], table[after]
    return low + (high - low) * ((thousandth - start) * 1_000 + rest) // ((end - start) * 1_000)


def scaled(requests: Sequence[Request], percent: int) -> list[Request]:
    """The demand made larger or smaller: every request as often, in the same order, with arrivals from one on.

    Of 200 % each comes twice, of 50 % every other one. Raises ValueError for a negative share.
    """
    if percent < 0:
        raise ValueError("a demand is not made negative")
    number = (len(requests) * percent + 50) // 100
    found = (requests[place * len(requests) // number] for place in range(number))
    return [replace(each, key=f"{arrival:06d}", arrival=arrival) for arrival, each in enumerate(found, start=1)]
