"""Where what is missing is mended."""

from django import template
from django.urls import reverse

from applications.models import Application
from applications.queries.completeness import Lack

register = template.Library()


@register.filter
def mended_at(lack: Lack, application: Application) -> str:
    """The address of the field that the sentence is about, or of its part of the application."""
    page = reverse(f"application_{lack.section.name.lower()}", args=[application.pk])
    return f"{page}#{lack.anchor}" if lack.anchor else page
