"""Addresses of the app `accounts`."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
