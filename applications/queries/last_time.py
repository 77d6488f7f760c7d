"""What the firm told in its last application, and has not told yet in this one."""

from typing import Any

from applications.enums import State
from applications.models import Application, Content

# What describes the firm, not the project; its days (DURC) and persons are of each call.
FIGURES = (
    "staff", "turnover", "balance_sheet", "subscribed_capital", "accumulated_losses", "founded_on", "ateco_code", "ateco_version",
)  # fmt: skip


def figures_of_last_time(application: Application) -> dict[str, Any]:
    """By the names of the fields; nothing where there was no other application sent, or nothing is empty here."""
    others = Content.objects.filter(application__firm=application.firm_id).exclude(application__state=State.DRAFT)
    last = others.exclude(application=application.pk).order_by("-application__confirmed_at", "-pk").first()
    if last is None:
        return {}
    content = application.content
    empty = [name for name in FIGURES if getattr(content, name) in {None, ""}]
    return {name: getattr(last, name) for name in empty if getattr(last, name) not in {None, ""}}
