"""The sections of a draft that are forms: seat, figures, project, declarations. They save what can be read, and say the rest."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applications.domain.sections import SECTION_OF
from applications.enums import Section
from applications.forms.sections import DeclarationsForm, DraftForm, FiguresForm, ProjectForm, SeatForm
from applications.models import Content
from applications.operations import drafting
from applications.queries.findings import declarations_asked, findings_of
from applications.views.scope import DraftPage
from bando.enums import Phase, RuleKind
from bando.queries.pots import standing
from core.refusals import Refused

ORDER = list(Section)


def address_after(section: Section) -> str:
    """The name of the page that follows in the order of the task list."""
    following = ORDER[ORDER.index(section) + 1 :]
    return f"application_{following[0].name.lower()}" if following else "application_summary"


class SectionPage(DraftPage):
    """One section with one form; works as a plain page, and saves by itself where there is JavaScript."""

    section: ClassVar[Section]
    form_class: ClassVar[type[DraftForm]]
    template_name = "applications/section.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(self.form())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = self.form(request.POST)
        saved = self.save(form)
        if request.htmx:  # type: ignore[attr-defined]
            return render(request, "applications/saved.html", {"form": form, "saved": saved, "at": self.request.received_at})
        if form.errors or not saved:
            return self.page(form)
        messages.success(request, self.told())
        return redirect("application" if "back" in request.POST else address_after(self.section), pk)

    def form(self, data: Any = None) -> DraftForm:
        return self.form_class(data, application=self.application)

    def save(self, form: DraftForm) -> Content | None:
        """Keep what could be read, even when another field has an error; None when nothing could be kept."""
        form.is_valid()
        version = form.cleaned_data.get("version") or 0
        person = {"by": self.request.user, "at": self.request.received_at}
        try:
            content = drafting.save(application=self.application, changes=form.changes(), expected_version=version, **person)
        except Refused as refused:
            form.add_error(None, refused.reason)
            form.now_at(Content.objects.get(application=self.application).version)
            return None
        form.now_at(content.version)
        return content

    def told(self) -> str:
        return _("«%(section)s»: dati salvati.") % {"section": self.section.label}

    def page(self, form: DraftForm) -> HttpResponse:
        context = {"application": self.application, "form": form, "section": self.section} | self.extra()
        return render(self.request, self.template_name, context)

    def extra(self) -> dict[str, Any]:
        return {}

    def findings(self, *kinds: RuleKind) -> list[Any]:
        found = findings_of(self.application, Phase.SUBMISSION, at=self.request.received_at)
        return [finding for finding in found if finding.rule.kind in kinds]


class SeatPage(SectionPage):
    """Where the project is: the Chamber follows, and its pot is shown."""

    section, form_class, template_name = Section.SEAT, SeatForm, "applications/seat.html"

    def told(self) -> str:
        application = type(self.application).objects.select_related("pot__chamber").get(pk=self.application.pk)
        if application.pot is None:
            return super().told()
        return _("Sede salvata. La vostra domanda va alla Camera di commercio di %(chamber)s.") % {"chamber": application.pot}

    def extra(self) -> dict[str, Any]:
        pots = standing(self.application.call) if self.application.pot_id else []
        return {"pot": next((row for row in pots if row.pot_id == self.application.pot_id), None)}


class FiguresPage(SectionPage):
    """The figures, with what the rules make of them."""

    section, form_class, template_name = Section.REQUIREMENTS, FiguresForm, "applications/requirements.html"

    def save(self, form: DraftForm) -> Content | None:
        """The figures first: which measures may be chosen follows from them."""
        content = super().save(form)
        measure = form.measure if isinstance(form, FiguresForm) else None
        if content is None or measure is None:
            return content
        person = {"by": self.request.user, "at": self.request.received_at, "expected_version": content.version}
        try:
            content = drafting.save(application=self.application, changes={"measure": measure}, **person)
        except Refused as refused:
            form.add_error("measure", refused.reason)
        form.now_at(content.version)
        return content

    def extra(self) -> dict[str, Any]:
        return {"findings": self.findings(*(kind for kind, section in SECTION_OF.items() if section == self.section))}


class ProjectPage(SectionPage):
    """The project in words."""

    section, form_class = Section.PROJECT, ProjectForm


class DeclarationsPage(SectionPage):
    """The declarations that the call asks for."""

    section, template_name = Section.DECLARATIONS, "applications/declarations.html"

    def form(self, data: Any = None) -> DraftForm:
        return DeclarationsForm(data, application=self.application, rules=declarations_asked(self.application))
