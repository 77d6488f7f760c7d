"""The caps of a call in words, beside the items they limit, and what they did to a claim."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bando.domain.caps import Admitted, Cap, Cut, Shortfall, shortfalls
from bando.domain.rules.facts import Name, Value
from bando.domain.rules.records import item_cuts, item_shortfalls
from bando.enums import CapKind
from bando.models import ExpenseItem
from core.figures import euro, percent


@dataclass(frozen=True)
class Limited:
    """An expense item with the limits that name it, each a sentence."""

    item: ExpenseItem
    limits: list[str]


@dataclass(frozen=True)
class Explained:
    """A cut with the limit that made it, in words."""

    cut: Cut
    why: str
    items: str


class Limits:
    """The items of a call and their caps, told to people."""

    def __init__(self, items: Iterable[ExpenseItem], caps: Sequence[Cap]) -> None:
        self.items, self.caps = list(items), caps
        self.labels: Mapping[str, str] = {item.code: item.label for item in self.items}
        self.units: Mapping[str, str] = {item.code: item.unit for item in self.items}

    def by_item(self) -> list[Limited]:
        """Every item with what limits it."""
        return [Limited(item, [self.in_words(cap, item.code) for cap in self._of(item)]) for item in self.items]

    def in_words(self, cap: Cap, seen_from: str = "") -> str:
        """The limit as a sentence; `seen_from` is the item beside which it stands, which it then does not name again."""
        others = [code for code in cap.items if code != seen_from]
        text = self._sentence(cap, seen_from or cap.items[0])
        if not others or cap.kind in (CapKind.UNIT, CapKind.FLAT_RATE, CapKind.MINIMUM_INVOICE):
            return text
        together = _("insieme con: %(items)s") if seen_from else _("per: %(items)s")
        return f"{text.removesuffix('.')} ({together % {'items': self._names(others)}})."

    def explained(self, admitted: Admitted) -> list[Explained]:
        """Each cut with its limit, in the order in which they lead from the claim to what is admitted."""
        return [Explained(cut, self.in_words(cut.cap, cut.items[0]), self._names(cut.items)) for cut in admitted.cuts]

    def missed(self, admitted: Admitted) -> list[tuple[Shortfall, str]]:
        """The minimum shares that are not reached, in words."""
        return [(short, self.in_words(short.cap)) for short in shortfalls(admitted, self.caps)]

    def _of(self, item: ExpenseItem) -> list[Cap]:
        return [cap for cap in self.caps if item.code in cap.items]

    def _names(self, codes: Iterable[str]) -> str:
        return ", ".join(self.labels.get(code, code) for code in codes)

    def _sentence(self, cap: Cap, item: str) -> str:
        of = self._names(cap.of) if cap.of else _("tutte le altre voci")
        words = {"amount": euro(cap.value), "of": of, "unit": self.units.get(item) or _("unità")}
        if cap.kind in (CapKind.SHARE_OF_TOTAL, CapKind.SHARE_OF_OTHERS, CapKind.FLAT_RATE, CapKind.MINIMUM_SHARE):
            words["share"] = percent(cap.value)
        return _sentences(bool(cap.of))[cap.kind] % words


def _sentences(of_others: bool) -> dict[CapKind, str]:
    least = _("Almeno il %(share)s di: %(of)s.") if of_others else _("Almeno il %(share)s della spesa totale.")
    return {
        CapKind.SHARE_OF_TOTAL: _("Al massimo il %(share)s della spesa totale."),
        CapKind.SHARE_OF_OTHERS: _("Al massimo il %(share)s di: %(of)s."),
        CapKind.ABSOLUTE: _("Al massimo %(amount)s."),
        CapKind.UNIT: _("Al massimo %(amount)s per %(unit)s."),
        CapKind.FLAT_RATE: _("A forfait: il %(share)s di: %(of)s, qualunque sia la spesa."),
        CapKind.MINIMUM_INVOICE: _("Ogni fattura di almeno %(amount)s: le più piccole non contano."),
        CapKind.MINIMUM_SHARE: least,
    }


def facts_of(admitted: Admitted, caps: Iterable[Cap]) -> dict[str, Value]:
    """What the rules ask about a claim: the spend that the caps leave, what they cut, which minimum shares are missed."""
    short = item_shortfalls(admitted, caps)
    return {Name.SPEND: admitted.total, Name.ITEM_CUTS: item_cuts(admitted), Name.ITEM_SHORTFALLS: short}
