"""What is known about an application, each fact with its source, as the rules read it."""

from datetime import datetime

from applications.enums import State
from applications.models import Application, Content
from applications.queries.estimates import estimate_of
from bando.domain.rules.facts import Facts, Name, Value, declaration
from core.figures import in_italian

FIRM = "impresa"
PORTAL = "portale"


def facts_of(application: Application, *, at: datetime) -> Facts:
    """The firm's own words (since they were confirmed, if they were) and what the portal computes at `at`."""
    content = application.content
    since = application.confirmed_at if application.state != State.DRAFT and application.confirmed_at else at
    return Facts.of(_declared(content), source=FIRM, at=since).plus(_computed(application, content), source=PORTAL, at=at)


def _declared(content: Content) -> dict[str, Value]:
    figures: dict[str, Value] = {
        Name.STAFF: content.staff,
        Name.TURNOVER: content.turnover,
        Name.BALANCE_SHEET: content.balance_sheet,
        Name.SUBSCRIBED_CAPITAL: content.subscribed_capital,
        Name.ACCUMULATED_LOSSES: content.accumulated_losses,
        Name.AID_RECEIVED: content.aid_received,
        Name.SEAT_PROVINCE: content.seat_province_id or "",
        Name.SEAT_TO_BE_OPENED: content.seat_to_be_opened,
        Name.PORTFOLIO: content.portfolio,
        Name.MARKETS: content.markets,
        Name.CHANNELS: content.channels,
    }
    return figures | {declaration(code): bool(made) for code, made in sorted(content.declarations.items())}


def _computed(application: Application, content: Content) -> dict[str, Value]:
    found = estimate_of(application)
    rivals = Application.objects.filter(call=application.call_id, firm=application.firm_id).exclude(pk=application.pk)
    return {
        Name.COMPETENT_CHAMBER: in_italian(str)(application.pot) if application.pot else "",
        Name.OTHER_APPLICATIONS: rivals.exclude(state=State.DRAFT).count(),
        Name.SPEND: found.spend,
        Name.GRANT: found.grant,
    }
