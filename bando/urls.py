"""Addresses of the app `bando`."""

from django.urls import path

from bando.views import public

urlpatterns = [
    path("", public.home, name="home"),
    path("bandi/<slug:slug>/", public.call, name="call"),
    path("bandi/<slug:slug>/verifica/", public.check, name="precheck"),
]
