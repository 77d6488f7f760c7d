"""The sentences of the domain in the language of the page; what is stored stays Italian."""

from django.utils.translation import gettext

from bando.domain.wording import Count, Day, Listing, Money, Percent, Sentence, Text, Word
from core.domain.wording import gettext_noop as _
from core.figures import count, day, euro, percent

LAST = _("%(first)s e %(last)s")


def in_words(sentence: Word) -> str:
    """The sentence in the active language, figures included; Italian where the catalogue does not know it."""
    match sentence:
        case Sentence():
            return gettext(sentence.template) % {name: in_words(word) for name, word in sentence.values.items()}
        case Listing():
            return _listed([in_words(word) for word in sentence.words])
        case Text():
            return sentence.text
        case Money():
            return euro(sentence.amount)
        case Percent():
            return percent(sentence.rate)
        case Day():
            return day(sentence.day)
        case Count():
            return count(sentence.number)


def _listed(parts: list[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return gettext(LAST) % {"first": ", ".join(parts[:-1]), "last": parts[-1]}
