"""Every address of the portal."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("core.urls")),
    path("", include("bando.urls")),
    path("", include("applications.urls")),
    path("", include("disbursement.urls")),
    path("", include("accounts.urls")),
    path("account/", include("allauth.urls")),
    path("admin/reports/", include("reports.urls")),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
]
