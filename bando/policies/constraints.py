"""What a person is told where the database would say no: one sentence for each constraint and guard of a call in preparation."""

import re

from django.db import DatabaseError
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bando.models import (
    Cap,
    Component,
    EligibilityRule,
    ExpenseItem,
    Measure,
    RequiredDocument,
    ScoringCriterion,
    Window,
)

TERMS = (Window, Measure, Component, ExpenseItem, Cap, EligibilityRule, RequiredDocument, ScoringCriterion)
TAKEN = _("Questo codice è già usato in questa sezione: sceglietene un altro, o modificate la riga che c’è già.")
KNOWN = _("Scegliete uno dei valori proposti.")
FROZEN = _("Il bando è stato pubblicato nel frattempo: ora cambia solo con un atto di modifica. Nulla è stato salvato.")
TOO_LONG = re.compile(r"^(?P<model>[a-z]+)_(?P<field>\w+)_is_no_longer_than_allowed$")

# Name of the constraint: the field at which it is said, and what is said.
WORDS: dict[str, tuple[str, str | Promise]] = {
    # The call
    "bando_call_code_key": ("code", _("C’è già un bando con questo codice: sceglietene un altro.")),
    "bando_call_slug_key": ("slug", _("C’è già un bando a questo indirizzo: sceglietene un altro.")),
    "a_call_opens_before_it_closes": ("closes_at", _("La chiusura viene dopo l’apertura: correggete le date.")),
    "a_call_is_drafted_before_it_opens": (
        "draft_from_at",
        _("La compilazione comincia prima dell’apertura, o insieme: anticipatela."),
    ),
    "spending_comes_before_its_accounts": (
        "spend_until_on",
        _("Le date vanno in ordine: spese dal, spese fino al, rendiconto entro il. Correggetele."),
    ),
    "a_project_ends_between_its_first_expense_and_its_accounts": (
        "project_until_on",
        _("Pagamenti ai fornitori e conclusione dei progetti stanno fra il primo giorno di spesa e il rendiconto."),
    ),
    "a_withholding_is_a_share_of_the_grant": ("withholding_rate", _("La ritenuta sta fra 0 % e meno del 100 %.")),
    "a_share_realised_is_a_share": ("minimum_share_realised", _("La quota minima da realizzare sta fra 0 % e 100 %.")),
    "a_ceiling_is_not_negative": ("aid_ceiling", _("Massimale e punteggio minimo non sono negativi.")),
    "a_term_lasts_a_day_at_least": ("integration_days", _("Ogni termine dura almeno un giorno.")),
    "a_grant_is_accepted_in_a_day_at_least": (
        "acceptance_days",
        _("Per accettare il contributo serve almeno un giorno; lasciate vuoto se il bando non chiede di accettare."),
    ),
    "a_procedure_is_a_known_one": ("procedure", KNOWN),
    "an_order_of_draw_is_a_known_one": ("draw_order", KNOWN),
    "a_signature_is_asked_in_a_known_way": ("signature_policy", KNOWN),
    "an_amendment_is_not_published_by_itself": ("", _("Una modifica si adotta con il suo atto, non si pubblica da sola.")),
    "a_published_call_changes_by_act_only": ("", FROZEN),
    # Its terms
    **{f"a_{term._meta.model_name}_has_one_code_in_a_version": ("code", TAKEN) for term in TERMS},
    **{f"one_{term._meta.model_name}_of_a_code_is_in_force": ("code", TAKEN) for term in TERMS},
    **{f"a_{term._meta.model_name}_ends_after_it_begins": ("", FROZEN) for term in TERMS},
    "a_window_opens_before_it_closes": ("closes_at", _("La finestra chiude dopo che ha aperto: correggete le date.")),
    "a_grant_is_a_share_of_the_spend": ("rate", _("La quota della spesa è più di 0 % e al più 100 %.")),
    "a_measure_promises_something": (
        "maximum_grant",
        _("Il contributo massimo è più di zero, e la spesa minima non è negativa."),
    ),
    "a_maximum_spend_is_not_below_the_minimum": ("maximum_spend", _("La spesa massima non sta sotto la spesa minima.")),
    "a_measure_is_for_known_sizes": ("sizes", KNOWN),
    "a_component_is_of_a_known_kind": ("kind", KNOWN),
    "a_component_adds_something": ("value", _("Il valore è più di zero, e la spesa da cui si parte non è negativa.")),
    "points_are_a_share_inside_the_cap": ("value", _("I punti in più sono al più il 100 %, dentro il contributo massimo.")),
    "a_cap_is_of_a_known_kind": ("kind", KNOWN),
    "a_cap_limits_something": ("value", _("Il limite è più di zero e riguarda almeno una voce di spesa.")),
    "a_cap_by_share_is_a_share": ("value", _("Una parte è al più il 100 %.")),
    "a_cap_does_not_refer_to_what_it_limits": ("of", _("Una voce non si limita rispetto a sé stessa: toglietela da una parte.")),
    "caps_do_not_lead_back_to_themselves": (
        "of",
        _("Così i limiti girano in tondo: una voce dipende da un’altra che dipende da lei. Cambiate le voci."),
    ),
    "a_rule_has_one_code_and_version_in_its_call": ("code", TAKEN),
    "a_rule_is_of_a_known_kind": ("kind", KNOWN),
    "a_rule_is_asked_in_known_phases": ("phases", KNOWN),
    "a_rule_has_the_parameters_of_its_kind": ("", _("I parametri non sono quelli del tipo di requisito: compilateli di nuovo.")),
    "a_document_is_asked_in_a_known_phase": ("phase", KNOWN),
    "a_document_has_a_format_and_a_size": ("formats", _("Scegliete almeno un formato, e una dimensione più grande di zero.")),
    "a_conditional_document_is_not_mandatory_for_all": (
        "condition",
        _("Un documento è obbligatorio per tutti o solo per chi dichiara: scegliete uno dei due."),
    ),
    "a_criterion_goes_from_minimum_to_maximum": ("maximum", _("Il minimo non è negativo e non supera il massimo.")),
    # Its money
    "a_chamber_has_one_pot_in_a_call": ("chamber", _("Questa Camera ha già la sua dotazione: modificate quella.")),
    "overbooking_is_a_share_of_the_pot": ("overbooking", _("Le domande oltre la dotazione stanno fra 0 % e 500 %.")),
    "a_province_has_one_chamber_in_a_call": ("provinces", _("Una provincia è servita da una Camera sola.")),
    "a_fund_has_money": ("amount", _("La dotazione del fondo è più di zero.")),
    "a_tranche_is_a_share_of_its_fund": ("", _("Ogni quota è più di 0 % e al più 100 % del fondo.")),
    "a_progress_is_a_share_of_the_fund": ("", _("L’avanzamento richiesto è una parte del fondo: al più tutto.")),
    "an_endowment_is_not_negative": ("", _("Gli importi assegnati alle Camere non sono negativi.")),
}


def said(name: str) -> tuple[str, str] | None:
    """The field and the sentence for a constraint or guard; nothing for one that no person can meet in the editor."""
    if long := TOO_LONG.match(name):
        return long["field"], _now("Il testo è troppo lungo: accorciatelo.")
    if "published" in name and name not in WORDS:
        return "", str(FROZEN)
    return (WORDS[name][0], str(WORDS[name][1])) if name in WORDS else None


def in_words(error: DatabaseError) -> str | None:
    """What to tell who ran into the database after all (somebody else was faster by a moment)."""
    text = str(error)
    named = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    for name in [named] if named else [word for word in re.findall(r"[a-z_0-9]+", text) if "_" in word]:
        if found := said(name):
            return found[1]
    return None
