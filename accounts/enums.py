"""The words of access: what a role may do, and where."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Scope(TextChoices):
    """Where a role counts."""

    FIRM = "firm", _("una impresa")
    APPLICATION = "application", _("una sola domanda di una impresa")
    CHAMBER = "chamber", _("una Camera")
    EVERYWHERE = "everywhere", _("tutto il portale")


class Permission(TextChoices):
    """One thing that a role may do. Which rows it may be done to is said by the membership's scope."""

    PREPARE = "prepare", _("compilare le domande")
    APPLY = "apply", _("presentare domande e rendiconti")
    INVITE = "invite", _("invitare persone nell’impresa")
    READ_FILES = "read_files", _("leggere le pratiche")
    CHECK_FILES = "check_files", _("istruire le pratiche")
    ASSIGN_FILES = "assign_files", _("assegnare le pratiche")
    SCORE = "score", _("valutare i progetti")
    SIGN_PAYMENTS = "sign_payments", _("firmare i pagamenti")
    CONFIGURE = "configure", _("configurare i bandi")
    SIGN_ACTS = "sign_acts", _("adottare gli atti del bando")
    MAKE_REPORTS = "make_reports", _("produrre i rapporti")
    READ_REPORTS = "read_reports", _("scaricare i rapporti")
    FUND = "fund", _("disporre le quote regionali")
    READ_TRAIL = "read_trail", _("leggere il registro degli eventi")
    MANAGE_USERS = "manage_users", _("gestire gli utenti")


class Language(TextChoices):
    """The languages that the portal speaks (as in settings.LANGUAGES)."""

    ITALIAN = "it", _("Italiano")
    ENGLISH = "en-gb", _("Inglese")


class Basis(TextChoices):
    """Why somebody is taken for the legal representative of a firm."""

    DECLARED = "declared", _("dichiarazione sostitutiva (DPR 445/2000)")
    FOUND = "found", _("accertato da chi gestisce gli incarichi")


class Verifier(TextChoices):
    """Who bears a person's tax code out: nobody but herself, an identity provider, a signature."""

    NOBODY = "", _("dichiarato dalla persona")
    SPID = "spid", _("SPID")
    CIE = "cie", _("CIE")
    SIGNATURE = "signature", _("firma qualificata")
