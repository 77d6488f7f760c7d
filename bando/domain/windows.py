"""When a call takes applications: its windows, how acts change them, and where the call stands at an instant.

A window holds from its opening to its closing instant, both included. Windows of one call never overlap.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from bando.enums import CallStatus


@dataclass(frozen=True)
class Span:
    """One window. Raises ValueError if it does not open before it closes."""

    opens_at: datetime
    closes_at: datetime
    code: str = ""
    label: str = ""

    def __post_init__(self) -> None:
        if self.opens_at >= self.closes_at:
            raise ValueError("a window opens before it closes")

    def holds(self, at: datetime) -> bool:
        """Whether the window is open at an instant."""
        return self.opens_at <= at <= self.closes_at


Spans = tuple[Span, ...]


def suspended(spans: Spans, from_at: datetime) -> Spans:
    """The window that runs at `from_at` ends there; those to come are kept as they were planned."""
    return tuple(replace(one, closes_at=from_at) if one.opens_at < from_at < one.closes_at else one for one in spans)


def kept(spans: Spans, since: datetime, closes_at: datetime) -> Spans:
    """What is left when a suspension `since` an instant ends with a window up to `closes_at`.

    What had opened before, and what is planned for later; the new window takes the place of those planned until then.
    """
    return tuple(one for one in spans if one.opens_at < since or one.opens_at > closes_at)


def extended(spans: Spans, closes_at: datetime) -> Spans:
    """The last window closes later."""
    return (*spans[:-1], replace(spans[-1], closes_at=closes_at))


def ended(spans: Spans, closes_at: datetime) -> Spans:
    """No window after `closes_at`; the one that runs then ends there. Empty if none had opened."""
    return tuple(replace(one, closes_at=min(one.closes_at, closes_at)) for one in spans if one.opens_at < closes_at)


def with_one_more(spans: Spans, new: Span) -> Spans:
    """The windows and a new one, in order."""
    return _in_order([*spans, new])


def overlap(spans: Sequence[Span]) -> tuple[Span, Span] | None:
    """The first two windows of which one opens before the other has closed."""
    ordered = _in_order(spans)
    return next(((one, two) for one, two in pairwise(ordered) if two.opens_at <= one.closes_at), None)


def _in_order(spans: Sequence[Span]) -> Spans:
    return tuple(sorted(spans, key=lambda one: one.opens_at))


@dataclass(frozen=True)
class Situation:
    """All that says where a call stands: instants, windows (one at least, first one first), acts, money."""

    published_at: datetime | None
    draft_from_at: datetime
    spans: Spans
    # Since when the last act on the windows suspends them, if it is a suspension.
    suspended_from_at: datetime | None = None
    is_exhausted: bool = False
    is_decided: bool = False
    is_concluded: bool = False

    @property
    def opens_at(self) -> datetime:
        return self.spans[0].opens_at

    @property
    def closes_at(self) -> datetime:
        return max(one.closes_at for one in self.spans)

    def is_suspended(self, at: datetime) -> bool:
        """After the instant of the suspension, until an act resumes, reopens or closes."""
        return self.suspended_from_at is not None and at > self.suspended_from_at

    def takes(self, at: datetime) -> bool:
        """Whether an application may come at an instant, as far as windows and acts go; whether there is money is asked apart."""
        is_published = self.published_at is not None and at >= self.published_at
        return is_published and not self.is_suspended(at) and self.running(at) is not None

    def running(self, at: datetime) -> Span | None:
        """The window that is open at an instant, suspended or not."""
        return next((one for one in self.spans if one.holds(at)), None)

    def next_opening(self, at: datetime) -> datetime | None:
        """The first opening still to come."""
        return next((one.opens_at for one in self.spans if one.opens_at > at), None)

    def status(self, at: datetime) -> CallStatus:
        """Where the call stands at an instant."""
        if self.published_at is None or at < self.published_at:
            return CallStatus.PREPARED
        if self.is_concluded:
            return CallStatus.CONCLUDED
        if self.is_suspended(at):
            return CallStatus.SUSPENDED
        if at > self.closes_at:
            return CallStatus.DECIDED if self.is_decided else CallStatus.CLOSED
        if self.is_exhausted and at >= self.opens_at:
            return CallStatus.EXHAUSTED
        return CallStatus.OPEN if self.running(at) else CallStatus.ANNOUNCED
