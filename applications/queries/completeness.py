"""What is still missing in a draft, section by section, in sentences that say what to do."""

from collections.abc import Sequence
from typing import Self

from django.utils.translation import gettext as _

from applications.domain.sections import FIELDS_OF, SECTION_OF, TRUTH
from applications.enums import Section
from applications.models import Application, Content
from applications.policies.drafting import why_not_choose, why_not_offered
from applications.queries.firm import size_of
from applications.queries.reading import Reading
from bando.domain.rules.engine import RuleFinding
from bando.enums import Phase, RuleKind
from bando.models import RequiredDocument
from bando.queries.terms import documents_for
from bando.queries.wording import in_words
from core.figures import euro
from core.models import Scan


class Lack(str):
    """What is missing, in a sentence; `section` is the part that mends it, `anchor` the field of its page, if it is one."""

    __slots__ = ("anchor", "section")
    section: Section
    anchor: str

    def __new__(cls, sentence: str, anchor: str = "") -> Self:
        lack = super().__new__(cls, sentence)
        lack.anchor = anchor
        return lack


Missing = dict[Section, list[Lack]]


def missing(application: Application, findings: Sequence[RuleFinding], reading: Reading | None = None) -> Missing:
    """Every section with its sentences, empty where it is complete; `findings` are those of the submission phase."""
    reading = reading or Reading(application)
    found: Missing = {section: [] for section in Section}
    content = application.content
    found[Section.SEAT] += _seat(content)
    found[Section.REQUIREMENTS] += _measure(reading)
    found[Section.PROJECT] += _project(content)
    found[Section.EXPENSES] += _items(reading) + _least(reading, findings)
    found[Section.DOCUMENTS] += _documents(reading)
    if not content.declarations.get(TRUTH):
        sentence = _("Leggete e rendete la dichiarazione sostitutiva (DPR 445/2000).")
        found[Section.DECLARATIONS].append(Lack(sentence, "id_truth"))
    for finding in findings:
        if finding.blocks:
            found[SECTION_OF[RuleKind(finding.rule.kind)]].append(_worded(finding, content))
    for section, lacks in found.items():
        for lack in lacks:
            lack.section = section
    return found


def all_missing(application: Application, findings: Sequence[RuleFinding], reading: Reading | None = None) -> list[str]:
    """The same sentences in one row."""
    return [sentence for sentences in missing(application, findings, reading).values() for sentence in sentences]


def documents_asked(application: Application) -> list[RequiredDocument]:
    """The documents that the call asks for with the application, at the version that it is made under."""
    return documents_for(application.call, Phase.SUBMISSION, application.call_version)


def is_due(document: RequiredDocument, content: Content) -> bool:
    """Whether this firm has to upload it: always, or because of a declaration that it has made."""
    return document.mandatory or bool(document.condition and content.declarations.get(document.condition))


def _worded(finding: RuleFinding, content: Content) -> Lack:
    label = f"{finding.rule.label}: " if finding.rule.label else ""
    return Lack(f"{label}{in_words(finding.sentence)}", _mended_by(finding, content))


def _mended_by(finding: RuleFinding, content: Content) -> str:
    """The first of the rule's fields that is empty; when none is, the first: what stands there is not what the rule asks."""
    kind = RuleKind(finding.rule.kind)
    if SECTION_OF[kind] == Section.DECLARATIONS:
        return f"id_declaration-{finding.rule.declares}" if finding.rule.declares else ""
    names = FIELDS_OF.get(kind, ())
    return f"id_{_first_blank(names, content)}" if names else ""


def _first_blank(names: Sequence[str], content: Content) -> str:
    return next((name for name in names if getattr(content, name, None) in {None, ""}), names[0])


def _seat(content: Content) -> list[Lack]:
    if content.seat_to_be_opened or (content.seat_municipality and content.seat_address):
        return []
    sentence = _("Indicate comune e indirizzo della sede, oppure dite che è ancora da aprire.")
    return [Lack(sentence, f"id_{_first_blank(('seat_municipality', 'seat_address'), content)}")]


def _measure(reading: Reading) -> list[Lack]:
    """The measure is chosen, and the size that follows from the figures may choose it."""
    application = reading.application
    if not application.measure_chosen:
        return [Lack(_("Scegliete la misura del bando a cui partecipate."), "div_id_measure")]
    refused = why_not_choose(application.measure, size_of(application, reading.firm))
    return [Lack(refused, "div_id_measure")] if refused else []


def _items(reading: Reading) -> list[Lack]:
    """Expenses of items that the call does not admit any more."""
    planned = [row.expense for row in reading.worth.spend.rows]
    gone = [row for row in planned if why_not_offered(reading.application, row.item)]
    sentence = _(
        "«%(expense)s»: la voce «%(item)s» non è più ammessa dal bando. Togliete la spesa o aggiungetela sotto un’altra voce."
    )
    return [Lack(sentence % {"expense": row.description, "item": row.item}, f"expense-{row.pk}") for row in gone]


def _least(reading: Reading, findings: Sequence[RuleFinding]) -> list[Lack]:
    """The measure's own least spend, where it is higher than what a rule of the call has already asked for."""
    application = reading.application
    said = any(finding.blocks and finding.rule.kind == RuleKind.MINIMUM_SPEND for finding in findings)
    if said or not application.measure_chosen:
        return []
    found = reading.worth.estimate
    if not found.below_minimum:
        return []
    sentence = _(
        "La misura «%(measure)s» chiede una spesa ammessa di almeno %(least)s, la vostra è di %(spend)s: "
        "aggiungete spese o scegliete un’altra misura."
    )
    words = {"measure": application.measure, "least": euro(application.measure.minimum_spend), "spend": euro(found.spend)}
    return [Lack(sentence % words, "id_item")]


def _project(content: Content) -> list[Lack]:
    asked = {
        "title": _("Date un titolo al progetto."),
        "description": _("Descrivete il progetto: che cosa farete, quando, con quali risultati."),
    }
    return [Lack(sentence, f"id_{name}") for name, sentence in asked.items() if not getattr(content, name).strip()]


def _documents(reading: Reading) -> list[Lack]:
    """What is not there yet, and what cannot be sent because it was destroyed."""
    application, files = reading.application, reading.files
    there = {document.requirement_id for document in files if document.scan != Scan.INFECTED}
    lacking = [
        Lack(_("Caricate: %(document)s.") % {"document": document.label}, f"id_d{document.pk}-file")
        for document in documents_asked(application)
        if is_due(document, application.content) and document.pk not in there
    ]
    return lacking + [
        Lack(
            _("«%(document)s» è stato messo da parte dall’antivirus: toglietelo, o caricatene una copia pulita.")
            % {"document": one.name}
        )
        for one in files
        if one.scan == Scan.INFECTED
    ]
