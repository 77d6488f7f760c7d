"""Judges what the firm already got against the ceiling of the aid regime, and against a yearly ceiling; amounts in euro."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bando.domain.rules import parameters as p
from bando.domain.rules.facts import Facts, Name
from bando.domain.rules.findings import Finding, met, not_met, to_verify
from bando.domain.rules.records import Aid, Granted
from bando.domain.wording import Day, Money, Word, compared, say
from bando.domain.years import years_before
from bando.enums import AidWindow
from core.domain.wording import gettext_noop as _
from core.money import ZERO

AID_YEARS = 3


@dataclass(frozen=True)
class Voices:
    """What is said of a ceiling: nothing left, less left than the grant, room for it; and what is compared with it."""

    exhausted: str
    cut: str
    room: str
    before: str
    together: str


AIDS = Voices(
    exhausted=_("Il massimale degli aiuti è esaurito: aiuti già ricevuti %(received)s, massimale %(ceiling)s."),
    cut=_("Il contributo può essere al più %(left)s: aiuti già ricevuti %(received)s, massimale %(ceiling)s."),
    room=_("C’è spazio per il contributo: aiuti già ricevuti %(received)s, massimale %(ceiling)s."),
    before=_("aiuti già ricevuti"),
    together=_("aiuti e contributo"),
)
YEARLY = Voices(
    exhausted=_("Il tetto annuo per impresa è esaurito: contributi già concessi %(received)s, tetto %(ceiling)s."),
    cut=_("Il contributo può essere al più %(left)s: contributi già concessi nell’anno %(received)s, tetto %(ceiling)s."),
    room=_("C’è spazio sotto il tetto annuo: contributi già concessi %(received)s, tetto %(ceiling)s."),
    before=_("contributi già concessi nell’anno"),
    together=_("contributi dell’anno"),
)


@dataclass(frozen=True)
class Received:
    """What counts against the ceiling, and since when it is counted (None: the total came without its days)."""

    amount: Decimal
    since: date | None = None

    @property
    def word(self) -> Word:
        """As a sentence says it."""
        if self.since is None:
            return Money(self.amount)
        return say(_("%(amount)s dal %(day)s"), amount=Money(self.amount), day=Day(self.since))


def aid_ceiling(facts: Facts, asked: p.AidCeiling) -> Finding:
    """Aid received and this grant together; where they exceed the ceiling, the grant is cut to the room that is left."""
    received, grant = _aids(facts, asked), facts.money(Name.GRANT)
    if received is None:
        text = _("La Camera verifica sul registro nazionale gli aiuti già ricevuti (massimale %(ceiling)s).")
        return to_verify(say(text, ceiling=Money(asked.amount)))
    return _under(asked.amount, received, grant, AIDS)


def _aids(facts: Facts, asked: p.AidCeiling) -> Received | None:
    """Aids of the window, where their days are known; else their total."""
    aids, today = facts.records(Name.AIDS, Aid), facts.day(Name.TODAY)
    if aids is None or today is None:
        total = facts.money(Name.AID_RECEIVED)
        return None if total is None else Received(total)
    since = window_opens(AidWindow(asked.window), today)
    return Received(sum((aid.amount for aid in aids if aid.granted_on >= since), ZERO), since)


def window_opens(window: AidWindow, today: date) -> date:
    """The first day whose aids count: three years back (Reg. (EU) 2023/2831 art. 3.2), or the start of the year before last.

    Tax years are taken as calendar years. An aid of that first day counts.
    """
    if window == AidWindow.ROLLING:
        return years_before(today, AID_YEARS)
    return date(today.year - 2, 1, 1)


def yearly_ceiling(facts: Facts, asked: p.YearlyCeiling) -> Finding:
    """Grants of the calendar year under the calls that count, and this one."""
    received, grant = _granted(facts, asked), facts.money(Name.GRANT)
    if received is None:
        text = _("Il portale verifica i contributi già concessi nell’anno alla vostra impresa (tetto %(ceiling)s).")
        return to_verify(say(text, ceiling=Money(asked.amount)))
    return _under(asked.amount, received, grant, YEARLY)


def _granted(facts: Facts, asked: p.YearlyCeiling) -> Received | None:
    """Grants one by one, where they are known; else the total of the year, if every call counts."""
    grants, today = facts.records(Name.GRANTED, Granted), facts.day(Name.TODAY)
    if grants is None or today is None:
        total = None if asked.calls else facts.money(Name.GRANTED_THIS_YEAR)
        return None if total is None else Received(total)
    counted = [one for one in grants if one.granted_on.year == today.year and (not asked.calls or one.call in asked.calls)]
    return Received(sum((one.amount for one in counted), ZERO), date(today.year, 1, 1))


def _under(ceiling: Decimal, received: Received, grant: Decimal | None, voices: Voices) -> Finding:
    left, most = ceiling - received.amount, Money(ceiling)
    words: dict[str, Word] = {"received": received.word, "ceiling": most}
    if left <= ZERO:
        return not_met(say(voices.exhausted, **words), compared(voices.before, Money(received.amount), "≥", most))
    if grant is None:
        return met(say(voices.room, **words), compared(voices.before, Money(received.amount), "<", most))
    together = Money(received.amount + grant)
    if grant > left:
        return to_verify(say(voices.cut, **words, left=Money(left)), compared(voices.together, together, ">", most))
    return met(say(voices.room, **words), compared(voices.together, together, "≤", most))
