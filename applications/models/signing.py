"""The form that a firm signs, and every signed file that it brought, with what the portal found in it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applications.domain.workflow import FORM
from applications.enums import FormState, SignatureFormat
from core.models import (
    SCAN_COLUMNS,
    TakenFile,
    Tried,
    changed_only_in,
    never_deleted,
    only_these_steps,
    quarantine_index,
    scan_is_settled_once,
    scan_is_told,
)


class SignableForm(Tried):
    """The PDF of one confirmed content: a row first, then a file by the worker that finds it."""

    snapshot = models.OneToOneField(
        "applications.Snapshot", models.PROTECT, related_name="form", verbose_name=_("contenuto confermato")
    )
    state = models.CharField(_("stato"), max_length=12, choices=FormState, default=FormState.REQUESTED)
    requested_at = models.DateTimeField(_("richiesto il"))
    made_at = models.DateTimeField(_("prodotto il"), null=True)
    file = models.FileField(_("file"), max_length=200, blank=True)
    size = models.PositiveIntegerField(_("byte"), null=True)
    sha256 = models.CharField(_("impronta SHA-256"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("modulo di domanda")
        verbose_name_plural = _("moduli di domanda")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=FormState.REQUESTED)
                | (Q(state=FormState.MADE, made_at__isnull=False, size__gt=0) & ~Q(sha256="") & ~Q(file="")),
                name="a_form_that_is_made_has_its_file",
            ),
        ]
        triggers = [*only_these_steps(FORM), *never_deleted("a_form_to_sign_is_never_deleted")]

    def __str__(self) -> str:
        return gettext("modulo di %(snapshot)s") % {"snapshot": self.snapshot}


class Signature(TakenFile):
    """One signed file, kept as it came; `verdict` is what was found and what it was judged by (canonical JSON).

    The sentence is made anew from the verdict, in the reader's language: `applications.queries.signatures`.
    """

    form = models.ForeignKey(SignableForm, models.PROTECT, related_name="signatures", verbose_name=_("modulo"))
    size = models.PositiveIntegerField(_("byte"))
    format = models.CharField(_("formato"), max_length=8, choices=SignatureFormat, blank=True)
    verdict = models.TextField(_("verdetto"))
    accepted = models.BooleanField(_("accettata"))
    at = models.DateTimeField(_("caricata il"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("caricata da"))

    class Meta:
        verbose_name = _("file firmato")
        verbose_name_plural = _("file firmati")
        ordering = ["pk"]
        indexes = [quarantine_index("signed_files_in_quarantine")]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted=False) | Q(format__in=SignatureFormat.values), name="an_accepted_signature_has_a_format"
            ),
            *scan_is_told(
                "a_signed_file_is_scanned_or_not",
                "a_signed_file_set_aside_says_what_was_found",
                "a_scanned_signed_file_says_when",
            ),
        ]
        triggers = [*changed_only_in("a_signed_file_is_never_changed", *SCAN_COLUMNS), *scan_is_settled_once()]

    def __str__(self) -> str:
        return self.name
