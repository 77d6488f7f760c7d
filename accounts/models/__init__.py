"""Who acts."""

from accounts.models.ground import PowerOfAttorney, RepresentativeDeclaration
from accounts.models.joining import Invitation, JoinRequest
from accounts.models.membership import Membership, in_force
from accounts.models.user import User, UserManager

__all__ = [
    "Invitation",
    "JoinRequest",
    "Membership",
    "PowerOfAttorney",
    "RepresentativeDeclaration",
    "User",
    "UserManager",
    "in_force",
]
