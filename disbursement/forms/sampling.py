"""What is typed of sample controls: the plan, the draw, the answers, the end."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bando.models import Call, Pot
from core.forms import ActionForm, Number
from disbursement.domain.sampling import STANDARD
from disbursement.enums import ControlResult, PointAnswer
from disbursement.forms.fields import amount_field
from disbursement.forms.orders import PotChoice
from disbursement.queries.sampling import looked_at, pots_to_draw

BAR = "|"


def ready_list() -> str:
    """The ready points, one a line, each with its reference after a bar."""
    return "\n".join(f"{text} {BAR} {basis}" for text, basis in STANDARD)


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class PlanForm(ActionForm):
    """Which part of the paid grants is controlled, within how many days, by which list."""

    call = forms.ModelChoiceField(label=_("Bando"), queryset=Call.objects.none(), empty_label=None)
    percent = Number(
        label=_("Quota da controllare, %"), min_value=0, max_value=100, decimal_places=4, initial=5,
        help_text=_("Di quanti contributi pagati di ogni Camera, arrotondata per eccesso."),
    )  # fmt: skip
    days = forms.IntegerField(label=_("Giorni per i controlli"), min_value=1, max_value=366, initial=60)
    points = forms.CharField(
        label=_("Lista di controllo"), widget=_lines(10), initial=ready_list,
        help_text=_("Un punto per riga. Dopo una barra verticale, il riferimento: norma o paragrafo del bando."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["call"]
        field.queryset = Call.objects.filter(published_at__isnull=False, rehearsal=False).order_by("-pk")

    def clean(self) -> dict[str, Any]:
        """Share and points as the operation wants them."""
        data: dict[str, Any] = super().clean() or {}
        lines = [line.partition(BAR) for line in data.get("points", "").splitlines() if line.strip()]
        data["points"] = [(text.strip(), basis.strip()) for text, _bar, basis in lines]
        percent = data.pop("percent", None)
        return data | {"share": percent / 100} if percent is not None else data


class SampleForm(ActionForm):
    """Among whose payments is drawn, and where the seed will come from."""

    pot = PotChoice(label=_("Camera e bando"), queryset=Pot.objects.none(), empty_label=None)
    seed_source = forms.CharField(
        label=_("Da dove verrà il seme"), max_length=250,
        help_text=_("Una fonte pubblica non ancora nota: per esempio «numeri del Lotto del 20/6/2021, ruota di Milano»."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["pot"]
        field.queryset = pots_to_draw(self.user)


class SeedForm(ActionForm):
    """The seed, as its source gives it."""

    seed = forms.CharField(
        label=_("Seme"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Copiatelo dalla fonte che è stata indicata; resta nel verbale e non si cambia più."),
    )  # fmt: skip


class WithdrawForm(ActionForm):
    """Why a draw is taken back."""

    reason = forms.CharField(label=_("Motivo"), widget=_lines(3))


class AnswersForm(ActionForm):
    """The whole list at once; what is left open stays open."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points = [(one.point, one.answer) for one in looked_at(self.subject)]
        for point, said in self.points:
            self.fields[f"answer_{point.pk}"] = forms.ChoiceField(
                label=str(point), choices=[("", _("ancora da controllare")), *PointAnswer.choices], required=False,
                help_text=_now("Riferimento: %(basis)s") % {"basis": point.basis} if point.basis else "",
                initial=said.answer if said else "", widget=forms.Select(attrs={"class": "note"}),
            )  # fmt: skip
            self.fields[f"note_{point.pk}"] = forms.CharField(
                label=_now("Nota al punto %(number)s") % {"number": point.position}, required=False, widget=_lines(2),
                initial=said.note if said else "",
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """What was answered, as the operation wants it; a note is missing where a point is not met."""
        data: dict[str, Any] = super().clean() or {}
        answers = [
            (point.pk, data[f"answer_{point.pk}"], data.get(f"note_{point.pk}", ""))
            for point, _said in self.points
            if data.get(f"answer_{point.pk}")
        ]
        for key, answer, note in answers:
            if answer != PointAnswer.MET and not note.strip():
                self.add_error(f"note_{key}", _("Scrivete che cosa avete trovato, o perché il punto non è pertinente."))
        return {"answers": answers}


class ConclusionForm(ActionForm):
    """How the control ends."""

    result = forms.ChoiceField(label=_("Esito"), choices=ControlResult.choices)
    amount = amount_field(
        _("Importo irregolare"), _("Solo se l’esito è irregolare: quanto del contributo pagato."), required=False
    )
    reason = forms.CharField(
        label=_("Motivazione"), widget=_lines(4), required=False,
        help_text=_("Obbligatoria se un punto non è conforme."),
    )  # fmt: skip
