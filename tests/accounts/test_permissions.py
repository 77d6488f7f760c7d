"""Scope as rows and as refusal: for every role the two say the same, and what they say is written down here."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts import permissions
from accounts.domain.roles import ROLES
from accounts.enums import Permission, Scope
from accounts.models import Invitation, Membership, User
from accounts.operations.appointing import appoint, dismiss
from accounts.operations.empowering import deposit
from accounts.operations.enrolling import enrol
from accounts.operations.inviting import accept, invite
from core.refusals import Refused
from registry.models import Chamber, Firm, Province
from registry.operations.registering import register
from tests.factories import a_pdf
from tests.registry.identifiers import tax_code, vat_number

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 10, tzinfo=UTC)
LAST_DAY = date(2026, 12, 31)


def a_firm(number: int) -> Firm:
    code, province = vat_number(number), Province.objects.get(code="BG")
    names = {"name": f"Impresa {number}", "representative_name": "Lei", "certified_email": f"{number}@pec.example.it"}
    place = {"address": "via Roma 1", "municipality": "Bergamo", "province": province}
    keys = {"tax_code": code, "vat_number": code, "representative_tax_code": tax_code()}
    return register(**keys, **names, **place, by=None, at=AT)


@pytest.fixture
def places() -> tuple[Firm, Firm, Chamber, Chamber]:
    return a_firm(1), a_firm(2), Chamber.objects.get(code="bg"), Chamber.objects.get(code="bs")


def holder(role: str, firm: Firm, chamber: Chamber | None) -> User:
    user = enrol(email=f"{role}@example.it", name=role, by=None, at=AT)
    scope = ROLES[role].scope
    if scope == Scope.APPLICATION:
        invitation = invited(firm, user.email, role)
        membership = accept(invitation=invitation, by=user, at=AT)
    else:
        where = {Scope.FIRM: {"firm": firm}, Scope.CHAMBER: {"chamber": chamber}, Scope.EVERYWHERE: {}}[scope]
        membership = appoint(user=user, role=role, by=None, at=AT, **where)
    if membership.waits_for_paper:
        deposit(membership=membership, name="Procura.pdf", content=a_pdf(), until_on=LAST_DAY, by=user, at=AT)
    return User.objects.get(pk=user.pk).asking(AT)


def invited(firm: Firm, email: str, role: str) -> Invitation:
    """By the firm's representative, who is there from now on."""
    found = User.objects.filter(memberships__firm=firm, memberships__role="representative").first()
    by = found or holder("representative", firm, None)
    return invite(firm=firm, email=email, role=role, until_on=LAST_DAY, by=by, at=AT)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_gives_what_it_lists_and_nothing_else(role, places):
    user = holder(role, places[0], places[2])
    given = {permission for permission in Permission if permissions.holds(user, permission)}
    assert given == ROLES[role].permissions
    assert user.is_staff is ROLES[role].works_in_admin


@pytest.mark.parametrize("role", ROLES)
def test_the_refusal_in_a_chamber_agrees_with_the_chambers_that_are_visible(role, places):
    _, _, mine, foreign = places
    user = holder(role, places[0], mine)
    for permission in ROLES[role].permissions:
        here = permissions.why_not(user, permission, chamber_id=mine.pk) is None
        there = permissions.why_not(user, permission, chamber_id=foreign.pk) is None
        assert here is (ROLES[role].scope not in {Scope.FIRM, Scope.APPLICATION})
        assert there is (ROLES[role].scope == Scope.EVERYWHERE)
        visible = set(permissions.visible_chambers(user))
        assert (mine in visible, foreign in visible) == (here, there)


@pytest.mark.parametrize("role", ROLES)
def test_who_may_not_is_told_what_and_whom_to_ask(role, places):
    user = holder(role, places[0], places[2])
    for permission in set(Permission) - ROLES[role].permissions:
        reason = permissions.why_not(user, permission, chamber_id=places[2].pk)
        assert reason
        assert str(permission.label) in reason


@pytest.mark.parametrize("role", ROLES)
def test_acting_for_a_firm_agrees_with_the_firms_that_are_visible(role, places):
    mine, foreign, *_ = places
    user = holder(role, mine, places[2])
    acts = {firm for firm in (mine, foreign) if permissions.why_not_act_for(user, firm) is None}
    inside = ROLES[role].scope == Scope.FIRM
    assert acts == ({mine} if inside and Permission.APPLY in ROLES[role].permissions else set())
    if Permission.READ_FILES not in ROLES[role].permissions:
        assert set(permissions.visible_firms(user)) == ({mine} if inside else set())
    for permission in ROLES[role].permissions & {Permission.PREPARE, Permission.APPLY, Permission.INVITE}:
        assert permissions.firm_ids(user, permission) == ({mine.pk} if inside else set())


def test_strangers_and_inactive_people_may_nothing(places):
    user = holder("auditor", places[0], places[2])
    user.is_active = False
    for nobody in (user, AnonymousUser()):
        assert not any(permissions.holds(nobody, permission) for permission in Permission)
        assert not permissions.visible_firms(nobody).exists()
        assert not permissions.visible_chambers(nobody).exists()
        assert permissions.why_not(nobody, Permission.READ_FILES)


@pytest.mark.parametrize("role", ROLES)
def test_an_ended_role_gives_nothing(role, places):
    user = holder(role, places[0], places[2])
    if role == "representative":
        appoint(user=enrol(email="altra@example.it", name="Altra", by=None, at=AT), role=role, firm=places[0], by=None, at=AT)
    dismiss(membership=user.memberships.get(), by=None, at=AT)
    user = User.objects.get(pk=user.pk).asking(AT)
    assert not any(permissions.holds(user, permission) for permission in Permission)
    assert not user.is_staff
    with pytest.raises(Refused, match="già cessato"):
        dismiss(membership=user.memberships.get(), by=None, at=AT)


def test_memberships_are_read_once_a_request(places, django_assert_num_queries):
    user = holder("officer", places[0], places[2])
    with django_assert_num_queries(1):
        for permission in Permission:
            permissions.why_not(user, permission, chamber_id=places[2].pk)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_without_its_place_is_refused_in_words(role, places):
    user = enrol(email="lei@example.it", name="Lei", by=None, at=AT)
    wrong = {} if ROLES[role].scope != Scope.EVERYWHERE else {"chamber": places[2]}
    with pytest.raises(Refused, match=r"Indicate|Non indicate|dalla pagina della domanda"):
        appoint(user=user, role=role, by=None, at=AT, **wrong)
    assert not Membership.objects.exists()


def test_a_role_is_held_once(places):
    user = holder("auditor", places[0], places[2])
    with pytest.raises(Refused, match="ha già questo incarico"):
        appoint(user=user, role="auditor", by=None, at=AT)


def test_an_address_has_one_user_however_it_is_written():
    enrol(email="Lei@Example.it", name="Lei", by=None, at=AT)
    with pytest.raises(Refused, match="Esiste già"):
        enrol(email="lei@example.IT", name="Lei", by=None, at=AT)
