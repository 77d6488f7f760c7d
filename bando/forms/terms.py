"""What the editor asks for each term of a call: windows, measures and their parts, items and their caps, documents, scoring."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bando.enums import CapKind, ComponentKind, FileFormat, SizeClass
from bando.forms.editing import CODE_HELP, RowForm
from bando.forms.fields import Anchors, Boxes, CalendarDay, Euro, Moment, Percent, Points, Words, say
from bando.models import (
    Attachment,
    Cap,
    Component,
    ExpenseItem,
    Measure,
    Question,
    RequiredDocument,
    ScoringCriterion,
    Window,
)
from bando.models.terms import LONGEST_TEXT
from bando.operations.attaching import MAXIMUM_BYTES, Upload
from bando.policies.editing import declarations_of
from core.forms import Number

BY_SHARE = {CapKind.SHARE_OF_TOTAL, CapKind.SHARE_OF_OTHERS, CapKind.FLAT_RATE, CapKind.MINIMUM_SHARE}
OF_OTHERS = {CapKind.SHARE_OF_OTHERS, CapKind.FLAT_RATE, CapKind.MINIMUM_SHARE}
MEGABYTE = Decimal(1_000_000)
MOST_SHARE = Decimal(10) ** 8


class TermForm(RowForm):
    """Any term: its name, and the code under which other rows refer to it."""

    code = forms.SlugField(label=_("Codice"), max_length=40, required=False, help_text=CODE_HELP)
    label = forms.CharField(label=_("Nome"), max_length=200)

    def items(self) -> list[tuple[str, str]]:
        """The call's expense items, to choose from."""
        return [(row.code, row.label) for row in ExpenseItem.objects.filter(call=self.call, until=None)]

    def declarations(self, otherwise: Any) -> list[tuple[str, Any]]:
        """The declarations that the call's rules ask, to choose from."""
        return [("", otherwise), *declarations_of(self.call).items()]


class WindowForm(TermForm):
    """From when until when applications are taken."""

    opens_at = Moment(label=_("Apre"))
    closes_at = Moment(label=_("Chiude"))

    class Meta:
        model = Window
        fields = ("label", "code", "opens_at", "closes_at")


class MeasureForm(TermForm):
    """What a line of the call pays, and to whom."""

    rate = Percent(label=_("Quota della spesa"))
    minimum_spend = Euro(label=_("Spesa minima"), help_text=_("In euro, al netto dell’IVA; 0 se non c’è."))
    maximum_spend = Euro(label=_("Spesa massima considerata"), required=False, help_text=_("Vuoto: tutta la spesa conta."))
    maximum_grant = Euro(label=_("Contributo massimo"))
    sizes = Boxes(label=_("Chi può sceglierla"), choices=SizeClass, required=False, help_text=_("Nessuna casella: tutti."))

    class Meta:
        model = Measure
        fields = ("label", "code", "rate", "minimum_spend", "maximum_spend", "maximum_grant", "sizes")


class ComponentForm(TermForm):
    """What a measure adds, of the kind that was chosen before: points on the rate, or an amount."""

    measure: Any = forms.ModelChoiceField(label=_("Misura"), queryset=None, empty_label=_("scegliete la misura"))
    from_spend = Euro(label=_("A partire dalla spesa di"), help_text=_("0: sempre."), initial=Decimal(0))
    inside_cap = forms.BooleanField(
        label=_("Dentro il contributo massimo"), required=False, initial=True, help_text=_("Se no, si aggiunge al massimo.")
    )
    condition = forms.ChoiceField(label=_("A chi spetta"), required=False)

    class Meta:
        model = Component
        fields = ("label", "code", "measure", "value", "from_spend", "inside_cap", "condition")

    def arrange(self) -> None:
        self.instance.kind = self.variant
        if self.variant == ComponentKind.RATE:
            self.fields["value"] = Percent(label=_("Punti in più"), help_text=_("In punti percentuali, per esempio 5."))
            del self.fields["inside_cap"]
        else:
            self.fields["value"] = Euro(label=_("Importo"))
        measures: QuerySet[Measure] = Measure.objects.filter(call=self.call, until=None)
        self.fields["measure"].queryset = measures  # type: ignore[attr-defined]
        self.fields["condition"].choices = self.declarations(_("a tutti"))  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        inside = {"inside_cap": True} if self.variant == ComponentKind.RATE else {}
        return super().values() | inside | {"kind": self.variant}


class ItemForm(TermForm):
    """A kind of spending."""

    guidance = Words(label=_("Che cosa comprende"), most=LONGEST_TEXT, required=False)
    unit = forms.CharField(
        label=_("Unità di misura"), max_length=40, required=False,
        help_text=_("Solo per i limiti a unità: per esempio «ora» o «fiera»."),
    )  # fmt: skip

    class Meta:
        model = ExpenseItem
        fields = ("label", "code", "guidance", "unit")


class CapForm(TermForm):
    """A limit of the kind that was chosen before: a share or an amount, on these items, of those."""

    items_limited = Boxes(label=_("Voci limitate"), help_text=_("Insieme, se sono più di una."))
    asked_as = {"items": "items_limited"}
    of = Boxes(label=_("Rispetto a"), required=False, help_text=_("Nessuna casella: a tutte le altre voci."))

    class Meta:
        model = Cap
        fields = ("label", "code", "value", "of")

    def arrange(self) -> None:
        self.instance.kind = self.variant
        self.fields["items_limited"].choices = self.items()  # type: ignore[attr-defined]
        self.initial["items_limited"] = self.instance.items
        self.fields["of"].choices = self.items()  # type: ignore[attr-defined]
        if self.variant in BY_SHARE:
            self.fields["value"] = Percent(label=_("Parte"))
        else:
            self.fields["value"] = Euro(label=_("Importo"))
        if self.variant not in OF_OTHERS:
            del self.fields["of"]
        self.order_fields(["label", "code", "items_limited", "value", "of"])

    def values(self) -> dict[str, Any]:
        limited = {"items": self.cleaned_data["items_limited"]} if "items_limited" in self.cleaned_data else {}
        return {"kind": self.variant, "of": []} | super().values() | limited


class UploadField(forms.FileField):
    """A file of a few megabytes."""

    def __init__(self, **kwargs: Any) -> None:
        limit = _("PDF, JPG o PNG, al più %(limit)s MB.") % {"limit": MAXIMUM_BYTES // 10**6}
        super().__init__(**{"help_text": limit, "max_length": 255, **kwargs})


class DocumentForm(TermForm):
    """A document that firms upload, and the form it is written on."""

    condition = forms.ChoiceField(label=_("Obbligatorio solo per chi dichiara"), required=False)
    formats = Boxes(label=_("Formati"), choices=[(one.value, one.explanation) for one in FileFormat], initial=["pdf"])
    megabytes = Number(label=_("Dimensione massima, in MB"), min_value=Decimal("0.1"), max_value=Decimal(10), decimal_places=1)
    guidance = Words(label=_("Che cosa caricare"), most=LONGEST_TEXT, required=False)
    template_file = UploadField(label=_("Modello da compilare"), required=False)
    no_template = forms.BooleanField(label=_("Togliete il modello che c’è"), required=False)

    class Meta:
        model = RequiredDocument
        fields = ("label", "code", "phase", "mandatory", "condition", "signed", "formats", "guidance")

    def arrange(self) -> None:
        self.fields["condition"].choices = self.declarations(_("nessuna condizione"))  # type: ignore[attr-defined]
        say(self.fields["megabytes"], "min_value", _("Scrivete una dimensione da 0,1 a 10 MB."))
        say(self.fields["megabytes"], "max_value", _("Scrivete una dimensione da 0,1 a 10 MB."))
        self.initial["megabytes"] = (Decimal(self.instance.maximum_bytes) / MEGABYTE).quantize(Decimal("0.1"))
        if not self.instance.template:
            del self.fields["no_template"]
        else:
            self.fields["template_file"].help_text = _("Ora c’è «%(name)s»: un altro file prende il suo posto.") % {
                "name": self.instance.template_name
            }

    def values(self) -> dict[str, Any]:
        size = self.cleaned_data.get("megabytes")
        values = super().values() | ({"maximum_bytes": int(size * MEGABYTE)} if size else {})
        if self.cleaned_data.get("no_template") and not self.upload():
            values |= {"template": "", "template_name": ""}
        return values

    def upload(self) -> Upload | None:
        """The template as it came, if one came."""
        return uploaded(self.cleaned_data.get("template_file"))


class CriterionForm(TermForm):
    """A line of the scoring grid."""

    text = Words(label=_("Che cosa si valuta"), most=LONGEST_TEXT)
    minimum = Points(label=_("Minimo"), initial=Decimal(0))
    maximum = Points(label=_("Massimo"))
    anchors = Anchors(
        label=_("Riferimenti per i punteggi"), required=False,
        help_text=_("Che cosa vale certi punti, uno per riga: «10 – mercati analizzati con dati»."),
    )  # fmt: skip

    class Meta:
        model = ScoringCriterion
        fields = ("label", "code", "text", "minimum", "maximum", "anchors")


class QuestionForm(RowForm):
    """A question as firms ask it, and its answer."""

    answer = Words(label=_("Risposta"), most=20_000, rows=6)
    answered_on = CalendarDay(label=_("Risposta del"))

    class Meta:
        model = Question
        fields = ("question", "answer", "answered_on")


class AttachmentForm(RowForm):
    """A file that the call's page offers; of one that is there already, only what it is called."""

    file = UploadField(label=_("File"))

    class Meta:
        model = Attachment
        fields = ("label",)

    def arrange(self) -> None:
        if self.instance.pk:
            del self.fields["file"]

    def upload(self) -> Upload | None:
        """The file as it came."""
        return uploaded(self.cleaned_data.get("file"))


def uploaded(file: Any) -> Upload | None:
    """The name and the bytes of what a file field has taken."""
    return Upload(file.name, file.read()) if file else None
