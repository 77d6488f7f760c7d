"""Counts as shares and as lists: what results are told with."""

import re
from collections import Counter
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

HUNDREDTH = Decimal("0.01")
BETWEEN = re.compile(r"[,;\n]|\be\b")


def points(part: int, whole: int) -> Decimal | None:
    """The share in points (70.00 is 70 %), rounded half up; nothing where there is no whole."""
    if not whole:
        return None
    return (Decimal(100 * part) / whole).quantize(HUNDREDTH, ROUND_HALF_UP)


def named(texts: Iterable[str], most: int) -> list[tuple[str, int]]:
    """The names that free texts list («Francia, Germania e Spagna»), each with the number of texts that name it.

    The most frequent first, then by alphabet; `most` of them.
    """
    counted: Counter[str] = Counter()
    # Many write the same: each text is read once.
    for text, times in Counter(texts).items():
        for name in {_name(part) for part in BETWEEN.split(text)} - {""}:
            counted[name] += times
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:most]


def _name(part: str) -> str:
    words = " ".join(part.split()).strip(" .")
    return words[:1].upper() + words[1:60]
