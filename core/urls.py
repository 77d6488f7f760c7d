"""Addresses of the app `core`."""

from django.urls import path
from django.views.generic import TemplateView

urlpatterns = [
    path("privacy/", TemplateView.as_view(template_name="pages/privacy.html"), name="privacy"),
    path("accessibilita/", TemplateView.as_view(template_name="pages/accessibility.html"), name="accessibility"),
    path("note-legali/", TemplateView.as_view(template_name="pages/legal.html"), name="legal"),
]
