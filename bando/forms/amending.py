"""What the acts that change a published call ask, and what a copy of a call asks."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from bando.forms.acts import ActForm
from bando.forms.fields import CalendarDay, Moment
from core.forms import ActionForm


class ExtensionForm(ActForm):
    """A later closing, or later days for expenses and accounts."""

    closes_at = Moment(label=_("Nuova chiusura"), required=False, help_text=_("Giorno e ora di Roma. Vuoto: resta com’è."))
    spend_until_on = CalendarDay(label=_("Spese fino al"), required=False)
    paid_until_on = CalendarDay(label=_("Pagamenti ai fornitori fino al"), required=False)
    project_until_on = CalendarDay(label=_("Conclusione dei progetti entro il"), required=False)
    accounts_due_on = CalendarDay(label=_("Rendiconto entro il"), required=False)


class SuspensionForm(ActForm):
    """From when."""

    from_at = Moment(label=_("Sospeso dal"), required=False, help_text=_("Giorno e ora di Roma. Vuoto: da subito."))


class ClosureForm(ActForm):
    """When."""

    closes_at = Moment(label=_("Chiude il"), required=False, help_text=_("Giorno e ora di Roma. Vuoto: subito."))


class WindowForm(ActForm):
    """A window in which applications are taken again."""

    opens_at = Moment(label=_("Apre il"), required=False, help_text=_("Giorno e ora di Roma. Vuoto: subito."))
    closes_at = Moment(label=_("Chiude il"))


class CopyForm(ActionForm):
    """The name of the copy, and how its dates move."""

    title = forms.CharField(label=_("Titolo"), max_length=200)
    code = forms.CharField(label=_("Codice"), max_length=40)
    slug = forms.SlugField(label=_("Indirizzo della pagina"), help_text=_("Lettere minuscole, numeri e trattini."))
    opens_on = CalendarDay(
        label=_("Nuovo giorno di apertura"),
        required=False,
        help_text=_("Tutte le altre date si spostano di altrettanti giorni, alla stessa ora."),
    )
    days = forms.IntegerField(
        label=_("Oppure: sposta le date di giorni"),
        required=False,
        min_value=-4000,
        max_value=4000,
        help_text=_("Vuoto: restano."),
    )

    def clean(self) -> dict[str, Any]:
        """Put the move of the dates as the operation wants it."""
        data: dict[str, Any] = super().clean() or {}
        opens_on, days = data.pop("opens_on", None), data.pop("days", None)
        if opens_on and days:
            self.add_error("days", _("Indicate il giorno di apertura o i giorni di spostamento, non tutti e due."))
        moved = opens_on - localdate(self.subject.opens_at) if opens_on else timedelta(days=days or 0)
        return data | {"shift": moved}
