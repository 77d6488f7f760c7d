"""The waiting lists checked: what is kept of each pot against the arrivals that wait for its money."""

from collections.abc import Iterator

from django.db.models import DecimalField, F, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from applications.domain.workflow import BEFORE_THE_MONEY
from applications.models import Arrival
from bando.domain.wording import euro
from bando.models import Pot
from core.money import ZERO

NOTHING = Value(ZERO, output_field=DecimalField(max_digits=14, decimal_places=2))


def miscounted() -> Iterator[str]:
    """A sentence for every pot whose waiting list is not the sum of what its arrivals still miss. Nothing when all is well."""
    waits = Arrival.objects.filter(
        pot=OuterRef("pk"), reserved__lt=F("asked"), application__state__in=BEFORE_THE_MONEY
    ).order_by()
    missing = Subquery(waits.values("pot").annotate(sum=Sum(F("asked") - F("reserved"))).values("sum"))
    pots = Pot.objects.annotate(counted=Coalesce(missing, NOTHING), kept=Coalesce("waiting_list__amount", NOTHING))
    for pot in pots.exclude(counted=F("kept")).select_related("chamber").order_by("pk"):
        yield f"dotazione {pot.pk} «{pot}»: in lista d’attesa {euro(pot.kept)}, gli arrivi danno {euro(pot.counted)}"
