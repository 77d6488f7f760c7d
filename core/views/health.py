"""Whether the portal can work now: database and broker answer."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils.timezone import now

from core.adapters import broker


def healthz(request: HttpRequest, told: Mapping[str, Callable[[datetime], bool | None]] | None = None) -> JsonResponse:
    """200 when database and broker answer, 503 with what is missing otherwise.

    `told` is what else is said, yes or no and nothing more: it asks for a person, and takes no server out of service.
    """
    parts = {"database": _database_answers(), "broker": broker.answers(settings.REDIS_URL)}
    more = {name: ask(now()) for name, ask in (told or {}).items()} if parts["database"] else {}
    return JsonResponse(parts | more, status=200 if all(parts.values()) else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
    except DatabaseError:
        return False
