"""Words typed into a search, as a condition that an index of trigrams answers (`GinIndex` over the columns in capitals)."""

import re

from django.db.models import Q

# Such an index finds a part of a text from here; where all words are shorter, the first is looked for where a text begins.
SHORTEST_PART = 3

# A whole address: an index of it finds the one; its parts (everybody's provider) are in very many.
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def words_in(term: str, *columns: str) -> Q:
    """The rows that have each word of `term` in one of the columns."""
    longest, *others = sorted(term.split(), key=len, reverse=True)
    part = "icontains" if len(longest) >= SHORTEST_PART else "istartswith"
    found = _in_any(columns, part, longest)
    for word in others:
        found &= _in_any(columns, "icontains", word)
    return found


def _in_any(columns: tuple[str, ...], how: str, word: str) -> Q:
    return Q.create([Q(**{f"{column}__{how}": word}) for column in columns], connector=Q.OR)
