"""The sections of a draft that are forms: seat, figures, project, declarations. They save what can be read, and say the rest."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applications.domain.sections import SECTION_OF
from applications.enums import Section
from applications.forms.drafts import DraftForm
from applications.forms.sections import DeclarationsForm, FiguresForm, ProjectForm, SeatForm
from applications.models import Content
from applications.operations import drafting
from applications.operations.drafting import Stale
from applications.queries.findings import declarations_asked, findings_of
from applications.queries.firm import relatives_of, size_of
from applications.queries.last_time import figures_of_last_time
from applications.views.merging import answer, tell
from applications.views.scope import DraftPage
from bando.enums import Phase, RuleKind
from bando.policies.opening import why_not_join
from bando.queries.pots import standing
from core.refusals import Refused

ORDER = list(Section)


def address_after(section: Section) -> str:
    """The name of the page that follows in the order of the task list."""
    following = ORDER[ORDER.index(section) + 1 :]
    return f"application_{following[0].name.lower()}" if following else "application_summary"


class SectionPage(DraftPage):
    """One section with one form; works as a plain page, and field by field where there is JavaScript."""

    section: ClassVar[Section]
    form_class: ClassVar[type[DraftForm]]
    template_name = "applications/section.html"
    # What is worked out of the saved fields, shown below the form: asked for again after each save.
    outcome_template: ClassVar[str] = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """A browser that saves by itself is told a refusal in a form that its script reads."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except Refused as refused:
            if "field" not in request.POST:
                raise
            return JsonResponse({"refused": refused.reason}, status=409)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.htmx:  # type: ignore[attr-defined]
            return render(request, self.outcome_template, {"application": self.application} | self.extra())
        return self.page(self.form())

    def post(self, request: Any, pk: int) -> HttpResponse:
        form = self.form(request.POST)
        form.is_valid()
        content = self.save(form)
        if form.by_field:
            return JsonResponse(answer(form, content, at=self.request.received_at))
        if form.errors or {"keep", "take"} & request.POST.keys():
            del self.application  # what was saved has changed it
            form.settle(self.application)
            return self.page(form, saved_at=request.received_at)
        messages.success(request, self.told())
        return redirect("application" if "back" in request.POST else address_after(self.section), pk)

    def form(self, data: Any = None) -> DraftForm:
        return self.form_class(data, application=self.application)

    def save(self, form: DraftForm) -> Content:
        """Keep what could be read and what nobody else has written meanwhile; the rest is said at its field."""
        return self.write(form, form.changes)

    def write(self, form: DraftForm, changes: Callable[[], dict[str, Any]]) -> Content:
        """Save the changes; those that clash are told, and taken out of the form, and the others are saved without them."""
        person = {"by": self.request.user, "at": self.request.received_at}
        try:
            return drafting.save(application=self.application, changes=changes(), expected_version=form.seen_by(), **person)
        except Stale as stale:
            tell(form, stale.clashes, to=person["by"], at=person["at"])
            return self.write(form, changes)

    def told(self) -> str:
        return _("«%(section)s»: dati salvati.") % {"section": self.section.label}

    def page(self, form: DraftForm, **more: Any) -> HttpResponse:
        context = {"application": self.application, "form": form, "section": self.section} | self.extra() | more
        return render(self.request, self.template_name, context)

    def extra(self) -> dict[str, Any]:
        return {}

    def findings(self, *kinds: RuleKind) -> list[Any]:
        found = findings_of(self.application, Phase.SUBMISSION, at=self.request.received_at)
        return [finding for finding in found if finding.rule.kind in kinds]


class SeatPage(SectionPage):
    """Where the project is: the Chamber follows, and its pot is shown."""

    section, form_class, template_name = Section.SEAT, SeatForm, "applications/seat.html"
    outcome_template = "applications/seat_outcome.html"

    def told(self) -> str:
        application = type(self.application).objects.select_related("pot__chamber").get(pk=self.application.pk)
        if application.pot is None:
            return super().told()
        return _("Sede salvata. La vostra domanda va alla Camera di commercio di %(chamber)s.") % {"chamber": application.pot}

    def extra(self) -> dict[str, Any]:
        pots = standing(self.application.call) if self.application.pot_id else []
        full = why_not_join(self.application.call, self.application.pot_id)
        return {"pot": next((row for row in pots if row.pot_id == self.application.pot_id), None), "full": full}


class FiguresPage(SectionPage):
    """The figures, with what the rules make of them."""

    section, form_class, template_name = Section.REQUIREMENTS, FiguresForm, "applications/requirements.html"
    outcome_template = "applications/requirements_outcome.html"

    def save(self, form: DraftForm) -> Content:
        """The figures first: which measures may be chosen follows from them."""
        content = super().save(form)
        if not isinstance(form, FiguresForm) or form.measure is None:
            return content
        try:
            return self.write(form, lambda: {"measure": form.measure} if form.measure else {})
        except Refused as refused:
            form.add_error("measure", refused.reason)
            return content

    def extra(self) -> dict[str, Any]:
        size, relatives = size_of(self.application), relatives_of(self.application)
        kinds = [kind for kind, section in SECTION_OF.items() if section == self.section]
        return {
            "findings": self.findings(*kinds),
            "size": size,
            "relatives": relatives,
            "last_time": figures_of_last_time(self.application),
        }


class ProjectPage(SectionPage):
    """The project in words."""

    section, form_class = Section.PROJECT, ProjectForm


class DeclarationsPage(SectionPage):
    """The declarations that the call asks for."""

    section, template_name = Section.DECLARATIONS, "applications/declarations.html"

    def form(self, data: Any = None) -> DraftForm:
        return DeclarationsForm(data, application=self.application, rules=declarations_asked(self.application))
