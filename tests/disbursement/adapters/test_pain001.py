"""The file for the bank: valid against ISO 20022's own schema, the same bytes every time, whatever names look like."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from disbursement.adapters.pain001 import NAMESPACE, draw
from disbursement.domain.sepa import CARRIED, LONGEST_NAME, Message, Transfer, carried

IBAN, OTHER = "IT60X0542811101000000123456", "IT33X0542811101000000123457"
SCHEMA = etree.XMLSchema(etree.fromstring((files("sepaxml") / "schemas" / "pain.001.001.09.xsd").read_bytes()))
AT = datetime(2021, 6, 15, 9, 0, tzinfo=UTC)
ONE = Transfer("E41B20001230005-1", Decimal("9600.00"), "Impresa S.r.l.", IBAN, "Contributo ECOM CUP E41B20001230005")
MESSAGE = Message("PB-7", AT, date(2021, 6, 16), "Camera di commercio di Bergamo", OTHER, [ONE])


def faults(content: bytes) -> list[str]:
    document = etree.fromstring(content)
    SCHEMA.validate(document)
    return [str(error.message) for error in SCHEMA.error_log]


def said(content: bytes, path: str) -> list[str]:
    """The texts at a path of local names."""
    found = etree.fromstring(content).iterfind("/".join(f"{{{NAMESPACE}}}{name}" for name in path.split("/")))
    return [element.text or "" for element in found]


def test_it_says_who_pays_whom_how_much_and_when():
    content = draw(MESSAGE)
    assert faults(content) == []
    header, payment = "CstmrCdtTrfInitn/GrpHdr", "CstmrCdtTrfInitn/PmtInf"
    assert said(content, f"{header}/MsgId") == ["PB-7"]
    assert said(content, f"{header}/CtrlSum") == said(content, f"{payment}/CtrlSum") == ["9600.00"]
    assert said(content, f"{payment}/ReqdExctnDt/Dt") == ["2021-06-16"]
    assert said(content, f"{payment}/DbtrAcct/Id/IBAN") == [OTHER]
    one = f"{payment}/CdtTrfTxInf"
    assert said(content, f"{one}/PmtId/EndToEndId") == [ONE.end_to_end]
    assert said(content, f"{one}/CdtrAcct/Id/IBAN") == [IBAN]
    assert said(content, f"{one}/Amt/InstdAmt") == ["9600.00"]


def test_the_schema_would_see_a_fault():
    """The control: a name that is too long, an amount that is none."""
    spoiled = draw(MESSAGE).replace(b"<Nm>Impresa S.r.l.</Nm>", b"<Nm>" + b"x" * 141 + b"</Nm>")
    assert faults(spoiled)
    assert faults(draw(MESSAGE).replace(b">9600.00</InstdAmt>", b">9600.001</InstdAmt>")) == faults(draw(MESSAGE)) == []
    assert faults(draw(MESSAGE).replace(b">9600.00</InstdAmt>", b">molto</InstdAmt>"))


def test_the_same_message_is_the_same_bytes_on_whatever_clock_it_is_told():
    rome = AT.astimezone(timezone(timedelta(hours=2)))
    assert draw(MESSAGE) == draw(replace(MESSAGE, made_at=rome))


def test_a_message_without_transfers_is_no_file():
    with pytest.raises(ValueError, match="at least one transfer"):
        draw(replace(MESSAGE, transfers=[]))


def test_names_are_told_in_the_letters_that_banks_carry():
    assert carried("Caffè «Perù» & Figli – S.n.c.", LONGEST_NAME) == "Caffe Peru + Figli - S.n.c."
    assert carried("//", LONGEST_NAME) == carried("日本", LONGEST_NAME) == "-"


WORDS = st.text(max_size=300).filter(lambda text: "\x00" not in text)
MONEY = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("99999999.99"), places=2)
TRANSFERS = st.builds(Transfer, st.from_regex(r"[A-Z0-9]{15}-[1-9]", fullmatch=True), MONEY, WORDS, st.just(IBAN), WORDS)


@settings(max_examples=300, deadline=None)
@given(st.lists(TRANSFERS, min_size=1, max_size=5), WORDS)
def test_whatever_the_names_the_file_is_valid_and_adds_up(transfers, holder):
    content = draw(replace(MESSAGE, transfers=transfers, debtor_name=holder))
    assert faults(content) == []
    total = sum((one.amount for one in transfers), Decimal(0))
    assert said(content, "CstmrCdtTrfInitn/GrpHdr/CtrlSum") == [f"{total:.2f}"]
    for name in said(content, "CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf/Cdtr/Nm"):
        assert set(name) <= CARRIED
