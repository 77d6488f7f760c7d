"""Words typed into a search, as a condition that an index of trigrams answers (`GinIndex` over the columns in capitals)."""

import json
import re
from typing import Any

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat, Upper
from django.db.models.lookups import Contains

# Such an index finds a part of a text from here; where all words are shorter, the first is looked for where a text begins.
SHORTEST_PART = 3
# A word that no more rows have finds them alone: the index would go through all that have the others, to find the same.
RARE = 1_000
# A whole address: an index of it finds the one; its parts (everybody's provider) are in very many.
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def words_in(term: str, *columns: str, leading: str = "") -> Q:
    """The rows that have each word of `term` in one of the columns; the index is asked for `leading` alone, a rare one."""
    longest, *others = sorted(term.split(), key=len, reverse=True)
    if leading:
        return _in_any(columns, "icontains", leading) & _seen(columns, {longest, *others} - {leading})
    part = "icontains" if len(longest) >= SHORTEST_PART else "istartswith"
    found = _in_any(columns, part, longest)
    for word in others:
        found &= _in_any(columns, "icontains", word)
    return found


def rare_among(term: str, rows: QuerySet[Any], column: str) -> str:
    """The word of `term` that the planner thinks the fewest of `rows` have, if it thinks so of RARE at most; else nothing."""
    words = list(dict.fromkeys(word for word in term.split() if len(word) >= SHORTEST_PART))
    if len(words) < 2:
        return ""
    asked = [rows.order_by().filter(**{f"{column}__icontains": word}).values("pk") for word in words]
    plan = json.loads(asked[0].union(*asked[1:], all=True).explain(format="json"))[0]["Plan"]
    thought = [part["Plan Rows"] for part in plan["Plans"]]
    fewest = min(thought)
    return words[thought.index(fewest)] if fewest <= RARE else ""


def _in_any(columns: tuple[str, ...], how: str, word: str) -> Q:
    return Q.create([Q(**{f"{column}__{how}": word}) for column in columns], connector=Q.OR)


def _seen(columns: tuple[str, ...], words: set[str]) -> Q:
    """The same of each word, in a form that no index has: looked for in what is found."""
    found = Q()
    for word in sorted(words):
        texts = [Upper(Concat(column, Value(""))) for column in columns]
        found &= Q.create([Q(Contains(text, word.upper())) for text in texts], connector=Q.OR)
    return found
