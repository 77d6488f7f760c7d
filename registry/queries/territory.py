"""Chambers and municipalities on a day, and municipalities by what people type."""

from datetime import date

from django.db.models import Q, QuerySet

from registry.domain.naming import search_key
from registry.models import Chamber, Municipality


def _in_being(day: date) -> Q:
    since, until = Q(since_on__isnull=True) | Q(since_on__lte=day), Q(until_on__isnull=True) | Q(until_on__gte=day)
    return since & until


def chambers_on(day: date) -> QuerySet[Chamber]:
    """The Chambers that exist on that day: nine in 2020, seven since 18 November 2024."""
    return Chamber.objects.filter(_in_being(day))


def municipalities_on(day: date) -> QuerySet[Municipality]:
    """The municipalities that exist on that day, each with its province as it is now."""
    return Municipality.objects.filter(_in_being(day)).select_related("province")


def municipalities_of(province_code: str, day: date) -> QuerySet[Municipality]:
    """The municipalities of a province («BG») on that day, in the order of their names."""
    return municipalities_on(day).filter(province=province_code)


def municipalities_starting(text: str, day: date) -> QuerySet[Municipality]:
    """The municipalities whose name begins with `text`, whatever its accents, apostrophes and capitals; none if it is empty."""
    key = search_key(text)
    return municipalities_on(day).filter(search_key__startswith=key) if key else Municipality.objects.none()


def municipality_named(name: str, province_code: str, day: date) -> Municipality | None:
    """The municipality that has this name in this province on that day; None if there is none."""
    return municipalities_of(province_code, day).filter(search_key=search_key(name)).first()


def municipality_at(cadastral_code: str) -> Municipality | None:
    """The municipality of a cadastral code («F205»), existing or suppressed."""
    return Municipality.objects.select_related("province").filter(cadastral_code=cadastral_code.upper()).first()
