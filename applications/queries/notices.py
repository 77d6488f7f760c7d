"""What a person's firms were told: all of it a page at a time, and what is new to her."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from accounts.permissions import Person
from applications.models import Notice, NoticeReading
from applications.permissions import visible_notices

# What the words of a notice look at: read with it, so that a long list asks no more than a short one.
RELATED = (
    "application__firm",
    "application__firm_version",
    "application__call",
    "application__arrival",
    "application__pot__chamber",
)
PAGE = 20
# More than these are counted as «99+»: the header of every page asks.
MOST = 100


@dataclass(frozen=True)
class Page:
    """Notices, the newest first, and the key after which the next page begins; none on the last one."""

    rows: list[Notice]
    next_key: int | None


def notices_of(user: Person) -> QuerySet[Notice]:
    """All that she may read, each with `is_read`."""
    hers = NoticeReading.objects.filter(notice=OuterRef("pk"), user=user.pk)
    return visible_notices(user).annotate(is_read=Exists(hers)).select_related(*RELATED)


def page_of(user: Person, before: int | None) -> Page:
    """The next notices older than the key `before`: one query, however far back."""
    rows = notices_of(user).order_by("-pk")
    found = list((rows.filter(pk__lt=before) if before else rows)[: PAGE + 1])
    return Page(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)


def unread(user: Person) -> QuerySet[Notice]:
    """What is new to her."""
    return visible_notices(user).filter(~Exists(NoticeReading.objects.filter(notice=OuterRef("pk"), user=user.pk)))


def how_many_unread(user: Person) -> int:
    """How many are new to her, `MOST` at most."""
    return unread(user).order_by()[:MOST].count()
