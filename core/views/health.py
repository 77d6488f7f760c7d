"""Whether the portal can work now: database and broker answer."""

import redis
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, JsonResponse


def healthz(request: HttpRequest) -> JsonResponse:
    """200 when database and broker answer, 503 with what is missing otherwise."""
    parts = {"database": _database_answers(), "broker": _broker_answers()}
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except Exception:  # whatever it is, the answer is no
        return False


def _broker_answers() -> bool:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
