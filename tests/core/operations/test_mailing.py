"""The outbox: a message leaves once; a mail server that refuses costs nothing but time."""

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from core.models import OutgoingMessage
from core.operations import mailing
from core.tasks import send_mail
from tests.concurrency.crowd import at_once

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 10, tzinfo=UTC)


def queue(key: str = "grant:1", recipient: str = "firm@example.it") -> OutgoingMessage:
    mailing.enqueue(key=key, recipient=recipient, subject="Esito", body="La domanda è ammessa.", at=AT)
    return OutgoingMessage.objects.get(key=key)


def test_the_same_event_queues_one_message():
    queue()
    queue()
    assert OutgoingMessage.objects.count() == 1
    assert mail.outbox == []


def test_a_message_leaves_once():
    message = queue()
    assert send_mail() == 1
    assert send_mail() == 0
    assert not mailing.send(message_id=message.pk, at=AT)
    assert [(sent.to, sent.subject) for sent in mail.outbox] == [(["firm@example.it"], "Esito")]
    message.refresh_from_db()
    assert message.sent_at is not None


@pytest.mark.django_db(transaction=True)
def test_workers_that_take_the_same_message_at_once_send_it_once():
    message = queue()
    sent, errors = at_once([lambda: mailing.send(message_id=message.pk, at=AT)] * 8)
    assert errors == []
    assert sorted(sent) == [False] * 7 + [True]
    assert len(mail.outbox) == 1


@pytest.fixture
def refusing_server(settings) -> Iterator[list[str]]:
    """A real mail server that answers every recipient with «mailbox unavailable»; yields what it heard."""
    listener, heard = socket.create_server(("127.0.0.1", 0)), []
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", listener.getsockname()[1], 60

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb", buffering=0) as stream:
                stream.write(b"220 here\r\n")
                for line in iter(stream.readline, b""):
                    heard.append(line.decode().strip())
                    refused = line.upper().startswith((b"RCPT", b"MAIL"))
                    stream.write(b"550 mailbox unavailable\r\n" if refused else b"250 fine\r\n")
                    if line.upper().startswith(b"QUIT"):
                        break

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield heard
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


def test_a_server_that_refuses_keeps_the_message_for_the_next_sweep(refusing_server, settings):
    message = queue()
    assert send_mail() == 0
    message.refresh_from_db()
    assert message.sent_at is None
    assert message.attempts == 1
    assert "mailbox unavailable" in message.last_error
    assert any(line.upper().startswith("MAIL FROM") for line in refusing_server)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_mail() == 0  # not at once: the server is given time
    assert mailing.send(message_id=message.pk, at=message.next_at)
    message.refresh_from_db()
    assert message.last_error == ""


def test_a_server_that_is_not_there_keeps_the_message_too(settings):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    message = queue()
    assert send_mail() == 0
    message.refresh_from_db()
    assert message.sent_at is None
    assert message.last_error


def test_one_message_that_cannot_leave_does_not_hold_the_others(refusing_server):
    queue("a")
    queue("b")
    send_mail()
    assert set(OutgoingMessage.objects.values_list("attempts", flat=True)) == {1}


def test_after_many_refusals_the_message_waits_for_a_person():
    message = queue()
    OutgoingMessage.objects.filter(pk=message.pk).update(attempts=mailing.MAX_ATTEMPTS)
    assert mailing.due(at=AT + timedelta(days=365)) == []


def test_the_pauses_grow_and_stay_within_a_day():
    pauses = [mailing._pause(attempts) for attempts in range(mailing.MAX_ATTEMPTS)]
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=2)
    assert pauses[-1] < timedelta(days=1)
