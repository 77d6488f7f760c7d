"""Addresses of the app `reports`."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
