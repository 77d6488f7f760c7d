"""Checks of the measures and of the parts of the grant: what is promised can be reached, by whom it is promised to."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from bando.domain.rules.parameters import Size
from bando.enums import ComponentKind, SizeClass
from bando.models import Component, Measure
from bando.policies.publishing.defect import Defect, Part
from bando.policies.publishing.sheet import Sheet
from core.figures import euro, percent
from core.money import ZERO, cents


def defects_of_grants(sheet: Sheet) -> Iterator[Defect]:
    """What is wrong with measures and components."""
    if not sheet.measures:
        yield Defect("no_measure", _("Manca la misura: quota della spesa, spesa minima e contributo massimo."), Part.MEASURES)
    for measure in sheet.measures:
        added = [component for component in sheet.components if component.measure_id == measure.pk]
        yield from _of_measure(measure, added)
        if measure.maximum_grant > sheet.call.aid_ceiling:
            yield Defect(
                "grant_above_ceiling",
                _("Il contributo massimo di «%(measure)s» supera il massimale di aiuto del bando, %(ceiling)s: abbassatelo.")
                % {"measure": measure, "ceiling": euro(sheet.call.aid_ceiling)},
                Part.MEASURES,
            )
    for component in sheet.components:
        yield from _of_component(sheet, component)
    yield from _of_sizes(sheet)


def _of_measure(measure: Measure, added: list[Component]) -> Iterator[Defect]:
    words = {"measure": measure, "grant": euro(measure.maximum_grant), "minimum": euro(measure.minimum_spend)}
    rate = measure.rate + sum((one.value for one in added if one.kind == ComponentKind.RATE), Decimal(0))
    inside = sum((one.value for one in added if one.kind == ComponentKind.AMOUNT and one.inside_cap), ZERO)
    if rate > 1:
        yield Defect(
            "rate_above_the_whole",
            _("Quota e punti aggiuntivi di «%(measure)s» fanno %(rate)s della spesa: insieme non possono superare il 100 %%.")
            % {**words, "rate": percent(rate)},
            Part.MEASURES,
        )
    if measure.maximum_spend is not None and measure.maximum_spend < measure.minimum_spend:
        yield Defect(
            "maximum_spend_below_minimum",
            _("La spesa massima di «%(measure)s» è più bassa della minima: correggetele.") % words,
            Part.MEASURES,
        )
    elif measure.maximum_spend is not None and cents(rate * measure.maximum_spend) + inside < measure.maximum_grant:
        most = cents(rate * measure.maximum_spend) + inside
        yield Defect(
            "grant_out_of_reach",
            _(
                "Con la spesa massima di «%(measure)s» il contributo arriva a %(most)s e mai ai %(grant)s "
                "promessi: alzate la spesa o abbassate il contributo."
            )
            % {**words, "most": euro(most)},
            Part.MEASURES,
        )
    if measure.maximum_grant < cents(measure.rate * measure.minimum_spend):
        yield Defect(
            "grant_always_at_its_cap",
            _(
                "In «%(measure)s» la spesa minima di %(minimum)s dà già più del contributo massimo di %(grant)s: "
                "la quota non conterebbe mai. Correggete uno dei due."
            )
            % words,
            Part.MEASURES,
        )


def _of_component(sheet: Sheet, component: Component) -> Iterator[Defect]:
    measure = component.measure
    words = {"component": component, "from_spend": euro(component.from_spend)}
    if component.condition and component.condition not in sheet.declarations:
        yield Defect(
            "component_condition_unknown",
            _(
                "«%(component)s» spetta a chi dichiara «%(condition)s», che nessun requisito chiede: "
                "aggiungete la dichiarazione o togliete la condizione."
            )
            % {**words, "condition": component.condition},
            Part.COMPONENTS,
        )
    if measure.maximum_spend is not None and component.from_spend > measure.maximum_spend:
        yield Defect(
            "component_out_of_reach",
            _("«%(component)s» si ottiene da %(from_spend)s di spesa, oltre la spesa massima della misura: abbassate la soglia.")
            % words,
            Part.COMPONENTS,
        )
    if component.kind != ComponentKind.AMOUNT:
        return
    if component.value > max(component.from_spend, measure.minimum_spend):
        yield Defect(
            "component_above_its_spend",
            _("«%(component)s» vale più della spesa da cui si ottiene: abbassatela, o alzate la soglia.") % words,
            Part.COMPONENTS,
        )
    elif component.inside_cap and component.value >= measure.maximum_grant:
        yield Defect(
            "component_fills_the_cap",
            _(
                "«%(component)s» occupa da sola tutto il contributo massimo della misura: "
                "abbassatela, o mettetela fuori dal massimo."
            )
            % words,
            Part.COMPONENTS,
        )


def _of_sizes(sheet: Sheet) -> Iterator[Defect]:
    """Every admitted size has its measure. Two measures for the same sizes are a choice; for some of the same, a mistake."""
    reserved = [measure for measure in sheet.measures if measure.sizes]
    for place, one in enumerate(reserved):
        for other in reserved[place + 1 :]:
            shared = set(one.sizes) & set(other.sizes)
            if shared and set(one.sizes) != set(other.sizes):
                yield Defect(
                    "sizes_overlap",
                    _("«%(one)s» e «%(other)s» sono tutte e due per: %(sizes)s. Dividete le dimensioni fra le misure.")
                    % {"one": one, "other": other, "sizes": _named(shared)},
                    Part.MEASURES,
                )
    admitted = {size for _rule, asks in sheet.asked if isinstance(asks, Size) for size in asks.classes}
    served = {size for measure in reserved for size in measure.sizes}
    if reserved and len(reserved) == len(sheet.measures) and admitted - served:
        yield Defect(
            "size_without_measure",
            _("Il bando ammette, ma nessuna misura accoglie: %(sizes)s. Aggiungete la dimensione a una misura.")
            % {"sizes": _named(admitted - served)},
            Part.MEASURES,
        )
    if admitted and served - admitted:
        yield Defect(
            "measure_for_a_size_kept_out",
            _("Le misure accolgono, ma i requisiti escludono: %(sizes)s. Togliete la dimensione dalla misura.")
            % {"sizes": _named(served - admitted)},
            Part.MEASURES,
        )


def _named(sizes: set[str]) -> str:
    return ", ".join(str(size.label) for size in SizeClass if size in sizes)
