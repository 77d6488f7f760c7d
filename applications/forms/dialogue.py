"""What the officer's buttons ask when they speak to the firm: a message, a decision on what it asked to change."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.enums import ChangeKind, ChangeState
from applications.models import ChangeRequest
from core.figures import day
from core.forms import ActionForm

LINES = forms.Textarea(attrs={"rows": 5})


class WriteForm(ActionForm):
    """A message to the firm."""

    text = forms.CharField(
        label=_("Messaggio"), widget=LINES, max_length=4000, help_text=_("L’impresa lo legge così com’è, anche per e-mail.")
    )


class RequestChoice(forms.ModelChoiceField):
    """The requests that wait, each with what is asked."""

    def label_from_instance(self, obj: Any) -> str:
        asked = obj.text if obj.kind == ChangeKind.VARIATION else day(obj.until_on)
        return f"{obj.get_kind_display()}: {asked}"[:160]


class ChangeForm(ActionForm):
    """Which request, yes or no, why; for an extension until when."""

    request: Any = RequestChoice(label=_("Richiesta"), queryset=None, empty_label=None, widget=forms.RadioSelect)
    outcome = forms.ChoiceField(
        label=_("Decisione"),
        choices=[(ChangeState.GRANTED, _("accolta")), (ChangeState.REFUSED, _("non accolta"))],
        widget=forms.RadioSelect,
    )
    until_on = forms.DateField(
        label=_("Spese ammesse fino al (solo per una proroga accolta)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Non oltre il giorno chiesto. Il rendiconto si sposta di altrettanti giorni."),
    )
    reason = forms.CharField(label=_("Motivazione"), widget=LINES, help_text=_("L’impresa la leggerà."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = ChangeRequest.objects.filter(application=self.subject, state=ChangeState.ASKED)
        self.fields["request"].queryset = waiting  # type: ignore[attr-defined]
        # The only one that waits is the one that is meant.
        self.initial.setdefault("request", waiting[0].pk if len(waiting) == 1 else None)
