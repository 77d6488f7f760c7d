"""What the rules of a phase answer about many applications, each thing read in one query for all; nothing is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from applications.models import Application
from applications.queries.facts import facts_of, latest_words, words_since
from applications.queries.findings import rules_asked
from applications.queries.readings import readings_of
from bando.domain.rules import engine
from bando.domain.rules.facts import Facts, Value
from bando.enums import Phase, RuleKind


@dataclass(frozen=True)
class Question:
    """What is asked of one application among many; `more`, `found_since`: see `facts_of`."""

    application: Application
    more: Mapping[str, Value]
    found_since: datetime | None


@dataclass(frozen=True)
class Answer:
    """What the rules found by these facts, and what officers did (`latest_words`)."""

    facts: Facts
    findings: list[engine.RuleFinding]
    confirmed: Mapping[str, bool | None]


def answers_to(
    questions: Sequence[Question], applications: Sequence[Application], phase: Phase, *, at: datetime
) -> dict[int, Answer]:
    """By primary key, in the order of the applications: the same as those of the questions, come with `readings.WITH`."""
    asked = {one.application.pk: one for one in questions}
    rules = _rules_of(applications, phase)
    kinds = {RuleKind(rule.kind) for own in rules.values() for rule in own}
    answers: dict[int, Answer] = {}
    for reading in readings_of(applications, at=at, kinds=kinds):
        fresh, question = reading.application, asked[reading.application.pk]
        own, since = rules[fresh.call_id, fresh.call_version], question.found_since
        facts = facts_of(fresh, at=at, rules=own, more=question.more, found_since=since, reading=reading)
        answers[fresh.pk] = Answer(facts, engine.evaluate(own, facts), latest_words(words_since(reading.words, since)))
    return answers


def _rules_of(applications: Sequence[Application], phase: Phase) -> dict[tuple[int, int], list[engine.Rule]]:
    """Call and its version → the rules of the phase."""
    found: dict[tuple[int, int], list[engine.Rule]] = {}
    for one in applications:
        terms = (one.call_id, one.call_version)
        if terms not in found:
            found[terms] = rules_asked(one, phase)
    return found
