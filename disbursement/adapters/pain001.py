"""The file that a bank takes: ISO 20022 pain.001.001.09, credit transfers in euro (SEPA), the same bytes for the same message."""

from datetime import UTC

from lxml import etree

from disbursement.domain.sepa import LONGEST_NAME, LONGEST_TEXT, Message, Transfer, carried

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
# Who has no code for the bank's branch says so: within Italy the IBAN is enough.
NO_AGENT = "NOTPROVIDED"


def draw(message: Message) -> bytes:
    """The document; nothing in it comes from the clock or from chance. Raises ValueError for a message without transfers."""
    if not message.transfers:
        raise ValueError("a bank file has at least one transfer")
    document = etree.Element(f"{{{NAMESPACE}}}Document", nsmap={None: NAMESPACE})  # type: ignore[dict-item]
    initiation = _in(document, "CstmrCdtTrfInitn")
    _header(_in(initiation, "GrpHdr"), message)
    _payment(_in(initiation, "PmtInf"), message)
    return etree.tostring(document, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _in(parent: etree._Element, *path: str, text: str | None = None) -> etree._Element:
    """The element at the end of a path of new ones."""
    for name in path:
        parent = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    if text is not None:
        parent.text = text
    return parent


def _header(header: etree._Element, message: Message) -> None:
    _in(header, "MsgId", text=message.message_id)
    _in(header, "CreDtTm", text=message.made_at.astimezone(UTC).isoformat(timespec="seconds"))
    _counted(header, message)
    _in(header, "InitgPty", "Nm", text=carried(message.debtor_name, LONGEST_NAME))


def _counted(parent: etree._Element, message: Message) -> None:
    _in(parent, "NbOfTxs", text=str(len(message.transfers)))
    _in(parent, "CtrlSum", text=f"{message.total:.2f}")


def _payment(payment: etree._Element, message: Message) -> None:
    _in(payment, "PmtInfId", text=message.message_id)
    _in(payment, "PmtMtd", text="TRF")
    _in(payment, "BtchBookg", text="false")
    _counted(payment, message)
    _in(payment, "PmtTpInf", "SvcLvl", "Cd", text="SEPA")
    _in(payment, "ReqdExctnDt", "Dt", text=message.execute_on.isoformat())
    _in(payment, "Dbtr", "Nm", text=carried(message.debtor_name, LONGEST_NAME))
    _in(payment, "DbtrAcct", "Id", "IBAN", text=message.debtor_iban)
    _in(payment, "DbtrAgt", "FinInstnId", "Othr", "Id", text=NO_AGENT)
    _in(payment, "ChrgBr", text="SLEV")
    for transfer in message.transfers:
        _transfer(_in(payment, "CdtTrfTxInf"), transfer)


def _transfer(one: etree._Element, transfer: Transfer) -> None:
    _in(one, "PmtId", "EndToEndId", text=transfer.end_to_end)
    _in(one, "Amt", "InstdAmt", text=f"{transfer.amount:.2f}").set("Ccy", "EUR")
    _in(one, "Cdtr", "Nm", text=carried(transfer.name, LONGEST_NAME))
    _in(one, "CdtrAcct", "Id", "IBAN", text=transfer.iban)
    _in(one, "RmtInf", "Ustrd", text=carried(transfer.text, LONGEST_TEXT))
