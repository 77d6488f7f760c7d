"""Who may do what with accounts, payments and tranches, and which of them a person sees."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import Person, chamber_ids, everywhere, firm_ids, why_not
from applications.permissions import application_ids, why_not_impartial, why_not_prepare
from applications.permissions import why_not_act as of_the_application
from bando.models import Pot
from bando.permissions import visible_pots
from core.models import Transition
from disbursement.models import Account, Evidence, Payout, Settlement, SpendingCut, Tranche


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
    chamber = application.pot.chamber_id if application.pot else None
    if everywhere(user, Permission.READ_FILES) or why_not_prepare(user, application) is None:
        return None
    if chamber is not None and chamber in chamber_ids(user, Permission.READ_FILES):
        return None
    return _("Questo rendiconto è di un’altra impresa o di un’altra Camera.")


def why_not_act(user: Person, account: Account) -> str | None:
    """Who may write the accounts: who acts for the firm in the application."""
    return of_the_application(user, account.application)


def _why_not_in_chamber(user: Person, permission: Permission, account: Account) -> str | None:
    pot = account.application.pot
    chamber = pot.chamber_id if pot else None
    if chamber is not None and chamber in chamber_ids(user, permission):
        return None
    if chamber is not None and chamber_ids(user, permission):
        return _("Il rendiconto è di competenza di un’altra Camera: %(chamber)s.") % {"chamber": pot}
    return why_not(user, permission) or _("Nessuna Camera è competente per questa domanda.")


def why_not_competent(user: Person, account: Account) -> str | None:
    """Whose work it is to check and settle: of officers of the competent Chamber."""
    return _why_not_in_chamber(user, Permission.CHECK_FILES, account)


def why_not_check(user: User, account: Account) -> str | None:
    """Who may do it now: besides, she has declared that she has no conflict with the application."""
    return why_not_competent(user, account) or why_not_impartial(user, account.application)


def why_not_pay(user: Person, settlement: Settlement) -> str | None:
    """Who may pay: the competent Chamber's director, if she has had no part in what she pays."""
    account = settlement.account
    if reason := _why_not_in_chamber(user, Permission.SIGN_PAYMENTS, account):
        return reason
    if user.pk in had_a_part_in(settlement):
        return _("Avete istruito o approvato questo rendiconto: il pagamento lo firma un’altra persona.")
    return None


def had_a_part_in(settlement: Settlement) -> set[int]:
    """Those who admitted the application, cut a line, checked or settled its accounts: none of them pays."""
    account = settlement.account
    moved = Transition.objects.filter(subject_type=account._meta.label_lower, subject_id=account.pk, move__in=("check", "settle"))
    people = {settlement.by_id, *moved.values_list("by_id", flat=True)}
    people |= set(SpendingCut.objects.filter(spending__account=account).values_list("by_id", flat=True))
    verdict = getattr(account.application, "verdict", None)
    return {person for person in {*people, verdict.by_id if verdict else None} if person is not None}


def why_not_fund(user: Person) -> str | None:
    """Who may move regional money: Unioncamere's operators."""
    return why_not(user, Permission.FUND)


def why_not_report(user: Person) -> str | None:
    """Who may record that a report was sent to the Region."""
    return why_not(user, Permission.MAKE_REPORTS)
