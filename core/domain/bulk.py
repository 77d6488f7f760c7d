"""What is done to many things at once: an act has a name, and an operation that does it to one row.

Core knows no application. Each app tells of its acts in `operations/in_bulk.py`, which every process of the portal reads as it
starts (`core.apps`), so that a worker finds by name what a page has written into a job.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class BulkAct:
    """An act that a job does row by row.

    `run(*, subject_id, data, by, at)` calls one operation and gives the sentence that the row keeps; it raises Refused with the
    reason why not. `data` are the job's parameters with what the row adds, as JSON gives them back. `label` and `effect` (what
    happens to each thing) are for people.
    """

    name: str
    label: Any
    effect: Any
    run: Callable[..., str]


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """A row as it is proposed: on which thing, how it is called, what it adds.

    What cannot be done, or need not be, says so in `refused` or `already`: it is shown before anything is done, and left alone.
    """

    label: str
    subject_id: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    refused: str = ""
    already: str = ""


_acts: dict[str, BulkAct] = {}


def register(act: BulkAct) -> BulkAct:
    """Make `act` known by its name; told twice the same, it is known once. ValueError where the name is another's."""
    if _acts.setdefault(act.name, act) != act:
        raise ValueError(f"two acts in bulk are called {act.name}")
    return act


def label_of(name: str) -> str:
    """What the act of that name is called; the name itself where it is of other days and no app tells of it any more."""
    return str(_acts[name].label) if name in _acts else name


def effect_of(name: str) -> str:
    """What it does to each thing, as a sentence."""
    return str(_acts[name].effect) if name in _acts else ""


def act_named(name: str) -> BulkAct:
    """The act of that name; KeyError where no app has told of it."""
    return _acts[name]
