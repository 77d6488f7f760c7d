"""«Comunicazioni»: what the person's firms were told, in the language of the page; read when she says so, never by a GET."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from applications.models import Notice
from applications.notifications.wording import letter, words
from applications.operations import reading
from applications.queries.notices import how_many_unread, notices_of, page_of
from core.figures import instant_exact


@login_required
@require_safe
def my_notices(request: HttpRequest) -> HttpResponse:
    """The newest first, a page at a time."""
    before = request.GET.get("prima", "")
    page = page_of(request.user, int(before) if before.isdecimal() and len(before) < 19 else None)
    rows = [{"notice": row, "words": words(row)} for row in page.rows]
    context = {"rows": rows, "next_key": page.next_key, "unread": how_many_unread(request.user), "is_first": not before}
    return render(request, "applications/notices.html", context | {"certified": bool(settings.PORTAL_PEC_EMAIL_HOST)})


@login_required
@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them whole: what was recorded, when, and where to go on."""
    found = _found(request, pk)
    return render(request, "applications/notice.html", {"notice": found, "words": words(found)})


@login_required
@require_safe
def notice_text(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a file to keep."""
    found = _found(request, pk)
    text = letter(found, request.LANGUAGE_CODE)
    recorded = _("Registrata dal portale: %(at)s") % {"at": instant_exact(found.at)}
    body = f"{text.subject}\n\n{recorded}\n\n{text.body}"
    name = f"comunicazione-{found.pk}.txt"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(body, content_type="text/plain; charset=utf-8", headers=headers)


@login_required
@require_POST
def read_notice(request: Any, pk: int) -> HttpResponse:
    """Read; on to the dossier it speaks of."""
    found = _found(request, pk)
    reading.read(notice=found, by=request.user, at=request.received_at)
    return redirect("application", found.application_id) if "open" in request.POST else redirect("my_notices")


@login_required
@require_POST
def read_all_notices(request: Any) -> HttpResponse:
    """All read."""
    count = reading.read_all(by=request.user, at=request.received_at)
    told = ngettext("%(n)s comunicazione segnata come letta.", "%(n)s comunicazioni segnate come lette.", count)
    messages.success(request, told % {"n": count})
    return redirect("my_notices")


def _found(request: HttpRequest, pk: int) -> Notice:
    return get_object_or_404(notices_of(request.user), pk=pk)
