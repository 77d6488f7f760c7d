"""Who acts."""

from accounts.models.membership import Membership
from accounts.models.user import User, UserManager

__all__ = ["Membership", "User", "UserManager"]
