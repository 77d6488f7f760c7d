"""The fields of a call's configuration, section by section: what each is called and how its value is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from core.domain.wording import gettext_noop as _


class Kind(Enum):
    """How a value of the configuration is written for people."""

    NAME = "name"
    TEXT = "text"
    NUMBER = "number"
    AMOUNT = "amount"
    SHARE = "share"
    POINTS = "points"
    INSTANT = "instant"
    DAY = "day"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    NAMES = "names"
    DATA = "data"


@dataclass(frozen=True)
class Field:
    """A field: its Italian msgid, its kind; a CHOICE names the enumeration of `bando.enums` that has its words.

    `or_amount` are the values of the row's own «kind» for which a share is an amount in euro instead.
    """

    label: str
    kind: Kind
    choices: str = ""
    or_amount: frozenset[str] = frozenset()

    def kind_in(self, row: Mapping[str, Any]) -> Kind:
        """The kind in this row."""
        return Kind.AMOUNT if row.get("kind") in self.or_amount else self.kind


@dataclass(frozen=True)
class Section:
    """A list of the configuration: the fields of its rows, and what a row is known by."""

    name: str
    label: str
    fields: Mapping[str, Field]
    key: Callable[[Mapping[str, Any]], str] = lambda row: str(row["code"])


LABEL = {"label": Field(_("nome"), Kind.TEXT), "order": Field(_("ordine"), Kind.NUMBER)}
AMOUNTS_OF_CAPS = frozenset({"absolute", "unit", "minimum_invoice"})

OF_CALL = {
    "title": Field(_("titolo"), Kind.TEXT),
    "summary": Field(_("in breve"), Kind.TEXT),
    "description": Field(_("descrizione"), Kind.TEXT),
    "legal_act": Field(_("atto istitutivo"), Kind.TEXT),
    "manager": Field(_("soggetto gestore"), Kind.TEXT),
    "notice": Field(_("avvertenza mostrata in pagina"), Kind.TEXT),
    "to_be_confirmed": Field(_("valori da verificare sul bando"), Kind.TEXT),
    "procedure": Field(_("procedura"), Kind.CHOICE, "Procedure"),
    "signature_policy": Field(_("firma della domanda"), Kind.CHOICE, "SignaturePolicy"),
    "draft_from_at": Field(_("compilazione dal"), Kind.INSTANT),
    "opens_at": Field(_("apertura"), Kind.INSTANT),
    "closes_at": Field(_("chiusura"), Kind.INSTANT),
    "spend_from_on": Field(_("spese dal"), Kind.DAY),
    "spend_until_on": Field(_("spese fino al"), Kind.DAY),
    "paid_until_on": Field(_("pagamenti ai fornitori fino al"), Kind.DAY),
    "project_until_on": Field(_("conclusione dei progetti entro il"), Kind.DAY),
    "accounts_due_on": Field(_("rendiconto entro il"), Kind.DAY),
    "difficulty_on": Field(_("data di riferimento per l’impresa in difficoltà"), Kind.DAY),
    "integration_days": Field(_("giorni per l’integrazione"), Kind.NUMBER),
    "rejection_days": Field(_("giorni per osservare il preavviso di rigetto"), Kind.NUMBER),
    "procedure_days": Field(_("giorni per concludere il procedimento"), Kind.NUMBER),
    "acceptance_days": Field(_("giorni per accettare il contributo"), Kind.NUMBER),
    "evaluators_required": Field(_("valutatori per progetto"), Kind.NUMBER),
    "minimum_score": Field(_("punteggio minimo"), Kind.POINTS),
    "tie_breaks": Field(_("a parità di punteggio"), Kind.NAMES),
    "lots_seed_source": Field(_("da dove viene il seme del sorteggio"), Kind.TEXT),
    "partial_last_grant": Field(_("l’ultimo finanziabile può esserlo in parte"), Kind.YES_NO),
    "draw_order": Field(_("ordine di prelievo"), Kind.CHOICE, "DrawOrder"),
    "regime": Field(_("regime di aiuto"), Kind.TEXT),
    "aid_ceiling": Field(_("massimale del regime"), Kind.AMOUNT),
    "withholding_rate": Field(_("ritenuta sul contributo"), Kind.SHARE),
    "withholding_reason": Field(_("motivo della ritenuta"), Kind.TEXT),
    "minimum_share_realised": Field(_("quota minima da realizzare"), Kind.SHARE),
    "pays_beyond_cash": Field(_("le Camere anticipano le quote regionali"), Kind.YES_NO),
    "vat_admitted": Field(_("IVA ammessa fra le spese"), Kind.YES_NO),
}
OF_MEASURES = LABEL | {
    "rate": Field(_("quota della spesa"), Kind.SHARE),
    "minimum_spend": Field(_("spesa minima"), Kind.AMOUNT),
    "maximum_spend": Field(_("spesa massima considerata"), Kind.AMOUNT),
    "maximum_grant": Field(_("contributo massimo"), Kind.AMOUNT),
    "sizes": Field(_("chi può sceglierla"), Kind.CHOICES, "SizeClass"),
}
OF_COMPONENTS = LABEL | {
    "kind": Field(_("che cosa aggiunge"), Kind.CHOICE, "ComponentKind"),
    "value": Field(_("valore"), Kind.SHARE, or_amount=frozenset({"amount"})),
    "from_spend": Field(_("a partire dalla spesa di"), Kind.AMOUNT),
    "inside_cap": Field(_("dentro il contributo massimo"), Kind.YES_NO),
    "condition": Field(_("dichiarazione che la dà"), Kind.NAME),
}
OF_CAPS = LABEL | {
    "kind": Field(_("tipo"), Kind.CHOICE, "CapKind"),
    "items": Field(_("voci limitate"), Kind.NAMES),
    "of": Field(_("rispetto a"), Kind.NAMES),
    "value": Field(_("valore"), Kind.SHARE, or_amount=AMOUNTS_OF_CAPS),
}
OF_RULES = LABEL | {
    "kind": Field(_("tipo"), Kind.CHOICE, "RuleKind"),
    "parameters": Field(_("parametri"), Kind.DATA),
    "message": Field(_("che cosa si chiede"), Kind.TEXT),
    "remedy": Field(_("che cosa fare se manca"), Kind.TEXT),
    "legal_basis": Field(_("riferimento"), Kind.TEXT),
    "phases": Field(_("fasi"), Kind.CHOICES, "Phase"),
    "blocking": Field(_("impedisce l’invio"), Kind.YES_NO),
}
OF_DOCUMENTS = LABEL | {
    "phase": Field(_("fase"), Kind.CHOICE, "Phase"),
    "mandatory": Field(_("obbligatorio"), Kind.YES_NO),
    "condition": Field(_("obbligatorio solo per chi dichiara"), Kind.NAME),
    "signed": Field(_("firmato digitalmente"), Kind.YES_NO),
    "template": Field(_("modello da compilare"), Kind.NAME),
    "template_name": Field(_("nome del modello"), Kind.NAME),
    "formats": Field(_("formati"), Kind.NAMES),
    "maximum_bytes": Field(_("dimensione massima in byte"), Kind.NUMBER),
    "guidance": Field(_("che cosa caricare"), Kind.TEXT),
}
OF_CRITERIA = LABEL | {
    "text": Field(_("che cosa si valuta"), Kind.TEXT),
    "minimum": Field(_("minimo"), Kind.POINTS),
    "maximum": Field(_("massimo"), Kind.POINTS),
    "anchors": Field(_("riferimenti per i punteggi"), Kind.DATA),
}
OF_POTS = {
    "overbooking": Field(_("domande oltre la dotazione"), Kind.SHARE),
    "provinces": Field(_("province servite"), Kind.NAMES),
}
OF_FUNDS = {
    "legal_act": Field(_("atto che lo assegna"), Kind.TEXT),
    "amount": Field(_("dotazione"), Kind.AMOUNT),
    "lines": Field(_("dotazione delle Camere"), Kind.DATA),
    "tranches": Field(_("quote previste"), Kind.DATA),
}
OF_WINDOWS = LABEL | {
    "opens_at": Field(_("apre"), Kind.INSTANT),
    "closes_at": Field(_("chiude"), Kind.INSTANT),
}
OF_ITEMS = LABEL | {
    "guidance": Field(_("che cosa comprende"), Kind.TEXT),
    "unit": Field(_("unità di misura"), Kind.TEXT),
}
COMPONENTS = Section("components", _("Parti del contributo"), OF_COMPONENTS)
POTS = Section("pots", _("Dotazioni delle Camere"), OF_POTS, lambda row: str(row["chamber"] or ""))
FUNDS = Section("funds", _("Fondi"), OF_FUNDS, lambda row: f"{row['kind']}:{row['label']}")
MONEY = (POTS, FUNDS)
SECTIONS = (
    Section("windows", _("Finestre"), OF_WINDOWS),
    Section("measures", _("Misure"), OF_MEASURES),
    Section("items", _("Voci di spesa"), OF_ITEMS),
    Section("caps", _("Limiti di spesa"), OF_CAPS),
    Section("rules", _("Requisiti"), OF_RULES),
    Section("documents", _("Documenti richiesti"), OF_DOCUMENTS),
    Section("criteria", _("Criteri di valutazione"), OF_CRITERIA),
    *MONEY,
)
LABELS = {"call": _("Il bando"), **{section.name: section.label for section in (*SECTIONS, COMPONENTS)}}
