"""Addresses of the app `disbursement`."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
