"""Addresses of the app `applications`: the firm's pages and the public check of receipts."""

from django.urls import path

from applications.views import dossier

urlpatterns = [
    path("domande/<int:pk>/", dossier.application, name="application"),
]
