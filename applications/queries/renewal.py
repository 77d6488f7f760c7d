"""What has happened to a call since a draft was begun."""

from applications.models import Application
from applications.policies.drafting import is_outdated
from bando.models import Version


def changes_since(application: Application) -> list[Version]:
    """The versions that the call has taken since, each with its act; none when the draft follows the call in force."""
    if not is_outdated(application):
        return []
    later = Version.objects.filter(call=application.call_id, number__gt=application.call_version)
    return list(later.select_related("act").order_by("number"))
