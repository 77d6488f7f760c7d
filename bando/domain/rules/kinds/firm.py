"""Judges the firm itself: its size, its activity, its capital."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bando.domain.rules import parameters as p
from bando.domain.rules.facts import Facts, Name
from bando.domain.rules.findings import Finding, met, not_met, to_verify
from bando.domain.rules.parameters.firm import ATECO_VERSIONS, SIZES, is_code
from bando.domain.size import THRESHOLDS, Figures, Relative, added_up
from bando.domain.wording import Count, Day, Money, Percent, Phrase, Sentence, Text, Word, compared, phrases, say, several, texts
from bando.domain.years import years_before
from bando.enums import SizeClass
from core.domain.wording import gettext_noop as _
from core.money import cents
from registry.domain.ateco import covers, normal

ORDER = list(SizeClass)
YOUNG_FOR_YEARS = 3


def size(facts: Facts, asked: p.Size) -> Finding:
    """The class follows from staff, turnover and balance sheet; staff and one of the two others decide."""
    own = _own_figures(facts)
    relatives = facts.records(Name.RELATIVES, Relative) if asked.linked else ()
    figures = added_up(own, relatives or ())
    found = figures.size
    if found is None:
        return not_met(_which_are_missing(own, asked))
    words: dict[str, Word] = {"figures": _figures(figures, bool(relatives)), "size": Phrase(SIZES[found])}
    if found in asked.classes and relatives is not None:
        return met(say(_("Con %(figures)s siete una %(size)s."), **words), _within(figures, found))
    admitted = phrases([SIZES[one] for one in asked.classes])
    if relatives is None and ORDER.index(found) <= max(ORDER.index(SizeClass(one)) for one in asked.classes):
        text = _("Con %(figures)s da soli siete una %(size)s; la Camera verifica i dati delle imprese associate e collegate.")
        return to_verify(say(text, **words))
    text = _("Con %(figures)s risultate una %(size)s; il bando ammette: %(classes)s.")
    return not_met(say(text, **words, classes=admitted), _beyond(figures, found, asked))


def _own_figures(facts: Facts) -> Figures:
    return Figures(facts.count(Name.STAFF), facts.money(Name.TURNOVER), facts.money(Name.BALANCE_SHEET))


def _which_are_missing(own: Figures, asked: p.Size) -> Sentence:
    names = {_("gli occupati"): own.staff, _("il fatturato"): own.turnover, _("il totale di bilancio"): own.balance_sheet}
    missing = phrases([name for name, value in names.items() if value is None])
    if asked.linked:
        return say(_("Per calcolare la dimensione dell’impresa indicate %(missing)s."), missing=missing)
    return say(
        _("Per calcolare la dimensione dell’impresa indicate %(missing)s, sommando le imprese collegate."), missing=missing
    )


def _figures(figures: Figures, with_relatives: bool) -> Sentence:
    staff = figures.staff or 0
    words: list[Word] = [say(_("%(n)s occupato") if staff == 1 else _("%(n)s occupati"), n=Count(staff))]
    if figures.turnover is not None:
        words.append(say(_("fatturato %(amount)s"), amount=Money(figures.turnover)))
    if figures.balance_sheet is not None:
        words.append(say(_("totale di bilancio %(amount)s"), amount=Money(figures.balance_sheet)))
    listed = several(words)
    if with_relatives:
        return say(_("%(figures)s (comprese le imprese associate e collegate)"), figures=listed)
    return say("%(figures)s", figures=listed)


def _within(figures: Figures, found: SizeClass) -> Sentence | None:
    """The figures that keep it within its class."""
    if found not in THRESHOLDS:
        return None
    below, most_turnover, most_balance = THRESHOLDS[found]
    words: list[Word] = [compared(_("occupati"), Count(figures.staff or 0), "<", Count(below))]
    if figures.turnover is not None and figures.turnover <= most_turnover:
        words.append(compared(_("fatturato"), Money(figures.turnover), "≤", Money(most_turnover)))
    elif figures.balance_sheet is not None:
        words.append(compared(_("totale di bilancio"), Money(figures.balance_sheet), "≤", Money(most_balance)))
    return say("%(all)s", all=several(words))


def _beyond(figures: Figures, found: SizeClass, asked: p.Size) -> Sentence:
    """The figure that puts it above the largest class admitted; or the classes, where it is too small."""
    top = max((SizeClass(one) for one in asked.classes), key=ORDER.index)
    if ORDER.index(found) < ORDER.index(top) or top not in THRESHOLDS:
        admitted = phrases([SIZES[one] for one in asked.classes])
        return say(_("dimensione: %(found)s, non %(admitted)s"), found=Phrase(SIZES[found]), admitted=admitted)
    below, most_turnover, most_balance = THRESHOLDS[top]
    staff = figures.staff or 0
    if staff >= below:
        whole = staff == int(staff)
        return compared(_("occupati"), Count(staff), ">" if whole else "≥", Count(below - 1 if whole else below))
    words: list[Word] = []
    if figures.turnover is not None:
        words.append(compared(_("fatturato"), Money(figures.turnover), ">", Money(most_turnover)))
    if figures.balance_sheet is not None:
        words.append(compared(_("totale di bilancio"), Money(figures.balance_sheet), ">", Money(most_balance)))
    return say("%(all)s", all=several(words))


def ateco(facts: Facts, asked: p.Ateco) -> Finding:
    """The firm's code, in the classification that the call speaks of, begins with a part admitted and with none excluded."""
    code, version = facts.text(Name.ATECO_CODE), facts.text(Name.ATECO_VERSION)
    wanted = Phrase(ATECO_VERSIONS[asked.version])
    if not code:
        return _without_code(code, wanted)
    words: dict[str, Word] = {"code": Text(code), "version": wanted}
    if not is_code(code):
        return not_met(say(_("«%(code)s» non è un codice %(version)s: correggetelo, per esempio 47.91.10."), **words))
    if version != asked.version:
        return to_verify(say(_("La Camera verifica a quale codice %(version)s corrisponde il vostro %(code)s."), **words))
    code = normal(code)
    words["code"] = Text(code)
    out = [one for one in asked.exclude if covers(one, code, asked.version)]
    if out:
        text = _("Il vostro codice %(version)s %(code)s è fra quelli esclusi dal bando: %(out)s.")
        return not_met(say(text, **words, out=texts(out)), _inside(code, out))
    inside = [one for one in asked.include if covers(one, code, asked.version)]
    if asked.include and not inside:
        text = _("Il vostro codice %(version)s %(code)s non è fra quelli ammessi dal bando: %(admitted)s.")
        return not_met(say(text, **words, admitted=texts(asked.include)), _outside(code, asked.include))
    comparison = _inside(code, inside) if inside else _outside(code, asked.exclude)
    return met(say(_("Il vostro codice %(version)s %(code)s è ammesso."), **words), comparison)


def _inside(code: str, prefixes: Sequence[str]) -> Sentence:
    return say(_("%(code)s rientra in %(prefixes)s"), code=Text(code), prefixes=texts(prefixes))


def _outside(code: str, prefixes: Sequence[str]) -> Sentence:
    return say(_("%(code)s non rientra in %(prefixes)s"), code=Text(code), prefixes=texts(prefixes))


def _without_code(code: str | None, wanted: Word) -> Finding:
    if code is None:
        return to_verify(say(_("La Camera verifica il vostro codice %(version)s al registro delle imprese."), version=wanted))
    return not_met(say(_("Indicate il codice %(version)s dell’attività principale."), version=wanted))


def capital(facts: Facts, asked: p.Capital) -> Finding:
    """Losses above the given share of the subscribed capital make an undertaking in difficulty; a share reached is not above."""
    subscribed, losses = facts.money(Name.SUBSCRIBED_CAPITAL), facts.money(Name.ACCUMULATED_LOSSES)
    age = _age(facts, asked)
    if age.exempt and age.founded:
        text = _("PMI costituita il %(day)s, da meno di tre anni: la prova del capitale non si applica.")
        return met(say(text, day=Day(age.founded)))
    if subscribed is None or losses is None:
        text = _("Senza capitale sottoscritto e perdite cumulate la prova del capitale è verificata dalla Camera.")
        return to_verify(Sentence(text))
    limit = cents(subscribed * asked.share)
    words: dict[str, Word] = {"losses": Money(losses), "share": Percent(asked.share), "limit": Money(limit)}
    if losses <= subscribed * asked.share:
        text = _("Le perdite non superano il limite: perdite cumulate %(losses)s, %(share)s del capitale sottoscritto %(limit)s.")
        return met(say(text, **words), compared(_("perdite cumulate"), Money(losses), "≤", Money(limit)))
    comparison = compared(_("perdite cumulate"), Money(losses), ">", Money(limit))
    if age.exempt:
        text = _(
            "Perdite cumulate %(losses)s, oltre il limite di %(limit)s: se la vostra PMI è costituita da meno di tre anni "
            "la prova non si applica; la Camera lo verifica."
        )
        return to_verify(say(text, losses=Money(losses), limit=Money(limit)), comparison)
    text = _("L’impresa risulta in difficoltà: perdite cumulate %(losses)s, %(share)s del capitale sottoscritto %(limit)s.")
    return not_met(say(text, **words), comparison)


@dataclass(frozen=True)
class Age:
    """Whether the law may exempt the firm (small or medium, for less than three years), and since when it is there."""

    exempt: bool
    founded: date | None = None


def _age(facts: Facts, asked: p.Capital) -> Age:
    if not asked.exempt_young:
        return Age(exempt=False)
    founded = facts.day(Name.FOUNDED_ON)
    seen = asked.on or facts.day(Name.TODAY)
    if added_up(_own_figures(facts), facts.records(Name.RELATIVES, Relative) or ()).size in {None, SizeClass.LARGE}:
        return Age(exempt=False)
    if founded is None or seen is None:
        return Age(exempt=True)
    return Age(founded > years_before(seen, YOUNG_FOR_YEARS), founded)
