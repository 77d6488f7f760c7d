"""Who sees and makes reports: roles that count on the whole portal; a Chamber's people have the annexes of their own Chamber."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.enums import Permission
from accounts.permissions import Person, chamber_ids, everywhere, why_not
from applications.models import Grant
from reports.models import Chapter, ReportFile, ReportRun, Seal


def _reads(user: Person) -> bool:
    return everywhere(user, Permission.READ_REPORTS) or everywhere(user, Permission.MAKE_REPORTS)


def visible_runs(user: Person) -> QuerySet[ReportRun]:
    """All for Unioncamere, Regione and auditors; none for anybody else."""
    return ReportRun.objects.all() if _reads(user) else ReportRun.objects.none()


def why_not_view(user: Person, run: ReportRun) -> str | None:
    """The row's own answer to `visible_runs`."""
    return None if _reads(user) else _("I rapporti si leggono con un ruolo di Unioncamere, di Regione o di revisione.")


def _chambers_of(user: Person) -> set[int]:
    """Those whose situation she sees: where she reads the files."""
    return chamber_ids(user, Permission.READ_FILES)


def visible_annexes(user: Person) -> QuerySet[ReportFile]:
    """Those of her Chambers; all for who reads the reports that they belong to."""
    annexes = ReportFile.objects.exclude(part="")
    return annexes if _reads(user) else annexes.filter(chamber__in=_chambers_of(user))


def why_not_take(user: Person, file: ReportFile | Seal) -> str | None:
    """The row's own answer: a file of a run that she may view, or the annex of a Chamber of hers."""
    is_hers = isinstance(file, ReportFile) and file.part and file.chamber_id in _chambers_of(user)
    return None if is_hers else why_not_view(user, file.run)


def why_not_make(user: Person) -> str | None:
    """Who may request and deliver: Unioncamere."""
    return why_not(user, Permission.MAKE_REPORTS)


def visible_chapters(user: Person) -> QuerySet[Chapter]:
    """What is being written for the reports: as the reports themselves."""
    return Chapter.objects.all() if _reads(user) else Chapter.objects.none()


def why_not_view_chapter(user: Person, chapter: Chapter) -> str | None:
    """The row's own answer to `visible_chapters`."""
    return None if _reads(user) else _("I rapporti si leggono con un ruolo di Unioncamere, di Regione o di revisione.")


def why_not_omit(user: Person, grant: Grant) -> str | None:
    """Who says that a person is left unnamed: the director of the competent Chamber, and Unioncamere."""
    pot = grant.application.pot
    return why_not(user, Permission.ASSIGN_FILES, chamber_id=(pot.chamber_id if pot else None) or 0)
