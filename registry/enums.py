"""The words of the register."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LegalForm(TextChoices):
    """How a firm is made: it decides whether its tax code is a person's."""

    COMPANY = "company", _("società o ente")
    SOLE_TRADER = "sole_trader", _("impresa individuale")


class Tie(TextChoices):
    """How another firm hangs together with one (Annex I Reg. (EU) 651/2014, art. 3)."""

    LINKED = "linked", _("collegata")
    PARTNER = "partner", _("associata")


class AtecoVersion(TextChoices):
    """The editions of the classification that calls name. ATECO 2007 includes its update of 2022, in force until 2024."""

    ATECO_2007 = "2007", "ATECO 2007"
    ATECO_2025 = "2025", "ATECO 2025"


class AtecoLevel(TextChoices):
    """How fine a code is: a letter, then two to six digits."""

    SECTION = "section", _("sezione")
    DIVISION = "division", _("divisione")
    GROUP = "group", _("gruppo")
    CLASS = "class", _("classe")
    CATEGORY = "category", _("categoria")
    SUBCATEGORY = "subcategory", _("sottocategoria")


class Shipped(TextChoices):
    """The lists that packages carry and that a command writes into the tables."""

    MUNICIPALITIES = "municipalities", _("comuni")
    ACTIVITIES = "activities", _("attività economiche")
