"""Chapters of the reports: written here, in versions; each report asked for carries those that count then."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from accounts.models import User
from core.admin import ListAction, ObjectAction, Panel, PortalModelAdmin, site
from core.figures import instant
from reports import policies
from reports.adapters import prose
from reports.domain.texts import Text
from reports.forms import BeginChapterForm, ChapterForm
from reports.models import Chapter, ChapterVersion
from reports.operations import writing
from reports.permissions import visible_chapters


def _text(data: Mapping[str, Any]) -> Text:
    return Text(data["title"], data["text"])


def _begin(data: Mapping[str, Any], *, by: User, at: Any) -> Chapter:
    return writing.begin(call=data["call"], kind=data["kind"], place=data["place"], text=_text(data), by=by, at=at)


def _rewrite(chapter: Chapter, data: Mapping[str, Any], *, by: User, at: Any) -> Chapter:
    return writing.rewrite(chapter=chapter, read=data["read"], place=data["place"], text=_text(data), by=by, at=at)


def _as_it_is(chapter: Chapter, user: Any, at: Any) -> dict[str, Any]:
    last = chapter.latest
    return {"read": last.number, "place": last.place, "title": last.title, "text": last.text}


def _page_of(chapter: Chapter) -> str:
    return reverse("admin:reports_chapter_change", args=[chapter.pk])


class ChapterAdmin(PortalModelAdmin):
    """The desk where reports are written."""

    read_permission = Permission.READ_REPORTS
    list_display = ["called", "of_call", "kind", "place", "is_in", "written"]
    list_filter = ["kind", "call"]
    list_select_related = ["call"]
    fields = ["call", "kind", "place", "is_in", "begun_at", "begun_by"]
    list_actions = [
        ListAction(
            name="scrivi",
            label=_("Scrivi un capitolo"),
            permission=Permission.MAKE_REPORTS,
            form_class=BeginChapterForm,
            description=_("I capitoli stanno nel rapporto prima delle tabelle: premessa, avanzamento, problemi, previsioni."),
            success=_("Il capitolo è scritto: sarà nei rapporti richiesti da adesso in poi."),
            run=_begin,
            go_to=_page_of,
        ),
    ]
    object_actions = [
        ObjectAction(
            name="riscrivi",
            label=_("Riscrivi il capitolo"),
            permission=Permission.MAKE_REPORTS,
            form_class=ChapterForm,
            description=_("La versione di prima resta, con i rapporti già prodotti che la portano."),
            success=_("La nuova versione è scritta: sarà nei rapporti richiesti da adesso in poi."),
            initial=_as_it_is,
            run=_rewrite,
        ),
        ObjectAction(
            name="escludi",
            label=_("Escludi dal rapporto"),
            permission=Permission.MAKE_REPORTS,
            description=_("I rapporti richiesti da adesso in poi non lo avranno. Per rimetterlo basta riscriverlo."),
            success=_("Il capitolo è escluso dai rapporti richiesti da adesso in poi."),
            danger=True,
            run=lambda chapter, data, *, by, at: writing.leave_out(chapter=chapter, by=by, at=at),
            why_not=lambda chapter, user, at: policies.why_not_leave_out(chapter),
        ),
    ]

    def visible(self, request: Any) -> QuerySet[Chapter]:
        versions = ChapterVersion.objects.defer("text").select_related("written_by")
        return visible_chapters(request.user).prefetch_related(Prefetch("versions", versions))

    def panels(self, obj: Chapter, request: Any) -> Sequence[Panel]:
        newest_first = sorted(obj.versions.all(), key=lambda version: -version.number)
        return [
            Panel(_("Come si leggerà"), "reports/chapter.html", {"title": obj.called, "prose": prose.html(obj.latest.text)}),
            Panel(_("Versioni"), "reports/versions.html", {"versions": newest_first}),
        ]

    def called(self, chapter: Chapter) -> str:
        return chapter.called

    called.short_description = _("capitolo")  # type: ignore[attr-defined]

    def of_call(self, chapter: Chapter) -> str:
        return chapter.call.code

    of_call.short_description = _("bando")  # type: ignore[attr-defined]

    def place(self, chapter: Chapter) -> int:
        return chapter.latest.place

    place.short_description = _("posizione")  # type: ignore[attr-defined]

    def is_in(self, chapter: Chapter) -> str:
        return str(_("no") if chapter.latest.is_left_out else _("sì"))

    is_in.short_description = _("nel rapporto")  # type: ignore[attr-defined]

    def written(self, chapter: Chapter) -> str:
        return instant(chapter.latest.written_at)

    written.short_description = _("scritto il")  # type: ignore[attr-defined]


site.register(Chapter, ChapterAdmin)
