"""Addresses of the app `bando`."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
