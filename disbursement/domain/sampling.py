"""Which paid grants are controlled: a share of them, rounded up, drawn by lots that anybody can draw again.

Files are known by their arrival numbers; their tickets are those of `bando.domain.lots`.
"""

from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, Decimal
from hashlib import sha256

from bando.domain.lots import lots

# What a control looks at unless Unioncamere says otherwise: what to look at, and by which rule.
STANDARD = (
    ("Le dichiarazioni rese nella domanda sono veritiere", "artt. 71 e 76 DPR 445/2000"),
    ("La sede operativa in Lombardia è attiva", "bando; visura camerale"),
    ("Le fatture corrispondono a forniture realmente ricevute e coerenti con il progetto", "bando"),
    ("I pagamenti risultano dagli estratti conto e non sono stati stornati", "art. 3 L. 136/2010"),
    ("Le fatture riportano il CUP o sono state regolarizzate", "art. 5 DL 13/2023"),
    ("Le stesse spese non hanno ricevuto altri contributi", "bando; Registro nazionale degli aiuti"),
    ("Le vendite online sono attive, o la loro assenza è giustificata", "bando"),
    ("L’impresa conserva la documentazione in originale", "bando"),
)


def size(count: int, share: Decimal) -> int:
    """How many of `count` files a share (of one) is, rounded up: 5 % of 21 are two, of none none."""
    return int((count * share).to_integral_value(ROUND_CEILING))


def sample(keys: Sequence[str], seed: str, share: Decimal) -> list[str]:
    """The keys that are drawn, the first drawn first, whatever the order in which they are given.

    Raises ValueError for an empty seed, one of several lines, and a key that is there twice.
    """
    return lots(keys, seed)[: size(len(keys), share)]


def digest(keys: Iterable[str]) -> str:
    """The population in one line: SHA-256 of its keys in the order of their code points, a line feed between two."""
    return sha256("\n".join(sorted(keys)).encode()).hexdigest()
