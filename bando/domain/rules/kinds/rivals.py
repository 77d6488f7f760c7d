"""Judges other applications to the call, of the firm and of firms linked to it, and what the firm got from earlier calls."""

from bando.domain.rules import parameters as p
from bando.domain.rules.facts import Facts, Name, declaration
from bando.domain.rules.findings import Finding, met, not_met, to_verify
from bando.domain.wording import Count, Sentence, Word, compared, say, texts
from core.domain.wording import gettext_noop as _


def single(facts: Facts, asked: p.Single) -> Finding:
    """The firm's other applications to this call, as the portal counts them."""
    others = facts.count(Name.OTHER_APPLICATIONS)
    if others is None:
        return to_verify(Sentence(_("Il portale lo verifica quando accedete con la vostra impresa.")))
    found, most = Count(others), Count(asked.others)
    if others > asked.others:
        comparison = compared(_("altre domande inviate"), found, ">", most)
        if asked.others == 0:
            text = _("La vostra impresa ha già inviato una domanda per questo bando: vale la prima.")
            return not_met(Sentence(text), comparison)
        text = _("Altre domande già inviate dalla vostra impresa per questo bando: %(others)s; ammesse: %(most)s.")
        return not_met(say(text, others=found, most=most), comparison)
    comparison = compared(_("altre domande inviate"), found, "≤", most)
    if others == 0:
        return met(Sentence(_("Nessun’altra domanda della vostra impresa per questo bando.")), comparison)
    return met(say(_("Le altre domande della vostra impresa sono entro il limite del bando: %(most)s."), most=most), comparison)


def linked_firms(facts: Facts, asked: p.LinkedFirms) -> Finding:
    """Applications of firms linked to the applicant, as far as they are known."""
    found = facts.count(Name.LINKED_APPLICATIONS)
    if found is None:
        return to_verify(Sentence(_("La Camera verifica se imprese collegate alla vostra hanno presentato domanda.")))
    if found > asked.others:
        text = _("Domande già inviate per questo bando da imprese collegate alla vostra: %(found)s; ammesse: %(most)s.")
        comparison = compared(_("domande di imprese collegate"), Count(found), ">", Count(asked.others))
        return not_met(say(text, found=Count(found), most=Count(asked.others)), comparison)
    comparison = compared(_("domande di imprese collegate"), Count(found), "≤", Count(asked.others))
    return met(Sentence(_("Le domande di imprese collegate alla vostra sono entro il limite del bando.")), comparison)


def earlier_calls(facts: Facts, asked: p.EarlierCalls) -> Finding:
    """What the portal holds on earlier calls, and the firm's own word for those that it does not hold."""
    held = facts.texts(Name.BENEFICIARY_OF)
    said = facts.flag(declaration(asked.declares)) if asked.declares else None
    found = [call for call in asked.calls if call in (held or ())]
    if found:
        text = _("La vostra impresa è beneficiaria di: %(calls)s. Questo bando esclude chi ne ha già avuto il contributo.")
        return not_met(say(text, calls=texts(found)))
    words: dict[str, Word] = {"calls": texts(asked.calls)}
    if asked.declares and not said:
        text = _("Non avete dichiarato di non essere beneficiari di: %(calls)s. Se è vero, rendete la dichiarazione.")
        return not_met(say(text, **words))
    if held is None:
        return to_verify(say(_("Il portale verifica se la vostra impresa è beneficiaria di: %(calls)s."), **words))
    return met(say(_("La vostra impresa non risulta beneficiaria di: %(calls)s."), **words))
