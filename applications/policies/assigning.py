"""When files may be given to people, and when a place may be taken over."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from accounts.models import User
from applications.domain.assigning import File, Person
from applications.domain.workflow import UNDER_REVIEW
from applications.enums import Task
from applications.models import Application, Assignment


def why_not_seed(seed: str) -> str | None:
    """One line, so that the draw can be repeated with any program."""
    if seed.strip() and "\n" not in seed.strip():
        return None
    return _("Scrivete il seme su una riga: con lo stesso seme chiunque può ripetere l’assegnazione.")


def why_not_give_check(application: Application, *, held: bool) -> str | None:
    """A file under the formal check whose place nobody holds (`held`)."""
    if application.state not in UNDER_REVIEW:
        return _("Si assegnano le pratiche in istruttoria: questa è «%(state)s».") % {"state": application.get_state_display()}
    return _("La pratica è già assegnata: per passarla a un’altra persona usate «Riassegna».") if held else None


def why_not_share(files: Sequence[File], people: Sequence[Person]) -> str | None:
    """There is something to give, and somebody to give it to."""
    if not files:
        return _("Non ci sono pratiche da assegnare.")
    if not people:
        return _("Nessuno ha il ruolo per questo lavoro: chiedete a chi gestisce gli incarichi.")
    if all(not {person.key for person in people} - file.barred for file in files):
        return _("Nessuna delle persone può avere queste pratiche: ha un conflitto, le ha già o le ha istruite.")
    return None


def why_not_take_over(assignment: Assignment, person: User, *, able: Collection[User], barred: Collection[int]) -> str | None:
    """A place that still counts, whose work is not done, goes to somebody of the role who may have the file."""
    if hasattr(assignment, "replaced_by"):
        return _("Questa assegnazione è già passata a un’altra persona: ricaricate la pagina.")
    sheets = assignment.application.score_sheets.filter(evaluator=assignment.person_id)
    if assignment.task == Task.SCORE and sheets.exists():
        return _("%(name)s ha già valutato il progetto: il suo posto non passa ad altri.") % {"name": assignment.person.name}
    if person not in able:
        return _("%(name)s non ha il ruolo per questo lavoro.") % {"name": person.name}
    if person.pk in barred:
        return _("%(name)s non può avere questa pratica: ha un conflitto, l’ha già o l’ha istruita.") % {"name": person.name}
    return None


def why_not_because(reason: str) -> str | None:
    """Who had the place and who gets it read why."""
    return None if reason.strip() else _("Scrivete il motivo della riassegnazione.")
