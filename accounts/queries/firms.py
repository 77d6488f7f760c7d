"""In which firms a person acts, and as what."""

from django.db.models import QuerySet

from accounts.models import Membership
from accounts.permissions import Person


def memberships_in_firms(user: Person) -> QuerySet[Membership]:
    """Her roles in force in firms, by the firm's name."""
    rows = Membership.objects.filter(user=user.pk, ended_at=None, firm__isnull=False)
    return rows.select_related("firm__province").order_by("firm__name", "pk")


def members_of(firm_id: int) -> list[str]:
    """The addresses of who acts for the firm: where its messages go."""
    rows = Membership.objects.filter(firm=firm_id, ended_at=None, user__is_active=True).order_by("user")
    return list(dict.fromkeys(rows.values_list("user__email", flat=True)))
