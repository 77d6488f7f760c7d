"""«Prova in mano»: every act of the firm ends on the page of what was recorded, which a copy of leaves by e-mail."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from applications.enums import NoticeKind
from applications.models import Application
from applications.operations import reading
from applications.tasks import hurry_notices


def to_proof(request: Any, application: Application, *kinds: NoticeKind) -> HttpResponse:
    """The way to the notice that the act just done has left; who did it has read it."""
    notice = application.notices.filter(kind__in=kinds).latest("pk")
    reading.read(notice=notice, by=request.user, at=request.received_at)
    hurry_notices()
    return redirect("notice", notice.pk)
