"""Addresses of the files and of the progress of reports, inside the admin: only for who works there."""

from django.urls import path

from core.admin import site
from reports import views

urlpatterns = [
    path("produzioni/anteprima/", site.admin_view(views.look), name="report_look"),
    path("produzioni/<int:pk>/avanzamento/", site.admin_view(views.progress), name="report_progress"),
    path("produzioni/<int:pk>/allegati/", site.admin_view(views.download_annexes), name="report_annexes"),
    path("produzioni/<int:pk>/allegati/<slug:part>/", site.admin_view(views.download_annex), name="report_annex"),
    path("produzioni/<int:pk>/<slug:file_format>/", site.admin_view(views.download), name="report_file"),
]
