"""When a ready text may be added, asked with, or retired."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from applications.models import IntegrationTemplate


def why_not_add(code: str, text: str) -> str | None:
    """A title of its own, and words."""
    if not code or IntegrationTemplate.objects.filter(code=code).exists():
        return _("C’è già un testo con questo titolo: dategliene un altro.")
    return None if text.strip() else _("Scrivete il testo: l’impresa lo leggerà così com’è.")


def why_not_retire(template: IntegrationTemplate) -> str | None:
    """Once."""
    return _("Questo testo è già stato ritirato.") if template.retired_at else None


def why_not_use(templates: Iterable[IntegrationTemplate]) -> str | None:
    """Only what has not been retired meanwhile."""
    retired = next((template for template in templates if template.retired_at), None)
    return _("Il testo «%(label)s» è stato ritirato: ricaricate la pagina.") % {"label": retired.label} if retired else None
