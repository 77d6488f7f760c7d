"""What an officer or an evaluator may still declare about her interests in a file."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from applications.enums import State
from applications.models import Application


def why_not_sent(application: Application) -> str | None:
    """There is nothing to open before the sending."""
    return _("La domanda non è ancora stata inviata.") if application.state == State.DRAFT else None


def why_not_declare(said: Collection[bool], *, conflicted: bool, words: str) -> str | None:
    """`said` is what she has declared before: after a conflict nothing, after «none» a conflict only, which says what it is."""
    if True in said:
        return _("Avete già dichiarato un conflitto d’interessi su questa pratica: non si ritira.")
    if said and not conflicted:
        return _("Avete già dichiarato di non avere conflitti su questa pratica: potete solo segnalarne uno che è sorto dopo.")
    return _("Scrivete in che cosa consiste il conflitto.") if conflicted and not words.strip() else None
