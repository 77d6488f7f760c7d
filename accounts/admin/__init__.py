"""Admin pages of the app: who acts, and the trail of what was done."""

from accounts.admin import people, trail

__all__ = ["people", "trail"]
