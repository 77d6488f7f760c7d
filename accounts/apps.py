"""Declares the app `accounts` to Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
