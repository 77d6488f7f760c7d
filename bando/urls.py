"""Addresses of the app `bando`."""

from django.urls import path

from bando.views import checking, opendata, public, versions

ONE = "bandi/<slug:slug>/"

urlpatterns = [
    path("", public.home, name="home"),
    path(ONE, public.call, name="call"),
    path(f"{ONE}domande-frequenti/", public.questions, name="call_questions"),
    path(f"{ONE}allegati/<int:pk>/", public.attachment, name="call_attachment"),
    path(f"{ONE}modelli/<int:pk>/", public.template, name="call_template"),
    path(f"{ONE}verifica/", checking.check, name="precheck"),
    path(f"{ONE}verifica/continua/", checking.carry, name="precheck_carry"),
    path(f"{ONE}calcola/", checking.calculator, name="calculator"),
    path(f"{ONE}versioni/", versions.versions, name="call_versions"),
    path(f"{ONE}dati.json", opendata.call, name="call_data"),
    path("dati/bando.schema.json", opendata.schema, name="call_schema"),
]
