"""What people are told about firms: e-mails queued with the fact, each in the language of who reads it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.domain.roles import ROLES, Representative
from accounts.models import Invitation, JoinRequest, Membership, PowerOfAttorney, User, in_force
from core.figures import day, instant
from core.models.outbox import SECRET
from core.operations.mailing import enqueue

CLOSING = "\n\nPortale Bandi"


def invited(invitation: Invitation, *, key: str) -> None:
    """Gives the link to whoever reads the mail of the address; nothing in it tells whether she is registered."""
    role = ROLES[invitation.role]
    address = settings.SITE_ADDRESS + reverse("invitation", args=["KEY"]).replace("KEY", SECRET)
    reader = User.objects.filter(email__iexact=invitation.email).first()
    with translation.override(reader.language if reader else settings.LANGUAGE_CODE):
        names = {"person": invitation.invited_by.name, "firm": invitation.firm}
        who = _("%(person)s vi invita ad agire nel Portale Bandi per l’impresa %(firm)s, come: %(role)s. %(description)s") % (
            names | {"role": _(role.label), "description": _(role.description)}
        )
        until = _("L’incarico vale fino al %(day)s.") % {"day": day(invitation.until_on)} if invitation.until_on else ""
        how = _("Per rispondere aprite questo indirizzo, entro il %(instant)s:") % {"instant": instant(invitation.expires_at)}
        new = _("Se non avete ancora un’utenza, la create da lì con questo stesso indirizzo di posta.")
        not_you = _("Se non aspettavate questo messaggio, non fate nulla.")
        text = "\n\n".join(("\n".join(filter(None, (who, until))), how, address, f"{new} {not_you}"))
        subject = _("Invito per %(firm)s") % names
    _post(f"invitation:{invitation.pk}", invitation.email, subject, text, invitation.invited_at, key)


def asked_to_join(request: JoinRequest) -> None:
    """Tells the representatives that somebody wants to act for their firm; she is not told who they are."""
    page = settings.SITE_ADDRESS + reverse("firm_people", args=[request.firm_id])
    names = {"person": request.user.name, "email": request.user.email, "firm": request.firm}
    for reader in _representatives(request.firm_id):
        with translation.override(reader.language):
            who = _("%(person)s (%(email)s) chiede di agire nel portale per l’impresa %(firm)s.") % names
            text = "\n\n".join(
                (
                    who,
                    _("Se la conoscete, invitatela da qui:"),
                    page,
                    _("Altrimenti non fate nulla: non vede niente dell’impresa."),
                )
            )
            subject = _("Richiesta di accesso per %(firm)s") % names
        _post(f"join:{request.pk}:{reader.email}", reader.email, subject, text, request.at)


def empowered(paper: PowerOfAttorney) -> None:
    """Tells the representatives that a delegate can act now, on which paper, until when."""
    membership = paper.membership
    page = settings.SITE_ADDRESS + reverse("firm_people", args=[membership.firm_id])
    last = (membership.until_at or paper.until_at) - timedelta(microseconds=1)
    names = {"person": membership.user.name, "firm": membership.firm, "paper": paper.name}
    for reader in _representatives(membership.firm_id):
        with translation.override(reader.language):
            who = _("%(person)s può agire per l’impresa %(firm)s fino al %(day)s: è stata caricata la procura «%(paper)s».") % (
                names | {"day": day(last)}
            )
            text = "\n\n".join((who, _("Potete leggerla, o far cessare l’incarico, da qui:"), page))
            subject = _("Procura caricata per %(firm)s") % names
        _post(f"paper:{paper.pk}:{reader.email}", reader.email, subject, text, paper.uploaded_at)


def _representatives(firm_id: int | None) -> Iterable[User]:
    acting = Membership.objects.filter(in_force(None), firm=firm_id, role=Representative.code, user__is_active=True)
    return [membership.user for membership in acting.order_by("pk").select_related("user")]


def _post(key: str, recipient: str, subject: str, text: str, at: datetime, secret: str = "") -> None:
    enqueue(key=key, recipient=recipient, subject=subject, body=text + CLOSING, at=at, secret=secret)
