"""Checks of what the call says about itself: names, acts, withholding, terms."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from bando.enums import SignaturePolicy
from bando.policies.publishing.defect import Defect, Part
from bando.policies.publishing.sheet import Sheet

# Art. 10-bis L. 241/1990: ten days for observations, at least.
LEAST_REJECTION_DAYS = 10


def defects_of_texts(sheet: Sheet) -> Iterator[Defect]:
    """What is missing or contradictory in the texts and terms of the call."""
    call = sheet.call
    for value, code, sentence in (
        (call.title, "no_title", _("Manca il titolo: scrivetelo come sta nell’atto.")),
        (call.summary, "no_summary", _("Manca la descrizione in breve: due righe che dicano a chi va il contributo e quanto.")),
        (call.description, "no_description", _("Manca la descrizione: scrivete che cosa finanzia il bando e come si sceglie.")),
        (call.legal_act, "no_legal_act", _("Manca l’atto istitutivo: scrivete la delibera da cui nasce il bando.")),
        (call.manager, "no_manager", _("Manca il soggetto gestore: scrivete chi risponde del bando.")),
        (call.regime, "no_regime", _("Manca il regime di aiuto: scrivete il regolamento sotto cui si concede il contributo.")),
    ):
        if not value.strip():
            yield Defect(code, sentence, Part.CALL)
    if call.withholding_rate and not call.withholding_reason.strip():
        yield Defect(
            "withholding_without_reason",
            _("La ritenuta sul contributo non ha il suo riferimento di legge: scrivetelo, o azzerate la ritenuta."),
            Part.CALL,
        )
    if call.signature_policy == SignaturePolicy.QUALIFIED and not sheet.trusts_providers:
        yield Defect(
            "qualified_signature_that_nobody_can_give",
            _(
                "Il bando chiede la firma digitale, ma il portale non conosce ancora i prestatori che la emettono: nessuno "
                "potrebbe inviare. Chiedete a chi gestisce il portale di indicarli (PORTAL_TRUST_ANCHORS), o scegliete un’altra "
                "firma."
            ),
            Part.CALL,
        )
    yield from _of_terms(sheet)


def _of_terms(sheet: Sheet) -> Iterator[Defect]:
    call = sheet.call
    if call.procedure_days < call.integration_days:
        yield Defect(
            "procedure_shorter_than_integration",
            _(
                "Il procedimento dura %(procedure)s giorni e la sola integrazione %(integration)s: "
                "allungate il primo termine o accorciate il secondo."
            )
            % {"procedure": call.procedure_days, "integration": call.integration_days},
            Part.CALL,
        )
    if call.rejection_days < LEAST_REJECTION_DAYS:
        yield Defect(
            "rejection_shorter_than_law",
            _(
                "Per osservare il preavviso di rigetto la legge dà dieci giorni (art. 10-bis L. "
                "241/1990), il bando %(days)s: portateli a dieci."
            )
            % {"days": call.rejection_days},
            Part.CALL,
        )
