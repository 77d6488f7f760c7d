"""What the officer's desk reads: what the application is worth with the cuts made so far."""

from decimal import Decimal

from applications.domain.admission import Admission, admission
from applications.models import Application
from applications.queries.estimates import Worth, worth_of
from applications.queries.promised import figures_of
from core.money import ZERO


def ceiling_room(application: Application) -> Decimal:
    """What the aid ceiling leaves after the aids that the firm declared, in euro; negative when it is passed already."""
    received: Decimal | None = application.content.aid_received
    return figures_of(application).aid_ceiling - (received or ZERO)


def admission_of(application: Application) -> Admission:
    """What the application is worth with the cuts made so far, under the caps of its call."""
    return admitted_as(application, worth_of(application))


def admitted_as(application: Application, worth: Worth) -> Admission:
    """The same from what was read already."""
    return admission(worth.spend.by_item, worth.terms, ceiling_room(application), worth.held)
