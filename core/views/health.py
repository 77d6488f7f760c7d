"""Whether the portal can work now: database and broker answer."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from core.adapters import broker


def healthz(request: HttpRequest) -> JsonResponse:
    """200 when database and broker answer, 503 with what is missing otherwise."""
    parts = {"database": _database_answers(), "broker": broker.answers(settings.REDIS_URL)}
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
    except DatabaseError:
        return False
