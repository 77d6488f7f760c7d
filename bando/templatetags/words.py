"""Sentences of the rule engine in the language of the page."""

from django import template

from bando.domain.wording import Word
from bando.queries.wording import in_words as told

register = template.Library()


@register.filter
def in_words(sentence: Word) -> str:
    """The sentence with its figures as the reader writes them: `{{ finding.sentence|in_words }}`."""
    return told(sentence)
