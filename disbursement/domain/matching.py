"""Words that two texts have in common: by them a line is matched with an expense item, the payee of a payment with a supplier.

Simple on purpose, so that it can be told why: small letters without accents, no words that say nothing, beginnings of words.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WORD = re.compile(r"[a-z0-9]+")
# Two words are of one family when they begin alike: «traduzione», «traduzioni», «tradotti» are not all, most are.
STEM, SHORTEST = 6, 4
EMPTY = frozenset(
    [
        "alla",
        "alle",
        "agli",
        "allo",
        "anche",
        "anno",
        "canone",
        "come",
        "dalla",
        "dalle",
        "degli",
        "dell",
        "della",
        "delle",
        "dello",
        "dopo",
        "fattura",
        "fornitura",
        "fino",
        "giorni",
        "importo",
        "mese",
        "mesi",
        "nella",
        "nelle",
        "nostra",
        "nostro",
        "ordine",
        "oltre",
        "parte",
        "periodo",
        "prima",
        "progetto",
        "quota",
        "relativo",
        "rata",
        "riga",
        "saldo",
        "secondo",
        "servizi",
        "servizio",
        "sono",
        "sulla",
        "sulle",
        "tramite",
        "vostra",
        "vostro",
        "acconto",
        "attivita",
        "spese",
        "spesa",
        "costo",
        "costi",
        "altri",
        "altre",
        "tutti",
        "tutte",
        "with",
        "from",
    ]
)
LEGAL_FORMS = frozenset(
    [
        "srl",
        "spa",
        "snc",
        "sas",
        "srls",
        "scarl",
        "soc",
        "societa",
        "coop",
        "cooperativa",
        "ditta",
        "impresa",
        "studio",
        "gmbh",
        "ltd",
        "limited",
        "inc",
        "llc",
        "sarl",
    ]
)


@dataclass(frozen=True)
class Item:
    """An expense item with the texts that tell what it is: its label, its guidance, what the project planned under it."""

    code: str
    texts: tuple[str, ...]
    suppliers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Suggestion:
    """The item that a line most likely belongs to, and the words (or the supplier) that speak for it."""

    code: str
    because: tuple[str, ...]


def words_of(text: str) -> list[str]:
    """The words of a text in its order, in small letters without accents."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return WORD.findall(plain)


def _told(text: str) -> dict[str, str]:
    """Beginning → word, for the words that say something."""
    return {word[:STEM]: word for word in words_of(text) if len(word) >= SHORTEST and word not in EMPTY}


def suggest(description: str, supplier: str, items: Sequence[Item]) -> Suggestion | None:
    """The item with most in common; none when nothing speaks for one, or as much for two.

    A word in common counts one; a supplier whom the project named under the item counts two.
    """
    asked = _told(description)
    scored = []
    for item in items:
        common = sorted(asked[stem] for stem in asked.keys() & _told(" ".join(item.texts)).keys())
        named = [name for name in item.suppliers if same_name(name, supplier)]
        scored.append((len(common) + 2 * bool(named), item.code, (*common, *named[:1])))
    scored.sort(key=lambda one: -one[0])
    if not scored or not scored[0][0] or (len(scored) > 1 and scored[0][0] == scored[1][0]):
        return None
    return Suggestion(scored[0][1], scored[0][2])


def same_name(one: str, other: str) -> bool:
    """Whether two names are likely one: all the telling words of the shorter stand in the longer."""
    names = [_naming(one), _naming(other)]
    shorter, longer = sorted(names, key=len)
    return bool(shorter) and shorter <= longer


def _naming(name: str) -> set[str]:
    """The words that tell a name apart, the legal form and single letters (S.r.l.) left out."""
    return {word for word in words_of(name) if len(word) > 1 and word not in LEGAL_FORMS}


def together(names: Iterable[str]) -> str:
    """The names as a list in a sentence."""
    return ", ".join(f"«{name}»" for name in names)
