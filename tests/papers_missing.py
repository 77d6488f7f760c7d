"""What is drawn in the background and does not come out, whatever it is: told on its page, put off, in nobody's way, made at
once on request."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from accounts.models import User
from core.adapters import pdf
from core.domain.retrying import FIRST_WAIT
from core.models import AuditEvent

MINUTE = timedelta(minutes=1)
SECRET = "secret detail"


@dataclass(frozen=True)
class Kind:
    """How a kind of paper is listed, made and called in the trail; who presses what where, who may not, and what they read."""

    due: Callable[..., list[int]]
    make: Callable[[int, datetime], Any]
    action: str
    page: Callable[[Any], str]
    button: Callable[[Any], str]
    handler: Callable[[Any], User]
    stranger: Callable[[Any], User]
    told: str
    data: dict[str, str] = field(default_factory=dict)
    # What is answered to who presses when there is nothing to try again.
    idle: int = 409

    def read(self, row: Any) -> str:
        """The page as who looks after it reads it, on one line."""
        return " ".join(logged_in(self.handler(row)).get(self.page(row)).text.split())

    def press(self, row: Any, person: User) -> int:
        return logged_in(person).post(self.button(row), self.data).status_code


def logged_in(person: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=person.pk))
    return client


def fails_first(monkeypatch: Any, trouble: Exception | None = None) -> None:
    """The renderer gives up on the first page that it is asked for, and draws the others."""
    draw, asked = pdf.render, []

    def rendered(**page: Any) -> bytes:
        asked.append(page["title"])
        if len(asked) == 1:
            raise trouble or ZeroDivisionError(SECRET)
        return draw(**page)

    monkeypatch.setattr(pdf, "render", rendered)


def does_not_come_out(kind: Kind, bad: Any, good: Any, at: datetime, monkeypatch: Any) -> None:
    """Of two that wait the first fails once."""
    with monkeypatch.context() as patched:
        fails_first(patched)
        assert kind.due(at=at) == [bad.pk, good.pk]
        for key in (bad.pk, good.pk):
            kind.make(key, at)
    # From here on it would come out: what keeps it back is its wait.
    kind.make(bad.pk, at + MINUTE)
    for row in (bad, good):
        row.refresh_from_db()
    assert (bad.made_at, bad.attempts, bad.tried_at, good.made_at, good.attempts) == (None, 1, at, at, 0)
    assert (kind.due(at=at + FIRST_WAIT - MINUTE), kind.due(at=at + FIRST_WAIT)) == ([], [bad.pk])
    missed = AuditEvent.objects.get(action=f"{kind.action}.miss")
    assert (missed.subject_id, missed.data["attempt"]) == (bad.pk, 1)
    told, other = kind.read(bad), kind.read(good)
    assert (kind.told in told, kind.told in other) == (True, False)
    assert ("Riprovate ora" in told, "Riprovate ora" in other) == (True, False)
    assert SECRET not in told


def is_made_on_request(kind: Kind, bad: Any, at: datetime) -> None:
    """Who may presses the button, and it is made whatever its wait; nobody else may."""
    assert kind.press(bad, kind.stranger(bad)) in {403, 404}
    assert kind.due(at=at + MINUTE) == []
    assert kind.press(bad, kind.handler(bad)) == 302
    assert kind.due(at=at + MINUTE) == [bad.pk]
    told = kind.read(bad)
    assert ("adesso" in told, "premete «Riprovate ora»" in told) == (True, False)
    kind.make(bad.pk, at + MINUTE)
    bad.refresh_from_db()
    assert (bad.made_at, bad.error, bool(bad.sha256)) == (at + MINUTE, "", True)
    assert kind.told not in kind.read(bad)
    assert kind.press(bad, kind.handler(bad)) == kind.idle
    assert AuditEvent.objects.filter(action=f"{kind.action}.again").count() == 1
