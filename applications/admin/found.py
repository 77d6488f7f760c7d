"""Lists of the desk found by their applicant, number or code, and by their call."""

from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from accounts.permissions import everywhere
from applications.queries.searching import searched, searched_with_codes
from core.admin import PortalModelAdmin


class FoundByApplicant(PortalModelAdmin):
    """The search of lists that hang on an application at `application_path`; `codes` are columns of their own."""

    application_path: ClassVar[str] = "application__"
    codes: ClassVar[tuple[str, ...]] = ()
    # Only that there is a search: what a term means says `matching`.
    search_fields: ClassVar[list[str]] = ["pk"]
    search_help_text = _("Numero di arrivo, denominazione, codice fiscale o partita IVA")

    def matching(self, term: str, request: Any) -> Q | None:
        if self.codes:
            return searched_with_codes(self.model._default_manager.all(), term, self.application_path, self.codes)
        return searched(term, self.application_path)

    def may_estimate(self, request: Any) -> bool:
        return everywhere(request.user, Permission.READ_FILES)
