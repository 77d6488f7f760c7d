"""Users and their roles, for whoever manages them."""

from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from accounts.domain.roles import ROLES
from accounts.enums import Permission
from accounts.forms.desk import AppointForm, DismissForm, EnrolForm
from accounts.models import Membership, User
from accounts.operations import appointing, enrolling
from accounts.permissions import holds
from accounts.policies.appointing import why_not_have_roles_ended
from core.admin import ListAction, ObjectAction, Panel, PortalModelAdmin, moment, site
from core.queries.words import ADDRESS, words_in


def _appoint(user: User, data: dict[str, Any], **who: Any) -> Membership:
    return appointing.appoint(user=user, role=data["role"], chamber=data["chamber"], firm=data["firm_tax_code"], **who)


def _roles(user: User, request: Any) -> list[Panel]:
    return [Panel(_("I ruoli"), "accounts/admin/roles.html", {"roles": ROLES.values()})]


class UserAdmin(PortalModelAdmin):
    """People and what they may do; passwords are never shown."""

    read_permission = Permission.MANAGE_USERS
    list_display = ["name", "email", "is_active", moment("date_joined", _("iscritto il"))]
    list_filter = ["is_active", "memberships__role"]
    # As its index gives them.
    ordering = ("name", "pk")
    is_ordering_total = True
    search_fields: ClassVar[list[str]] = ["pk"]
    search_help_text = _("Nome o indirizzo e-mail, o una loro parte")
    fields = ["name", "email", "is_active", "date_joined"]
    list_actions = [
        ListAction(
            name="iscrivi",
            label=_("Iscrivi una persona"),
            permission=Permission.MANAGE_USERS,
            form_class=EnrolForm,
            run=lambda data, *, by, at: enrolling.enrol(**data, by=by, at=at),
            description=_("L’indirizzo vale come già confermato: verificate che sia suo."),
        ),
    ]
    object_actions = [
        ObjectAction(
            name="nomina",
            label=_("Assegna un incarico"),
            permission=Permission.MANAGE_USERS,
            form_class=AppointForm,
            run=_appoint,
            panels=_roles,
        ),
        ObjectAction(
            name="cessa",
            label=_("Fai cessare un incarico"),
            permission=Permission.MANAGE_USERS,
            form_class=DismissForm,
            run=lambda user, data, *, by, at: appointing.dismiss(membership=data["membership"], by=by, at=at),
            why_not=lambda user, by, at: why_not_have_roles_ended(user),
            description=_("La persona perde subito ciò che l’incarico le permette. La riga resta e dice fino a quando è valso."),
            danger=True,
        ),
    ]

    def visible(self, request: Any) -> QuerySet[User]:
        return User.objects.all() if holds(request.user, Permission.MANAGE_USERS) else User.objects.none()

    def matching(self, term: str, request: Any) -> Q | None:
        """One person by her whole address, else all who have the words."""
        is_hers = Q(Exact(Lower("email"), term.lower()))
        if ADDRESS.fullmatch(term) and User.objects.filter(is_hers).exists():
            return is_hers
        return words_in(term, "name", "email")

    def may_estimate(self, request: Any) -> bool:
        """Whoever manages users sees all of them."""
        return True

    def panels(self, obj: User, request: Any) -> list[Panel]:
        rows = obj.memberships.select_related("firm", "chamber")
        return [Panel(_("Incarichi"), "accounts/admin/memberships.html", {"memberships": rows})]


site.register(User, UserAdmin)
