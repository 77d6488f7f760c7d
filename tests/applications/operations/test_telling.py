"""Notices become messages, one for each reader in her language, and reach a real mail server: once, whatever fails on the way."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail.backends.smtp import EmailBackend
from django.template.loader import get_template
from django.utils import translation

from accounts.enums import Language
from accounts.models import Membership
from applications.domain.notice import plain
from applications.enums import NoticeKind, State
from applications.models import Application, Notice
from applications.notifications.telling import tell
from applications.notifications.wording import letter, words
from applications.operations import telling
from applications.tasks import post_notices
from core.models import Channel, OutgoingMessage
from core.operations import mailing
from tests.concurrency.crowd import PATIENCE
from tests.factories import NOON, a_draft, a_representative, a_user, application_at
from tests.letters import posted
from tests.mail_server import MailServer
from tests.worker import BASE_DIR, on_test_database

pytestmark = pytest.mark.django_db
TEXT = "Manca il preventivo <di spesa> & altro."


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    running = MailServer()
    settings.EMAIL_BACKEND = f"{EmailBackend.__module__}.{EmailBackend.__name__}"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", running.port, 60
    yield running
    running.answering.set()
    running.down()


def asked(application: Application | None = None) -> Notice:
    """An application whose firm is asked to complete it."""
    application = application or a_draft()
    data = plain(text=TEXT, due_at=NOON + timedelta(days=10))
    tell(application, NoticeKind.INTEGRATION_REQUESTED, at=NOON, reference="1", data=data)
    return Notice.objects.get(application=application)


def told() -> Any:
    """The messages made of notices: invitations leave by the same outbox."""
    return OutgoingMessage.objects.filter(key__startswith="notice:")


def deliver(at: Any = NOON) -> None:
    for message in told().filter(pk__in=mailing.due(at=at)):
        mailing.send(message_id=message.pk, at=at)


def test_everybody_in_force_for_the_firm_is_written_to_in_her_language(settings: Any) -> None:
    application = a_draft()
    representative = a_representative(application.firm)
    delegate = a_user("delegate", firm=application.firm, language=Language.ENGLISH)
    gone = a_user("delegate", firm=application.firm)
    Membership.objects.filter(user=gone).update(ended_at=NOON)
    a_user("delegate", firm=application.firm, is_active=False)
    a_representative(a_draft(call=application.call).firm)
    notice = asked(application)
    messages = posted()
    assert [(one.recipient, one.channel) for one in messages] == [
        (representative.email, Channel.ORDINARY),
        (delegate.email, Channel.ORDINARY),
    ]
    assert [(one.subject, one.body) for one in messages] == [
        (letter(notice, "it").subject, letter(notice, "it").body),
        (letter(notice, "en-gb").subject, letter(notice, "en-gb").body),
    ]
    with translation.override("en-gb"):
        assert "11 July 2020" in words(notice).body
    assert messages[0].subject == "Integrazione richiesta: rispondete entro il 11 luglio 2020, ore 12:00"
    assert TEXT in messages[0].body
    assert f"{settings.SITE_ADDRESS}/domande/{application.pk}/" in messages[0].body


def test_a_notice_is_posted_once() -> None:
    notice = asked()
    assert telling.post_notice(notice_id=notice.pk, at=NOON) == 1
    assert telling.post_notice(notice_id=notice.pk, at=NOON) == 0
    assert telling.due() == []
    assert told().count() == 1


def test_a_worker_that_dies_while_it_posts_leaves_the_notice_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    application = a_draft()
    a_user("delegate", firm=application.firm)
    notice = asked(application)

    def dies_at_the_second(**message: Any) -> None:
        if told().exists():
            raise SystemExit
        mailing.enqueue(**message)

    monkeypatch.setattr(telling, "enqueue", dies_at_the_second)
    with pytest.raises(SystemExit):
        telling.post_notice(notice_id=notice.pk, at=NOON)
    assert (telling.due(), told().count()) == ([notice.pk], 0)
    monkeypatch.undo()
    assert len(posted()) == 2


def test_without_a_server_for_certified_mail_nothing_goes_to_certified_addresses(settings: Any) -> None:
    assert settings.PORTAL_PEC_EMAIL_HOST == ""
    asked()
    assert [one.channel for one in posted()] == [Channel.ORDINARY]


def test_certified_mail_leaves_by_its_own_server_and_waits_where_there_is_none(settings: Any, server: MailServer) -> None:
    certified = MailServer()
    settings.PORTAL_PEC_EMAIL_HOST, settings.PORTAL_PEC_EMAIL_PORT = "127.0.0.1", certified.port
    settings.PORTAL_PEC_EMAIL_USE_SSL = False
    settings.PORTAL_PEC_FROM_EMAIL = "portale@pec.example.org"
    notice = asked()
    posted()
    settings.PORTAL_PEC_EMAIL_HOST = ""
    deliver()
    address = notice.application.firm.certified_email
    assert (len(server.received), certified.received) == (1, [])
    settings.PORTAL_PEC_EMAIL_HOST = "127.0.0.1"
    deliver()
    assert (server.subjects(address), certified.subjects(address)) == ([], [words(notice).subject])
    assert certified.received[0][1]["From"] == "portale@pec.example.org"
    certified.down()


def test_a_server_that_is_down_and_up_again_gets_the_message_once(server: MailServer) -> None:
    notice = asked()
    (message,) = posted()
    server.down()
    deliver()
    message.refresh_from_db()
    assert (message.sent_at, message.attempts, server.received) == (None, 1, [])
    server.up()
    deliver()  # too early: the server is given time
    assert server.received == []
    for _twice in range(2):
        deliver(message.next_at)
    assert server.subjects(message.recipient) == [words(notice).subject]


def test_a_refused_mailbox_does_not_keep_the_colleague_from_hers(server: MailServer) -> None:
    application = a_draft()
    colleague = a_user("delegate", firm=application.firm)
    refused = a_representative(application.firm).email
    server.refused = {refused}
    asked(application)
    posted()
    deliver()
    assert [address for address, _message in server.received] == [colleague.email]
    assert "mailbox unavailable" in told().get(recipient=refused).last_error


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_the_server_listens_loses_nothing(server: MailServer) -> None:
    notice = asked()
    (message,) = posted()
    server.answering.clear()
    code = (
        "import django\n"
        "from django.conf import settings\n"
        "settings.EMAIL_BACKEND = 'django.core.mail.backends.smtp.EmailBackend'\n"
        "django.setup()\n"
        "from core.operations import mailing\n"
        "from tests.factories import NOON\n"
        f"mailing.send(message_id={message.pk}, at=NOON)\n"
    )
    environment = os.environ | {
        "DATABASE_URL": on_test_database(os.environ["DATABASE_URL"]), "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(server.port), "PYTHONPATH": str(BASE_DIR),
    }  # fmt: skip
    worker = subprocess.Popen([sys.executable, "-c", code], env=environment, cwd=BASE_DIR)
    assert server.reached.wait(PATIENCE)
    worker.send_signal(signal.SIGKILL)
    assert worker.wait(PATIENCE) == -signal.SIGKILL
    message.refresh_from_db()
    assert (message.sent_at, message.attempts) == (None, 1)
    received_by_the_dead = len(server.received)
    server.answering.set()
    deliver(message.next_at)
    message.refresh_from_db()
    assert message.sent_at is not None
    assert received_by_the_dead == 0
    assert words(notice).subject in server.subjects(message.recipient)


def test_the_sweep_posts_what_waits() -> None:
    asked()
    assert post_notices() == 1
    assert post_notices() == 0


def test_a_receipt_is_told_from_the_arrival_itself() -> None:
    application = application_at(State.SUBMITTED)
    (message,) = posted()
    assert message.subject == "Domanda inviata: numero di arrivo 1"
    assert application.arrival.digest in message.body


AMOUNTS = ("spend", "grant", "amount", "claimed", "admitted", "final", "net", "gross", "withheld")
SAMPLE = plain(
    text=TEXT, due_at=NOON, answered_at=NOON, observed_at=NOON, asked_at=NOON, due_on=NOON.date(), until_on=NOON.date(),
    paid_on=NOON.date(), reason="Perché sì.", reason_code="documents", documents=[{"name": "a.pdf", "sha256": "ab"}],
    act_kind="grant", act_number="7", act_on=NOON.date(), position=3, score="72.50", cup="E41B20000000001", name="a.pdf",
    invoices=2, iban="IT…1234", by_on=NOON.date(), return_holder="Camera", return_iban="IT60X", instructions="Con pagoPA.",
    payment_text="Restituzione", **{f"{name}_eur": 12000 for name in AMOUNTS},
)  # fmt: skip


@pytest.mark.parametrize("language", Language.values)
@pytest.mark.parametrize("kind", list(NoticeKind))
def test_every_kind_has_its_words_without_gaps(kind: NoticeKind, language: str, settings: Any) -> None:
    application = application_at(State.SUBMITTED) if kind in {NoticeKind.ARRIVED, NoticeKind.WITHDRAWN} else a_draft()
    # A name that the data do not hold is written out, so that it is seen.
    engine = get_template("messages/base.txt").backend.engine
    notice = Notice(application=application, kind=kind, at=NOON, data=SAMPLE)
    before, engine.string_if_invalid = engine.string_if_invalid, "NOT THERE"
    try:
        text = letter(notice, language)
    finally:
        engine.string_if_invalid = before
    assert text.subject
    assert "\n" not in text.subject
    assert application.firm.name in text.body
    assert "NOT THERE" not in text.subject + text.body
    assert "&" not in text.body.replace(TEXT, "")
