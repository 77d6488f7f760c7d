"""People who log in, known by their e-mail address."""

from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language, Verifier
from accounts.models.joining import Invitation
from accounts.models.membership import in_force


class UserManager(BaseUserManager["User"]):
    """Creates users; there is no superuser: every permission comes from a membership."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person. What she may do and see comes from her memberships alone."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("nome e cognome"), max_length=120)
    is_active = models.BooleanField(_("attivo"), default=True)
    # The language of the messages that she is sent; the pages follow her browser and what she chooses there.
    language = models.CharField(_("lingua"), max_length=8, choices=Language, default=Language.ITALIAN)
    # Unique once it is borne out: a code that anybody may type is nobody's until then.
    tax_code = models.CharField(_("codice fiscale"), max_length=16, blank=True)
    tax_code_verified_by = models.CharField(_("verificato con"), max_length=10, choices=Verifier, blank=True)
    date_joined = models.DateTimeField(_("iscritto il"), default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()
    # The instant of the request that she makes: what she holds until a day is judged by it, and does not count without it.
    asked_at: datetime | None = None

    class Meta:
        verbose_name = _("utente")
        verbose_name_plural = _("utenti")
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["name", "id"], name="users_in_their_order"),
            GinIndex(
                OpClass(Upper("name"), name="gin_trgm_ops"),
                OpClass(Upper("email"), name="gin_trgm_ops"),
                fastupdate=False,
                name="users_by_parts_of_their_names",
            ),
        ]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="an_address_belongs_to_one_user"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="a_language_is_one_of_the_portal"),
            models.CheckConstraint(
                condition=Q(tax_code__regex=r"^([A-Z0-9]{16})?$"), name="the_tax_code_of_a_person_has_16_characters"
            ),
            models.CheckConstraint(
                condition=Q(tax_code_verified_by="") | (Q(tax_code_verified_by__in=Verifier.values) & ~Q(tax_code="")),
                name="what_is_verified_is_a_tax_code",
            ),
            models.UniqueConstraint(
                fields=["tax_code"], condition=~Q(tax_code_verified_by=""), name="a_verified_tax_code_belongs_to_one_user"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"

    def get_short_name(self) -> str:
        """How the page greets her."""
        return self.name.split(" ")[0]

    @cached_property
    def current_memberships(self) -> list[Any]:
        """Her memberships in force at the instant of her request, read once a request."""
        return list(self.memberships.filter(in_force(self.asked_at)).select_related("chamber", "firm"))

    def asking(self, at: datetime) -> "User":
        """She asks at this instant: what she holds is read again."""
        self.asked_at = at
        self.__dict__.pop("current_memberships", None)
        return self

    def is_invited(self, at: datetime) -> bool:
        """Whether an invitation waits for her answer."""
        waiting = Invitation.objects.filter(email=self.email, accepted_at=None, withdrawn_at=None)
        return waiting.filter(expires_at__gt=at).exists()

    @property
    def is_staff(self) -> bool:
        """Whether the admin is her place of work; Django asks this name."""
        return any(membership.role_class.works_in_admin for membership in self.current_memberships)

    def holds(self, permission: str) -> bool:
        """Whether any of her roles in force gives `permission` (an `accounts.enums.Permission`), wherever it counts."""
        return self.is_active and any(permission in m.role_class.permissions for m in self.current_memberships)

    def has_module_perms(self, app_label: str) -> bool:
        """Django's own permissions are not used: `accounts.permissions` decides."""
        return False

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's own permissions are not used: `accounts.permissions` decides."""
        return False
