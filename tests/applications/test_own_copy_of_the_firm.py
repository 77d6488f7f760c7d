"""An application keeps the firm as it was when it was sent; the firms that hang together with it count in its size."""

import json
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from accounts.operations import keeping
from applications.operations import drafting
from applications.policies.submitting import why_not_submit
from applications.queries.content import canonical
from applications.queries.facts import facts_of
from applications.queries.firm import firm_of, relatives_of, size_of
from applications.queries.rivals import linked_applications
from bando.domain.rules.facts import Name
from bando.domain.size import Relative
from bando.enums import SizeClass
from registry.operations import editing
from tests.factories import NOON, a_call, a_draft, a_firm, a_representative, a_user, confirm, fill, fresh, send

pytestmark = pytest.mark.django_db
MOTHER = {
    "name": "Madre S.p.A.", "country": "IT", "tie": "linked", "share": Decimal("0.6"), "staff": 60,
    "turnover": Decimal("12000000.00"), "balance_sheet": Decimal("11000000.00"),
}  # fmt: skip


def related(firm, other, **changes):
    return editing.relate(firm=firm, relative=MOTHER | {"tax_code": other.tax_code} | changes, by=None, at=NOON)


def renamed(firm, name="Nuovo Nome S.r.l."):
    firm.refresh_from_db()
    return editing.edit(firm=firm, changes={"name": name}, expected_version=firm.version, by=None, at=NOON)


def test_what_was_sent_keeps_the_firm_as_it_was():
    firm = a_firm(name="Vecchio Nome S.r.l.")
    related(firm, a_firm())
    sent = send(confirm(fill(a_draft(firm=firm))))
    before = canonical(sent)
    renamed(firm)
    after = fresh(sent)
    assert canonical(after) == before
    told = json.loads(before)["firm"]
    assert (told["name"], told["certified_email"], told["iban"]) == ("Vecchio Nome S.r.l.", firm.certified_email, "")
    assert [one["name"] for one in told["relatives"]] == ["Madre S.p.A."]
    assert relatives_of(after) == (
        Relative("Madre S.p.A.", True, Decimal("0.600000"), 60, Decimal("12000000.00"), Decimal("11000000.00")),
    )
    with pytest.raises(DatabaseError, match="a_sent_application_keeps_its_terms"), transaction.atomic():
        type(sent).objects.filter(pk=sent.pk).update(firm_version=firm.versions.latest("number"))


def test_a_draft_follows_the_firm_and_has_to_be_confirmed_again():
    draft = confirm(fill(a_draft()))
    assert why_not_submit(draft, at=NOON) is None
    renamed(draft.firm)
    again = fresh(draft)
    assert "conferma" in why_not_submit(again, at=NOON)
    assert firm_of(again).name == "Nuovo Nome S.r.l."
    assert json.loads(canonical(send(confirm(again))))["firm"]["name"] == "Nuovo Nome S.r.l."


def test_linked_firms_count_whole_and_partners_by_their_share():
    draft = fill(a_draft())
    assert (size_of(draft), relatives_of(draft)) == (SizeClass.MICRO, None)
    partner = related(draft.firm, a_firm(), tie="partner", share=Decimal("0.25"))
    # 8 + 15 staff; turnover 900,000 + 3,000,000.
    assert size_of(draft) == SizeClass.SMALL
    editing.part(relative=partner, by=None, at=NOON)
    related(draft.firm, a_firm())
    assert size_of(draft) == SizeClass.MEDIUM
    assert facts_of(draft, at=NOON).records(Name.RELATIVES, Relative) == relatives_of(draft)


def test_a_firm_that_stands_alone_says_so():
    draft = fill(a_draft())
    assert facts_of(draft, at=NOON).records(Name.RELATIVES, Relative) is None
    editing.stand_alone(firm=draft.firm, by=None, at=NOON)
    assert facts_of(draft, at=NOON).records(Name.RELATIVES, Relative) == ()
    assert linked_applications(draft, firm_of(draft)) == 0


@pytest.mark.parametrize("who_names", ["ours", "theirs"])
def test_an_application_of_a_linked_firm_is_found_from_either_side(who_names):
    call = a_call()
    ours, theirs = (a_firm(representative_tax_code=code) for code in ("RSSMRA80A41F205B", "VRDLGU80A01F205X"))
    send(confirm(fill(a_draft(call=call, firm=theirs))))
    draft = fill(a_draft(call=call, firm=ours))
    assert linked_applications(draft, firm_of(draft)) is None
    related(*((ours, theirs) if who_names == "ours" else (theirs, ours)))
    assert linked_applications(draft, firm_of(draft)) == 1


def test_only_who_acts_for_the_firm_keeps_its_data(client):
    firm, foreign = a_firm(), a_firm()
    stranger, colleague = a_representative(foreign), a_user("colleague", firm=firm)
    relative = related(firm, a_firm())
    edit, part = f"/imprese/{firm.pk}/dati/", f"/imprese/{firm.pk}/collegate/{relative.pk}/togli/"
    client.force_login(colleague)
    assert "non permette di" in client.post(edit, TYPED | {"version": 2}).text
    assert client.post(part).status_code == 409
    client.force_login(stranger)
    assert [client.post(page, TYPED | {"version": 2}).status_code for page in (edit, part)] == [404, 404]
    assert client.post(f"/imprese/{foreign.pk}/collegate/{relative.pk}/togli/").status_code == 404
    firm.refresh_from_db()
    assert (firm.version, firm.relatives.count()) == (2, 1)


TYPED = {
    "name": "Cambiata S.r.l.", "representative_name": "Maria Rossi", "representative_tax_code": "RSSMRA80A41F205B",
    "certified_email": "nuova@pec.example.org", "address": "via Nuova 2", "municipality": "Bergamo", "province": "BG",
    "iban": "it60 x054 2811 1010 0000 0123 456",
}  # fmt: skip


def test_the_data_are_changed_on_their_page_once_however_often_it_is_sent(client):
    firm = a_firm()
    client.force_login(a_representative(firm))
    assert "Modifica i dati" in client.get(f"/imprese/{firm.pk}/").text
    for _click in range(2):
        client.post(f"/imprese/{firm.pk}/dati/", TYPED | {"version": 1})
    firm.refresh_from_db()
    assert (firm.version, firm.name, firm.iban) == (2, "Cambiata S.r.l.", "IT60X0542811101000000123456")
    page = client.get(f"/imprese/{firm.pk}/").text
    assert "IT •••• 3456" in page
    assert "0542811101" not in page
    answer = client.post(f"/imprese/{firm.pk}/dati/", TYPED | {"version": 2, "iban": "IT60X0542811101000000123457"})
    assert "IBAN non è corretto" in answer.text
    assert 'value="Cambiata S.r.l."' in answer.text


def test_relatives_are_entered_on_their_page_in_per_cent_and_italian_amounts(client):
    firm = a_firm()
    client.force_login(a_representative(firm))
    page = f"/imprese/{firm.pk}/collegate/"
    client.post(page, {"alone": ""})
    firm.refresh_from_db()
    assert firm.autonomous is True
    typed = {
        "name": "Figlia S.r.l.", "country": "it", "tax_code": a_firm().tax_code, "tie": "partner", "share": "33,33",
        "staff": "12", "turnover": "1.234.567,89", "balance_sheet": "0",
    }  # fmt: skip
    assert "Figlia S.r.l. aggiunta" in client.post(page, typed, follow=True).text
    row = firm.relatives.get()
    assert (row.share, row.turnover, row.country) == (Decimal("0.333300"), Decimal("1234567.89"), "IT")
    again = client.post(page, typed)
    assert "già nell’elenco" in again.text
    assert "tolta" in client.post(f"{page}{row.pk}/togli/", follow=True).text
    assert not firm.relatives.exists()


def test_a_delegate_keeps_the_data_too():
    firm = a_firm()
    person = a_user("delegate", firm=firm).asking(NOON)
    assert keeping.stand_alone(firm=firm, by=person, at=NOON).autonomous
    assert drafting.start(call=a_call(), firm=firm, by=person, at=NOON)
