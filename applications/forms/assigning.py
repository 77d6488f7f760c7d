"""What is asked before files are given to people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import chamber_ids, everywhere
from applications.enums import State, Task
from applications.queries.assignments import current, people_for
from bando.models import Call
from core.forms import ActionForm
from registry.models import Chamber


class SeedForm(ActionForm):
    """The seed that the draw starts from."""

    seed = forms.CharField(
        label=_("Seme del sorteggio"), max_length=80,
        help_text=_("Un testo che resta agli atti: con lo stesso seme e le stesse pratiche l’assegnazione è la stessa."),
    )  # fmt: skip


class AssignForm(SeedForm):
    """Besides, of which call."""

    call: Any = forms.ModelChoiceField(label=_("Bando"), queryset=None, empty_label=None)
    field_order: Any = ("call", "seed")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        calls = Call.objects.exclude(published_at=None).order_by("-pk")
        self.fields["call"].queryset = calls  # type: ignore[attr-defined]


class AssignChecksForm(AssignForm):
    """Besides, of which Chamber."""

    chamber: Any = forms.ModelChoiceField(label=_("Camera"), queryset=None, empty_label=None)
    field_order = ("call", "chamber", "seed")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hers = Chamber.objects.filter(pk__in=chamber_ids(self.user, Permission.ASSIGN_FILES))
        chambers = Chamber.objects.all() if everywhere(self.user, Permission.ASSIGN_FILES) else hers
        self.fields["chamber"].queryset = chambers.order_by("name")  # type: ignore[attr-defined]


class PlaceChoice(forms.ModelChoiceField):
    """The places as they are held now."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.get_task_display()}: {obj.person.name}"


class PersonChoice(forms.ModelChoiceField):
    """People by their names."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class ReassignForm(ActionForm):
    """Which place, to whom, and why."""

    assignment: Any = PlaceChoice(label=_("Assegnazione"), queryset=None, empty_label=None, widget=forms.RadioSelect)
    person: Any = PersonChoice(label=_("Nuova persona"), queryset=None, empty_label=_("scegliete la persona"))
    reason = forms.CharField(label=_("Motivo"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = places_of(self.subject, self.user)
        self.fields["assignment"].queryset = places  # type: ignore[attr-defined]
        self.initial.setdefault("assignment", places[0].pk if len(places) == 1 else None)
        able = {person.pk for place in {one.task for one in places} for person in self._able(Task(place))}
        self.fields["person"].queryset = User.objects.filter(pk__in=able).order_by("name")  # type: ignore[attr-defined]

    def _able(self, task: Task) -> list[User]:
        assert self.at is not None, "a form of the admin knows its instant"
        return people_for(task, self.subject.pot.chamber if task == Task.CHECK else None, at=self.at)


def places_of(application: Any, user: Any) -> Any:
    """The places that she may pass on: those of the scoring only where she gives files out everywhere, and while it lasts."""
    rows = current().filter(application=application).select_related("person", "application")
    if not everywhere(user, Permission.ASSIGN_FILES):
        rows = rows.filter(task=Task.CHECK)
    return rows if application.state == State.ADMISSIBLE else rows.filter(task=Task.CHECK)
