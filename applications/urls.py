"""Addresses of the app `applications`."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
