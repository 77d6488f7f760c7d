"""The portal's addresses, and the yardstick of a request."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def empty(request: HttpRequest) -> HttpResponse:
    """Nothing but what every request costs: the middleware, and whose session it is."""
    return HttpResponse(f"{request.session.get('_auth_user_id')}")


urlpatterns = [path("bench/vuota/", empty), path("", include("config.urls"))]
