"""The public check of a receipt: does the portal know this arrival, and does its place in the chain hold?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from applications.forms.sending import CheckForm
from applications.models import Receipt
from applications.queries.arrivals import broken_link


@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Asks for the code printed on the receipt."""
    form = CheckForm(request.GET or None)
    if form.is_valid():
        return redirect("receipt_checked", form.cleaned_data["token"])
    return render(request, "applications/check.html", {"form": form})


@require_safe
def checked(request: HttpRequest, token: str) -> HttpResponse:
    """What the portal keeps of that arrival, and whether the chain holds around it."""
    receipt = get_object_or_404(Receipt.objects.select_related("application__arrival", "application__call"), token=token)
    arrival = receipt.application.arrival
    context = {"arrival": arrival, "call": receipt.application.call, "broken": broken_link(arrival)}
    return render(request, "applications/checked.html", context)
