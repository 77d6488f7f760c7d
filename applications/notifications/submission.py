"""Tells the firm that its application has arrived."""

from datetime import datetime

from applications.enums import NoticeKind
from applications.models import Application, Arrival
from applications.notifications.telling import tell


def arrived(application: Application, arrival: Arrival, *, at: datetime) -> None:
    """Number, instant and digest are read from the arrival itself, which never changes."""
    tell(application, NoticeKind.ARRIVED, at=at)
