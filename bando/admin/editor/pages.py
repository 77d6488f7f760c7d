"""The pages of the editor, under the address of the call: what there is to fill, a section, a row, the preview."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bando import permissions
from bando.admin.editor.contents import contents, defects_of, shown_rows
from bando.admin.editor.section import Section
from bando.admin.editor.sections import SECTIONS
from bando.forms.editing import CallForm
from bando.models import Call
from bando.operations import editing
from bando.policies.editing import why_not_edit
from bando.queries.pages import page_of
from core.admin import PortalModelAdmin
from core.forms import ask_again
from core.refusals import Refused

NEW = "nuova"
PLACE = "bando/admin/editor/"


def address(call: Call, *more: Any) -> str:
    """The editor of the call, or of one of its sections, rows."""
    names = {0: "configure", 1: "configure", 2: "configure_row"}
    return reverse(f"admin:bando_call_{names[len(more)]}", args=[call.pk, *more])


class EditorPages(PortalModelAdmin):
    """Adds the editor to the admin of calls. Who may not configure meets 403; who may not see the call, 404."""

    def get_urls(self) -> list[URLPattern]:
        wrap, base, one = self.admin_site.admin_view, "<int:pk>/configura/", "<int:pk>/configura/<slug:section>/<int:row>/"
        return [
            path(base, wrap(self.overview), name="bando_call_configure"),
            path(f"{base}<slug:section>/", wrap(self.section_page), name="bando_call_configure"),
            path(f"{base}<slug:section>/<slug:row>/", wrap(self.row_page), name="bando_call_configure_row"),
            path(f"{one}togli/", wrap(self.remove_page), name="bando_call_configure_remove"),
            path(f"{one}sposta/", wrap(require_POST(self.move)), name="bando_call_configure_move"),
            path("<int:pk>/anteprima/", wrap(require_safe(self.preview)), name="bando_call_preview"),
            *super().get_urls(),
        ]

    # Pages

    def overview(self, request: Any, pk: int) -> HttpResponse:
        """What there is to configure, section by section, and what the call still lacks."""
        call = self._call(request, pk)
        found = defects_of(call, request.received_at)
        context = {"tasks": contents(call, found), "defects": [one for several in found.values() for one in several]}
        return self._editor(request, "overview.html", call, context | {"title": _("Configurazione del bando")})

    def section_page(self, request: Any, pk: int, section: str) -> HttpResponse:
        """The rows of a section; of the call itself, its form."""
        call = self._call(request, pk)
        if section == "call":
            return self._call_page(request, call)
        known = self._section(section)
        context = {
            "title": known.label, "section": known, "rows": shown_rows(known, call), "add_href": address(call, known.name, NEW),
            "reason": known.why_not_add(call), "defects": defects_of(call, request.received_at).get(known.name, []),
        }  # fmt: skip
        return self._editor(request, "section.html", call, context)

    def row_page(self, request: Any, pk: int, section: str, row: str) -> HttpResponse:
        """The form of a row, or of a new one; first the choice of its kind, where there are several."""
        call, known = self._call(request, pk), self._section(section)
        kept = None if row == NEW else self._row(known, call, row)
        variant = known.variant(kept, request.POST.get("variant") or request.GET.get("variant", ""))
        if known.variants and not variant:
            kinds = {"title": known.add, "section": known, "kinds": known.variants.choices}
            return self._editor(request, "kinds.html", call, kinds)
        form = known.bound(call, kept, variant, request)
        reason = (known.why_not_change if kept else known.why_not_add)(call)
        return self._asked(request, call, form, reason, known, kept)

    def remove_page(self, request: Any, pk: int, section: str, row: int) -> HttpResponse:
        """Asks before a row is taken out."""
        call, known = self._call(request, pk), self._section(section)
        kept = self._row(known, call, row)
        reason = known.why_not_take_out(call)
        if request.method == "POST" and not reason:
            reason = self._told(request, known.take_out, kept, success=_("«%(row)s» non c’è più.") % {"row": kept})
            if not reason:
                return redirect(address(call, known.name))
        context = {"title": _("Togli «%(row)s»") % {"row": kept}, "section": known, "row": kept, "reason": reason}
        return self._editor(request, "remove.html", call, context, _refused(request, reason))

    def move(self, request: Any, pk: int, section: str, row: int) -> HttpResponse:
        """Takes a row to the place that its button names."""
        call, known = self._call(request, pk), self._section(section)
        to = request.POST.get("to", "")
        if known.reorder is None or not to.isdecimal() or len(to) > 4:
            raise Http404
        reason = self._told(request, known.reorder, self._row(known, call, row), int(to))
        if reason:
            messages.error(request, reason)
        return redirect(address(call, known.name))

    def preview(self, request: Any, pk: int) -> HttpResponse:
        """The public page of the call as it would be now."""
        call = self._call(request, pk)
        context = page_of(call, request.received_at) | {"editor_href": address(call)}
        return TemplateResponse(request, f"{PLACE}preview.html", context)

    # Their parts

    def _call_page(self, request: Any, call: Call) -> HttpResponse:
        sent = {"data": request.POST} if request.method == "POST" else {}
        return self._asked(request, call, CallForm(**sent, call=call, instance=call), why_not_edit(call))

    def _asked(
        self, request: Any, call: Call, form: Any, reason: str | None, known: Section | None = None, row: Any = None
    ) -> HttpResponse:
        if request.method == "POST" and not reason and form.is_valid():
            back = address(call, known.name) if known else address(call)
            reason = self._told(request, self._write, call, form, known, row, success=_("Salvato."))
            if not reason:
                return redirect(back)
            ask_again(form, refused=True)
        title = (row or known.add) if known else _("Il bando: testi, date, procedura")
        kind = known.label_of(form.variant) if known else ""
        context = {"title": title, "section": known, "row": row, "form": form, "reason": reason, "kind_label": kind}
        if known is None:
            context["defects"] = defects_of(call, request.received_at).get("call", [])
        return self._editor(request, "form.html", call, context, _refused(request, reason))

    @staticmethod
    def _write(call: Call, form: Any, known: Section | None, row: Any, **by: Any) -> Any:
        if known is None:
            return editing.edit(call=call, changes=form.values(), **by)
        return known.put(call, row, form, **by)

    @staticmethod
    def _told(request: Any, run: Any, *arguments: Any, success: str = "") -> str | None:
        """Run the operation; the reason why it was refused, or nothing and the sentence that it was done."""
        try:
            run(*arguments, by=request.user, at=request.received_at)
        except Refused as refused:
            return refused.reason
        if success:
            messages.success(request, success)
        return None

    def _call(self, request: Any, pk: int) -> Call:
        call: Call = self._found(request, str(pk))
        if reason := permissions.why_not_configure(request.user):
            raise PermissionDenied(reason)
        return call

    @staticmethod
    def _section(name: str) -> Section:
        if name not in SECTIONS:
            raise Http404
        return SECTIONS[name]

    @staticmethod
    def _row(known: Section, call: Call, pk: Any) -> Any:
        row = known.rows(call).filter(pk=pk).first() if str(pk).isdecimal() else None
        if row is None:
            raise Http404
        return row

    def _editor(self, request: Any, template: str, call: Call, context: dict[str, Any], status: int = 200) -> TemplateResponse:
        known: Sequence[Section] = list(SECTIONS.values())
        shared = {"subject": call, "editor_href": address(call), "frozen": why_not_edit(call), "sections": known}
        return self._page(request, f"{PLACE}{template}", shared | context, status)


def _refused(request: Any, reason: str | None) -> int:
    return 409 if reason and request.method == "POST" else 200
