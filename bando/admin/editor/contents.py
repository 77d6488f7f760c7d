"""What the editor shows of a call: its sections with their state, the rows of one, the defects of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bando.admin.editor.section import Column, Section
from bando.admin.editor.sections import SECTIONS
from bando.models import Call
from bando.policies.publishing import defects

Defects = Mapping[str, list[str]]


@dataclass(frozen=True)
class ShownRow:
    """A line of a section's list: what its cells say, where its buttons lead."""

    row: Any
    cells: list[tuple[Column, Any]]
    href: str
    remove_href: str
    move_href: str
    up: int
    down: int


def defects_of(call: Call, at: datetime) -> dict[str, list[str]]:
    """What the call lacks to be published at an instant, by section; nothing for a published one."""
    found: dict[str, list[str]] = {}
    for defect in defects(call, at=at) if call.published_at is None else ():
        found.setdefault(str(defect.section), []).append(defect.sentence)
    return found


def contents(call: Call, found: Defects) -> list[dict[str, Any]]:
    """The sections as a task list: how many rows, what is to be mended, where it is done."""
    first = {
        "title": _("Il bando: testi, date, procedura"),
        "href": reverse("admin:bando_call_configure", args=[call.pk, "call"]),
        **_state(1, found.get("call", []), shown=False),
    }
    return [first, *(_task(call, section, found.get(section.name, [])) for section in SECTIONS.values())]


def _task(call: Call, section: Section, missing: list[str]) -> dict[str, Any]:
    href = reverse("admin:bando_call_configure", args=[call.pk, section.name])
    about = {"title": section.label, "hint": section.help, "href": href}
    return about | _state(section.rows(call).count(), missing)


def _state(count: int, missing: list[str], *, shown: bool = True) -> dict[str, Any]:
    if missing:
        words = ngettext("%(n)s cosa da correggere", "%(n)s cose da correggere", len(missing)) % {"n": len(missing)}
        return {"state": words, "tone": "warning", "missing": missing}
    if not shown:
        return {"state": _("a posto"), "tone": "success"}
    words = ngettext("%(n)s riga", "%(n)s righe", count) % {"n": count} if count else _("vuota")
    return {"state": words, "tone": "success" if count else "neutral"}


def shown_rows(section: Section, call: Call) -> list[ShownRow]:
    """The rows of a section with what its columns say."""
    return [_shown(section, call, row, place) for place, row in enumerate(section.rows(call), start=1)]


def _shown(section: Section, call: Call, row: Any, place: int) -> ShownRow:
    arguments = [call.pk, section.name, row.pk]
    return ShownRow(
        row=row,
        cells=[(column, column.says(row)) for column in section.columns],
        href=reverse("admin:bando_call_configure_row", args=arguments),
        remove_href=reverse("admin:bando_call_configure_remove", args=arguments),
        move_href=reverse("admin:bando_call_configure_move", args=arguments),
        up=place - 1,
        down=place + 1,
    )
