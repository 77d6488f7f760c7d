"""Every kind of document that the portal draws is archival (PDF/A-3a) and accessible (PDF/UA-1), as veraPDF judges it, and as
its structure shows: first headings, words beside pictures, one tree with its numbers in order, files that say what they are."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.conf import settings
from django.test import override_settings
from pikepdf import Array, Dictionary, Name, NameTree, Pdf
from weasyprint import HTML

from applications.enums import State
from applications.operations import letters, minuting, receipts
from core.adapters import storage
from disbursement.operations import banking, sampling
from reports.adapters import pdf
from reports.operations import papering, sealing
from tests import factories
from tests import factories_disbursement as disbursed
from tests.applications import signing
from tests.factories import GRANTED, NOON, RANKED, application_at
from tests.golden.verapdf import breaches
from tests.reports.samples import AS_OF, PER_CHAMBER, ranking, report
from tests.reports.sealers import PASSPHRASE, sealers, time_service
from tests.reports.walks import AFTERWARDS, a_busy_call, produced, scored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]


def a_receipt() -> bytes:
    sent = application_at(State.SUBMITTED)
    return storage.kept(receipts.make(receipt_id=sent.receipt.pk, at=NOON).file.name)


def a_form() -> bytes:
    return signing.pdf_of(signing.to_be_signed())


def a_letter() -> bytes:
    granted = application_at(State.GRANTED)
    return storage.kept(letters.make(letter_id=granted.grant.letter.pk, at=GRANTED).file.name)


def minutes() -> bytes:
    application = scored(factories.a_call())
    by, *others = factories.staff("evaluator")
    sitting = minuting.record_sitting(
        call=application.call, held_on=RANKED.date(), place="Milano", people=[by, *others], text="Letti i progetti.", by=by,
        at=RANKED,
    )  # fmt: skip
    return storage.kept(minuting.make(sitting_id=sitting.pk, at=RANKED).file.name)


def a_certificate() -> bytes:
    disbursed.application_at(State.PAID)
    (certificate,) = disbursed.certify()
    return storage.kept(certificate.file.name)


def a_payment_order() -> bytes:
    settled = disbursed.make_public(disbursed.application_at(State.SETTLED))
    order = disbursed.adopted(disbursed.an_order(settled.account.settlement))
    banking.make(order_id=order.pk, at=disbursed.PAID)
    return storage.kept(papering.make(order_id=order.pk, at=disbursed.PAID)[0].file.name)


def minutes_of_a_draw() -> bytes:
    paid = disbursed.application_at(State.PAID)
    disbursed.a_plan(paid.call)
    sample = disbursed.drawn(disbursed.a_sample(paid.pot))
    return storage.kept(sampling.make(sample_id=sample.pk, at=disbursed.PAID).file.name)


def an_annex() -> bytes:
    return storage.kept(produced(a_busy_call(), "final").annexes[0].file.name)


def a_report(kind: str) -> Callable[[], bytes]:
    return lambda: storage.kept(produced(a_busy_call(), kind).files.get(format="pdf", part="").file.name)


def a_sealed_report() -> bytes:
    run = produced(a_busy_call(), "final")
    archive = Path(settings.MEDIA_ROOT, "sigillo.p12")
    archive.write_bytes(sealers().archive())
    with time_service() as told, override_settings(
        PORTAL_SEAL_KEY=str(archive), PORTAL_SEAL_PASSPHRASE=PASSPHRASE, PORTAL_SEAL_TSA=told.address
    ):  # fmt: skip
        seal = sealing.produce(run_id=run.pk, at=AFTERWARDS)
    return storage.kept(seal.file.name)


def a_report_in_parts() -> bytes:
    return pdf.render(report=report(PER_CHAMBER, ranking(620)), created_at=AS_OF)


def a_look() -> bytes:
    """What is shown of a report before it is asked for."""
    return pdf.look(report=replace(report(PER_CHAMBER, ranking(20)), is_book=True), created_at=AS_OF)


DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "receipt": a_receipt,
    "application form": a_form,
    "grant letter": a_letter,
    "minutes": minutes,
    "minutes of a draw": minutes_of_a_draw,
    "withholding certificate": a_certificate,
    "payment order": a_payment_order,
    "ranking": a_report("ranking"),
    "interim report": a_report("interim"),
    "final report": a_report("final"),
    "annex of the final report": an_annex,
    "statistics": a_report("statistics"),
    "final report, sealed": a_sealed_report,
    "report drawn in parts": a_report_in_parts,
    "first look at a report": a_look,
}


def elements(kids: Any) -> Iterator[Dictionary]:
    """Every element of a tree of tags."""
    for kid in kids if isinstance(kids, Array) else [kids]:
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid.get("/K", Array()))


def archival(document: Pdf) -> Iterator[str]:
    """What it lacks of ISO 19005-3 that its structure shows."""
    facts, root = document.open_metadata(), document.Root
    if (facts.get("pdfaid:part"), facts.get("pdfaid:conformance")) != ("3", "A"):
        yield "its metadata do not declare PDF/A-3a"
    intents = root.get("/OutputIntents", Array())
    if not any(intent.get("/S") == Name.GTS_PDFA1 and "/DestOutputProfile" in intent for intent in intents):
        yield "no output intent with its colour profile"
    if document.is_encrypted or "/JavaScript" in root.get("/Names", Dictionary()) or "/OpenAction" in root:
        yield "it is encrypted, or does something by itself"
    if facts.get("dc:title") != str(document.docinfo.get("/Title", "")):
        yield "its two titles differ"
    listed = {spec.objgen for spec in root.get("/AF", Array())}
    for name, spec in document.attachments.items():
        if spec.obj.objgen not in listed or "/AFRelationship" not in spec.obj:
            yield f"the file {name} does not say what it is to the document"
        if not spec.get_file().mime_type or not spec.description:
            yield f"the file {name} has no media type, or no description"


def accessible(document: Pdf) -> Iterator[str]:
    """What it lacks of ISO 14289-1 that its structure shows."""
    facts, root = document.open_metadata(), document.Root
    if facts.get("pdfuaid:part") != "1":
        yield "its metadata do not declare PDF/UA-1"
    if not root.get("/Lang") or not root.get("/MarkInfo", Dictionary()).get("/Marked"):
        yield "no language, or not marked"
    if not root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle") or not document.docinfo.get("/Title"):
        yield "no title to be shown"
    if "/StructTreeRoot" not in root:
        yield "no tree of tags"
        return
    tree = list(elements(root.StructTreeRoot.K))
    kinds = [str(element.S) for element in tree]
    if kinds.count("/H1") != 1:
        yield f"{kinds.count('/H1')} first headings"
    for element in tree:
        if element.S == Name.TH and element.get("/A", Dictionary()).get("/Scope") not in {Name.Row, Name.Column}:
            yield "a header cell that does not say what it heads"
        if Name.Figure == element.S and not element.get("/Alt"):
            yield "a picture without words"
        if element.S == Name.L and {str(item.S) for item in element.K} - {"/LI", "/L", "/Caption"}:
            yield "a list of something else than items"
    yield from _unnamed(document, tree)
    if "/Table" in kinds and "/TH" not in kinds:
        yield "a table without header cells"
    keys = [int(key) for key in root.StructTreeRoot.ParentTree.Nums[::2]]
    if keys != list(range(len(keys))):
        yield "the tree's numbers are not in order"
    if [int(page.obj.get("/StructParents", -1)) for page in document.pages] != sorted(
        {int(page.obj.get("/StructParents", -1)) for page in document.pages}
    ):
        yield "two pages lead to the same tags"
    if any(page.obj.get("/Annots") and page.obj.get("/Tabs") != Name.S for page in document.pages):
        yield "links that are not reached in the order of the tags"


def _unnamed(document: Pdf, tree: list[Dictionary]) -> Iterator[str]:
    """Which headers are named in a cell, and are not found by their name."""
    listed = document.Root.StructTreeRoot.get("/IDTree")
    names = NameTree(listed, auto_repair=False) if listed is not None else {}
    # As a reader finds them: by halves, which needs their order.
    found = {name: element for name, element in names.items() if name in names}
    for element in tree:
        if any(str(name) not in found for name in element.get("/A", Dictionary()).get("/Headers", ())):
            yield "a cell names a header that is not listed"
        if "/ID" in element and found.get(str(element.ID)) != element:
            yield "a name that leads to another element, or nowhere"


def bookmarked(document: Pdf) -> Iterator[str]:
    with document.open_outline() as outline:
        if len(document.pages) > 2 and not outline.root:
            yield "several pages and no bookmarks"


def complaints(content: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(content)) as document:
        return sorted({*archival(document), *accessible(document), *bookmarked(document)})


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_document_is_archival_and_accessible(kind: str) -> None:
    content = DOCUMENTS[kind]()
    assert breaches(content) == []
    assert complaints(content) == []


def test_control_a_plain_render_is_neither() -> None:
    plain = HTML(string="<h1>Uno</h1><h1>Due</h1><table><tr><td>x</td></tr></table>").write_pdf()
    assert len(complaints(plain)) >= 5
    broken = {tuple(breach.split()[:2]) for breach in breaches(plain)}
    assert {("PDFA-3A", "6.7.3.3-1:"), ("PDFUA-1", "7.1-11:"), ("PDFUA-1", "6.2-1:")} <= broken
    tagged = HTML(string="<html lang=it><title>T</title><h1>Uno</h1><table><tr><th>x</th></tr></table>").write_pdf(
        pdf_variant="pdf/ua-1"
    )
    assert {"a header cell that does not say what it heads", "a name that leads to another element, or nowhere"} <= set(
        complaints(tagged)
    )
    terms = HTML(string="<html lang=it><title>T</title><h1>Uno</h1><dl><div><dt>x</dt><dd>y</dd></div></dl>").write_pdf(
        pdf_variant="pdf/ua-1"
    )
    assert "a list of something else than items" in complaints(terms)


def test_control_a_merge_of_pages_alone_loses_the_tags() -> None:
    whole = a_report_in_parts()
    with pikepdf.open(io.BytesIO(whole)) as source, pikepdf.new() as merged:
        merged.pages.extend(source.pages)
        target = io.BytesIO()
        merged.save(target)
    assert "no tree of tags" in complaints(target.getvalue())
    assert any(breach.startswith("PDFUA-1 7.1-11:") for breach in breaches(target.getvalue()))


def test_parts_joined_are_one_document() -> None:
    """Each page once in the tree of tags, one foot a page, bookmarks that lead to the pages of their titles."""
    with pikepdf.open(io.BytesIO(a_report_in_parts())) as document:
        numbers = {page.obj.objgen: number for number, page in enumerate(document.pages)}
        tree = list(elements(document.Root.StructTreeRoot.K))
        assert {numbers[element.Pg.objgen] for element in tree if "/Pg" in element} == set(numbers.values())
        assert len(numbers) > 10
        with document.open_outline() as outline:
            titles = [item.title for item in _all(outline.root)]
    assert titles == [
        "Rapporto intermedio", "Risorse per Camera di commercio", "Domande ammesse e finanziate", "Come verificare questi dati",
        "Avvertenze",
    ]  # fmt: skip


def _all(items: Any) -> Iterator[Any]:
    for item in items:
        yield item
        yield from _all(item.children)
