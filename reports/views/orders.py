"""The PDF of a payment order, for whoever sees the order."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from core.views.files import private_file
from disbursement.permissions import reads_ibans, visible_orders
from reports.models import OrderPaper


@require_safe
def paper(request: Any, pk: int) -> HttpResponse:
    """The copy that the reader may have: with whole account numbers, or with their ends."""
    order = get_object_or_404(visible_orders(request.user).select_related("pot"), pk=pk)
    whole = reads_ibans(request.user, order.pot.chamber_id)
    row: Any = get_object_or_404(OrderPaper.objects.exclude(made_at=None), order=order, shows_ibans=whole)
    return private_file(row.file, f"mandato-{order.message_id}.pdf", "application/pdf")
