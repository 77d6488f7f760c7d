"""The public check of a receipt: does the portal know this arrival, and does its place in the chain hold? Nothing is kept."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from applications.adapters.receipt_files import NotAReceipt
from applications.forms.checking import CodeForm, FileForm
from applications.models import Receipt
from applications.queries.arrivals import receipt_data
from applications.queries.checking import Verdict, known, of_code, of_file, of_receipt
from bando.queries.calls import visible_calls
from bando.views.scope import received_at
from core.views.stateless import from_this_site


@from_this_site
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Takes what is printed on a receipt; posted, so that no log keeps the code."""
    form = _code_form(request, request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _answer(request, of_code(**form.cleaned_data))
    return render(request, "applications/check.html", {"form": form, "file_form": FileForm()})


@from_this_site
@require_http_methods(["POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Takes the receipt itself."""
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            return _answer(request, of_file(form.cleaned_data["file"].read()))
        except NotAReceipt as error:
            form.add_error("file", str(error))
    return render(request, "applications/check.html", {"form": _code_form(request, None), "file_form": form})


@require_safe
def checked(request: HttpRequest, token: str) -> HttpResponse:
    """What the portal keeps of that arrival, and whether the chain holds around it."""
    receipt = get_object_or_404(Receipt, token=token)
    return _answer(request, of_receipt(known(receipt.token) or receipt))


@require_safe
def data(request: HttpRequest, token: str) -> HttpResponse:
    """The same for programs: what the portal says today, for who has kept what it said when the receipt was made."""
    receipt = get_object_or_404(Receipt, token=token)
    response = JsonResponse(receipt_data(known(receipt.token) or receipt))
    response["Cache-Control"] = "no-store"
    return response


def _code_form(request: HttpRequest, posted: object) -> CodeForm:
    return CodeForm(posted, calls=visible_calls().filter(published_at__lte=received_at(request)))


def _answer(request: HttpRequest, verdict: Verdict) -> HttpResponse:
    return render(request, "applications/checked.html", {"verdict": verdict, "arrival": verdict.arrival})
