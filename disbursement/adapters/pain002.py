"""What the bank answers: ISO 20022 pain.002 (customer payment status report), any version, read as from a stranger.

No DOCTYPE, no entities, no network, ten megabytes and a bounded tree (`core.adapters.reading_xml`). Only what is final counts:
a transfer that is settled (ACSC, ACCC) or rejected (RJCT, CANC); the other codes say that it is on its way.
"""

from datetime import date

from django.utils.translation import gettext as _
from lxml import etree

from core.adapters.foreign import Unacceptable
from core.adapters.reading_xml import read_xml
from disbursement.domain.sepa import LONGEST_REASON, Report, Told

LARGEST = 10 * 1024 * 1024
FAMILY = "urn:iso:std:iso:20022:tech:xsd:pain.002."
SETTLED, REJECTED = frozenset({"ACSC", "ACCC"}), frozenset({"RJCT", "CANC"})


def read(content: bytes) -> Report:
    """The report; raises Unacceptable with a sentence for whoever has chosen the file."""
    if len(content) > LARGEST:
        raise Unacceptable(_("Il file supera i 10 MB ammessi: caricate l’esito di un solo mandato."))
    read_xml(content)
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False))
    found = root.find("{*}CstmrPmtStsRpt")
    if found is None or not etree.QName(root).namespace or not str(etree.QName(root).namespace).startswith(FAMILY):
        raise Unacceptable(_("Il file non è un esito di bonifici (ISO 20022, pain.002): caricate quello scaricato dalla banca."))
    group = found.find("{*}OrgnlGrpInfAndSts")
    message_id = _text(group, "OrgnlMsgId")
    if not message_id:
        raise Unacceptable(_("L’esito non dice di quale mandato parla: chiedete alla banca il file completo."))
    transfers = {}
    for payment in found.iterfind("{*}OrgnlPmtInfAndSts"):
        for one in payment.iterfind("{*}TxInfAndSts"):
            told = _told(one, "TxSts")
            if told is not None:
                transfers[_text(one, "OrgnlEndToEndId")] = told
    return Report(message_id, _whole(found, group), transfers)


def _whole(found: etree._Element, group: etree._Element | None) -> Told | None:
    """What is said of the file as a whole: a file has one payment block."""
    told = _told(group, "GrpSts") if group is not None else None
    block = found.find("{*}OrgnlPmtInfAndSts")
    return told or (_told(block, "PmtInfSts") if block is not None else None)


def _told(one: etree._Element, status: str) -> Told | None:
    code = _text(one, status)
    if code in SETTLED:
        return Told(settled=True, on=_day(one))
    if code in REJECTED:
        return Told(settled=False, reason=_reason(one) or code)
    return None


def _reason(one: etree._Element) -> str:
    """The code of the scheme (or the bank's own) with its words."""
    said = []
    for info in one.iterfind("{*}StsRsnInf"):
        said += [_text(info, "Rsn", "Cd") or _text(info, "Rsn", "Prtry")]
        said += [(each.text or "").strip() for each in info.iterfind("{*}AddtlInf")]
    return " ".join(" ".join(filter(None, said)).split())[:LONGEST_REASON]


def _day(one: etree._Element) -> date | None:
    """The value date, where the bank gives it."""
    said = _text(one, "FctvIntrBkSttlmDt", "Dt") or _text(one, "FctvIntrBkSttlmDt", "DtTm") or _text(one, "FctvIntrBkSttlmDt")
    if not said:
        return None
    try:
        return date.fromisoformat(said[:10])
    except ValueError as error:
        raise Unacceptable(
            _("L’esito ha una data che non si legge («%(text)s»): chiedete alla banca un file corretto.") % {"text": said[:30]}
        ) from error


def _text(one: etree._Element | None, *path: str) -> str:
    found = one.find("/".join(f"{{*}}{name}" for name in path)) if one is not None else None
    return (found.text or "").strip() if found is not None else ""
