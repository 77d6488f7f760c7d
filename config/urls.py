"""Every address of the portal."""

from django.contrib import admin
from django.urls import include, path

from accounts.views.language import change_language
from bando.queries.checks import books_agree
from core.views.health import healthz
from core.views.stateless import from_this_site

urlpatterns = [
    path("healthz", healthz, {"told": {"ledger": books_agree}}, name="healthz"),
    path("", include("applications.urls")),
    path("", include("core.urls")),
    path("", include("bando.urls")),
    path("", include("disbursement.urls")),
    path("", include("accounts.urls")),
    path("account/", include("allauth.urls")),
    path("", include("reports.urls")),
    path("admin/", admin.site.urls),
    # Who changes language keeps nothing but that: no cookie is set on everybody for the sake of its form.
    path("i18n/setlang/", from_this_site(change_language), name="set_language"),
]

handler400 = "core.views.errors.not_understood"
# Asked for by allauth when somebody tries too often.
handler429 = "core.views.errors.too_often"
