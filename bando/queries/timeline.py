"""When things happen in a call: computed from its dates, windows and acts, each marked as past, under way, next or to come."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from bando.domain.windows import Spans
from bando.enums import ActKind
from bando.models import Act, Call
from core.figures import ROME, day, instant

# The acts that change when the call takes applications, what it says, or with how much money.
CHANGES = frozenset(
    {
        ActKind.AMENDMENT, ActKind.EXTENSION, ActKind.SUSPENSION, ActKind.RESUMPTION, ActKind.CLOSURE, ActKind.REOPENING,
        ActKind.REFINANCING, ActKind.RANKING, ActKind.CONCLUSION,
    }
)  # fmt: skip
PAST, NOW, NEXT, LATER = "past", "now", "next", "later"


@dataclass(frozen=True)
class Step:
    """Something that happens at an instant, or lasts from one to another; `when` says it, `state` where it stands."""

    title: str
    since: datetime
    until: datetime
    when: str
    note: str = ""
    state: str = LATER

    @property
    def mark(self) -> str:
        """The state in a word; what is simply to come needs none."""
        return {PAST: _("passato"), NOW: _("adesso"), NEXT: _("prossimo passo")}.get(self.state, "")


def timeline_of(call: Call, windows: Spans, acts: Iterable[Act], at: datetime) -> list[Step]:
    """Every date of the call in order of time, as it stands at `at`."""
    steps = sorted([*_of_the_call(call), *_windows(windows), *_acts(acts)], key=lambda step: (step.since, step.until))
    following = min((step.since for step in steps if step.since > at), default=None)
    return [replace(step, state=_state(step, at, following)) for step in steps]


def _state(step: Step, at: datetime, following: datetime | None) -> str:
    if step.until < at:
        return PAST
    if step.since <= at:
        return NOW
    return NEXT if step.since == following else LATER


def _of_the_call(call: Call) -> list[Step]:
    found = [
        _at(_("Si può compilare la domanda"), call.draft_from_at),
        _days(_("Spese ammesse"), call.spend_from_on, call.spend_until_on, _("per data della fattura")),
    ]
    if call.published_at:
        found.append(_at(_("Bando pubblicato"), call.published_at))
    if call.paid_until_on:
        found.append(_by(_("Pagamenti ai fornitori"), call.paid_until_on))
    if call.project_until_on:
        found.append(_by(_("Conclusione dei progetti"), call.project_until_on))
    found.append(_by(_("Rendiconto delle spese"), call.accounts_due_on))
    return found


def _windows(windows: Spans) -> list[Step]:
    return [_from_to(_("Si presentano le domande"), each.opens_at, each.closes_at, each.label) for each in windows]


def _acts(acts: Iterable[Act]) -> list[Step]:
    found = []
    for act in acts:
        if act.kind in CHANGES:
            version = getattr(act, "version", None)
            since = version.in_force_at if version else _midnight(act.issued_on)
            title = act.get_kind_display()
            found.append(Step(title[:1].upper() + title[1:], since, since, day(act.issued_on), _numbered(act)))
    return found


def _numbered(act: Act) -> str:
    return _("%(issuer)s, n. %(number)s: %(subject)s") % {
        "issuer": act.issuer, "number": act.number, "subject": act.subject,
    }  # fmt: skip


def _at(title: str, moment: datetime, note: str = "") -> Step:
    return Step(title, moment, moment, instant(moment), note)


def _from_to(title: str, since: datetime, until: datetime, note: str = "") -> Step:
    when = _("dal %(since)s al %(until)s") % {"since": instant(since), "until": instant(until)}
    return Step(title, since, until, when, note)


def _days(title: str, since: date, until: date, note: str = "") -> Step:
    when = _("dal %(since)s al %(until)s") % {"since": day(since), "until": day(until)}
    return Step(title, _midnight(since), _evening(until), when, note)


def _by(title: str, until: date) -> Step:
    """Something due by the end of a day."""
    return Step(title, _evening(until), _evening(until), _("entro il %(day)s") % {"day": day(until)})


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time.min, ROME)


def _evening(on: date) -> datetime:
    return datetime.combine(on, time.max, ROME)
