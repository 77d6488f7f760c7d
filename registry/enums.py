"""The words of the register."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LegalForm(TextChoices):
    """How a firm is made: it decides whether its tax code is a person's."""

    COMPANY = "company", _("società o ente")
    SOLE_TRADER = "sole_trader", _("impresa individuale")
