"""Sentences of the domain in the language of the page: Italian as they are kept, English by the catalogue."""

import gettext
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation

from bando.domain.rules.engine import Rule, evaluate
from bando.domain.rules.facts import Facts
from bando.domain.rules.parameters import BadParameters, describe, parse
from bando.domain.wording import COMPARED, Count, Day, Listing, Money, Percent, Phrase, Sentence, Text, Word, phrases, say, texts
from bando.enums import RuleKind
from bando.queries.wording import LAST, in_words
from tests.bando.domain.test_rule_parameters import BAD
from tests.bando.domain.test_rules import AT
from tests.bando.rule_cases import CASES, NOT_MET

CATALOGUE = Path(__file__).resolve().parents[3] / "locale" / "en_GB" / "LC_MESSAGES" / "django.mo"
ONLY_VALUES = {COMPARED, "%(figures)s", "%(all)s", "«%(label)s»: %(why)s"}


def spoken() -> Iterator[Sentence]:
    """Every sentence and comparison of the table of cases."""
    for case in CASES:
        (found,) = evaluate([Rule(1, case.kind, 1, case.kind, case.parameters)], Facts.of(case.known, source="impresa", at=AT))
        yield found.sentence
        if found.comparison_sentence:
            yield found.comparison_sentence


def refused() -> Iterator[Sentence]:
    """What an editor is told of bad parameters."""
    for kind, row, _sentence in BAD:
        with pytest.raises(BadParameters) as error:
            parse(kind, row)
        yield error.value.sentence


def templates(word: Word) -> set[str]:
    """The msgids in a sentence and in its parts."""
    if isinstance(word, Listing):
        return set().union(*(templates(one) for one in word.words))
    if isinstance(word, Sentence):
        return {word.template}.union(*(templates(one) for one in word.values.values()))
    return set()


def asked() -> set[str]:
    """What a form asks an editor."""
    fields = [field for kind in RuleKind.values for field in describe(kind)]
    words = {text for field in fields for text in (field.label, field.help, *(label for _value, label in field.choices))}
    return words - {""}


SPOKEN = set().union(*(templates(sentence) for sentence in spoken())) - ONLY_VALUES
REFUSED = set().union(*(templates(sentence) for sentence in refused())) - ONLY_VALUES


@pytest.mark.parametrize("template", sorted(SPOKEN | REFUSED | asked() | {LAST}))
def test_every_refusal_has_its_english(template: str) -> None:
    with CATALOGUE.open("rb") as file:
        translated = template in gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    assert translated, f"no English for: {template}"


# The first refusal of each kind in the table of cases.
IN_ENGLISH = {
    "size": (
        "With 249 staff, a turnover of €50,000,000.01 and a balance sheet total of €43,000,000.01 you are a "
        "large enterprise; the call admits: micro enterprise, small enterprise and medium-sized enterprise."
    ),
    "seat": "The seat in the province of BG is not active in the company register yet.",
    "ateco": "Your ATECO 2007 code 47.91.10 is among those that the call excludes: 47.9.",
    "insolvency": (
        "You have not declared that the firm is not in liquidation, bankruptcy, composition or other "
        "insolvency proceedings: if it is true, make the declaration."
    ),
    "capital": "The firm is in difficulty: accumulated losses €5,000.01, 50% of the subscribed capital €5,000.00.",
    "durc": "The DURC ran out on 14 March 2025: ask for a new one.",
    "annual_fee": "You have not declared that the annual Chamber fee is paid: pay it, then make the declaration.",
    "supplies": (
        "You have not declared that you have no supplies in progress with the Chambers of the call: if it is "
        "true, make the declaration."
    ),
    "antimafia": "Anti-mafia declarations made: 1; persons who have to make one: 3.",
    "single": "Your firm has already sent an application for this call: the first one counts.",
    "linked_firms": "Applications already sent for this call by firms linked to yours: 2; admitted: 1.",
    "earlier_calls": "Your firm is a beneficiary of: e-commerce-2021. This call excludes those who already had their grant.",
    "minimum_spend": "The expense of €3,999.99 does not reach the minimum of €4,000.00: €0.01 are missing.",
    "maximum_spend": "The expense of €25,000.01 exceeds the maximum of €25,000.00: it is €0.01 too much.",
    "item_caps": "Minimum shares are not reached: Consulenza e formazione: €1,000.00, at least €3,000.00.",
    "readiness": "Missing in the project: at least one specialised online sales channel.",
    "aid_ceiling": "The aid ceiling is used up: aids already received €300,000.00, ceiling €300,000.00.",
    "yearly_ceiling": (
        "The yearly ceiling per firm is used up: grants already made €20,000.00 since 1 January 2025, ceiling €20,000.00."
    ),
    "declaration": "The declaration has not been made: read it and, if it is true, confirm it.",
}


@pytest.mark.parametrize("kind", RuleKind.values)
def test_each_kind_refuses_in_english(kind: str) -> None:
    case = next(case for case in CASES if case.kind == kind and case.outcome == NOT_MET)
    (found,) = evaluate([Rule(1, kind, 1, kind, case.parameters)], Facts.of(case.known, source="impresa", at=AT))
    with translation.override("en-gb"):
        assert in_words(found.sentence) == IN_ENGLISH[kind]


def test_the_page_in_italian_says_what_is_kept() -> None:
    with translation.override("it"):
        for sentence in (*spoken(), *refused()):
            assert in_words(sentence) == sentence.italian()


def test_what_is_kept_is_italian_whatever_the_page() -> None:
    kept = [case.sentence for case in CASES]
    with translation.override("en-gb"):
        said = [
            evaluate([Rule(1, case.kind, 1, case.kind, case.parameters)], Facts.of(case.known, source="impresa", at=AT))[0]
            for case in CASES
        ]
        assert [found.explanation for found in said] == kept


EVERYTHING = say(
    "Frase che il catalogo non ha: %(money)s, %(share)s, %(day)s, %(count)s, %(parts)s, %(name)s (%(size)s).",
    money=Money(Decimal("-1234.50")),
    share=Percent(Decimal("0.125")),
    day=Day(date(2020, 6, 1)),
    count=Count(Decimal("1249.750")),
    parts=phrases(["uno", "due", "tre"]),
    name=Text("100 %"),
    size=Phrase("microimpresa"),
)


def test_a_sentence_without_translation_is_shown_in_italian_with_the_figures_of_the_page() -> None:
    with translation.override("en-gb"):
        said = in_words(EVERYTHING)
    assert said.startswith("Frase che il catalogo non ha: −€1,234.50, 12.5%, 1 June 2020, 1,249.75, uno, due")
    assert said.endswith(", 100 % (micro enterprise).")


def test_the_bytes_that_are_kept() -> None:
    assert EVERYTHING.italian() == (
        "Frase che il catalogo non ha: −1.234,50\u00a0€, 12,5\u00a0%, 1 giugno 2020, 1.249,75, uno, due e tre, "
        "100 % (microimpresa)."
    )
    assert texts([]).italian() == ""
    assert texts(["solo"]).italian() == "solo"


def test_a_value_that_is_missing_from_a_sentence_is_seen() -> None:
    with pytest.raises(KeyError):
        say("Mancano %(amount)s.").italian()
