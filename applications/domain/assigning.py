"""Shares files among people by load: drawn with a recorded seed, as even as conflicts allow, the same for the same inputs.

Every file goes to `places` different people who are not barred from it. First each file, those with the fewest people left to
them before the others, goes to who has least; then files are passed on along chains of people as long as that evens two loads
out. What comes out has the most even loads that the bars allow (an optimal semi-matching), whatever the order of the inputs.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bando.domain.lots import lots


@dataclass(frozen=True)
class File:
    """What is to be given: how many places it has left, and who may not have it (a conflict, or one has it already)."""

    key: int
    barred: frozenset[int] = frozenset()
    places: int = 1


@dataclass(frozen=True)
class Person:
    """Who may be given files, and how many she has."""

    key: int
    load: int = 0


@dataclass(frozen=True)
class Shared:
    """Whom each file goes to; `short` are the files for which people were missing."""

    given: dict[int, tuple[int, ...]]
    short: tuple[int, ...]


def share(files: Sequence[File], people: Sequence[Person], seed: str) -> Shared:
    """The whole assignment. Raises ValueError for a key given twice, or a seed that is not one line."""
    rank = {int(key): place for place, key in enumerate(lots([str(person.key) for person in people], seed))}
    place = {int(key): number for number, key in enumerate(lots([str(file.key) for file in files], seed))}
    loads = {person.key: person.load for person in sorted(people, key=lambda person: rank[person.key])}
    free = {file.key: [key for key in loads if key not in file.barred] for file in files}
    ordered = sorted(files, key=lambda file: (len(free[file.key]), place[file.key]))
    held = {file.key: _least(free[file.key], loads, rank, file.places) for file in ordered}
    while (chain := _chain(held, free, loads)) is not None:
        _pass_on(chain, held, loads)
    given = {key: tuple(sorted(held[key], key=rank.__getitem__)) for key in sorted(held)}
    return Shared(given, tuple(sorted(file.key for file in files if len(held[file.key]) < file.places)))


def _least(free: Iterable[int], loads: dict[int, int], rank: dict[int, int], places: int) -> set[int]:
    """The people who have least, as many as there are places; they have one more now."""
    chosen = sorted(free, key=lambda person: (loads[person], rank[person]))[:places]
    for person in chosen:
        loads[person] += 1
    return set(chosen)


Chain = list[tuple[int, int, int]]


def _chain(held: dict[int, set[int]], free: dict[int, list[int]], loads: dict[int, int]) -> Chain | None:
    """Steps (file, from, to) that take one file away from somebody and leave one to somebody who has at least two less."""
    for start in sorted(loads, key=lambda person: -loads[person]):
        came: dict[int, tuple[int, int] | None] = {start: None}
        waiting = deque([start])
        while waiting:
            person = waiting.popleft()
            if loads[person] <= loads[start] - 2:
                return _steps(came, person)
            for file, to in _may_pass(person, held, free):
                if to not in came:
                    came[to] = (file, person)
                    waiting.append(to)
    return None


def _may_pass(person: int, held: dict[int, set[int]], free: dict[int, list[int]]) -> Iterable[tuple[int, int]]:
    for file, holders in held.items():
        if person in holders:
            yield from ((file, to) for to in free[file] if to not in holders)


def _steps(came: dict[int, tuple[int, int] | None], person: int) -> Chain:
    """The way back from `person` to where the search began: the last step is the one nearest to the beginning."""
    steps: Chain = []
    while (step := came[person]) is not None:
        file, before = step
        steps.append((file, before, person))
        person = before
    return steps


def _pass_on(chain: Chain, held: dict[int, set[int]], loads: dict[int, int]) -> None:
    for file, giver, taker in chain:
        held[file].remove(giver)
        held[file].add(taker)
        loads[giver] -= 1
        loads[taker] += 1
