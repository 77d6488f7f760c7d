"""Judges the standing of the firm: what it declares, what a document proves until a day, what an officer confirms."""

from datetime import date, timedelta

from bando.domain.rules import parameters as p
from bando.domain.rules.facts import Facts, Name, confirmation, declaration
from bando.domain.rules.findings import Finding, Voices, declared, met, not_met, to_verify
from bando.domain.wording import Count, Day, Money, Sentence, Word, compared, say
from core.domain.wording import gettext_noop as _

FREE = Voices()
INSOLVENCY = Voices(
    missing=_(
        "Non avete dichiarato che l’impresa non è in liquidazione, fallimento, concordato o altra procedura concorsuale: "
        "se è vero, rendete la dichiarazione."
    ),
    untrue=_("Al registro delle imprese risulta una procedura concorsuale o una liquidazione in corso."),
    waiting=_("Avete dichiarato che non ci sono procedure concorsuali; la Camera lo verifica al registro delle imprese."),
    confirmed=_("La Camera ha verificato che non ci sono procedure concorsuali."),
    made=_("Avete dichiarato che non ci sono procedure concorsuali."),
)
ANNUAL_FEE = Voices(
    missing=_("Non avete dichiarato di essere in regola con il diritto annuale: versatelo, poi rendete la dichiarazione."),
    untrue=_("Il diritto annuale della Camera non risulta versato: regolarizzatelo."),
    waiting=_("Avete dichiarato di essere in regola con il diritto annuale; la Camera lo verifica."),
    confirmed=_("La Camera ha verificato che il diritto annuale è versato."),
    made=_("Avete dichiarato di essere in regola con il diritto annuale."),
)
SUPPLIES = Voices(
    missing=_(
        "Non avete dichiarato di non avere forniture in corso con le Camere di commercio del bando: "
        "se è vero, rendete la dichiarazione."
    ),
    untrue=_("Risultano forniture in corso con una Camera di commercio del bando: finché durano non potete avere il contributo."),
    waiting=_("Avete dichiarato di non avere forniture in corso con le Camere; la Camera lo verifica sul proprio elenco."),
    confirmed=_("La Camera ha verificato che non ci sono forniture in corso."),
    made=_("Avete dichiarato di non avere forniture in corso con le Camere."),
)


def made(facts: Facts, asked: p.Declaration) -> Finding:
    """Made by the firm, and where the call says so confirmed by an officer."""
    return declared(facts, asked.declares, asked.confirms, FREE)


def insolvency(facts: Facts, asked: p.Insolvency) -> Finding:
    """Declared by the firm, looked up in the company register where the call says so."""
    return declared(facts, asked.declares, asked.confirms, INSOLVENCY)


def annual_fee(facts: Facts, asked: p.AnnualFee) -> Finding:
    """Declared by the firm, looked up by the Chamber."""
    return declared(facts, asked.declares, asked.confirms, ANNUAL_FEE)


def supplies(facts: Facts, asked: p.Supplies) -> Finding:
    """Declared by the firm, looked up by the Chamber on its own list."""
    return declared(facts, asked.declares, asked.confirms, SUPPLIES)


def durc(facts: Facts, asked: p.Durc) -> Finding:
    """A DURC that has not run out; without its days, the declaration, for the Chamber to look up."""
    confirmed = facts.flag(confirmation(asked.confirms)) if asked.confirms else None
    if confirmed is False:
        return not_met(Sentence(_("La Camera ha verificato che i contributi non sono in regola.")))
    expiry, today = _expiry(facts, asked), facts.day(Name.TODAY)
    issued = facts.day(Name.DURC_ISSUED_ON)
    if issued and today and issued > today:
        text = _("Il rilascio del DURC, %(issued)s, è in un giorno che deve ancora venire: correggetelo.")
        return not_met(say(text, issued=Day(issued)), compared(_("DURC rilasciato il"), Day(issued), ">", Day(today)))
    if expiry is not None and today is not None:
        return _until(expiry, today, waits=bool(asked.confirms) and not confirmed)
    if confirmed:
        return met(Sentence(_("La Camera ha verificato che i contributi sono in regola.")))
    if not facts.flag(declaration(asked.declares)) and expiry is None:
        return not_met(Sentence(_("Indicate il rilascio e la scadenza del DURC, o dichiarate di avere i contributi in regola.")))
    return to_verify(Sentence(_("Contributi in regola secondo quanto dichiarato: la Camera verifica il DURC.")))


def _expiry(facts: Facts, asked: p.Durc) -> date | None:
    """The last day of validity: what the document says, but never later than the law allows from its issue."""
    expires, issued = facts.day(Name.DURC_EXPIRES_ON), facts.day(Name.DURC_ISSUED_ON)
    lawful = issued + timedelta(days=asked.valid_days) if issued else None
    known = [one for one in (expires, lawful) if one]
    return min(known) if known else None


def _until(expiry: date, today: date, *, waits: bool) -> Finding:
    words: dict[str, Word] = {"expiry": Day(expiry)}
    if expiry < today:
        text = _("Il DURC è scaduto il %(expiry)s: chiedetene uno nuovo.")
        return not_met(say(text, **words), compared(_("DURC valido fino al"), Day(expiry), "<", Day(today)))
    comparison = compared(_("DURC valido fino al"), Day(expiry), "≥", Day(today))
    if waits:
        return to_verify(say(_("DURC valido fino al %(expiry)s; la Camera lo verifica."), **words), comparison)
    return met(say(_("DURC valido fino al %(expiry)s."), **words), comparison)


def antimafia(facts: Facts, asked: p.Antimafia) -> Finding:
    """A declaration for each person to be checked; above the threshold, the documents that the Chamber gets."""
    persons, said = facts.count(Name.PERSONS), facts.count(Name.PERSONS_DECLARED)
    if persons is None and not facts.was_asked(Name.PERSONS):
        return to_verify(
            Sentence(_("Nella domanda ciascuna persona soggetta ai controlli antimafia rende la sua dichiarazione."))
        )
    if not persons:
        return not_met(Sentence(_("Indicate le persone soggette ai controlli antimafia (art. 85 D.Lgs. 159/2011).")))
    found = Count(said or 0)
    if (said or 0) < persons:
        text = _("Dichiarazioni antimafia rese: %(declared)s; persone che devono renderne una: %(persons)s.")
        comparison = compared(_("persone dichiaranti"), found, "<", Count(persons))
        return not_met(say(text, declared=found, persons=Count(persons)), comparison)
    return _documents(facts, asked) or met(
        say(_("Dichiarazione antimafia resa per tutte le persone indicate: %(persons)s."), persons=Count(persons)),
        compared(_("persone dichiaranti"), found, "=", Count(persons)),
    )


def _documents(facts: Facts, asked: p.Antimafia) -> Finding | None:
    """The word of the Chamber on the documents; None where they are not due."""
    if asked.documents_above is None:
        return None
    grant, confirmed = facts.money(Name.GRANT), facts.flag(confirmation(asked.confirms))
    if confirmed is False:
        return not_met(Sentence(_("Dalla documentazione antimafia risultano cause di divieto (art. 67 D.Lgs. 159/2011).")))
    if confirmed or grant is None or grant <= asked.documents_above:
        return None
    text = _("Dichiarazioni rese; per un contributo oltre %(limit)s la Camera acquisisce la documentazione antimafia.")
    comparison = compared(_("contributo"), Money(grant), ">", Money(asked.documents_above))
    return to_verify(say(text, limit=Money(asked.documents_above)), comparison)
