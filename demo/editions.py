"""The other calls of the demo: those of 2021 and 2022, announced; the next edition of 2020, a draft with things to mend."""

from datetime import datetime, timedelta

from bando.models import Call
from bando.operations import cloning, editing
from demo.calls import Window, make_call
from demo.cast import Cast

INVENTED = (
    "Dimostrazione: è il bando {year} con date di fantasia, annunciato e non ancora aperto. "
    "I valori che nessuno ha pubblicato sono inventati: chi lavora al bando li trova elencati."
)
NEXT_YEAR = timedelta(days=364)


def announced_2021(cast: Cast, now: datetime) -> Call:
    """First come, two measures: opens in twelve days, drafts may begin already."""
    window = Window(opens=12, closes=60, spend_until=280, accounts_due=340, drafts_before=14)
    return make_call(
        code="ECOMMERCE-2021",
        title="Bando E-commerce 2021",
        what="",
        window=window,
        cast=cast,
        now=now,
        data="ecommerce_2021",
        notice=INVENTED.format(year="E-commerce 2021"),
    )


def announced_2022(cast: Cast, now: datetime) -> Call:
    """A fixed amount and a share: opens in forty days."""
    window = Window(opens=40, closes=100, spend_until=330, accounts_due=390, drafts_before=14)
    return make_call(
        code="DIGITAL-EXPORT-2022",
        title="Bando Digital Export 2022",
        what="",
        window=window,
        cast=cast,
        now=now,
        data="digital_export_2022",
        notice=INVENTED.format(year="Digital Export 2022"),
    )


def next_edition(cast: Cast, now: datetime) -> Call:
    """The call that is open now, cloned for next year: its checklist names what is still to be mended."""
    call = cloning.clone(
        call=Call.objects.get(code="ECOMMERCE-2020"),
        code="ECOMMERCE-PROSSIMO",
        slug="ecommerce-prossimo",
        title="Bando E-commerce – prossima edizione",
        shift=NEXT_YEAR,
        by=cast.operator,
        at=now - timedelta(hours=5),
    )
    at = now - timedelta(hours=4)
    editing.edit(call=call, changes={"withholding_reason": ""}, by=cast.operator, at=at)
    measure = call.measures.get()
    editing.put(call=call, kind="measures", row=measure, values={"minimum_spend": 5000}, by=cast.operator, at=at)
    return call
