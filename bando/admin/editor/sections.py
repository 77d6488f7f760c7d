"""The sections of the editor, each a declaration; the order is that of the work."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from bando.admin.editor import words
from bando.admin.editor.section import Column, Section
from bando.enums import CapKind, ComponentKind, Placing, RuleKind
from bando.forms import money, rules, terms
from bando.models import Attachment, Call, Fund
from bando.operations import attaching, editing, endowing
from bando.policies.editing import why_not_detach, why_not_edit
from core.figures import day, euro, instant, percent, points


def _of(kind: str) -> dict[str, Any]:
    """What every term has in common: its rows in force, in their order, written by the same operations."""
    model = editing.KINDS[kind]
    return {
        "name": kind,
        "rows": lambda call: model._default_manager.filter(call=call, until=None).order_by("order", "pk"),
        "put": lambda call, row, form, **by: editing.put(call=call, kind=kind, row=row, values=form.values(), **by),
        "take_out": lambda row, **by: editing.take_out(row=row, **by),
        "reorder": lambda row, to, **by: editing.reorder(row=row, to=to, **by),
    } | FROZEN


def _open(call: Call) -> None:
    return None


FROZEN: dict[str, Any] = {
    "why_not_add": why_not_edit,
    "why_not_change": why_not_edit,
    "why_not_take_out": why_not_edit,
}
NAME = Column(_("Nome"), lambda row: row.label)


def _placing(fund: Fund) -> str:
    pools = [line.pot.chamber_id is None for line in fund.lines.all()]
    return Placing.POOL.value if pools and all(pools) else Placing.OWN.value


WINDOWS = Section(
    label=_("Finestre"),
    help=_("Solo se le domande si prendono in più periodi: senza finestre vale dall’apertura alla chiusura del bando."),
    add=_("Aggiungi una finestra"),
    form_class=terms.WindowForm,
    columns=[NAME, Column(_("Apre"), lambda row: instant(row.opens_at)), Column(_("Chiude"), lambda row: instant(row.closes_at))],
    **_of("windows"),
)
MEASURES = Section(
    label=_("Misure"),
    help=_("Quale parte della spesa si paga, da quale spesa, fino a quale contributo, a chi."),
    add=_("Aggiungi una misura"),
    form_class=terms.MeasureForm,
    columns=[
        NAME,
        Column(_("Quota"), lambda row: percent(row.rate), number=True),
        Column(_("Spesa minima"), lambda row: euro(row.minimum_spend), number=True),
        Column(_("Contributo massimo"), lambda row: euro(row.maximum_grant), number=True),
        Column(_("Chi può sceglierla"), lambda row: ", ".join(row.size_labels) or _("tutti")),
    ],
    **_of("measures"),
)
COMPONENTS = Section(
    **_of("components")
    | {"rows": lambda call: call.components.filter(until=None).select_related("measure").order_by("order", "pk")},
    label=_("Parti del contributo"),
    help=_("Che cosa si aggiunge alla quota: punti in più o importi fissi, a tutti o a chi dichiara qualcosa."),
    add=_("Aggiungi una parte"),
    form_class=terms.ComponentForm,
    variants=ComponentKind,
    variant_of=lambda row: row.kind,
    columns=[NAME, Column(_("Misura"), lambda row: row.measure.label), Column(_("Che cosa aggiunge"), words.of_component)],
)
ITEMS = Section(
    label=_("Voci di spesa"),
    help=_("Per che cosa si può spendere."),
    add=_("Aggiungi una voce"),
    form_class=terms.ItemForm,
    columns=[NAME, Column(_("Che cosa comprende"), lambda row: row.guidance), Column(_("Unità"), lambda row: row.unit or "–")],
    **_of("items"),
)
CAPS = Section(
    label=_("Limiti delle voci"),
    help=_("Quanto si ammette, al più o almeno, di alcune voci di spesa."),
    add=_("Aggiungi un limite"),
    form_class=terms.CapForm,
    variants=CapKind,
    variant_of=lambda row: row.kind,
    columns=[
        NAME,
        Column(_("Tipo"), lambda row: row.get_kind_display()),
        Column(_("Valore"), words.of_cap, number=True),
        Column(_("Voci"), lambda row: ", ".join(row.items)),
        Column(_("Rispetto a"), lambda row: ", ".join(row.of) or "–"),
    ],
    **_of("caps"),
)
RULES = Section(
    label=_("Requisiti"),
    help=_("Chi può partecipare: che cosa si verifica, quando, con quale effetto."),
    add=_("Aggiungi un requisito"),
    form_class=rules.RuleForm,
    variants=RuleKind,
    variant_of=lambda row: row.kind,
    columns=[
        NAME,
        Column(_("Che cosa si verifica"), lambda row: row.get_kind_display()),
        Column(_("Quando"), lambda row: ", ".join(row.phase_labels)),
        Column(_("Impedisce l’invio"), lambda row: _("sì") if row.blocking else _("no")),
        Column(_("Riferimento"), lambda row: row.legal_basis),
    ],
    **_of("rules"),
)
DOCUMENTS = Section(
    **_of("documents") | {
        "put": lambda call, row, form, **by: attaching.put_document(
            call=call, row=row, values=form.values(), template=form.upload(), **by
        )
    },
    label=_("Documenti richiesti"),
    help=_("Che cosa l’impresa carica, in quale fase, con quale modello."),
    add=_("Aggiungi un documento"),
    form_class=terms.DocumentForm,
    columns=[
        NAME,
        Column(_("Fase"), lambda row: row.get_phase_display()),
        Column(_("Chi lo carica"), words.of_document),
        Column(_("Formati"), lambda row: ", ".join(one.upper() for one in row.formats)),
        Column(_("Modello"), lambda row: row.template_name or "–"),
    ],
)  # fmt: skip
CRITERIA = Section(
    label=_("Criteri di valutazione"),
    help=_("La griglia dei punteggi, per le procedure che valutano i progetti."),
    add=_("Aggiungi un criterio"),
    form_class=terms.CriterionForm,
    columns=[
        NAME,
        Column(_("Minimo"), lambda row: points(row.minimum), number=True),
        Column(_("Massimo"), lambda row: points(row.maximum), number=True),
    ],
    **_of("criteria"),
)
POTS = Section(
    name="pots",
    label=_("Camere e province"),
    help=_("Quali Camere partecipano e quali province serve ciascuna: dalla sede del progetto segue la Camera competente."),
    add=_("Aggiungi una Camera"),
    form_class=money.PotForm,
    rows=lambda call: call.pots.select_related("chamber").prefetch_related("provinces", "lines"),
    columns=[
        Column(_("Camera"), str),
        Column(_("Province"), lambda row: ", ".join(sorted(one.province_id for one in row.provinces.all())) or "–"),
        Column(_("Domande oltre la dotazione"), lambda row: percent(row.overbooking), number=True),
        Column(_("Dotazione"), words.endowed, number=True),
    ],
    put=lambda call, row, form, **by: endowing.put_pot(call=call, pot=row, provinces=form.served(), **form.values(), **by),
    take_out=lambda row, **by: endowing.take_out_pot(pot=row, **by),
    **FROZEN,
)
FUNDS = Section(
    name="funds",
    label=_("Fondi"),
    help=_("Chi mette il denaro, con quale atto, a quali Camere è assegnato e in quali quote la Regione lo versa."),
    add=_("Aggiungi un fondo"),
    form_class=money.FundForm,
    rows=lambda call: call.funds.prefetch_related("lines__pot", "tranche_rules"),
    variants=Placing,
    variant_of=_placing,
    columns=[
        NAME,
        Column(_("Di chi"), lambda row: row.get_kind_display()),
        Column(_("Dotazione"), lambda row: euro(row.amount), number=True),
        Column(_("Assegnata"), words.endowed, number=True),
        Column(_("Quote"), words.of_tranches),
    ],
    put=lambda call, row, form, **by: endowing.put_fund(
        call=call, fund=row, values=form.values(), how=Placing(form.variant), by_pot=form.by_pot(), parts=form.parts(), **by
    ),
    take_out=lambda row, **by: endowing.take_out_fund(fund=row, **by),
    **FROZEN,
)
QUESTIONS = Section(
    name="questions",
    label=_("Domande frequenti"),
    help=_("Spiegazioni per le imprese: si aggiungono e si correggono anche dopo la pubblicazione."),
    add=_("Aggiungi una domanda"),
    form_class=terms.QuestionForm,
    rows=lambda call: call.questions.order_by("order", "pk"),
    columns=[Column(_("Domanda"), str), Column(_("Risposta del"), lambda row: day(row.answered_on))],
    put=lambda call, row, form, **by: editing.put_question(call=call, question=row, values=form.values(), **by),
    take_out=lambda row, **by: editing.take_out(row=row, **by),
    reorder=lambda row, to, **by: editing.reorder(row=row, to=to, **by),
    why_not_add=_open,
    why_not_change=_open,
    why_not_take_out=_open,
)


def _put_attachment(call: Call, row: Attachment | None, form: Any, **by: Any) -> Attachment:
    label = form.values()["label"]
    if row is None:
        return attaching.attach(call=call, label=label, upload=form.upload(), **by)
    return attaching.rename(attachment=row, label=label, **by)


ATTACHMENTS = Section(
    name="attachments",
    label=_("Allegati"),
    help=_(
        "I file che la pagina del bando offre: testo del bando, guide, fac-simili. Si aggiungono anche dopo la pubblicazione."
    ),
    add=_("Aggiungi un allegato"),
    form_class=terms.AttachmentForm,
    rows=lambda call: call.attachments.order_by("pk"),
    columns=[NAME, Column(_("File"), lambda row: row.name), Column(_("Dimensione"), words.of_bytes, number=True)],
    put=_put_attachment,
    take_out=lambda row, **by: attaching.detach(attachment=row, **by),
    why_not_add=_open,
    why_not_change=why_not_edit,
    why_not_take_out=why_not_detach,
)
SECTIONS = {
    section.name: section
    for section in (
        WINDOWS, MEASURES, COMPONENTS, ITEMS, CAPS, RULES, DOCUMENTS, CRITERIA, POTS, FUNDS, QUESTIONS, ATTACHMENTS,
    )
}  # fmt: skip
