"""Admin pages of the app: who acts, and the trail of what was done."""

from accounts.admin import trail

__all__ = ["trail"]
