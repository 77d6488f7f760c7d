"""A kind of rule is four things: an enum member, a dataclass of parameters, a judge, and cases that try it; none goes missing."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import is_dataclass
from typing import Any, get_type_hints

import pytest

from bando.domain.rules.findings import Finding
from bando.domain.rules.kinds import JUDGES
from bando.domain.rules.parameters import SHAPES, Asks, describe
from bando.enums import Outcome, RuleKind
from tests.bando.rule_cases import CASES

TRIED = {(case.kind, case.outcome) for case in CASES}
Judges = Mapping[RuleKind, Callable[..., Finding]]


def gaps(
    members: Collection[str], shapes: Mapping[RuleKind, type[Any]], judges: Judges, tried: Collection[tuple[str, Outcome]]
) -> Iterator[str]:
    """One line for each thing that a kind lacks."""
    for kind in sorted({*members, *shapes, *judges, *(kind for kind, _outcome in tried)}):
        if kind not in members:
            yield f"{kind} is no member of RuleKind"
        if kind not in shapes:
            yield f"{kind} has no parameters"
        if kind not in judges:
            yield f"{kind} has no judge"
        yield from (f"{kind} is never {outcome} in a case" for outcome in Outcome if (kind, outcome) not in tried)


def test_each_kind_is_whole() -> None:
    assert list(gaps(RuleKind.values, SHAPES, JUDGES, TRIED)) == []


def without(table: Mapping[RuleKind, Any], kind: str) -> dict[RuleKind, Any]:
    return {key: value for key, value in table.items() if key != kind}


@pytest.mark.parametrize("kind", RuleKind.values)
def test_a_kind_without_one_of_its_four_parts_is_seen(kind: str) -> None:
    members = [value for value in RuleKind.values if value != kind]
    assert list(gaps(members, SHAPES, JUDGES, TRIED)) == [f"{kind} is no member of RuleKind"]
    assert list(gaps(RuleKind.values, without(SHAPES, kind), JUDGES, TRIED)) == [f"{kind} has no parameters"]
    assert list(gaps(RuleKind.values, SHAPES, without(JUDGES, kind), TRIED)) == [f"{kind} has no judge"]
    for outcome in Outcome:
        found = list(gaps(RuleKind.values, SHAPES, JUDGES, TRIED - {(kind, outcome)}))
        assert found == [f"{kind} is never {outcome} in a case"]


@pytest.mark.parametrize("kind", list(RuleKind))
def test_the_judge_of_a_kind_takes_its_parameters(kind: RuleKind) -> None:
    hints = get_type_hints(JUDGES[kind])
    assert hints["asked"] is SHAPES[kind]
    assert hints["return"] is Finding


@pytest.mark.parametrize("kind", list(RuleKind))
def test_the_parameters_of_a_kind_are_frozen_and_described(kind: RuleKind) -> None:
    shape = SHAPES[kind]
    assert is_dataclass(shape)
    assert issubclass(shape, Asks)
    assert shape.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert all(field.label for field in describe(kind))


def test_no_two_kinds_share_a_judge_or_its_parameters() -> None:
    assert len(set(SHAPES.values())) == len(set(JUDGES.values())) == len(RuleKind)
