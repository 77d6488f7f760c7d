"""What is asked of evaluators who put a sitting on record, or explain why their scores lie apart."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.enums import Task
from applications.queries.assignments import people_for
from bando.models import Call
from core.forms import ActionForm


class PeopleChoice(forms.ModelMultipleChoiceField):
    """People by their names."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class SittingForm(ActionForm):
    """Of which call, when, where, who was present, what was said."""

    call: Any = forms.ModelChoiceField(label=_("Bando"), queryset=None, empty_label=None)
    held_on = forms.DateField(label=_("Tenuta il"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    place = forms.CharField(label=_("Luogo"), max_length=120, help_text=_("Una sede, o «in videoconferenza»."))
    people: Any = PeopleChoice(label=_("Presenti"), queryset=None, widget=forms.CheckboxSelectMultiple)
    text = forms.CharField(label=_("Che cosa si è discusso"), widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert self.at is not None, "a form of the admin knows its instant"
        calls = Call.objects.exclude(published_at=None).filter(rehearsal=False).order_by("-pk")
        self.fields["call"].queryset = calls  # type: ignore[attr-defined]
        able = [person.pk for person in people_for(Task.SCORE, None, at=self.at)]
        self.fields["people"].queryset = User.objects.filter(pk__in=able).order_by("name")  # type: ignore[attr-defined]


class SpreadForm(ActionForm):
    """Why the scores stay as far apart as they are."""

    text = forms.CharField(
        label=_("Motivazione"), widget=forms.Textarea(attrs={"rows": 4}), help_text=_("Resta agli atti, e nel verbale.")
    )
