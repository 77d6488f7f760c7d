"""What the buttons of the Chamber's desk ask before they act."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applications.enums import FactWord, RejectionReason
from applications.models import IntegrationTemplate
from applications.queries.findings import rules_to_verify
from applications.queries.spending import expenses_as_cut
from bando.enums import ActKind
from bando.models import Act
from bando.queries.terms import criteria_of
from core.figures import euro
from core.forms import ActionForm, Amount, Number

LINES = forms.Textarea(attrs={"rows": 5})


class TextChoice(forms.ModelMultipleChoiceField):
    """The ready texts, as the firm will read them."""

    def label_from_instance(self, obj: Any) -> str:
        return gettext(obj.text)


class IntegrationForm(ActionForm):
    """Ready texts, words of one's own, or both: each is one thing that is asked."""

    usual: Any = TextChoice(label=_("Testi pronti"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple)
    words = forms.CharField(
        label=_("Altro da chiedere"),
        required=False,
        widget=LINES,
        help_text=_("Si aggiunge ai testi pronti. Una riga vuota separa una richiesta dall’altra. L’impresa le legge così."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["usual"].queryset = IntegrationTemplate.objects.filter(retired_at=None)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One of the two at least."""
        data: dict[str, Any] = super().clean() or {}
        if not data.get("usual") and not data.get("words", "").strip():
            self.add_error("words", _("Scegliete un testo pronto o scrivete che cosa l’impresa deve integrare."))
        return data


class ExpenseChoice(forms.ModelChoiceField):
    """The planned expenses, each with what is admitted of it so far."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.item}: {obj.description} · {euro(obj.admitted)} / {euro(obj.amount)}"


class CutForm(ActionForm):
    """Which expense, how much of it stays, and why."""

    expense: Any = ExpenseChoice(label=_("Spesa (ammessa / prevista)"), queryset=None, empty_label=None)
    admitted = Amount(label=_("Importo ammesso, in euro"), help_text=_("Quanto resta della spesa: 0 la esclude del tutto."))
    reason = forms.CharField(label=_("Motivo"), widget=LINES, help_text=_("L’impresa lo leggerà."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expense"].queryset = expenses_as_cut(self.subject)  # type: ignore[attr-defined]


class RejectionForm(ActionForm):
    """The reason and its words."""

    reason_code = forms.ChoiceField(label=_("Motivo"), choices=RejectionReason, widget=forms.RadioSelect)
    text = forms.CharField(label=_("Motivazione"), widget=LINES, help_text=_("Indicate il requisito e il punto del bando."))


class ScoreForm(ActionForm):
    """The grid of the call, criterion by criterion, and the evaluator's judgement."""

    note = forms.CharField(label=_("Giudizio"), widget=LINES, help_text=_("Poche righe che spiegano i punteggi."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria_of(self.subject.call, self.subject.call_version))
        grid = {f"criterion_{criterion.pk}": _points(criterion) for criterion in self.criteria}
        self.fields = grid | self.fields

    def clean(self) -> dict[str, Any]:
        """Gather the points under their criteria in `points`."""
        data: dict[str, Any] = super().clean() or {}
        given = {criterion.pk: data.get(f"criterion_{criterion.pk}") for criterion in self.criteria}
        data["points"] = {pk: points for pk, points in given.items() if points is not None}
        return data


def _points(criterion: Any) -> Number:
    return Number(
        label=f"{criterion.label} ({criterion.minimum:.0f}–{criterion.maximum:.0f})",
        help_text=_anchored(criterion),
        min_value=criterion.minimum,
        max_value=criterion.maximum,
        max_digits=5,
        decimal_places=2,
    )


def _anchored(criterion: Any) -> str:
    """What is judged, and what earns some of the points."""
    anchors = "; ".join(f"{points}: {text}" for points, text in criterion.anchors)
    return f"{criterion.text} ({anchors})" if anchors else criterion.text


class ConfirmForm(ActionForm):
    """What was found of each requirement that was looked up, and where; the others are left as they are."""

    note = forms.CharField(
        label=_("Come è stato verificato"), widget=LINES,
        help_text=_("Registro o documento, e data. Vale per i requisiti scelti qui sopra: gli altri restano come sono."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = rules_to_verify(self.subject)
        self.fields = {f"rule_{rule.code}": _word(rule.label) for rule in self.asked} | self.fields

    def clean(self) -> dict[str, Any]:
        """Gather what was said under the rules' codes in `words`; one at least."""
        data: dict[str, Any] = super().clean() or {}
        said = {rule.code: data.get(f"rule_{rule.code}") for rule in self.asked}
        data["words"] = {code: FactWord(word).holds for code, word in said.items() if word}
        if not data["words"]:
            self.add_error(None, _("Dite che cosa risulta di almeno un requisito."))
        return data


def _word(label: str) -> forms.ChoiceField:
    choices = [("", _("nessun nuovo riscontro")), *FactWord.choices]
    return forms.ChoiceField(label=label, choices=choices, required=False)


class GrantForm(ActionForm):
    """The act, the code of the aid register, the project's CUP."""

    act: Any = forms.ModelChoiceField(
        label=_("Atto di concessione"), queryset=None, empty_label=_("scegliete l’atto"),
        help_text=_("Solo gli atti di concessione di questo bando. Se manca, registratelo tra gli atti del bando."),
    )  # fmt: skip
    cor = forms.CharField(
        label=_("Codice COR"), max_length=20, help_text=_("Lo rilascia il Registro nazionale degli aiuti: 5–10 cifre.")
    )
    cup = forms.CharField(label=_("CUP"), max_length=20, help_text=_("15 caratteri: l’impresa lo scriverà in ogni fattura."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acts = Act.objects.filter(call=self.subject.call_id, kind=ActKind.GRANT)
        self.fields["act"].queryset = acts  # type: ignore[attr-defined]


class ActForm(ActionForm):
    """An act as it was adopted."""

    number = forms.CharField(label=_("Numero dell’atto"), max_length=40)
    issued_on = forms.DateField(label=_("Data dell’atto"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    issuer = forms.CharField(label=_("Ente"), max_length=120)
    signer = forms.CharField(label=_("Firmatario"), max_length=120)


class RevocationForm(ActForm):
    """The act of revocation and its reasons."""

    reason = forms.CharField(
        label=_("Motivazione"), widget=forms.Textarea(attrs={"rows": 4}), help_text=_("L’impresa la leggerà nella sua pratica.")
    )
