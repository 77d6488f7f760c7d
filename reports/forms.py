"""The shape of a request for a report, of its chapters, and of its sending to the Region."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bando.models import Call
from core.forms import ActionForm
from reports.domain.options import MARK, SEPARATOR
from reports.domain.texts import LONGEST_TEXT, LONGEST_TITLE
from reports.enums import TOLD, FileFormat, ReportKind, Separator, Texts


def _calls() -> Any:
    """Those that may have reports."""
    return Call.objects.exclude(published_at=None).filter(rehearsal=False)


def _kinds(kinds: Any) -> list[tuple[str, str]]:
    return [(kind.value, kind.label.capitalize()) for kind in kinds]


class RequestForm(ActionForm):
    """Which report, of which call, as of when."""

    call = forms.ModelChoiceField(label=_("Bando"), queryset=Call.objects.none(), empty_label=_("Scegliete il bando"))
    kind = forms.ChoiceField(label=_("Rapporto"), choices=ReportKind)
    as_of_at = forms.DateTimeField(
        label=_("Dati alla data"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Ora di Roma. Lasciate vuoto per avere la situazione di quando avete aperto questa pagina."),
    )
    texts = forms.ChoiceField(label=_("Testi dei capitoli"), choices=Texts, initial=Texts.LATEST, required=False)
    # When the page was opened: pressed twice, it asks the same question twice.
    opened_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    separator = forms.ChoiceField(
        label=_("Separatore dei file CSV"), choices=Separator, initial=Separator.SEMICOLON, required=False
    )
    mark = forms.BooleanField(
        label=_("Contrassegno UTF-8 (BOM) all’inizio dei file CSV: serve a Excel"), initial=True, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["call"].queryset = _calls()  # type: ignore[attr-defined]
        self.fields["kind"].choices = _kinds(ReportKind)  # type: ignore[attr-defined]
        self.fields["opened_at"].initial = self.at.isoformat() if self.at else None

    def clean(self) -> dict[str, Any]:
        """Nothing means now: when the page was opened; the instant of the request for who sends it without the page."""
        data = super().clean() or {}
        data["as_of_at"] = data.get("as_of_at") or data.get("opened_at") or self.at
        data["texts"] = data.get("texts") or Texts.LATEST
        data["parameters"] = {SEPARATOR: data.get("separator") or Separator.SEMICOLON, MARK: data.get("mark", True)}
        return data


class DeliverForm(ActionForm):
    """Under which protocol number the report left."""

    protocol = forms.CharField(
        label=_("Protocollo di invio"), max_length=60, help_text=_("Per esempio «U-2021-000123 del 15/02/2021».")
    )
    edition = forms.TypedChoiceField(
        label=_("Quale PDF avete inviato"),
        coerce=int,
        empty_value=None,
        help_text=_("Resta agli atti la sua impronta: scegliete l’edizione che è partita davvero."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Where there is one edition alone nothing is to be chosen."""
        super().__init__(*args, **kwargs)
        pdfs = [file for file in self.subject.recorded if file.which == (FileFormat.PDF, "")]
        self.fields["edition"].choices = [(file.edition, file.told_by_digest) for file in reversed(pdfs)]  # type: ignore[attr-defined]
        if len(pdfs) < 2:
            del self.fields["edition"]


class ChapterForm(ActionForm):
    """A chapter as it will stand; `read` is the version that was on the page when it was opened."""

    read = forms.IntegerField(required=False, widget=forms.HiddenInput)
    place = forms.IntegerField(
        label=_("Posizione"), min_value=1, max_value=999, initial=10, help_text=_("I capitoli si seguono dal numero più piccolo.")
    )
    title = forms.CharField(label=_("Titolo"), max_length=LONGEST_TITLE)
    text = forms.CharField(
        label=_("Testo"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_(
            "Una riga vuota separa i paragrafi. «- » all’inizio di una riga fa un elenco, «1. » un elenco numerato, «## » un "
            "titoletto; **due asterischi** il grassetto, *uno* il corsivo. Ogni altro segno si stampa com’è."
        ),
    )

    def clean_read(self) -> int:
        """Without the number of a version nobody can have read one."""
        return self.cleaned_data.get("read") or 0


class BeginChapterForm(ChapterForm):
    """A chapter more, of which report."""

    call = forms.ModelChoiceField(label=_("Bando"), queryset=Call.objects.none(), empty_label=_("Scegliete il bando"))
    kind = forms.ChoiceField(label=_("Rapporto"), choices=ReportKind)
    field_order = ("call", "kind", "place", "title", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["call"].queryset = _calls()  # type: ignore[attr-defined]
        self.fields["kind"].choices = _kinds(TOLD)  # type: ignore[attr-defined]


class OmissionForm(ActionForm):
    """Why a person is left unnamed in the published list, or named again."""

    reason = forms.CharField(
        label=_("Motivo"), max_length=250, help_text=_("Resta agli atti della concessione e non si pubblica.")
    )
