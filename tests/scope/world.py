"""Two Chambers, a firm each, files in many states; and a word in every text of a side, by which it is known wherever it shows."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from accounts.domain.roles import ROLES
from accounts.enums import Scope
from accounts.models import Invitation, Membership, User
from accounts.operations import inviting
from applications.enums import State
from applications.models import Application, Notice, Sitting
from applications.operations import minuting, writing
from applications.operations.in_bulk import ASSIGN_CHECKS
from bando.models import BudgetLine, Call, Movement, Pot
from core.domain.bulk import Proposed
from core.models import AuditEvent, Job, JobRow, Transition
from core.operations import working
from core.queries.descent import hanging_on
from disbursement.enums import EvidenceKind
from disbursement.operations import banking, sampling
from registry.models import Chamber, Firm
from reports.models import ReportFile
from reports.operations import papering
from tests import factories
from tests import factories_disbursement as spending
from tests.core.bare import run
from tests.reports.walks import a_chapter, produced

Walks = tuple[factories.Walk, ...]
GRANTED: Walks = (factories.grant, factories.accept)
FILES = {"applications", "disbursement"}
REPRESENTATIVES = {"bg": "RSSMRA80A41F205B", "bs": "VRDLGU70A01B157K"}
# What is read by programs, not by people: a word in it would break the row before it could be shown.
NEVER = {
    "password", "tax_code", "vat_number", "representative_tax_code", "iban", "cor", "cup", "reference", "subject_type", "action",
    "move", "source", "target", "code", "rule_code", "key", "token", "state", "role", "number", "engine", "postcode", "country",
    "leaf", "salt", "content", "act", "seed",
    "session_key", "data", "task_id", "legal_nature", "schema", "ateco", "reason_code", "municipality", "seat_municipality",
}  # fmt: skip
MARKS = ("sha", "digest", "hash", "fingerprint", "email", "type", "format", "kind", "path", "_code", "version", "_key")


def words_of(side: str) -> set[str]:
    """The word in the files of a side, and the one in its firms and people."""
    return {f"ZZPRATICA{side}", f"ZZIMPRESA{side}"}


@dataclass
class Side:
    """One Chamber with its firm, its people and its applications by what they are at."""

    code: str
    chamber: Chamber
    firm: Firm
    people: dict[str, User] = field(default_factory=dict)
    files: dict[str, Application] = field(default_factory=dict)
    # What `pick` has found: as the rows, it stays as it is.
    picked: dict[str, object] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.code.upper()

    @cached_property
    def rows(self) -> dict[type[models.Model], set[int]]:
        """What hangs on the firm and on the Chamber's pots: the rows that the other side must not meet.

        Gathered once the world is built: what a request writes is undone.
        """
        found = hanging_on(self.firm)
        for pot in Pot.objects.filter(chamber=self.chamber):
            for model, keys in hanging_on(pot).items():
                found.setdefault(model, set()).update(keys)
        found[Membership] = found.get(Membership, set()) | set(
            Membership.objects.filter(chamber=self.chamber).values_list("pk", flat=True)
        )
        found[ReportFile] = set(self.chamber.annexes.values_list("pk", flat=True))
        found[User] = {user.pk for user in self.people.values()}
        found[Job] = set(Job.objects.filter(by_id__in=found[User]).values_list("pk", flat=True))
        found[JobRow] = set(JobRow.objects.filter(job__in=found[Job]).values_list("pk", flat=True))
        return {model: keys for model, keys in found.items() if keys}


@dataclass
class World:
    """The two sides of three calls, and those who work everywhere."""

    home: Side
    away: Side
    calls: list[Call]
    everywhere: dict[str, User]
    # The rows of a call as a whole, by the word that stands for them in a line.
    whole: dict[str, object]


def build() -> World:
    """Everything walked to by the operations; then the words are put into the rows, by a hand that no trigger sees."""
    calls = [factories.a_call(), factories.a_call(), _an_open_call()]
    sides = [_side(code, calls) for code in ("bg", "bs")]
    for side in sides:
        _walk_together(side, calls)
    sitting = _sitting(calls[0])
    factories.rank(sides[0].files["paid"])
    plan = spending.a_plan(calls[0])
    for side in sides:
        _to_the_end(side)
    _walk_on(sides, "arrived", factories.a_call(), factories.SENT)
    _walk_on(sides, "spending", factories.a_call(), factories.SCORED, *GRANTED, spending.show_sales, spending.write)
    _walk_on(sides, "claimed", factories.a_call(), factories.SCORED, *GRANTED, spending.send)
    tranche = spending.a_tranche(spending.tranche_rules(calls[0])[0])
    report = spending.a_report(calls[0], EvidenceKind.INTERIM)
    everywhere = {code: factories.staff(code)[0] for code, role in ROLES.items() if role.scope == Scope.EVERYWHERE}
    everywhere["nobody"] = factories.a_user()
    for side in sides:
        # Of the officers the one who had no part in what was paid: she may control it, and whatever else is to be done.
        side.people["officer"] = factories.staff("officer", chamber=side.chamber)[1]
        side.people["chamber_director"] = factories.staff("chamber_director", chamber=side.chamber)[0]
        for file in side.files.values():
            factories.declared(side.people["officer"], file, at=spending.PAID)
        _chosen(side)
    # What waits for a commit is looked at while the rows say what they were written to say.
    connection.check_constraints()
    for side in sides:
        plant(side)
    # Drawn now, so that the words stand in the files too.
    minuting.make(sitting_id=sitting.pk, at=spending.PAID)
    spending.certify()
    for key in sampling.due(at=spending.PAID):
        sampling.make(sample_id=key, at=spending.PAID)
    for key in banking.due(at=spending.PAID):
        banking.make(order_id=key, at=spending.PAID)
        papering.make(order_id=key, at=spending.PAID)
    # The final one has annexes.
    report_run = produced(calls[0], "final", spending.PAID + timedelta(days=1))
    whole = {
        "=call": calls[0].slug, "=call-key": calls[0].pk, "=open-call": calls[2].slug,
        "=ranking-key": calls[0].rankings.get().pk, "=sitting-key": sitting.pk, "=tranche-key": tranche.pk,
        "=evidence-key": report.pk, "=run-key": report_run.pk, "=chapter-key": a_chapter(calls[0]).pk, "=plan-key": plan.pk,
    }  # fmt: skip
    for side in sides:
        del side.rows  # of before the documents were drawn
    return World(sides[0], sides[1], calls, everywhere, whole)


def _an_open_call() -> Call:
    """One that takes applications on the day of the test."""
    now, month = timezone.now(), timedelta(days=30)
    return factories.a_call(at=now - 2 * month, draft_from_at=now - month, opens_at=now - month, closes_at=now + month)


def _side(code: str, calls: list[Call]) -> Side:
    chamber, province = factories.a_chamber(code), code.upper()
    # Nothing in common: the aids of a single undertaking are shown to whoever decides on one of its firms, wherever they are.
    firm = factories.a_firm(
        name=f"Impresa di {province}", province=factories.a_province(province, province), address=f"via di {province} 1",
        representative_name=f"Ada di {province}", representative_tax_code=REPRESENTATIVES[code],
    )  # fmt: skip
    side = Side(code, chamber, firm)
    side.people["representative"] = factories.a_representative(firm)
    for role in ("delegate", "colleague"):
        side.people[role] = factories.a_user(role, firm=firm)
    return side


def _walk_together(side: Side, calls: list[Call]) -> None:
    """One application to be paid in the first call, checked and scored; one sent in the second; one draft in the third."""
    paid = factories.a_draft(call=calls[0], firm=side.firm)
    for step in (lambda row: factories.fill(row, province=side.name), *factories.SCORED[1:]):
        paid = step(paid)
    sent = factories.a_draft(call=calls[1], firm=side.firm)
    side.people["application_delegate"] = factories.a_mandate(sent)
    for step in (lambda row: factories.fill(row, province=side.name), factories.confirm, factories.send):
        sent = step(sent)
    # What is asked now may still be answered.
    sent = factories.ask(sent, at=timezone.now())
    # One that still takes applications, on the day of the test.
    now = timezone.now()
    draft = factories.fill(factories.a_draft(call=calls[2], firm=side.firm, at=now), province=side.name, at=now)
    side.files |= {"paid": paid, "sent": sent, "draft": draft}


def _walk_on(sides: list[Side], name: str, call: Call, arriving: Walks, *going_on: factories.Walk) -> None:
    """One more file of each side, so that the forms of what it is at can be sent; ranked together if they go on."""
    for side in sides:
        file = factories.fill(factories.a_draft(call=call, firm=side.firm), province=side.name)
        for step in arriving[1:]:
            file = step(file)
        side.files[name] = file
    if going_on:
        factories.rank(sides[0].files[name])
    for side in sides:
        for step in going_on:
            side.files[name] = step(factories.fresh(side.files[name]))


def _sitting(call: Call) -> Sitting:
    """The evaluators of the call met on its projects, of both sides."""
    return minuting.record_sitting(
        call=call, held_on=factories.RANKED.date(), place="Milano", people=factories.staff("evaluator"), text="Letti i progetti.",
        by=factories.staff("evaluator")[0], at=factories.RANKED,
    )  # fmt: skip


def _to_the_end(side: Side) -> None:
    paid = side.files["paid"]
    for step in (factories.fresh, factories.grant, factories.accept, spending.show_sales, *spending.PATHS[State.PAID]):
        paid = step(paid)
    side.files["paid"] = paid
    by, officer = side.people["representative"], factories.an_officer(paid)
    spending.take_back(paid.account.settlement.payout)
    spending.looked_through(spending.drawn(spending.a_sample(paid.pot)).controls.get())
    writing.write_to_chamber(application=paid, text="Quando pagate?", by=by, at=spending.PAID)
    writing.write_to_firm(application=paid, text="Presto.", by=officer, at=spending.PAID)
    inviting.invite(firm=side.firm, email=f"invitata-{side.code}@example.org", role="colleague", by=by, at=factories.NOON)


def _chosen(side: Side) -> None:
    """The Chamber's director has ticked a file, and proposed what to do with it."""
    by, sent = side.people["chamber_director"], side.files["sent"]
    rows = [Proposed(label=f"n. 1 di {side.name}", subject_id=sent.pk, refused="È già assegnata.")]
    kind = "applications.application"
    working.propose(act=ASSIGN_CHECKS, subject_type=kind, rows=rows, parameters={}, by=by, at=spending.PAID)


def plant(side: Side) -> set[str]:
    """Put the words of the side into its texts; returns the columns that hold one."""
    planted = set()
    run("SET LOCAL session_replication_role = replica")
    for model, keys in side.rows.items():
        word = f"{'ZZPRATICA' if model._meta.app_label in FILES else 'ZZIMPRESA'}{side.name}"
        planted |= {f"{model._meta.label}.{column}" for column in _texts(model) if _put(model, column, keys, word)}
    people = [user.pk for user in side.people.values()]
    for model in (AuditEvent, Transition):
        model._base_manager.filter(by_id__in=people).update(by_label=f"ZZIMPRESA{side.name}")
    run("SET LOCAL session_replication_role = origin")
    return planted


def _texts(model: type[models.Model]) -> Iterator[models.Field]:
    for column in model._meta.concrete_fields:
        free = type(column) in {models.CharField, models.TextField} and not column.choices and not column.unique
        if free and column.name not in NEVER and not any(mark in column.name for mark in MARKS):
            yield column


def _put(model: type[models.Model], column: models.Field, keys: set[int], word: str) -> bool:
    if column.max_length and column.max_length < len(word):
        return False
    table, name, pk = model._meta.db_table, column.column, model._meta.pk.column
    most = (column.max_length or 4000) - len(word) - 1
    text = f"left({name}, {most}) || ' {word}'" if most > 0 else f"'{word}'"
    try:
        with transaction.atomic():
            found = run(f"UPDATE {table} SET {name} = {text} WHERE {name} <> '' AND {pk} = ANY(%s)", list(keys))
    except IntegrityError:
        return False
    return found > 0


def pick(side: Side, what: str) -> object:
    """The key of the row of a side that an address names."""
    if what not in side.picked:
        side.picked[what] = _picked(side, what)
    return side.picked[what]


def _picked(side: Side, what: str) -> object:
    if what in side.files:
        return side.files[what].pk
    if what in PICKS:
        return PICKS[what](side)
    label, _, condition = what.partition("@")
    condition, _, file = condition.partition("=")
    model = apps.get_model(label)
    keys = sorted(side.rows.get(model, ()))
    rows = model._base_manager.filter(pk__in=keys).order_by("pk")
    if condition:
        rows = rows.filter(**{condition: side.files[file or "paid"].pk})
    return rows.values_list("pk", flat=True).first()


PICKS = {
    "firm": lambda side: side.firm.pk,
    "user": lambda side: side.people["colleague"].pk,
    "receipt": lambda side: side.files["paid"].arrival.token if hasattr(side.files["paid"].arrival, "token") else None,
    "notice": lambda side: Notice.objects.filter(application=side.files["paid"]).values_list("pk", flat=True).first(),
    "invitation": lambda side: Invitation.objects.filter(firm=side.firm).values_list("pk", flat=True).last(),
    "line": lambda side: BudgetLine.objects.filter(pot__chamber=side.chamber).values_list("pk", flat=True).first(),
    "pot": lambda side: Pot.objects.filter(chamber=side.chamber).values_list("pk", flat=True).first(),
    "movement": lambda side: Movement.objects.filter(line__pot__chamber=side.chamber).values_list("pk", flat=True).last(),
    "job": lambda side: Job.objects.filter(by_id=side.people["chamber_director"].pk).values_list("pk", flat=True).first(),
}
