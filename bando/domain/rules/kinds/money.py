"""Judges the spend, and what the caps of the items left of it; amounts in euro."""

from bando.domain.rules import parameters as p
from bando.domain.rules.facts import Facts, Name
from bando.domain.rules.findings import Finding, met, not_met, to_verify
from bando.domain.rules.records import ItemCut, ItemShortfall
from bando.domain.wording import Money, Sentence, Text, Word, compared, say, several
from core.domain.wording import gettext_noop as _


def minimum_spend(facts: Facts, asked: p.MinimumSpend) -> Finding:
    """The spend as it stands in this phase: planned, admitted, or accounted for."""
    spend = facts.money(Name.SPEND)
    least = Money(asked.amount)
    if spend is None:
        return to_verify(say(_("Nella domanda indicherete le spese: il minimo è %(least)s, al netto dell’IVA."), least=least))
    if spend >= asked.amount:
        text = _("La spesa di %(spend)s raggiunge il minimo di %(least)s.")
        return met(say(text, spend=Money(spend), least=least), compared(_("spesa"), Money(spend), "≥", least))
    text = _("La spesa di %(spend)s non raggiunge il minimo di %(least)s: mancano %(missing)s.")
    words: dict[str, Word] = {"spend": Money(spend), "least": least, "missing": Money(asked.amount - spend)}
    return not_met(say(text, **words), compared(_("spesa"), Money(spend), "<", least))


def maximum_spend(facts: Facts, asked: p.MaximumSpend) -> Finding:
    """The spend as it stands in this phase, against the most that the call admits."""
    spend = facts.money(Name.SPEND)
    most = Money(asked.amount)
    if spend is None:
        return to_verify(say(_("Nella domanda indicherete le spese: il massimo è %(most)s, al netto dell’IVA."), most=most))
    if spend <= asked.amount:
        text = _("La spesa di %(spend)s non supera il massimo di %(most)s.")
        return met(say(text, spend=Money(spend), most=most), compared(_("spesa"), Money(spend), "≤", most))
    text = _("La spesa di %(spend)s supera il massimo di %(most)s: sono %(excess)s di troppo.")
    words: dict[str, Word] = {"spend": Money(spend), "most": most, "excess": Money(spend - asked.amount)}
    return not_met(say(text, **words), compared(_("spesa"), Money(spend), ">", most))


def item_caps(facts: Facts, asked: p.ItemCaps) -> Finding:
    """Minimum shares are reached; what caps cut is no obstacle, but is said."""
    cuts, short = facts.records(Name.ITEM_CUTS, ItemCut), facts.records(Name.ITEM_SHORTFALLS, ItemShortfall)
    if cuts is None or short is None:
        return to_verify(Sentence(_("Nella domanda indicherete le spese per voce: il portale applica i limiti del bando.")))
    if short:
        compare = [compared(Text(one.label), Money(one.reached), "<", Money(one.needed)) for one in short]
        text = _("Non sono raggiunte le quote minime: %(short)s.")
        return not_met(say(text, short=several([_short_of(one) for one in short])), say("%(all)s", all=several(compare)))
    if cuts:
        compare = [_change(one) for one in cuts]
        text = _("I limiti delle voci cambiano la spesa ammessa: %(cuts)s.")
        return met(say(text, cuts=several([_cut_by(one) for one in cuts])), say("%(all)s", all=several(compare)))
    return met(Sentence(_("Le spese rispettano i limiti delle voci.")))


def _short_of(one: ItemShortfall) -> Sentence:
    words: dict[str, Word] = {"label": Text(one.label), "reached": Money(one.reached), "needed": Money(one.needed)}
    return say(_("%(label)s: %(reached)s, almeno %(needed)s"), **words)


def _change(one: ItemCut) -> Sentence:
    """Only a flat rate gives more than was claimed."""
    return compared(Text(one.label), Money(one.before), ">" if one.before > one.after else "<", Money(one.after))


def _cut_by(one: ItemCut) -> Sentence:
    words: dict[str, Word] = {"label": Text(one.label), "before": Money(one.before), "after": Money(one.after)}
    return say(_("%(label)s: da %(before)s a %(after)s"), **words)
