"""What is known about an application, each fact with its source, as the rules read it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.utils import timezone

from applications.enums import State
from applications.models import Application, Confirmation, Content
from applications.queries.firm import relatives_of
from applications.queries.reading import Reading
from applications.queries.reviewing import admitted_as
from applications.queries.rivals import beneficiary_of, granted_by
from bando.domain.rules.engine import Rule
from bando.domain.rules.facts import Facts, Name, Value, confirmation, declaration
from bando.enums import RuleKind
from bando.queries import limits
from core.figures import ROME, in_italian

FIRM = "impresa"
PORTAL = "portale"
CHAMBER = "Camera"
# What the planned spend gives.
PLANNED = frozenset({Name.GRANT, Name.SPEND, Name.ITEM_CUTS, Name.ITEM_SHORTFALLS})


def facts_of(
    application: Application,
    *,
    at: datetime,
    rules: Iterable[Rule] | None = None,
    more: Mapping[str, Value] | None = None,
    found_since: datetime | None = None,
    reading: Reading | None = None,
) -> Facts:
    """The firm's own words (since they were confirmed, if they were), what the portal computes at `at`, what officers found.

    With `rules`, what only other kinds of rule would look at (other calls, firms tied to this one) is not asked. `more` is
    what the portal knows besides, in a later phase, and goes before what it computes here. What officers found before
    `found_since` has to be looked up again. `reading`: one that has begun.
    """
    kinds = set(RuleKind) if rules is None else {RuleKind(rule.kind) for rule in rules}
    reading, content = reading or Reading(application), application.content
    since = application.confirmed_at if application.state != State.DRAFT and application.confirmed_at else at
    said = Facts.of(_declared(content), source=FIRM, at=since)
    known = said.plus(_computed(reading, content, at, but=more or {}), source=PORTAL, at=at)
    known = known.plus(_elsewhere(reading, kinds, at) | dict(more or {}), source=PORTAL, at=at)
    return known if application.state == State.DRAFT else _confirmed(reading, known, found_since)


def _declared(content: Content) -> dict[str, Value]:
    figures: dict[str, Value] = {
        Name.STAFF: content.staff,
        Name.TURNOVER: content.turnover,
        Name.BALANCE_SHEET: content.balance_sheet,
        Name.SUBSCRIBED_CAPITAL: content.subscribed_capital,
        Name.ACCUMULATED_LOSSES: content.accumulated_losses,
        Name.AID_RECEIVED: content.aid_received,
        Name.FOUNDED_ON: content.founded_on,
        Name.ATECO_CODE: content.ateco_code,
        Name.ATECO_VERSION: content.ateco_version,
        Name.DURC_ISSUED_ON: content.durc_issued_on,
        Name.DURC_EXPIRES_ON: content.durc_expires_on,
        Name.PERSONS: content.persons,
        Name.PERSONS_DECLARED: content.persons_declared,
        Name.SEAT_PROVINCE: content.seat_province_id or "",
        Name.SEAT_TO_BE_OPENED: content.seat_to_be_opened,
        Name.PORTFOLIO: content.portfolio,
        Name.MARKETS: content.markets,
        Name.CHANNELS: content.channels,
    }
    return figures | {declaration(code): bool(made) for code, made in sorted(content.declarations.items())}


def _computed(reading: Reading, content: Content, at: datetime, *, but: Collection[str]) -> dict[str, Value]:
    """What the plan of the project is worth is not worked out where a later phase brings figures of its own (`but`)."""
    application = reading.application
    found: dict[str, Value] = {
        Name.TODAY: timezone.localdate(at, ROME),
        Name.COMPETENT_CHAMBER: in_italian(str)(application.pot) if application.pot else "",
        Name.OTHER_APPLICATIONS: reading.others,
    }
    if not PLANNED.issubset(but):
        worth = reading.worth
        found[Name.GRANT] = worth.estimate.grant if application.state == State.DRAFT else admitted_as(application, worth).grant
        found |= limits.facts_of(worth.spend.found, worth.spend.caps)
    return found


def _elsewhere(reading: Reading, kinds: set[RuleKind], at: datetime) -> dict[str, Value]:
    """What the portal knows of other calls and of firms tied to this one; None: it does not know."""
    application, found = reading.application, dict[str, Value]()
    if kinds & {RuleKind.SIZE, RuleKind.CAPITAL} and (said := relatives_of(application, reading.firm)) is not None:
        found[Name.RELATIVES] = said
    if RuleKind.LINKED_FIRMS in kinds:
        found[Name.LINKED_APPLICATIONS] = reading.linked
    if RuleKind.EARLIER_CALLS in kinds:
        found[Name.BENEFICIARY_OF] = beneficiary_of(reading.grants(at))
    if RuleKind.YEARLY_CEILING in kinds:
        found[Name.GRANTED] = granted_by(reading.grants(at))
    return found


def words_since(words: Iterable[Confirmation], since: datetime | None) -> list[Confirmation]:
    """All that officers recorded, or what they looked up from an instant on."""
    return [row for row in words if since is None or row.at >= since]


def latest_words(words: Iterable[Confirmation]) -> dict[str, bool | None]:
    """What they found, the latest word on each thing, where `words` come in their order; None: asked, not answered yet."""
    return {row.code: row.holds for row in words}


def _confirmed(reading: Reading, known: Facts, since: datetime | None) -> Facts:
    """With what officers found, the latest word on each thing, since the instant at which it was recorded.

    What was asked and has not been answered is not known.
    """
    latest = {row.code: row for row in words_since(reading.words, since)}
    for row in sorted(latest.values(), key=lambda row: row.pk):
        if row.holds is not None:
            known = known.plus({confirmation(row.code): row.holds}, source=CHAMBER, at=row.at)
    return known
