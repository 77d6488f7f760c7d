"""Economic activities: whether a code exists in a version, what it is called, what stands under it."""

from django.db.models import Q, QuerySet
from django.db.models.functions import Left

from registry.domain import ateco
from registry.models import Activity


def activity(version: str, code: str) -> Activity | None:
    """The activity of a code, however it is written («620100»); None if the version has none."""
    try:
        return Activity.objects.filter(version=version, code=ateco.normal(code)).first()
    except ValueError:
        return None


def activity_known(version: str, code: str) -> bool:
    """Whether the version has this code, at any level."""
    return activity(version, code) is not None


def unknown_codes(version: str, codes: list[str]) -> list[str]:
    """Those of `codes` that the version does not have, as they were written; one query however many there are."""
    written = {code: _normal_or_blank(code) for code in codes}
    known = set(Activity.objects.filter(version=version, code__in=written.values()).values_list("code", flat=True))
    return [code for code, normal in written.items() if normal not in known]


def activities_under(version: str, prefix: str) -> QuerySet[Activity]:
    """The activity `prefix` (a section letter too) and all those under it. ValueError: not a code."""
    above = ateco.normal(prefix)
    rows = Activity.objects.filter(version=version)
    if above.isalpha():
        divisions = ateco.divisions(above, version)
        return rows.alias(division=Left("code", 2)).filter(Q(code=above) | Q(division__in=divisions))
    return rows.filter(code__startswith=above)


def activities_like(version: str, text: str) -> QuerySet[Activity]:
    """What a person may mean who types `text`: a code from its beginning, or words of the title."""
    words = Q(title__icontains=text.strip())
    try:
        return Activity.objects.filter(Q(code__startswith=ateco.normal(text)) | words, version=version)
    except ValueError:
        return Activity.objects.filter(words, version=version)


def _normal_or_blank(code: str) -> str:
    try:
        return ateco.normal(code)
    except ValueError:
        return ""
