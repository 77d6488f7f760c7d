"""What the bank answers: final words are read, the others wait; what is no such file is refused with a sentence."""

from datetime import date

import pytest

from core.adapters.foreign import Unacceptable
from disbursement.adapters.pain002 import read
from disbursement.domain.sepa import Told

FAMILY = "urn:iso:std:iso:20022:tech:xsd:pain.002.001."


def one(end_to_end: str, status: str, more: str = "") -> str:
    return f"<TxInfAndSts><OrgnlEndToEndId>{end_to_end}</OrgnlEndToEndId><TxSts>{status}</TxSts>{more}</TxInfAndSts>"


def report(*transfers: str, message_id: str = "PB-7", group: str = "", block: str = "", version: str = "10") -> bytes:
    """A status file as banks send it."""
    status = f"<GrpSts>{group}</GrpSts>" if group else ""
    inside = f"<PmtInfSts>{block}</PmtInfSts>" if block else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{FAMILY}{version}"><CstmrPmtStsRpt>'
        "<GrpHdr><MsgId>B1</MsgId></GrpHdr>"
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{message_id}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>{status}"
        f"</OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>{message_id}</OrgnlPmtInfId>{inside}{''.join(transfers)}"
        "</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
    ).encode()


REASON = "<StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>Conto chiuso</AddtlInf></StsRsnInf>"
VALUE = "<FctvIntrBkSttlmDt><Dt>2021-06-17</Dt></FctvIntrBkSttlmDt>"


def test_settled_and_rejected_are_final_the_others_are_on_their_way():
    found = read(report(one("A-1", "ACSC", VALUE), one("B-1", "RJCT", REASON), one("C-1", "ACSP"), one("D-1", "PDNG")))
    assert found.message_id == "PB-7"
    assert found.transfers == {
        "A-1": Told(settled=True, on=date(2021, 6, 17)),
        "B-1": Told(settled=False, reason="AC04 Conto chiuso"),
    }
    assert found.whole is None


@pytest.mark.parametrize("version", ["03", "10", "12"])
@pytest.mark.parametrize("where", [{"group": "RJCT"}, {"block": "RJCT"}])
def test_a_whole_file_is_sent_back_in_any_version(version, where):
    assert read(report(version=version, **where)).whole == Told(settled=False, reason="RJCT")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"non xml", "danneggiato"),
        (b'<?xml version="1.0"?><Document xmlns="urn:altro"/>', "non è un esito di bonifici"),
        (report(message_id=""), "non dice di quale mandato parla"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]>' + report()[38:], "DOCTYPE"),
        (report(one("A-1", "ACSC", VALUE.replace("2021-06-17", "ieri"))), "data che non si legge"),
        (b"<a>" * 200, "complesso"),
        (b" " * (10 * 1024 * 1024 + 1), "10 MB"),
    ],
)
def test_what_is_no_status_file_is_refused_with_a_sentence(content, words):
    with pytest.raises(Unacceptable, match=words):
        read(content)
