"""Addresses of the app `accounts`."""

from django.urls import path

from accounts.views import firms

urlpatterns = [
    path("imprese/", firms.my_firms, name="my_firms"),
    path("imprese/nuova/", firms.new_firm, name="new_firm"),
]
