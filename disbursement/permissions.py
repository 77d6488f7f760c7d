"""Who may do what with accounts, payments and tranches, and which of them a person sees."""

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import Person, chamber_ids, everywhere, firm_ids, holds, why_not
from applications.models import ConflictDeclaration, Verdict
from applications.permissions import application_ids, why_not_impartial, why_not_prepare
from applications.permissions import why_not_act as of_the_application
from bando.models import Pot
from bando.permissions import visible_pots
from core.models import Transition
from disbursement.domain.workflow import JUDGED
from disbursement.models import (
    Account,
    Control,
    ControlPlan,
    ControlSample,
    Evidence,
    OrderLine,
    PaymentOrder,
    Payout,
    Recovery,
    RevocationNotice,
    Settlement,
    SpendingCut,
    Tranche,
    WithholdingCertificate,
)
from registry.models import Chamber


def _within(user: Person, path: str) -> Q:
    """The rows whose application (reached by `path`) lies in the person's firms or Chambers."""
    if everywhere(user, Permission.READ_FILES):
        return Q()
    chambers = chamber_ids(user, Permission.READ_FILES)
    own = Q(**{f"{path}firm__in": firm_ids(user, Permission.PREPARE)}) | Q(**{f"{path}pk__in": application_ids(user)})
    return own | Q(**{f"{path}pot__chamber__in": chambers})


def visible_accounts(user: Person) -> QuerySet[Account]:
    """The accounts of her firms, of her Chambers, or all for roles that read files everywhere."""
    return Account.objects.filter(_within(user, "application__"))


def visible_settlements(user: Person) -> QuerySet[Settlement]:
    """As the accounts they end."""
    return Settlement.objects.filter(_within(user, "account__application__"))


def visible_payouts(user: Person) -> QuerySet[Payout]:
    """As the settlements they pay."""
    return Payout.objects.filter(_within(user, "settlement__account__application__"))


def visible_orders(user: Person) -> QuerySet[PaymentOrder]:
    """Those of her Chambers, or all for roles that read files everywhere; firms read what concerns them in their accounts."""
    if everywhere(user, Permission.READ_FILES):
        return PaymentOrder.objects.all()
    return PaymentOrder.objects.filter(pot__chamber__in=chamber_ids(user, Permission.READ_FILES))


def reads_ibans(user: Person, chamber_id: int | None) -> bool:
    """Whether she reads whole account numbers: the Chamber's people, and who reads files everywhere for more than their score."""
    whole = everywhere(user, Permission.READ_FILES) and not holds(user, Permission.SCORE)
    return whole or chamber_id in chamber_ids(user, Permission.READ_FILES)


def visible_certificates(user: Person) -> QuerySet[WithholdingCertificate]:
    """Those of her firms and of her Chambers, or all for roles that read files everywhere."""
    if everywhere(user, Permission.READ_FILES):
        return WithholdingCertificate.objects.all()
    mine = Q(firm__in=firm_ids(user, Permission.PREPARE)) | Q(chamber__in=chamber_ids(user, Permission.READ_FILES))
    return WithholdingCertificate.objects.filter(mine)


def visible_lines(user: Person) -> QuerySet[OrderLine]:
    """As the orders that they stand in."""
    return OrderLine.objects.filter(order__in=visible_orders(user))


def _sees_regional_money(user: Person) -> bool:
    return any(everywhere(user, one) for one in (Permission.FUND, Permission.READ_REPORTS))


def visible_tranches(user: Person) -> QuerySet[Tranche]:
    """All of them for Unioncamere, Regione and auditors; nobody else sees how the Region pays."""
    return Tranche.objects.all() if _sees_regional_money(user) else Tranche.objects.none()


def visible_evidence(user: Person) -> QuerySet[Evidence]:
    """As the tranches they open."""
    return Evidence.objects.all() if _sees_regional_money(user) else Evidence.objects.none()


def visible_cash(user: Person) -> QuerySet[Pot]:
    """The pots of published calls that she may see: a Chamber's people its own, Unioncamere and who reads reports all."""
    return visible_pots(user).filter(call__published_at__isnull=False, call__rehearsal=False)


def why_not_view(user: Person, account: Account) -> str | None:
    """The row's own answer to `visible_accounts`."""
    application = account.application
    if everywhere(user, Permission.READ_FILES) or why_not_prepare(user, application) is None:
        return None
    mine = application.pot is not None and application.pot.chamber_id in chamber_ids(user, Permission.READ_FILES)
    return None if mine else _("Questo rendiconto è di un’altra impresa o di un’altra Camera.")


def why_not_act(user: Person, account: Account) -> str | None:
    """Who may write the accounts: who acts for the firm in the application."""
    return of_the_application(user, account.application)


def _why_not_in_chamber(user: Person, permission: Permission, account: Account) -> str | None:
    words = _("Il rendiconto è di competenza di un’altra Camera: %(chamber)s.")
    return _why_not_of_chamber(user, permission, account.application.pot, words)


def why_not_competent(user: Person, account: Account) -> str | None:
    """Whose work it is to check and settle: of officers of the competent Chamber."""
    return _why_not_in_chamber(user, Permission.CHECK_FILES, account)


def why_not_check(user: User, account: Account) -> str | None:
    """Who may do it now: besides, she has declared that she has no conflict with the application."""
    return why_not_competent(user, account) or why_not_impartial(user, account.application)


def why_not_order(user: Person, pot: Pot | None, applications: Iterable[int] = ()) -> str | None:
    """Who prepares payments of a Chamber and records what became of them: its officers, without conflict with those paid."""
    if reason := _why_not_of_chamber(user, Permission.CHECK_FILES, pot):
        return reason
    said = ConflictDeclaration.objects.filter(person=user.pk, conflicted=True, application__in=list(applications))
    if not said.exists():
        return None
    return _("Avete dichiarato un conflitto d’interessi su una di queste pratiche: il mandato lo prepara un’altra persona.")


def why_not_handle(user: Person, pot: Pot) -> str | None:
    """Who takes payments out of a proposal: whoever prepares or adopts the Chamber's."""
    return _why_not_of_chamber(user, Permission.SIGN_PAYMENTS, pot) and why_not_order(user, pot)


def why_not_certify(user: Person, chamber: Chamber) -> str | None:
    """Who looks after a Chamber's certificates: whoever prepares or adopts its payments."""
    mine = chamber_ids(user, Permission.CHECK_FILES) | chamber_ids(user, Permission.SIGN_PAYMENTS)
    return None if chamber.pk in mine else _("La certificazione è di un’altra Camera: %(chamber)s.") % {"chamber": chamber}


def why_not_bank(user: Person, chamber: Chamber) -> str | None:
    """Who says which account a Chamber pays from: its director."""
    if chamber.pk in chamber_ids(user, Permission.SIGN_PAYMENTS):
        return None
    return why_not(user, Permission.SIGN_PAYMENTS) or _("Il conto lo registra il dirigente di quella Camera: %(chamber)s.") % {
        "chamber": chamber
    }


def why_not_adopt(user: Person, order: PaymentOrder, settlements: Sequence[Settlement]) -> str | None:
    """Who adopts a payment order: the Chamber's director, if she has had no part in what it pays nor in proposing it."""
    if reason := _why_not_of_chamber(user, Permission.SIGN_PAYMENTS, order.pot):
        return reason
    if user.pk == order.proposed_by_id:
        return _("Avete proposto voi questo mandato: lo adotta un’altra persona.")
    if user.pk in had_a_part_in(settlements):
        return _("Avete istruito o approvato questo rendiconto: il pagamento lo firma un’altra persona.")
    return None


def _why_not_of_chamber(user: Person, permission: Permission, pot: Pot | None, words: str = "") -> str | None:
    chamber = pot.chamber_id if pot else None
    if chamber is not None and chamber in chamber_ids(user, permission):
        return None
    if chamber is not None and chamber_ids(user, permission):
        return (words or _("I pagamenti sono di competenza di un’altra Camera: %(chamber)s.")) % {"chamber": pot}
    return why_not(user, permission) or _("Nessuna Camera è competente per questa domanda.")


def had_a_part_in(settlements: Sequence[Settlement]) -> set[int]:
    """Those who admitted the applications, cut a line, checked or settled their accounts: none of them pays. Three queries."""
    accounts = [one.account_id for one in settlements]
    moved = Transition.objects.filter(
        subject_type=Account._meta.label_lower, subject_id__in=accounts, move__in=JUDGED, by_id__isnull=False
    )
    people: set[int | None] = {one.by_id for one in settlements}
    people |= set(moved.values_list("by_id", flat=True).distinct())
    people |= set(SpendingCut.objects.filter(spending__account__in=accounts).values_list("by_id", flat=True).distinct())
    people |= set(Verdict.objects.filter(application__account__in=accounts).values_list("by_id", flat=True).distinct())
    return {person for person in people if person is not None}


def why_not_fund(user: Person) -> str | None:
    """Who may move regional money: Unioncamere's operators."""
    return why_not(user, Permission.FUND)


def why_not_request(user: Person, tranche: Tranche) -> str | None:
    """Who may sign the act that asks the Region for a tranche: Unioncamere's director, who has not proposed it."""
    if reason := why_not(user, Permission.SIGN_ACTS):
        return reason
    if user.pk == tranche.proposed_by_id:
        return _("Avete proposto questa quota: la richiesta la firma un’altra persona.")
    return None


def why_not_report(user: Person) -> str | None:
    """Who may record that a report was sent to the Region, and approved there."""
    return why_not(user, Permission.MAKE_REPORTS)


def why_not_recover(user: Person, recovery: Recovery) -> str | None:
    """Who may agree instalments and record what comes back: the competent Chamber's director."""
    return _why_not_in_chamber(user, Permission.SIGN_PAYMENTS, recovery.notice.payout.settlement.account)


def why_not_set_rates(user: Person) -> str | None:
    """Who puts rates of interest on record: who configures calls, and who runs the portal."""
    return None if holds(user, Permission.MANAGE_USERS) else why_not(user, Permission.CONFIGURE)


def why_not_decide(user: Person, notice: RevocationNotice) -> str | None:
    """Who may decide on a revocation: the competent Chamber's director, who has not proposed it."""
    if reason := _why_not_in_chamber(user, Permission.SIGN_PAYMENTS, notice.payout.settlement.account):
        return reason
    if user.pk == notice.by_id:
        return _("Avete avviato voi questa revoca: la decide un’altra persona.")
    return None


def visible_revocations(user: Person) -> QuerySet[RevocationNotice]:
    """As the applications whose grant is taken back."""
    return RevocationNotice.objects.filter(_within(user, "application__"))


def visible_recoveries(user: Person) -> QuerySet[Recovery]:
    """As the applications that owe them."""
    return Recovery.objects.filter(_within(user, "application__"))


def visible_plans(user: Person) -> QuerySet[ControlPlan]:
    """All of them for who reads files or reports: how controls are made is no secret of a Chamber."""
    sees = holds(user, Permission.READ_FILES) or holds(user, Permission.READ_REPORTS)
    return ControlPlan.objects.all() if sees else ControlPlan.objects.none()


def visible_samples(user: Person) -> QuerySet[ControlSample]:
    """Those of her Chambers, or all for roles that read files everywhere; not the evaluators, whose work is over."""
    return ControlSample.objects.filter(_of_chambers(user, "pot__"))


def visible_controls(user: Person) -> QuerySet[Control]:
    """As the draws that they came from. Firms read on their own page that one was drawn, and how it ended."""
    return Control.objects.filter(_of_chambers(user, "sample__pot__"))


def _of_chambers(user: Person, path: str) -> Q:
    if everywhere(user, Permission.READ_FILES) and not holds(user, Permission.SCORE):
        return Q()
    return Q(**{f"{path}chamber__in": chamber_ids(user, Permission.READ_FILES)})


def why_not_plan_controls(user: Person) -> str | None:
    """Who says how a call is controlled: who configures calls."""
    return why_not(user, Permission.CONFIGURE)


def why_not_propose_sample(user: Person, pot: Pot) -> str | None:
    """Who puts payments to a draw: officers of the Chamber that paid them."""
    return _why_not_of_chamber(user, Permission.CHECK_FILES, pot)


def why_not_draw(user: Person, sample: ControlSample) -> str | None:
    """Who gives the seed: the Chamber's director, who has not put down the population."""
    if reason := _why_not_of_chamber(user, Permission.SIGN_PAYMENTS, sample.pot):
        return reason
    if user.pk == sample.proposed_by_id:
        return _("Avete proposto voi questa estrazione: la fa un’altra persona.")
    return None


def why_not_withdraw(user: Person, sample: ControlSample) -> str | None:
    """Who takes back a draw that was not made: whoever proposes or makes the Chamber's."""
    return _why_not_of_chamber(user, Permission.SIGN_PAYMENTS, sample.pot) and why_not_propose_sample(user, sample.pot)


def why_not_control(user: User, control: Control) -> str | None:
    """Who controls a drawn file: an officer of its Chamber without conflict, who has had no part in it before."""
    settlement = control.member.payout.settlement
    if reason := why_not_check(user, settlement.account):
        return reason
    if user.pk in had_a_part_in([settlement]):
        return _("Avete istruito la domanda o controllato il rendiconto: il controllo a campione lo fa un’altra persona.")
    return None
