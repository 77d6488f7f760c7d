"""The grant: money on the pot it belongs to, in its two shares, under an act, with COR and CUP; then the firm's answer."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import Membership
from applications.enums import State
from applications.operations import accepting, granting
from bando.enums import ActKind, MovementKind
from bando.models import BudgetLine, Movement
from bando.operations import acts
from core.models import AuditEvent
from core.refusals import Refused
from tests.applications import rows
from tests.letters import posted

pytestmark = pytest.mark.django_db
AT = rows.LATER
CUP = "B12C20000010001"


@pytest.fixture
def milano():
    return rows.chamber("milano")


@pytest.fixture
def director():
    return rows.user("director")


@pytest.fixture
def call(milano):
    return rows.call(milano, regional="2000.00", own="1500.00")


@pytest.fixture
def application(call, milano, director):
    return financed(call, milano, director)


def financed(call, place, director, number="100"):
    sent = rows.scored(rows.submitted(call, place), 80, at=AT)
    details = {"number": number, "issued_on": date(2026, 8, 1), "issuer": "Unioncamere", "signer": "Direttore"}
    rows.ranked(call, director, at=AT, **details)
    sent.refresh_from_db()
    return sent


def act_of(call, director, kind=ActKind.GRANT, number="200"):
    return acts.adopt(
        call=call, kind=kind, number=number, issued_on=date(2026, 8, 5), issuer="Unioncamere", signer="Direttore",
        subject="Concessione", by=director, at=AT,
    )  # fmt: skip


def give(application, director, *, act=None, cor="1234567", cup=CUP):
    act = act or act_of(application.call, director)
    return granting.grant(application=application, act=act, cor=cor, cup=cup, by=director, at=AT)


def buckets(call):
    return list(BudgetLine.objects.filter(pot__call=call).values_list("available", "committed"))


def test_a_grant_draws_pro_rata_on_the_pots_lines_and_keeps_its_two_shares(application, director):
    grant = give(application, director)
    application.refresh_from_db()
    assert application.state == State.GRANTED
    assert (grant.amount, grant.regional_share, grant.chamber_share) == (
        Decimal("3500.00"), Decimal("2000.00"), Decimal("1500.00"),
    )  # fmt: skip
    assert buckets(application.call) == [(0, Decimal("2000.00")), (0, Decimal("1500.00"))]
    assert AuditEvent.objects.filter(action="granting.grant", subject_id=application.pk).exists()
    assert CUP in posted()[-1].body


def test_a_grant_is_what_the_act_of_the_ranking_has_committed_and_moves_nothing(application, director):
    before = list(Movement.objects.filter(reference=f"application:{application.pk}").values_list("line", "kind", "amount", "act"))
    act = application.ranking_entries.get().ranking.act_id
    assert [(kind, amount, by) for _line, kind, amount, by in before] == [
        (MovementKind.COMMIT, Decimal("2000.00"), act), (MovementKind.COMMIT, Decimal("1500.00"), act),
    ]  # fmt: skip
    give(application, director)
    rows_now = Movement.objects.filter(reference=f"application:{application.pk}")
    assert list(rows_now.values_list("line", "kind", "amount", "act")) == before


def test_what_is_committed_cannot_be_taken_by_anybody_else(application):
    line = BudgetLine.objects.filter(pot__call=application.call).first()
    gone = rows.Posting(line_id=line.pk, kind=MovementKind.GIVE_BACK, amount=Decimal("0.01"))
    act = rows.act(application.call, ActKind.RETURN)
    with pytest.raises(Refused, match="Dotazione insufficiente"):
        rows.post(postings=[gone], reference="by hand", act=act, by=None, at=AT)


def test_the_purse_of_another_chamber_is_never_drawn_on(milano, director):
    pavia = rows.chamber("pavia")
    call = rows.call(milano, pavia, regional="2000.00", own="1500.00")
    give(financed(call, milano, director), director)
    untouched = BudgetLine.objects.filter(pot__call=call, pot__chamber=pavia)
    assert list(untouched.values_list("available", flat=True)) == [Decimal("2000.00"), Decimal("1500.00")]


@pytest.mark.parametrize("cor", ["", "12", "COR1234567"])
def test_a_grant_needs_the_code_of_the_aid_register(application, director, cor):
    with pytest.raises(Refused, match="codice COR"):
        give(application, director, cor=cor)


def test_a_grant_needs_a_cup_of_the_right_shape(application, director):
    with pytest.raises(Refused, match="Il CUP ha 15 caratteri"):
        give(application, director, cup="B12C2000001000")


def test_a_cup_belongs_to_one_project(milano, director):
    call = rows.call(milano)
    first, second = (rows.scored(rows.submitted(call, milano), 80, at=AT) for _ in range(2))
    details = {"number": "1", "issued_on": date(2026, 8, 1), "issuer": "Unioncamere", "signer": "Direttore"}
    rows.ranked(call, director, at=AT, **details)
    act = act_of(call, director)
    give(first, director, act=act)
    with pytest.raises(Refused, match="è già di un’altra domanda"):
        give(second, director, act=act, cup=CUP.lower())


def test_a_grant_stands_on_an_act_of_granting_of_its_call(application, milano, director):
    for wrong in (
        act_of(application.call, director, ActKind.PAYMENT, "201"),
        act_of(rows.call(milano), director, number="202"),
    ):
        with pytest.raises(Refused, match="Serve un atto di concessione"):
            give(application, director, act=wrong)


def test_what_no_ranking_has_financed_is_not_granted(call, milano, director):
    scored = rows.scored(rows.submitted(call, milano), 80, at=AT)
    with pytest.raises(Refused, match="«valutata»"):
        give(scored, director)


def test_a_grant_is_given_once(application, director):
    act = act_of(application.call, director)
    give(application, director, act=act)
    with pytest.raises(Refused, match="«contributo concesso»"):
        give(application, director, act=act, cup="B12C20000010002")


@pytest.mark.parametrize("role", ["operator", "evaluator", "auditor"])
def test_only_who_signs_acts_grants(application, director, role):
    with pytest.raises(Refused, match="ruolo non permette"):
        granting.grant(
            application=application, act=act_of(application.call, director), cor="1234567", cup=CUP, by=rows.user(role), at=AT
        )


def test_who_checked_or_scored_the_file_does_not_sign_its_grant(application, director):
    for took_part in (application.verdict.by, application.score_sheets.first().evaluator):
        Membership.objects.create(user=took_part, role="director", since_at=AT)
        with pytest.raises(Refused, match="la concessione la firma un’altra persona"):
            give(
                application,
                rows.User.objects.get(pk=took_part.pk),
                act=act_of(application.call, director, number=str(took_part.pk)),
            )


def test_the_firm_accepts_once(application, director):
    give(application, director)
    firm = rows.representative_of(application)
    accepting.accept(application=application, by=firm, at=AT)
    application.refresh_from_db()
    assert application.state == State.ACCEPTED
    with pytest.raises(Refused, match="Avete già accettato"):
        accepting.accept(application=application, by=firm, at=AT)


@pytest.mark.parametrize("accepted", [False, True])
def test_a_renunciation_frees_the_money_line_by_line(application, director, accepted):
    give(application, director)
    firm = rows.representative_of(application)
    if accepted:
        accepting.accept(application=application, by=firm, at=AT)
    with pytest.raises(Refused, match="perché rinunciate"):
        accepting.renounce(application=application, reason="", by=firm, at=AT)
    accepting.renounce(application=application, reason="Progetto cambiato", by=firm, at=AT)
    application.refresh_from_db()
    assert application.state == State.RENOUNCED
    assert buckets(application.call) == [(Decimal("2000.00"), 0), (Decimal("1500.00"), 0)]
    with pytest.raises(Refused, match="«rinunciata»"):
        accepting.renounce(application=application, reason="Ancora", by=firm, at=AT)


def test_nobody_else_answers_for_the_firm(application, director):
    give(application, director)
    for stranger in (director, rows.user("representative", firm=rows.firm())):
        with pytest.raises(Refused, match="Non agite per questa impresa"):
            accepting.accept(application=application, by=stranger, at=AT)
        with pytest.raises(Refused, match="Non agite per questa impresa"):
            accepting.renounce(application=application, reason="–", by=stranger, at=AT)
