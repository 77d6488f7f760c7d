"""Acts that move the windows and days of a published call, or end it, each with its refusals."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import User
from bando.enums import ActKind, CallStatus, FundKind
from bando.models import Call
from bando.operations import acts, amending, cloning, refinancing
from bando.policies.opening import why_not_send
from bando.queries.calls import status
from bando.queries.versions import between
from core.models import AuditEvent
from core.refusals import Refused
from tests.bando.rows import (
    AGAIN,
    CLOSES,
    OPENS,
    PAUSE,
    a_full_call,
    a_person,
    a_prepared_call,
    a_published_call,
    publish,
)

pytestmark = pytest.mark.django_db
DAY, TICK = timedelta(days=1), timedelta(microseconds=1)
HALF = OPENS + timedelta(days=3)
LATER = CLOSES + 10 * DAY


@pytest.fixture
def director() -> User:
    return a_person("director")


def signed(by: User, at: datetime, number: str = "7") -> dict[str, Any]:
    return {
        "number": number, "issued_on": at.date(), "issuer": "Unioncamere Lombardia", "signer": "Il Direttore", "by": by, "at": at,
    }  # fmt: skip


def two_windows() -> Call:
    call = a_full_call()
    publish(call)
    return call


def fresh(call: Call) -> Call:
    return Call.objects.get(pk=call.pk)


def spans(call: Call) -> list[tuple[str, datetime, datetime]]:
    """The windows in force by code; none for a call without a break."""
    rows = call.windows.filter(until=None).order_by("opens_at")
    return [(row.code, row.opens_at, row.closes_at) for row in rows]


# Extensions


def test_an_extension_moves_the_closing_and_the_days_in_a_new_version(director: User) -> None:
    call = a_published_call()
    due = date(2021, 6, 30)
    version = amending.extend(call=call, closes_at=LATER, accounts_due_on=due, **signed(director, HALF))
    call = fresh(call)
    assert (version.number, call.version, call.closes_at, call.accounts_due_on) == (2, 2, LATER, due)
    assert (version.act.kind, version.act.subject) == (ActKind.EXTENSION, "Proroga al 03/08/2020, ore 12:00")
    assert spans(call) == []
    assert [(one.path, one.after) for one in between(call, 1, 2)] == [
        ("call//closes_at", "2020-08-03T12:00:00+02:00"), ("call//accounts_due_on", "2021-06-30"),
    ]  # fmt: skip
    assert why_not_send(call, at=LATER) is None
    assert (
        AuditEvent.objects.get(action="amending.extension", subject_id=call.pk).data["changes"]["accounts_due_on"] == "2021-06-30"
    )


def test_an_extension_moves_the_last_window_and_keeps_the_others(director: User) -> None:
    call = two_windows()
    amending.extend(call=call, closes_at=LATER, **signed(director, HALF))
    assert spans(call) == [("finestra-1", OPENS, PAUSE), ("finestra-2", AGAIN, LATER)]
    assert list(call.windows.order_by("pk").values_list("code", "since", "until")) == [
        ("finestra-1", 1, None), ("finestra-2", 1, 1), ("finestra-2", 2, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "at", "words"),
    [
        ({}, HALF, "almeno una data"),
        ({"closes_at": CLOSES}, HALF, "dopo quella in vigore"),
        ({"closes_at": LATER}, CLOSES + TICK, "non si proroga più, si riapre"),
        ({"accounts_due_on": date(2021, 4, 30)}, HALF, "«rendiconto entro il» è già"),
        ({"spend_until_on": date(2021, 5, 1)}, HALF, "spostate anche quello"),
    ],
)
def test_an_extension_only_puts_off(asked: dict[str, Any], at: datetime, words: str, director: User) -> None:
    call = a_published_call()
    with pytest.raises(Refused, match=words):
        amending.extend(call=call, **asked, **signed(director, at))
    assert (call.versions.count(), call.acts.count()) == (1, 1)


def test_days_are_put_off_after_the_closing_too(director: User) -> None:
    call = a_published_call()
    amending.extend(call=call, accounts_due_on=date(2021, 6, 30), **signed(director, CLOSES + DAY))
    assert fresh(call).closes_at == CLOSES


# Suspension and resumption


def test_a_suspension_ends_the_running_window_and_a_resumption_opens_another(director: User) -> None:
    call = a_published_call()
    amending.suspend(call=call, **signed(director, HALF))
    assert (status(fresh(call), HALF), status(fresh(call), HALF + TICK)) == (CallStatus.OPEN, CallStatus.SUSPENDED)
    assert (spans(call), fresh(call).closes_at) == ([], HALF)
    amending.resume(call=call, opens_at=HALF + DAY, closes_at=LATER, **signed(director, HALF + TICK, "8"))
    assert spans(call) == [("finestra-1", OPENS, HALF), ("finestra-2", HALF + DAY, LATER)]
    call = fresh(call)
    assert (call.opens_at, call.closes_at, call.version) == (OPENS, LATER, 3)
    assert [status(call, at) for at in (HALF, HALF + TICK, HALF + DAY, LATER + TICK)] == [
        CallStatus.OPEN, CallStatus.ANNOUNCED, CallStatus.OPEN, CallStatus.CLOSED,
    ]  # fmt: skip


def test_a_suspension_may_be_announced(director: User) -> None:
    call = a_published_call()
    version = amending.suspend(call=call, from_at=HALF, **signed(director, OPENS))
    assert version.in_force_at == HALF
    assert [status(fresh(call), at) for at in (OPENS, HALF, HALF + TICK)] == [
        CallStatus.OPEN, CallStatus.OPEN, CallStatus.SUSPENDED,
    ]  # fmt: skip


def test_what_was_to_open_during_a_suspension_is_gone_when_it_ends(director: User) -> None:
    call = two_windows()
    amending.suspend(call=call, **signed(director, HALF))
    assert spans(call) == [("finestra-1", OPENS, HALF), ("finestra-2", AGAIN, CLOSES)]
    assert "sospeso" in (why_not_send(fresh(call), at=AGAIN) or "")
    amending.resume(call=call, closes_at=LATER, **signed(director, CLOSES, "8"))
    assert spans(call) == [("finestra-1", OPENS, HALF), ("finestra-3", CLOSES, LATER)]


def test_a_suspension_before_the_opening_leaves_one_window_to_come(director: User) -> None:
    call = a_published_call()
    amending.suspend(call=call, **signed(director, OPENS - DAY))
    amending.resume(call=call, opens_at=HALF, closes_at=LATER, **signed(director, OPENS + DAY, "8"))
    assert (spans(call), fresh(call).opens_at, fresh(call).closes_at) == ([], HALF, LATER)


def test_suspending_and_resuming_have_their_turn(director: User) -> None:
    call = a_published_call()
    with pytest.raises(Refused, match="non è sospeso"):
        amending.resume(call=call, closes_at=LATER, **signed(director, HALF))
    for from_at in (HALF - TICK, CLOSES):
        with pytest.raises(Refused, match="da adesso in poi"):
            amending.suspend(call=call, from_at=from_at, **signed(director, HALF))
    with pytest.raises(Refused, match="nulla da sospendere"):
        amending.suspend(call=call, **signed(director, CLOSES + TICK))
    amending.suspend(call=call, **signed(director, HALF))
    with pytest.raises(Refused, match="già sospeso"):
        amending.suspend(call=call, **signed(director, HALF + DAY, "8"))
    with pytest.raises(Refused, match="si indica riprendendolo"):
        amending.extend(call=call, closes_at=LATER, **signed(director, HALF + DAY, "8"))
    with pytest.raises(Refused, match="da adesso in poi"):
        amending.resume(call=call, opens_at=HALF, closes_at=LATER, **signed(director, HALF + DAY, "8"))
    with pytest.raises(Refused, match="dopo l’apertura"):
        amending.resume(call=call, opens_at=LATER, closes_at=LATER, **signed(director, HALF + DAY, "8"))


def test_windows_never_overlap(director: User) -> None:
    call = a_published_call()
    amending.suspend(call=call, from_at=HALF, **signed(director, OPENS))
    with pytest.raises(Refused, match="si sovrappongono"):
        amending.resume(call=call, closes_at=LATER, **signed(director, OPENS + DAY, "8"))


# Closing early, reopening, concluding


def test_an_early_closing_ends_the_windows(director: User) -> None:
    call = two_windows()
    amending.close(call=call, **signed(director, HALF))
    assert spans(call) == [("finestra-1", OPENS, HALF)]
    assert (fresh(call).closes_at, status(fresh(call), HALF + TICK)) == (HALF, CallStatus.CLOSED)


def test_a_suspended_call_may_be_closed(director: User) -> None:
    call = a_published_call()
    amending.suspend(call=call, **signed(director, HALF))
    with pytest.raises(Refused, match="da subito"):
        amending.close(call=call, closes_at=LATER, **signed(director, HALF + DAY, "8"))
    amending.close(call=call, **signed(director, HALF + DAY, "8"))
    assert status(fresh(call), HALF + 2 * DAY) == CallStatus.CLOSED


@pytest.mark.parametrize(
    ("closes_at", "at", "words"),
    [
        (None, CLOSES + TICK, "ha già chiuso"),
        (None, OPENS - DAY, "non ha ancora aperto"),
        (HALF - DAY, HALF, "da adesso in poi"),
        (CLOSES, HALF, "prima di quella in vigore"),
    ],
)
def test_an_early_closing_is_to_come_and_early(closes_at: datetime | None, at: datetime, words: str, director: User) -> None:
    with pytest.raises(Refused, match=words):
        amending.close(call=a_published_call(), closes_at=closes_at, **signed(director, at))


def test_a_reopening_adds_a_window_after_the_closing(director: User) -> None:
    call = a_published_call()
    with pytest.raises(Refused, match="prorogatelo"):
        amending.reopen(call=call, closes_at=LATER, **signed(director, CLOSES))
    amending.reopen(call=call, opens_at=CLOSES + 2 * DAY, closes_at=LATER, **signed(director, CLOSES + DAY))
    assert spans(call) == [("finestra-1", OPENS, CLOSES), ("finestra-2", CLOSES + 2 * DAY, LATER)]
    assert [row.label for row in call.windows.order_by("opens_at")] == ["Finestra 1", "Riapertura"]
    assert [status(fresh(call), at) for at in (CLOSES + DAY, CLOSES + 2 * DAY, LATER + TICK)] == [
        CallStatus.ANNOUNCED, CallStatus.OPEN, CallStatus.CLOSED,
    ]  # fmt: skip


def test_a_decided_call_is_not_reopened(director: User) -> None:
    call = a_published_call()
    acts.adopt(call=call, kind=ActKind.RANKING, subject="Graduatoria", **signed(director, CLOSES + DAY))
    with pytest.raises(Refused, match="La graduatoria è approvata"):
        amending.reopen(call=call, closes_at=LATER, **signed(director, CLOSES + 2 * DAY, "8"))


def test_a_concluded_call_is_changed_by_no_act(director: User) -> None:
    call = a_published_call()
    with pytest.raises(Refused, match="si conclude dopo"):
        amending.conclude(call=call, **signed(director, CLOSES))
    act = amending.conclude(call=call, **signed(director, LATER))
    assert (act.kind, call.versions.count(), status(fresh(call), LATER)) == (ActKind.CONCLUSION, 1, CallStatus.CONCLUDED)
    late = signed(director, LATER + DAY, "8")
    attempts = [
        lambda: amending.extend(call=call, accounts_due_on=date(2022, 1, 1), **late),
        lambda: amending.suspend(call=call, **late),
        lambda: amending.resume(call=call, closes_at=LATER + 2 * DAY, **late),
        lambda: amending.close(call=call, **late),
        lambda: amending.reopen(call=call, closes_at=LATER + 2 * DAY, **late),
        lambda: amending.conclude(call=call, **late),
        lambda: cloning.prepare_amendment(call=call, by=None, at=LATER + DAY),
        lambda: refinancing.refinance(
            call=call, kind=FundKind.CHAMBER, label="x", amounts={call.pots.first().pk: Decimal("1.00")}, **late
        ),
    ]
    for attempt in attempts:
        with pytest.raises(Refused, match="concluso"):
            attempt()


def test_only_who_signs_acts_changes_a_call_and_only_a_published_one(director: User) -> None:
    with pytest.raises(Refused, match="ruolo"):
        amending.suspend(call=a_published_call(), **signed(a_person("operator"), HALF))
    with pytest.raises(Refused, match="non è ancora pubblicato"):
        amending.suspend(call=a_prepared_call(), **signed(director, HALF))
