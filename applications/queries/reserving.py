"""What an application has reserved, where money goes by arrival."""

from applications.models import Application


def reservation_of(application: Application) -> str:
    """How the movements of its reservation name it; `applications_take_place` writes the same."""
    return f"application:{application.pk}"
