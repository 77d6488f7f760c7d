"""What people are told about firms: e-mails in Italian, queued with the fact."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from accounts.domain.roles import ROLES, Representative
from accounts.models import Invitation, JoinRequest, Membership, PowerOfAttorney, in_force
from core.figures import day, in_italian, instant
from core.models.outbox import SECRET
from core.operations.mailing import enqueue

CLOSING = "\n\nPortale Bandi"


@in_italian
def invited(invitation: Invitation, *, key: str) -> None:
    """Gives the link to whoever reads the mail of the address; nothing in it tells whether she is registered."""
    role = ROLES[invitation.role]
    address = settings.SITE_ADDRESS + reverse("invitation", args=["KEY"]).replace("KEY", SECRET)
    until = f"\nL’incarico vale fino al {day(invitation.until_on)}." if invitation.until_on else ""
    text = (
        f"{invitation.invited_by.name} vi invita ad agire nel Portale Bandi per l’impresa {invitation.firm}, come: "
        f"{role.label}. {role.description}{until}\n\nPer rispondere aprite questo indirizzo, entro il "
        f"{instant(invitation.expires_at)}:\n\n{address}\n\nSe non avete ancora un’utenza, la create da lì con questo "
        "stesso indirizzo di posta. Se non aspettavate questo messaggio, non fate nulla."
    )
    _post(f"invitation:{invitation.pk}", invitation.email, f"Invito per {invitation.firm}", text, invitation.invited_at, key)


@in_italian
def asked_to_join(request: JoinRequest) -> None:
    """Tells the representatives that somebody wants to act for their firm; she is not told who they are."""
    page = settings.SITE_ADDRESS + reverse("firm_people", args=[request.firm_id])
    text = (
        f"{request.user.name} ({request.user.email}) chiede di agire nel portale per l’impresa {request.firm}.\n\n"
        f"Se la conoscete, invitatela da qui:\n\n{page}\n\nAltrimenti non fate nulla: non vede niente dell’impresa."
    )
    for address in _representatives(request.firm_id):
        _post(f"join:{request.pk}:{address}", address, f"Richiesta di accesso per {request.firm}", text, request.at)


@in_italian
def empowered(paper: PowerOfAttorney) -> None:
    """Tells the representatives that a delegate can act now, on which paper, until when."""
    membership = paper.membership
    page = settings.SITE_ADDRESS + reverse("firm_people", args=[membership.firm_id])
    last = day((membership.until_at or paper.until_at) - timedelta(microseconds=1))
    text = (
        f"{membership.user.name} può agire per l’impresa {membership.firm} fino al {last}: è stata caricata la procura "
        f"«{paper.name}».\n\nPotete leggerla, o far cessare l’incarico, da qui:\n\n{page}"
    )
    for address in _representatives(membership.firm_id):
        _post(f"paper:{paper.pk}:{address}", address, f"Procura caricata per {membership.firm}", text, paper.uploaded_at)


def _representatives(firm_id: int | None) -> list[str]:
    rows = Membership.objects.filter(in_force(None), firm=firm_id, role=Representative.code, user__is_active=True)
    return list(rows.order_by("pk").values_list("user__email", flat=True))


def _post(key: str, recipient: str, subject: str, text: str, at: datetime, secret: str = "") -> None:
    enqueue(key=key, recipient=recipient, subject=subject, body=text + CLOSING, at=at, secret=secret)
