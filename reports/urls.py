"""Addresses of what everybody may read of a call's results, and of the files of reports, for who works in the admin."""

from django.urls import path

from core.admin import site
from reports import views
from reports.views import beneficiaries, orders, statistics, yearly

ONE, RUNS = "bandi/<slug:slug>/", "admin/reports/produzioni/"

urlpatterns = [
    path(f"{ONE}beneficiari/", beneficiaries.shown, name="call_beneficiaries"),
    path(f"{ONE}beneficiari.csv", beneficiaries.as_csv, name="call_beneficiaries_csv"),
    path(f"{ONE}beneficiari.json", beneficiaries.as_json, name="call_beneficiaries_json"),
    path(f"{ONE}statistiche/", statistics.shown, name="call_statistics"),
    path("beneficiari/", yearly.shown, name="granting"),
    path("beneficiari/<int:year>/", yearly.shown, name="granting_of_year"),
    path("beneficiari/<int:year>.csv", yearly.as_csv, name="granting_csv"),
    path("beneficiari/<int:year>.json", yearly.as_json, name="granting_json"),
    path("dati/concessioni.schema.json", yearly.schema, name="granting_schema"),
    path("dati/beneficiari.schema.json", beneficiaries.schema, name="beneficiaries_schema"),
    path("dati/rapporto.schema.json", views.schema, name="report_schema"),
    path("admin/reports/mandati/<int:pk>/pdf/", site.admin_view(orders.paper), name="order_paper"),
    path("admin/reports/allegati/<int:pk>/", site.admin_view(views.download_of_chamber), name="chamber_annex"),
    path(f"{RUNS}anteprima/", site.admin_view(views.look), name="report_look"),
    path(f"{RUNS}<int:pk>/avanzamento/", site.admin_view(views.progress), name="report_progress"),
    path(f"{RUNS}<int:pk>/allegati/", site.admin_view(views.download_annexes), name="report_annexes"),
    path(f"{RUNS}<int:pk>/allegati/<slug:part>/", site.admin_view(views.download_annex), name="report_annex"),
    path(f"{RUNS}<int:pk>/sigillato/", site.admin_view(views.download_sealed), name="report_sealed"),
    path(f"{RUNS}<int:pk>/<slug:file_format>/", site.admin_view(views.download), name="report_file"),
]
