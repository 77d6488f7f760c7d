"""What a person is told when a draft saves itself: what was kept, what was not, and what somebody else wrote meanwhile."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from applications.domain.merging import Clash
from applications.forms.drafts import DraftForm
from applications.models import Content
from core.figures import ROME, instant

# So much of what the other wrote stands in the sentence; the rest is one click away.
SHOWN = 120


def tell(form: DraftForm, clashes: Sequence[Clash], *, to: User, at: datetime) -> None:
    """Say at each field who has written what there, and when."""
    names = {person.pk: person.name for person in User.objects.filter(pk__in=[clash.mark.by for clash in clashes])}
    for clash in clashes:
        form.clash(clash, _sentence(form, clash, names.get(clash.mark.by or 0, ""), to=to, at=at))


def _sentence(form: DraftForm, clash: Clash, name: str, *, to: User, at: datetime) -> str:
    text = form.in_words(form.name_of(clash.name), form.stands(clash))
    words = {"who": name or _("un collega"), "what": shortened(text), "when": _when(clash, at)}
    if clash.mark.by == to.pk:
        if not text:
            return _("Nel frattempo, in un’altra pagina, avete svuotato questo campo %(when)s. Quale versione tenete?") % words
        return _("Nel frattempo, in un’altra pagina, avete scritto «%(what)s» %(when)s. Quale versione tenete?") % words
    if not text:
        return _("Nel frattempo %(who)s ha svuotato questo campo %(when)s. Quale versione tenete?") % words
    return _("Nel frattempo %(who)s ha scritto «%(what)s» %(when)s. Quale versione tenete?") % words


def shortened(text: str) -> str:
    """The beginning of a long text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN].rstrip()}…"


def _when(clash: Clash, at: datetime) -> str:
    written = timezone.localtime(datetime.fromisoformat(clash.mark.at), ROME)
    if written.date() == timezone.localtime(at, ROME).date():
        return _("alle %(time)s") % {"time": f"{written:%H:%M}"}
    return _("(%(when)s)") % {"when": instant(written)}


def answer(form: DraftForm, content: Content | None, *, at: datetime) -> dict[str, Any]:
    """What the browser is told of the fields that it sent: what it has seen of those that are saved, and notes for the others."""
    kept = [name for name in form.asked if name not in form.errors]
    return {
        "at": f"{timezone.localtime(at, ROME):%H:%M:%S}",
        "saved": form.now_seen(kept, content) if content else {},
        "notes": {name: _notes(form, name) for name in form.errors if name in form.fields},
    }


def _notes(form: DraftForm, name: str) -> dict[str, Any]:
    field: Any = form[name]
    clash: Clash | None = getattr(field.field, "clash", None)
    html = render_to_string("applications/field_notes.html", {"field": field, "form_show_errors": True})
    text = " ".join(str(error) for error in form.errors[name])
    told = {"html": html, "label": str(field.label), "text": text, "brief": text}
    if clash is None:
        return told
    brief = _("scritto anche altrove: scegliete lì quale versione tenere")
    return told | {"brief": brief, "other": form.as_typed(name, clash.value), "seen": form.seen_of(clash)}
