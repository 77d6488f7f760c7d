"""Checks of pots and funds: all the money is placed, once, where a project can draw it, and the Region pays it whole."""

import itertools
from collections.abc import Iterator

from django.utils.translation import gettext as _

from bando.domain.tranches import whole
from bando.enums import FundKind, Gate, Procedure, TrancheKind
from bando.models import Fund, Pot
from bando.policies.publishing.defect import Defect, Part
from bando.policies.publishing.sheet import Sheet
from core.figures import day, euro
from core.money import ZERO
from registry.domain.territory import CHAMBERS


def defects_of_money(sheet: Sheet) -> Iterator[Defect]:
    """What is wrong with pots, funds and tranches."""
    if not any(pot.chamber_id for pot in sheet.pots):
        yield Defect("no_chamber", _("Mancano le Camere che partecipano, con le loro province: aggiungetele."), Part.POTS)
    for pot in sheet.pots:
        yield from _of_pot(sheet, pot)
    if not sheet.funds:
        yield Defect("no_funds", _("Mancano i fondi: aggiungete chi mette il denaro e quanto."), Part.FUNDS)
    for fund in sheet.funds:
        yield from _of_fund(sheet, fund)
        yield from _of_tranches(sheet, fund)


def _of_pot(sheet: Sheet, pot: Pot) -> Iterator[Defect]:
    served = {row.province_id for row in sheet.provinces if row.pot_id == pot.pk}
    if pot.chamber_id and not served:
        yield Defect(
            "chamber_without_provinces",
            _("A «%(pot)s» non è assegnata alcuna provincia: assegnatele, o togliete la Camera.") % {"pot": pot},
            Part.POTS,
        )
    yield from _of_forgotten(sheet, pot, served)
    if _lies_idle(sheet, pot):
        yield Defect(
            "pot_without_money",
            _("A «%(pot)s» non è assegnata alcuna dotazione: mettetevi una parte di un fondo, o toglietela.") % {"pot": pot},
            Part.POTS,
        )
    if pot.overbooking and not Procedure(sheet.call.procedure).is_by_arrival:
        yield Defect(
            "overbooking_without_queue",
            _("«%(pot)s» prende domande oltre la dotazione, ma il bando non è a sportello: azzerate la percentuale.")
            % {"pot": pot},
            Part.POTS,
        )


def _lies_idle(sheet: Sheet, pot: Pot) -> bool:
    """A Chamber's pot may be empty where there is a pool to draw on; the pool may not."""
    funded = {line.pot_id for line in sheet.lines}
    pools = {one.pk for one in sheet.pots if not one.chamber_id}
    return pot.pk not in funded and not (pot.chamber_id and pools & funded)


def _of_forgotten(sheet: Sheet, pot: Pot, served: set[str]) -> Iterator[Defect]:
    """A Chamber may stay out of a call, with all its provinces; one that takes part does not leave any of them behind."""
    usual = CHAMBERS.get(pot.chamber.code) if pot.chamber else None
    placed = {row.province_id for row in sheet.provinces}
    forgotten = [sheet.lombardy.get(code, code) for code in (usual.provinces if usual and served else ()) if code not in placed]
    if forgotten:
        yield Defect(
            "province_forgotten",
            _(
                "«%(pot)s» partecipa, ma queste sue province non sono di nessuno: %(provinces)s. "
                "Assegnatele, o i loro progetti resterebbero fuori."
            )
            % {"pot": pot, "provinces": ", ".join(forgotten)},
            Part.POTS,
        )


def _of_fund(sheet: Sheet, fund: Fund) -> Iterator[Defect]:
    lines = [line for line in sheet.lines if line.fund_id == fund.pk]
    placed = sum((line.endowment for line in lines), ZERO)
    if placed != fund.amount:
        yield Defect(
            "fund_not_placed",
            _("Il fondo «%(fund)s» è di %(amount)s, ma alle Camere ne sono assegnati %(placed)s: fate tornare la somma.")
            % {"fund": fund, "amount": euro(fund.amount), "placed": euro(placed)},
            Part.FUNDS,
        )
    pools = {pot.pk for pot in sheet.pots if not pot.chamber_id}
    pooled = [line for line in lines if line.pot_id in pools]
    if pooled and fund.kind == FundKind.CHAMBER:
        yield Defect(
            "chamber_money_in_the_pool",
            _(
                "Il fondo «%(fund)s» è delle Camere, che finanziano solo il loro territorio, ma sta "
                "nel fondo comune: dividetelo fra le Camere."
            )
            % {"fund": fund},
            Part.FUNDS,
        )
    elif pooled and len(pooled) < len(lines):
        yield Defect(
            "fund_half_pooled",
            _("Il fondo «%(fund)s» è in parte diviso fra le Camere e in parte comune: scegliete una delle due vie.")
            % {"fund": fund},
            Part.FUNDS,
        )


def _of_tranches(sheet: Sheet, fund: Fund) -> Iterator[Defect]:
    parts = sorted((rule for rule in sheet.tranches if rule.fund_id == fund.pk), key=lambda rule: rule.order)
    if (parts or fund.kind == FundKind.REGIONAL) and not whole([rule.share for rule in parts]):
        yield Defect(
            "tranches_not_whole",
            _("Le quote in cui la Regione versa «%(fund)s» non fanno il 100 %%: correggetele.") % {"fund": fund},
            Part.FUNDS,
        )
    for earlier, later in itertools.pairwise(parts):
        if later.due_on < earlier.due_on:
            yield Defect(
                "tranches_out_of_order",
                _("Di «%(fund)s», %(later)s è prevista il %(due)s, prima di %(earlier)s: mettete le date in ordine.")
                % {
                    "fund": fund,
                    "later": later.get_kind_display(),
                    "earlier": earlier.get_kind_display(),
                    "due": day(later.due_on),
                },
                Part.FUNDS,
            )
    if any(rule.kind == TrancheKind.BALANCE and rule.gate != Gate.FINAL for rule in parts):
        yield Defect(
            "balance_without_final_report",
            _("Il saldo di «%(fund)s» non aspetta il rapporto finale, da cui si calcola: fatelo aprire dal rapporto finale.")
            % {"fund": fund},
            Part.FUNDS,
        )
