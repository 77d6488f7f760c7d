"""Checks of expense items and their caps: they name what exists, lead somewhere, and leave something to admit."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from bando.domain import caps as domain
from bando.domain.rules.parameters import ItemCaps
from bando.enums import CapKind
from bando.models import Cap
from bando.policies.publishing.defect import Defect, Part
from bando.policies.publishing.sheet import Sheet
from core.figures import percent


def defects_of_spending(sheet: Sheet) -> Iterator[Defect]:
    """What is wrong with items and caps."""
    if not sheet.items:
        yield Defect("no_items", _("Mancano le voci di spesa ammesse: aggiungetene almeno una."), Part.ITEMS)
    known = {item.code for item in sheet.items}
    strange = False
    for cap in sheet.caps:
        unknown = sorted((set(cap.items) | set(cap.of)) - known)
        if unknown and known:
            strange = True
            yield Defect(
                "cap_names_unknown_item",
                _("Il limite «%(cap)s» nomina voci che il bando non ha: %(items)s. Correggete i codici.")
                % {"cap": cap, "items": ", ".join(unknown)},
                Part.CAPS,
            )
    if not strange:
        yield from _of_ways(sheet)
    yield from _of_units(sheet)
    yield from _of_shares(sheet)
    yield from _of_judges(sheet)


def _of_ways(sheet: Sheet) -> Iterator[Defect]:
    rows = [
        domain.Cap(
            code=cap.code, label=cap.label, kind=CapKind(cap.kind), items=tuple(cap.items), value=cap.value, of=tuple(cap.of)
        )
        for cap in sheet.caps
    ]
    labels = {cap.code: cap.label for cap in sheet.caps}
    around = domain.cycle(rows)
    if around:
        yield Defect(
            "caps_lead_back",
            _("Questi limiti dipendono l’uno dall’altro e non si possono calcolare: %(caps)s. Riferite almeno uno ad altre voci.")
            % {"caps": ", ".join(labels[code] for code in around)},
            Part.CAPS,
        )
        return
    crossed = domain.tangle(rows)
    if crossed:
        yield Defect(
            "caps_cross",
            _(
                "Questi limiti prendono solo in parte le stesse voci: %(caps)s. Fateli "
                "valere per le stesse voci o per voci diverse."
            )
            % {"caps": ", ".join(labels[code] for code in crossed)},
            Part.CAPS,
        )


def _of_units(sheet: Sheet) -> Iterator[Defect]:
    counted = {item.code for item in sheet.items if item.unit}
    known = {item.code for item in sheet.items}
    for cap in sheet.caps:
        if cap.kind == CapKind.UNIT and (set(cap.items) & known) - counted:
            yield Defect(
                "cap_by_unit_without_unit",
                _("Il limite «%(cap)s» vale per unità, ma la voce non dice quali: scrivete la sua unità di misura.")
                % {"cap": cap},
                Part.ITEMS,
            )


def _of_shares(sheet: Sheet) -> Iterator[Defect]:
    tops = [cap for cap in sheet.caps if cap.kind == CapKind.SHARE_OF_TOTAL]
    least = [cap for cap in sheet.caps if cap.kind == CapKind.MINIMUM_SHARE]
    for low in least:
        for top in tops:
            if not low.of and set(low.items) <= set(top.items) and low.value > top.value:
                yield Defect(
                    "minimum_share_above_cap",
                    _(
                        "«%(low)s» chiede almeno %(least)s e «%(top)s» ammette al massimo %(most)s "
                        "delle stesse voci: correggete uno dei due."
                    )
                    % {"low": low, "top": top, "least": percent(low.value), "most": percent(top.value)},
                    Part.CAPS,
                )
    if _sum(apart := _apart([low for low in least if not low.of])) > 1:
        yield Defect(
            "minimum_shares_above_the_whole",
            _("Le parti minime fanno insieme %(sum)s del totale: devono restare entro il 100 %%.")
            % {"sum": percent(_sum(apart))},
            Part.CAPS,
        )
    limited = {item for cap in tops for item in cap.items}
    if tops and {item.code for item in sheet.items} <= limited and _sum(_apart(tops)) < 1:
        yield Defect(
            "shares_below_the_whole",
            _(
                "Ogni voce ha un massimo sul totale e i massimi fanno insieme %(sum)s: nessuna spesa potrebbe "
                "essere ammessa. Devono arrivare almeno al 100 %%."
            )
            % {"sum": percent(_sum(_apart(tops)))},
            Part.CAPS,
        )


def _apart(caps: list[Cap]) -> list[Cap]:
    """Of several caps on the same items the widest counts."""
    widest = sorted(caps, key=lambda cap: len(cap.items), reverse=True)
    found: list[Cap] = []
    for cap in widest:
        if not any(set(cap.items) & set(other.items) for other in found):
            found.append(cap)
    return found


def _sum(caps: list[Cap]) -> Decimal:
    return sum((cap.value for cap in caps), Decimal(0))


def _of_judges(sheet: Sheet) -> Iterator[Defect]:
    """A minimum share cuts nothing: a rule has to judge it."""
    judged = any(isinstance(asks, ItemCaps) for _rule, asks in sheet.asked)
    if not judged and any(cap.kind == CapKind.MINIMUM_SHARE for cap in sheet.caps):
        yield Defect(
            "minimum_share_without_rule",
            _(
                "C’è una parte minima della spesa, ma nessun requisito la controlla: "
                "aggiungete un requisito sui limiti delle voci."
            ),
            Part.RULES,
        )
    if judged and not sheet.caps:
        yield Defect(
            "caps_rule_without_caps",
            _("Un requisito controlla i limiti delle voci di spesa, ma non ce ne sono: aggiungeteli, o togliete il requisito."),
            Part.CAPS,
        )
