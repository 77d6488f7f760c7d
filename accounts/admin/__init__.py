"""Admin pages of the app: who acts, what is done in bulk, and the trail of what was done."""

from accounts.admin import jobs, people, trail

__all__ = ["jobs", "people", "trail"]
