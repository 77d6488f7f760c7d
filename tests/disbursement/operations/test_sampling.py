"""Sample controls: put down by one, drawn by another with a seed that came later, gone through by who had no part, ended once."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction
from django.utils import translation

from accounts.models import User
from applications.enums import NoticeKind, State
from applications.models import ConflictDeclaration, Verdict
from applications.notifications.wording import letter
from applications.operations import declaring, telling
from core.figures import instant
from core.models import OutgoingMessage, Transition
from core.refusals import Refused
from disbursement import notifications, permissions
from disbursement.domain import sampling as domain
from disbursement.models import (
    Control,
    ControlAnswer,
    ControlOutcome,
    ControlPlan,
    ControlPoint,
    ControlSample,
    RevocationNotice,
    SampleMember,
    Settlement,
    SpendingCut,
)
from disbursement.operations import controlling, sampling
from disbursement.queries.sampling import differences, eligible, to_conclude
from tests.core.bare import run
from tests.factories import a_call, a_chamber, a_user, an_officer, declared, staff
from tests.factories_disbursement import (
    PAID,
    POINTS,
    a_controller,
    a_director,
    a_plan,
    a_sample,
    an_operator,
    application_at,
    drawn,
    ended,
    looked_through,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid():
    return application_at(State.PAID)


def test_of_two_plans_published_at_one_instant_the_second_is_told(paid, monkeypatch):
    """Whoever has read that there is none, when another has it already."""
    a_plan(paid.call)
    monkeypatch.setattr(sampling, "plan_of", lambda call: None)
    with pytest.raises(Refused, match="qualcun altro ha pubblicato un piano"):
        a_plan(paid.call)
    assert ControlPlan.objects.filter(call=paid.call).count() == 1


@pytest.fixture
def pot(paid):
    a_plan(paid.call)
    return paid.pot


@pytest.fixture
def control(pot):
    return drawn(a_sample(pot)).controls.get()


# The plan


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"share": Decimal(0)}, "oltre lo zero"),
        ({"share": Decimal("1.01")}, "al massimo al 100%"),
        ({"days": 0}, "fra 1 e 366 giorni"),
        ({"points": []}, "uno per riga"),
        ({"points": [("x" * 251, "")]}, "250 caratteri"),
        ({"points": [("Sede", ""), ("Sede", "art. 1")]}, "due volte"),
    ],
)
def test_a_plan_says_how_much_how_long_and_what(changes, words):
    known = {"call": a_call(), "share": Decimal("0.05"), "days": 60, "points": POINTS}
    with pytest.raises(Refused, match=words):
        sampling.publish(**known | changes, by=an_operator(), at=PAID)


def test_who_configures_calls_plans_their_controls(paid):
    with pytest.raises(Refused, match="Il vostro ruolo non permette"):
        sampling.publish(call=paid.call, share=Decimal("0.05"), days=60, points=POINTS, by=a_director(paid), at=PAID)
    assert [a_plan(paid.call).number, a_plan(paid.call, share="0.1").number] == [1, 2]
    sample = a_sample(paid.pot)
    assert sample.plan.number == 2
    with pytest.raises(Error, match="a_used_list_of_control_takes_no_more_points"), transaction.atomic():
        ControlPoint.objects.create(plan=sample.plan, position=3, text="Altro")


# The draw


def test_one_puts_down_who_may_be_drawn_another_draws(paid, pot):
    assert [payout.settlement.account.application for payout in eligible(pot)] == [paid]
    sample = a_sample(pot)
    assert (sample.count, sample.size) == (1, 1)
    assert sample.population_sha256 == domain.digest([str(paid.arrival.number)])
    assert list(eligible(pot)) == []
    with pytest.raises(Refused, match="Il vostro ruolo non permette"):
        sampling.draw(sample=sample, seed="1", by=sample.proposed_by, at=PAID)
    with pytest.raises(Refused, match="su una sola riga"):
        drawn(sample, seed="1\n2")
    sample = drawn(sample)
    assert [one.application for one in sample.controls.all()] == [paid]
    assert sample.due_at >= PAID + timedelta(days=59)
    assert differences(sample) == []
    with pytest.raises(Refused, match="non si ripete"):
        drawn(sample, seed="another")
    with pytest.raises(Refused, match="non si ritira"):
        sampling.withdraw(sample=sample, reason="Sbagliata.", by=sample.drawn_by, at=PAID)
    with pytest.raises(Refused, match="ne servono di nuovi"):
        a_sample(pot)


def test_who_has_both_roles_does_not_draw_what_she_proposed(pot):
    sample = a_sample(pot)
    both = a_user("chamber_director", chamber=pot.chamber)
    run("SET LOCAL session_replication_role = replica")
    ControlSample.objects.filter(pk=sample.pk).update(proposed_by=both)
    run("SET LOCAL session_replication_role = origin")
    with pytest.raises(Refused, match="Avete proposto voi"):
        sampling.draw(sample=sample, seed="1", by=both, at=PAID)
    with pytest.raises(Error, match="who_proposes_a_draw_does_not_draw"), transaction.atomic():
        ControlSample.objects.filter(pk=sample.pk).update(seed="1", drawn_at=PAID, drawn_by=both, due_at=PAID + timedelta(1))


def test_a_draw_is_proposed_where_there_is_a_plan_once_at_a_time_by_the_chambers_officers(paid):
    with pytest.raises(Refused, match="lo pubblica Unioncamere"):
        a_sample(paid.pot)
    a_plan(paid.call)
    for stranger in (a_user("officer", chamber=a_chamber("bs")), an_operator(), a_director(paid)):
        with pytest.raises(Refused):
            sampling.propose(pot=paid.pot, seed_source="Lotto", by=stranger, at=PAID)
    with pytest.raises(Refused, match="prima che si conosca"):
        sampling.propose(pot=paid.pot, seed_source=" ", by=an_officer(paid), at=PAID)
    first = a_sample(paid.pot)
    with pytest.raises(Refused, match="prima va estratta o ritirata"):
        a_sample(paid.pot)
    again = {"pot": paid.pot, "plan": first.plan, "count": 1, "size": 1, "seed_source": "x", "proposed_at": PAID}
    for changes, belt in (
        ({}, "a_pot_has_one_draw_at_a_time"),
        ({"size": 2}, "a_sample_is_of_its_population"),
        ({"seed": "1"}, "a_draw_has_seed_instant_person_and_term_together"),
        ({"state": "drawn"}, "a_draw_follows_the_plan_of_its_call"),
    ):
        with pytest.raises(Error, match=belt), transaction.atomic():
            ControlSample.objects.create(**again | changes, proposed_by=first.proposed_by)
    with pytest.raises(Refused, match="Scrivete perché"):
        sampling.withdraw(sample=first, reason="", by=an_officer(paid), at=PAID)
    sampling.withdraw(sample=first, reason="Manca un pagamento.", by=an_officer(paid), at=PAID)
    assert a_sample(paid.pot).pk != first.pk


def test_a_later_draw_is_among_what_met_none():
    call = a_call()
    a_plan(call, share="0.5")
    first = [application_at(State.PAID, call=call) for _ in range(3)]
    sample = drawn(a_sample(first[0].pot))
    assert (sample.count, sample.size) == (3, 2)
    later = application_at(State.PAID, call=call)
    again = a_sample(later.pot)
    assert list(again.members.values_list("key", flat=True)) == [str(later.arrival.number)]
    keys = [str(one.arrival.number) for one in first]
    found = list(sample.controls.order_by("rank").values_list("member__key", flat=True))
    assert found == domain.sample(keys, sample.seed, Decimal("0.5"))
    with pytest.raises(Error, match="a_payment_stands_in_one_live_population"), transaction.atomic():
        SampleMember.objects.create(sample=again, payout=sample.members.first().payout, key=keys[0])


@transaction.atomic
def drawn_by_hand(sample, keys, seed="by hand"):
    """Somebody draws whom she likes, with a shell."""
    for rank, key in enumerate(keys, start=1):
        member = sample.members.get(key=key)
        application = member.payout.settlement.account.application
        Control.objects.create(sample=sample, member=member, application=application, rank=rank)
    director = staff("chamber_director", chamber=sample.pot.chamber)[0]
    told = {"seed": seed, "drawn_at": PAID, "drawn_by": director, "due_at": PAID + timedelta(days=9), "state": "drawn"}
    ControlSample.objects.filter(pk=sample.pk).update(**told)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_database_draws_again():
    call = a_call()
    a_plan(call, share="0.5")
    files = [application_at(State.PAID, call=call) for _ in range(3)]
    sample = a_sample(files[0].pot)
    right = domain.sample([str(one.arrival.number) for one in files], "by hand", Decimal("0.5"))
    other = [key for key in (str(one.arrival.number) for one in files) if key not in right]
    for wrong in (right[:1], right[::-1], [right[0], *other], []):
        with pytest.raises(Error, match="a_sample_is_what_its_seed_gives"):
            drawn_by_hand(sample, wrong)
    with pytest.raises(Error, match="a_control_is_of_a_drawn_file"):
        drawn_by_hand(sample, [*right, *other])
    drawn_by_hand(sample, right)


def test_what_was_drawn_is_never_changed(control):
    sample = control.sample
    breaches = [
        ("a_sample_is_never_drawn_again", lambda: ControlSample.objects.update(seed="other")),
        ("a_population_stays_as_it_was_proposed", lambda: ControlSample.objects.update(count=9)),
        ("sample_moves_by_its_table|Invalid transition", lambda: ControlSample.objects.update(state="withdrawn")),
        ("a_population_is_never_changed", lambda: SampleMember.objects.update(key="9")),
        ("what_was_drawn_is_never_changed", lambda: Control.objects.update(rank=9)),
        ("a_plan_of_controls_is_never_changed", lambda: ControlPlan.objects.update(share=1)),
        ("a_point_of_control_is_never_changed", lambda: ControlPoint.objects.update(text="x")),
        ("a_control_is_of_a_drawn_file", lambda: _one_more(control)),
    ]
    for name, breach in breaches:
        with pytest.raises(Error, match=name), transaction.atomic():
            breach()
    assert differences(sample) == []


def _one_more(control):
    Control.objects.create(sample=control.sample, member=control.member, application=control.application, rank=1)


def test_the_command_draws_every_sample_again(control):
    out = StringIO()
    call_command("check_samples", stdout=out)
    assert "uguali" in out.getvalue()
    run("SET LOCAL session_replication_role = replica")
    ControlSample.objects.update(population_sha256="0" * 64)
    run("SET LOCAL session_replication_role = origin")
    assert differences(ControlSample.objects.get()) == ["population"]
    with pytest.raises(CommandError, match="estrazioni diverse: 1"):
        call_command("check_samples", stdout=out, stderr=out)


def test_the_minutes_are_made_once_and_are_the_same_bytes(control):
    assert sampling.due(at=PAID) == [control.sample_id]
    first = sampling.make(sample_id=control.sample_id, at=PAID)
    with first.file.open() as paper:
        content = paper.read()
    assert content[:5] == b"%PDF-"
    assert sampling.due(at=PAID) == []
    assert sampling.make(sample_id=control.sample_id, at=PAID).sha256 == first.sha256
    assert sampling._minutes(first) == content


def test_the_firm_is_told_once_of_a_draw_and_with_it(pot, paid, monkeypatch):
    sample = a_sample(pot)
    with monkeypatch.context() as patch:
        patch.setattr(notifications, "drawn", broken)
        with pytest.raises(RuntimeError):
            drawn(sample)
    assert not Control.objects.exists()
    control = drawn(sample).controls.get()
    told = paid.notices.get(kind=NoticeKind.CONTROL_DRAWN)
    notifications.drawn([control], due_at=PAID, at=PAID)
    assert paid.notices.get(kind=NoticeKind.CONTROL_DRAWN) == told
    assert telling.post_notice(notice_id=told.pk, at=PAID) == 1
    assert telling.post_notice(notice_id=told.pk, at=PAID) == 0
    mail = OutgoingMessage.objects.get(key__startswith=f"notice:{told.pk}:")
    assert mail.subject == "Il vostro contributo è stato estratto per un controllo a campione"
    assert f"entro il {instant(control.sample.due_at)}" in mail.body
    with translation.override("en-gb"):
        due = instant(control.sample.due_at)
    assert f"ends the control by {due}" in letter(told, "en-gb").body


@pytest.mark.parametrize(
    ("result", "said", "italian", "english"),
    [
        ("regular", {}, "concluso: regolare", "in order"),
        ("irregular", {"amount": "1000.00", "reason": "Sede chiusa."}, "non regolare per 1.000,00", "not in order for €1,000.00"),
    ],
)
def test_the_firm_is_told_how_a_control_ended(paid, control, monkeypatch, result, said, italian, english):
    with monkeypatch.context() as patch:
        patch.setattr(notifications, "concluded", broken)
        with pytest.raises(RuntimeError):
            ended(control, result, **said)
    assert not ControlOutcome.objects.exists()
    outcome = ended(control, result, **said)
    notifications.concluded(outcome)
    told = paid.notices.get(kind=NoticeKind.CONTROL_CONCLUDED)
    assert italian in letter(told, "it").subject
    assert english in letter(told, "en-gb").subject
    assert said.get("reason", "Nothing") in letter(told, "it").body or not said
    assert ("Con questo non dovete restituire ancora nulla" in letter(told, "it").body) is (result == "irregular")


def broken(*_arguments, **_by_name):
    raise RuntimeError("the row could not be written")


# The control


PARTS = {
    "admitted": lambda who, paid: Verdict.objects.filter(application=paid).update(by=who),
    "settled": lambda who, paid: Settlement.objects.filter(account__application=paid).update(by=who),
    "moved": lambda who, paid: Transition.objects.filter(
        subject_type="disbursement.account", subject_id=paid.account.pk, move="check"
    ).update(by_id=who.pk),
    "cut": lambda who, paid: SpendingCut.objects.create(
        spending=paid.account.spendings.first(), admitted=0, reason="Doppia.", at=PAID, by=who
    ),
    "conflict": lambda who, paid: ConflictDeclaration.objects.filter(application=paid, person=who).update(
        conflicted=True, words="Mio fratello."
    ),
}


@pytest.mark.parametrize("part", PARTS)
def test_what_a_person_is_given_to_control_is_what_she_may(paid, control, part):
    """The set and the answer for one row say the same: before she had a part in the file, and after."""
    who = declared(a_user("officer", chamber=paid.pot.chamber), paid, at=PAID)
    assert permissions.why_not_control(who, control) is None
    assert list(to_conclude(who)) == [control]
    assert list(to_conclude(a_user("officer", chamber=a_chamber("bs")))) == []
    run("SET LOCAL session_replication_role = replica")
    PARTS[part](who, paid)
    run("SET LOCAL session_replication_role = origin")
    assert permissions.why_not_control(User.objects.get(pk=who.pk), Control.objects.get(pk=control.pk)) is not None
    assert list(to_conclude(who)) == []


def test_who_had_a_part_or_a_conflict_controls_nothing(paid, control):
    answers = [(point.pk, "met", "") for point in control.sample.plan.points.all()]
    before = an_officer(paid)
    with pytest.raises(Refused, match="lo fa un’altra persona"):
        controlling.answer(control=control, answers=answers, by=before, at=PAID)
    for stranger in (a_director(paid), an_operator(), a_user("officer", chamber=a_chamber("bs"))):
        with pytest.raises(Refused):
            controlling.answer(control=control, answers=answers, by=stranger, at=PAID)
    other = a_user("officer", chamber=paid.pot.chamber)
    with pytest.raises(Refused, match="Prima di aprire"):
        controlling.answer(control=control, answers=answers, by=other, at=PAID)
    declaring.declare(application=paid, conflicted=True, words="Mio fratello.", by=other, at=PAID)
    with pytest.raises(Refused, match="conflitto d’interessi"):
        controlling.answer(control=control, answers=answers, by=other, at=PAID)
    point = control.sample.plan.points.first()
    for person, belt in ((before, "nobody_answers_about_what_she_checked"), (other, "nobody_in_conflict_works_on_a_file")):
        with pytest.raises(Error, match=belt), transaction.atomic():
            ControlAnswer.objects.create(control=control, point=point, answer="met", at=PAID, by=person)


def test_a_control_is_gone_through_point_by_point_and_ended_once(control):
    by = a_controller(control)
    first, second = control.sample.plan.points.order_by("position")
    conclude = lambda **said: controlling.conclude(  # noqa: E731
        control=control, **{"result": "regular", "amount": None, "reason": ""} | said, by=by, at=PAID
    )
    answer = lambda *said: controlling.answer(control=control, answers=said, by=by, at=PAID)  # noqa: E731
    with pytest.raises(Refused, match="almeno uno"):
        answer()
    with pytest.raises(Refused, match="Scrivete una nota"):
        answer((first.pk, "not_met", " "))
    with pytest.raises(Refused, match="non è della lista"):
        answer((first.pk + second.pk, "met", ""))
    assert len(answer((first.pk, "met", ""))) == 1
    assert answer((first.pk, "met", "")) == []
    with pytest.raises(Refused, match="senza risposta: 1"):
        conclude()
    with pytest.raises(Error, match="a_control_ends_once_all_is_answered"), transaction.atomic():
        ControlOutcome.objects.create(control=control, result="regular", at=PAID, by=by)
    answer((second.pk, "met", ""))
    with pytest.raises(Refused, match="almeno uno non conforme"):
        conclude(result="irregular", amount=Decimal(1), reason="x")
    answer((second.pk, "not_met", "Stornato."))
    with pytest.raises(Refused, match="perché l’esito è regolare"):
        conclude()
    with pytest.raises(Refused, match="lasciatelo vuoto"):
        conclude(amount=Decimal(1))
    for amount in (None, Decimal("8400.01"), Decimal("1.001")):
        with pytest.raises(Refused, match=r"al massimo a quanto è stato pagato: 8\.400,00"):
            conclude(result="irregular", amount=amount, reason="x")
    with pytest.raises(Refused, match="Scrivete la motivazione"):
        conclude(result="irregular", amount=Decimal(1000))
    with pytest.raises(Error, match="a_control_ends_once_all_is_answered"), transaction.atomic():
        ControlOutcome.objects.create(control=control, result="irregular", amount=8401, reason="x", at=PAID, by=by)
    outcome = conclude(result="irregular", amount=Decimal(1000), reason="Pagamento stornato.")
    assert (outcome.amount, str(outcome)) == (Decimal(1000), "irregolare")
    with pytest.raises(Refused, match="già concluso"):
        conclude()
    with pytest.raises(Refused, match="già concluso"):
        answer((first.pk, "not_met", "No."))
    with pytest.raises(Error, match="a_control_answers_its_own_list"), transaction.atomic():
        ControlAnswer.objects.create(control=control, point=first, answer="met", at=PAID, by=by)
    with pytest.raises(Error, match="an_outcome_of_a_control_is_never_changed"), transaction.atomic():
        ControlOutcome.objects.update(amount=1)
    # Nothing is taken back by this alone.
    assert not RevocationNotice.objects.exists()


def test_a_point_beside_the_point_says_why_and_the_control_may_be_regular(control):
    assert looked_through(control, but="not_applicable").answers.count() == 2
    assert controlling.conclude(
        control=control, result="regular", amount=None, reason="", by=a_controller(control), at=PAID
    ).amount == Decimal(0)


def test_who_had_a_part_does_not_end_it_by_hand(paid, control):
    looked_through(control)
    with pytest.raises(Error, match="nobody_ends_a_control_of_what_she_checked"), transaction.atomic():
        ControlOutcome.objects.create(control=control, result="regular", at=PAID, by=an_officer(paid))
    assert ended(control).result == "regular"
