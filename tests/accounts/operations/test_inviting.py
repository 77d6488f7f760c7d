"""Invitations are offered by the representative, taken once by whoever was meant, in time; delegates act on their paper."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction

from accounts.domain.keys import digest_of
from accounts.models import Invitation, Membership, PowerOfAttorney
from accounts.operations.appointing import appoint, dismiss, send_away
from accounts.operations.empowering import deposit
from accounts.operations.inviting import accept, invite, withdraw
from accounts.queries.firms import invitation_with_key, members_of, signatories_of
from core.models import AuditEvent, OutgoingMessage
from core.operations.mailing import send
from core.refusals import Refused
from tests.factories import NOON, a_firm, a_pdf, a_representative, a_user

pytestmark = pytest.mark.django_db
LAST_DAY = date(2020, 7, 31)
# 1 August begins in Rome.
AFTER = datetime(2020, 7, 31, 22, tzinfo=UTC)
EXPIRED = NOON + timedelta(days=14)


def offered(firm, person, role="delegate", *, at=NOON, until_on=LAST_DAY):
    by = a_representative(firm)
    return invite(firm=firm, email=person.email.upper(), role=role, until_on=until_on, by=by, at=at)


def taken(firm, person, role="delegate"):
    until_on = LAST_DAY if role == "delegate" else None
    return accept(invitation=offered(firm, person, role, until_on=until_on), by=person, at=NOON)


def paper(membership, by=None, *, until_on=LAST_DAY, content=None, at=NOON):
    return deposit(
        membership=membership, name="../Procura\r\n.pdf", content=content or a_pdf(), until_on=until_on,
        by=by or membership.user, at=at,
    )  # fmt: skip


def test_the_key_is_mailed_and_kept_as_its_hash_only():
    person = a_user()
    invitation = offered(a_firm(), person)
    message = OutgoingMessage.objects.get(key=f"invitation:{invitation.pk}")
    key = message.secret
    assert key not in message.body
    assert invitation.digest == digest_of(key)
    assert invitation_with_key(key) == invitation
    assert invitation_with_key(key + "x") is None
    assert send(message_id=message.pk, at=NOON)
    link = re.search(r"http://\S+/inviti/(\S+)/", mail.outbox[0].body)
    assert link[1] == key
    message.refresh_from_db()
    assert message.secret == ""
    assert key not in str([row.data for row in AuditEvent.objects.all()])


def test_a_message_that_has_left_keeps_no_secret_even_by_hand():
    offered(a_firm(), a_user())
    with pytest.raises(DatabaseError, match="a_message_that_was_sent_keeps_no_secret"):
        OutgoingMessage.objects.update(sent_at=NOON)


def test_it_is_taken_once_and_again_by_the_same_person_gives_the_same_role():
    firm, person = a_firm(), a_user()
    invitation = offered(firm, person)
    membership = accept(invitation=invitation, by=person, at=NOON)
    assert accept(invitation=invitation, by=person, at=NOON) == membership
    assert Membership.objects.filter(user=person).count() == 1
    with pytest.raises(Refused, match="già stato usato"):
        accept(invitation=invitation, by=a_user(), at=NOON)


def test_only_the_person_whose_address_it_is_takes_it():
    with pytest.raises(Refused, match="per un altro indirizzo"):
        accept(invitation=offered(a_firm(), a_user()), by=a_user(), at=NOON)
    assert not Membership.objects.filter(role="delegate").exists()


def test_it_ends_after_its_days_to_the_microsecond():
    firm, person = a_firm(), a_user()
    invitation = offered(firm, person)
    with pytest.raises(Refused, match="è scaduto il 15 luglio 2020"):
        accept(invitation=invitation, by=person, at=EXPIRED)
    assert accept(invitation=invitation, by=person, at=EXPIRED - timedelta(microseconds=1))


def test_what_was_withdrawn_is_not_taken_and_what_was_taken_is_not_withdrawn():
    firm, person = a_firm(), a_user()
    invitation = offered(firm, person)
    withdraw(invitation=invitation, by=a_representative(firm), at=NOON)
    with pytest.raises(Refused, match="è stato ritirato"):
        accept(invitation=invitation, by=person, at=NOON)
    again = offered(firm, person)
    accept(invitation=again, by=person, at=NOON)
    with pytest.raises(Refused, match="già stato accettato"):
        withdraw(invitation=again, by=a_representative(firm), at=NOON)


def test_inviting_again_takes_the_earlier_link_away():
    firm, person = a_firm(), a_user()
    first, second = offered(firm, person), offered(firm, person)
    first.refresh_from_db()
    assert first.withdrawn_at is not None
    assert accept(invitation=second, by=person, at=NOON)


def test_the_database_lets_nobody_use_an_invitation_twice_or_rewrite_it():
    firm, person = a_firm(), a_user()
    invitation = offered(firm, person)
    accept(invitation=invitation, by=person, at=NOON)
    row = Invitation.objects.filter(pk=invitation.pk)
    for change, rule in [
        ({"accepted_by": a_user()}, "an_invitation_is_used_once"),
        ({"withdrawn_at": NOON}, "an_invitation_is_used_once"),
        ({"email": "altri@example.org"}, "an_invitation_is_used_once"),
        ({"expires_at": EXPIRED}, "used_once"),
    ]:
        with pytest.raises(DatabaseError, match=rule), transaction.atomic():
            row.update(**change)
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        row.delete()
    waiting = Invitation.objects.filter(pk=offered(firm, a_user()).pk)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        waiting.update(email="altri@example.org")


def test_only_the_representative_of_the_firm_invites_into_it():
    firm, other = a_firm(), a_firm()
    for person in (a_representative(other), a_user("colleague", firm=firm), a_user("delegate", firm=firm), a_user()):
        with pytest.raises(Refused):
            invite(firm=firm, email="lei@example.org", role="colleague", by=person, at=NOON)
    with pytest.raises(Refused):
        withdraw(invitation=offered(firm, a_user()), by=a_representative(other), at=NOON)
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "until_on", "sentence"),
    [
        ("delegate", None, "fino a quando vale la delega"),
        ("delegate", date(2020, 6, 30), "è già passato"),
        ("officer", LAST_DAY, "tra quelli delle imprese"),
    ],
)
def test_what_cannot_be_offered_is_refused_in_words(role, until_on, sentence):
    with pytest.raises(Refused, match=sentence):
        offered(a_firm(), a_user(), role, until_on=until_on)


def test_who_holds_the_role_is_not_invited_to_it():
    firm = a_firm()
    with pytest.raises(Refused, match="ha già questo incarico"):
        offered(firm, a_user("colleague", firm=firm), "colleague", until_on=None)


def test_a_second_representative_declares_it_too():
    firm, person = a_firm(), a_user()
    first = a_representative(firm)
    invitation = offered(firm, person, "representative", until_on=None)
    with pytest.raises(Refused, match="dichiarazione sostitutiva"):
        accept(invitation=invitation, by=person, at=NOON)
    membership = accept(invitation=invitation, declares=True, by=person, at=NOON)
    assert membership.declaration.by == person
    assert dismiss(membership=first.memberships.get(), by=person, at=NOON).ended_at == NOON


def test_the_last_representative_is_ended_by_nobody():
    firm = a_firm()
    person = a_representative(firm)
    membership = person.memberships.get()
    with pytest.raises(Refused, match="unico legale rappresentante"):
        send_away(membership=membership, by=person, at=NOON)
    with pytest.raises(DatabaseError, match="a_firm_keeps_a_representative"), transaction.atomic():
        Membership.objects.filter(pk=membership.pk).update(ended_at=NOON)
    appoint(user=a_user(), role="representative", firm=firm, by=None, at=NOON)
    assert Membership.objects.filter(pk=membership.pk).update(ended_at=NOON) == 1


def test_a_representative_ends_roles_in_her_firm_only():
    firm, foreign = a_firm(), a_firm()
    colleague = a_user("colleague", firm=firm)
    with pytest.raises(Refused, match="Non agite per questa impresa"):
        send_away(membership=colleague.memberships.get(), by=a_representative(foreign), at=NOON)
    send_away(membership=colleague.memberships.get(), by=a_representative(firm), at=NOON)
    assert colleague.memberships.get().ended_at == NOON


# The delegate's paper


def test_a_delegate_acts_from_her_paper_on_up_to_the_end_of_its_last_day():
    firm, person = a_firm(), a_user()
    membership = taken(firm, person)
    assert membership.waits_for_paper
    assert not person.asking(NOON).holds("apply")
    kept = paper(membership)
    assert person.asking(AFTER - timedelta(microseconds=1)).holds("apply")
    assert not person.asking(AFTER).holds("apply")
    assert kept.name == "Procura.pdf"
    assert default_storage.exists(kept.file.name)
    assert person.email in members_of(firm.pk, at=NOON)
    assert person.email not in members_of(firm.pk, at=AFTER)
    told = OutgoingMessage.objects.get(key__startswith=f"paper:{kept.pk}:")
    assert told.recipient == a_representative(firm).email


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"until_on": date(2020, 6, 30)}, "già scaduta"),
        ({"until_on": date(2020, 8, 1)}, "L’invito vale fino al 31 luglio 2020"),
        ({"content": b"<html>non una procura"}, "PDF"),
        ({"content": b"%PDF-" + b"0" * 10_000_000}, "supera 10 MB"),
    ],
)
def test_a_paper_that_does_not_do_is_refused_and_leaves_nothing(change, sentence):
    person = a_user()
    membership = taken(a_firm(), person)
    with pytest.raises(Refused, match=sentence):
        paper(membership, **change)
    assert not PowerOfAttorney.objects.exists()
    assert not person.asking(NOON).holds("apply")


def test_only_the_delegate_and_the_representative_bring_the_paper():
    firm = a_firm()
    membership = taken(firm, a_user())
    for person in (a_user(), a_representative(a_firm()), a_user("colleague", firm=firm)):
        with pytest.raises(Refused, match="non è tra quelle"):
            paper(membership, by=person)
    assert paper(membership, by=a_representative(firm))
    with pytest.raises(Refused, match="non ha bisogno"):
        paper(a_user("colleague", firm=firm).memberships.get(), by=a_representative(firm))


def test_the_database_gives_a_delegate_nothing_without_a_paper():
    person, firm = a_user(), a_firm()
    membership = taken(firm, person)
    for until_at in (AFTER, None):
        with pytest.raises(DatabaseError, match="a_delegate_acts"), transaction.atomic():
            Membership.objects.filter(pk=membership.pk).update(until_at=until_at)
    paper(membership, until_on=date(2020, 7, 10))
    with pytest.raises(DatabaseError, match="a_delegate_acts_as_long"), transaction.atomic():
        Membership.objects.filter(pk=membership.pk).update(until_at=AFTER)


def test_a_delegation_that_is_over_makes_room_for_the_next():
    firm, person = a_firm(), a_user()
    first = taken(firm, person)
    paper(first)
    later = AFTER + timedelta(days=1)
    second = accept(invitation=offered(firm, person, at=later, until_on=date(2020, 12, 31)), by=person, at=later)
    first.refresh_from_db()
    assert first.ended_at == later
    paper(second, until_on=date(2020, 12, 31), at=later)
    assert person.asking(later).holds("apply")


def test_whose_signature_binds_the_firm_is_known_at_each_instant():
    firm, person, silent = a_firm(), a_user(tax_code="VRDLGU80A01F205X"), a_user()
    for one in (person, silent):
        paper(taken(firm, one))
    a_user("colleague", firm=firm, tax_code="BNCLCU80A01F205X")
    named = [(one.tax_code, one.role) for one in signatories_of(firm.pk, at=NOON)]
    assert named == [(firm.representative_tax_code, "representative"), ("VRDLGU80A01F205X", "delegate")]
    assert [one.role for one in signatories_of(firm.pk, at=AFTER)] == ["representative"]
