"""Declares the app `disbursement` to Django."""

from django.apps import AppConfig


class DisbursementConfig(AppConfig):
    name = "disbursement"
