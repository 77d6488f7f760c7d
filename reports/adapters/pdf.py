"""A report on paper: PDF/A-3 with the data it was drawn from inside, as JSON (exact) and CSV (for a spreadsheet)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from core.adapters import bounded, contents
from core.adapters.bounded import Bounds, Page, Whole
from core.adapters.contents import Heading
from core.adapters.kept import forget
from core.adapters.pdf import Attachment
from reports.adapters import csv, paper, prose
from reports.adapters.paper import PaperTable, fitting
from reports.domain.annexes import annexes, on_the_main_paper
from reports.domain.table import Report, Table
from reports.domain.wording import instant, read

# More columns than this do not fit an upright page at a readable size.
UPRIGHT_COLUMNS = 7
# To say about how far it is.
ROWS_A_PAGE = 30
# A cover and one page of contents: what is drawn first; where it proves to be otherwise, it is drawn again.
LIKELY_FRONT, MOST_TRIES = 2, 4
# The instant of parts whose own is that of their document.
LATER = "2000-01-01T00:00:00+00:00"
# Seconds and rows of a table for a first look.
A_LOOK, SEEN = 20, 15

Told = Callable[[int, int], None]


def render(
    *,
    report: Report,
    created_at: datetime,
    lang: str = "it",
    told: Told | None = None,
    reference: str = "",
    anew: bool = False,
) -> bytes:
    """The PDF of the report; the same report, instant and reference give the same bytes.

    `told` hears how many pages are there, and of about how many; `reference` names the run on paper; `anew` takes no part from
    what was drawn before. Raises OverLimit, NotDrawn.
    """
    return render_all(reports=[(report, reference)], created_at=created_at, lang=lang, told=told, anew=anew)[0]


def render_all(
    *,
    reports: Sequence[tuple[Report, str]],
    created_at: datetime,
    lang: str = "it",
    told: Told | None = None,
    anew: bool = False,
) -> list[bytes]:
    """The PDF of each report under its reference, the same bytes as alone.

    They are drawn in processes of their own, each bounded (settings PORTAL_PDF_SECONDS, PORTAL_PDF_MEGABYTES): a report with long
    tables in several parts, and the parts of all of them beside each other. What follows the first part depends on its rows
    alone: it is drawn once (settings PORTAL_PARTS), unless all is asked for `anew`. Raises OverLimit, NotDrawn.
    """
    bounds = _bounds(settings.PORTAL_PDF_SECONDS)
    rows = sum(report.row_count for report, _reference in reports)
    bounded.begin(bounds, at_most=1 + rows // paper.LONG)
    sheaves = [_Sheaf(report, _shared(report, lang, reference)) for report, reference in reports]
    likely = max(1, rows // ROWS_A_PAGE)
    with translation.override(lang), TemporaryDirectory() as folder:
        kept = "" if anew else settings.PORTAL_PARTS
        desk = _Desk(Path(folder), bounds, lang, created_at.isoformat(), kept)
        parts = [
            [desk.laid(sheaf.title, text, is_later=at > 0) for at, text in enumerate(_parts(sheaf.report, sheaf.shared))]
            for sheaf in sheaves
        ]
        drawn = desk.drawn([part for own in parts for part in own], lambda n: told(n, max(n, likely)) if told else None)
        for sheaf, own in zip(sheaves, parts, strict=True):
            sheaf.leaves, drawn = drawn[: len(own)], drawn[len(own) :]
            if sheaf.report.is_book:
                _put_before(desk, sheaf)
        if told:
            told(*[sum(sheaf.pages for sheaf in sheaves)] * 2)
        _put_over(desk, [sheaf for sheaf in sheaves if len(sheaf.leaves) > 1])
        made = desk.joined([(sheaf, embedded(report=sheaf.report)) for sheaf in sheaves])
    if kept:
        forget(kept, (created_at - timedelta(days=settings.PORTAL_PARTS_DAYS)).timestamp())
    return made


def look(*, report: Report, created_at: datetime, lang: str = "it") -> bytes:
    """The first pages of the report, up to its first figures, drawn in little time and within the bounds of memory.

    Raises OverLimit, NotDrawn.
    """
    # What only the end of the document says is not worked out: of its annexes nothing is shown yet.
    shared = _shared(replace(report, annexed=()), lang, "")
    with translation.override(lang), TemporaryDirectory() as folder:
        seconds = min(A_LOOK, settings.PORTAL_PDF_SECONDS)
        desk = _Desk(Path(folder), _bounds(seconds), lang, created_at.isoformat())
        page = _first_of_a_book(report, shared) if report.is_book else _first(report, shared)
        leaves = desk.drawn([desk.laid(report.title, page)])
        return desk.joined([(_Sheaf(report, shared, leaves), ())])[0]


def _first(report: Report, shared: dict[str, Any]) -> str:
    return _html(shared, _seen(report, on_the_main_paper(report)), (), 0, 1)


def _first_of_a_book(report: Report, shared: dict[str, Any]) -> str:
    """Its cover, its contents without the pages that nobody has counted yet, its first table."""
    tables = on_the_main_paper(report)
    titles = [*(text.title for text in report.texts), *(table.title for table in tables)]
    entries = [Heading(title, 0, Decimal(0)) for title in titles]
    more = {"entries": entries, "is_look": True, "tables": _seen(report, tables[:1])}
    page: str = render_to_string("pdf/front.html", shared | more)
    return page


def _seen(report: Report, tables: Sequence[Table]) -> list[PaperTable]:
    """The tables on paper; a long one by its first rows, without the sums and the drawings that its other rows belong to."""
    whole = {table.name for table in tables if len(table.rows) <= SEEN}
    drawn = replace(report, charts=tuple(chart for chart in report.charts if chart.table in whole))
    return paper.pieces(drawn, [table if table.name in whole else _begun(table) for table in tables])[0]


def _begun(table: Table) -> Table:
    told = f"Le prime {SEEN} righe di {read(len(table.rows))}: le altre, e le somme, sono nel rapporto."
    return replace(table, rows=table.rows[:SEEN], has_totals=False, note=f"{table.note} {told}".strip())


def _bounds(seconds: int) -> Bounds:
    return Bounds(seconds, settings.PORTAL_PDF_MEGABYTES)


@dataclass(frozen=True)
class _Drawn:
    """One part as it was drawn: where it lies, how many pages it has."""

    path: Path
    pages: int

    @property
    def content(self) -> bytes:
        return self.path.read_bytes()


@dataclass
class _Sheaf:
    """A report on its way to paper: its parts in their order, where its contents lead, what is laid over its pages."""

    report: Report
    shared: dict[str, Any]
    leaves: list[_Drawn] = field(default_factory=list)
    leads: list[Heading] = field(default_factory=list)
    stamps: _Drawn | None = None

    @property
    def title(self) -> str:
        return self.report.title

    @property
    def pages(self) -> int:
        return sum(leaf.pages for leaf in self.leaves)


@dataclass(frozen=True)
class _Desk:
    """Where the parts of documents lie while they are drawn."""

    folder: Path
    bounds: Bounds
    lang: str
    created_at: str
    kept: str = ""
    numbers: Iterator[int] = field(default_factory=count)

    def laid(self, title: str, text: str, *, is_later: bool = False) -> Page:
        """A text to be drawn, of the document with this title; of what is later in it the instant does not show."""
        source = self.file("html")
        source.write_text(text, encoding="utf-8")
        facts = (LATER, self.kept) if is_later else (self.created_at, "")
        return Page(str(source), str(self.file("pdf")), title, self.lang, *facts)

    def file(self, kind: str) -> Path:
        """A new one of that kind."""
        return self.folder / f"{next(self.numbers)}.{kind}"

    def drawn(self, pages: Sequence[Page | Whole], told: Callable[[int], None] | None = None) -> list[_Drawn]:
        counted = bounded.draw(pages, self.bounds, told=told)
        return [_Drawn(Path(page.target), number) for page, number in zip(pages, counted, strict=True)]

    def joined(self, sheaves: Sequence[tuple[_Sheaf, Iterable[Attachment]]]) -> list[bytes]:
        """Each as one document, with the files inside it."""
        return [whole.content for whole in self.drawn([_joined(self, sheaf, files) for sheaf, files in sheaves])]


def _put_before(desk: _Desk, sheaf: _Sheaf) -> None:
    """Cover and contents before the other parts: drawn when it is known on which page everything begins."""
    listed = contents.headings([leaf.content for leaf in sheaf.leaves], [leaf.pages for leaf in sheaf.leaves])
    leaves = LIKELY_FRONT
    for _try in range(MOST_TRIES):
        entries = [Heading(one.title, one.page + leaves, one.top) for one in listed]
        text = render_to_string("pdf/front.html", sheaf.shared | {"entries": entries})
        (front,) = desk.drawn([desk.laid(sheaf.title, text)])
        if front.pages == leaves:
            sheaf.leads, sheaf.leaves = entries, [front, *sheaf.leaves]
            return
        leaves = front.pages
    raise bounded.NotDrawn("the contents change their length with the numbers in them")


def _put_over(desk: _Desk, sheaves: Sequence[_Sheaf]) -> None:
    """Header and foot over every page of those that were drawn in parts, now that their pages are counted."""
    texts = [render_to_string("pdf/stamps.html", sheaf.shared | {"leaves": range(sheaf.pages)}) for sheaf in sheaves]
    over = desk.drawn([desk.laid(sheaf.title, text) for sheaf, text in zip(sheaves, texts, strict=True)])
    for sheaf, stamps in zip(sheaves, over, strict=True):
        sheaf.stamps = stamps


def _joined(desk: _Desk, sheaf: _Sheaf, files: Iterable[Attachment]) -> Whole:
    """The document to be joined from what was drawn of it, with the files inside."""
    inside = []
    for one in files:
        file = desk.file("data")
        file.write_bytes(one.content)
        inside.append((one.name, str(file), one.mime, one.description, one.relationship))
    return Whole(
        parts=[str(leaf.path) for leaf in sheaf.leaves],
        stamps=str(sheaf.stamps.path) if sheaf.stamps else "",
        leads=[(lead.title, lead.page, str(lead.top)) for lead in sheaf.leads],
        inside=inside,
        created_at=desk.created_at,
        target=str(desk.file("pdf")),
    )


def _shared(report: Report, lang: str, reference: str) -> dict[str, Any]:
    digest, as_of = report.digest(), f"Dati al {instant(report.as_of)}"
    return {
        "lang": lang,
        "title": report.title,
        "subtitle": report.subtitle,
        "issuer": report.issuer,
        "partners": report.partners,
        "landscape": any(len(table.columns) > UPRIGHT_COLUMNS for table in report.tables),
        "facts": [
            ("Dati al", f"{instant(report.as_of)} (ora di Roma)"),
            *((name, fitting(said)) for name, said in report.facts),
        ],
        "notes": [fitting(note) for note in report.notes],
        "foot": " · ".join(one for one in (reference, as_of, f"impronta {digest[:16]}") if one),
        "reference": reference,
        "signers": report.signers,
        "digest": digest,
        "annexes": [(one.title, one.rows, one.report.digest()) for one in annexes(report)],
    }


# What only the first part shows, and what only the last.
AT_THE_HEAD, AT_THE_END = ("subtitle", "partners", "facts"), ("notes", "digest", "signers", "annexes")


def _parts(report: Report, shared: dict[str, Any]) -> Iterator[str]:
    """The pages of each part; a book has its head on a cover, drawn when the others are."""
    pieces = paper.pieces(report, on_the_main_paper(report))
    told = [(text.title, prose.html(text.words)) for text in report.texts]
    first = 1 if report.is_book else 0
    for at, tables in enumerate(pieces):
        yield _html(shared, tables, told if at == 0 else (), at + first, len(pieces) + first)


def _html(shared: dict[str, Any], tables: list[PaperTable], told: Sequence[tuple[str, str]], at: int, whole: int) -> str:
    """One part; what it shows of the report as a whole is only in the first and in the last."""
    left_out = (AT_THE_HEAD if at else ()) + (AT_THE_END if at < whole - 1 else ())
    context = {name: "" if name in left_out else value for name, value in shared.items()}
    if whole > 1:
        # Laid over all pages at the end: a part does not depend on the instant, nor on its neighbours.
        context["foot"] = ""
    more = {"tables": tables, "told": told, "is_part": whole > 1, "is_later": at > 0}
    return render_to_string("pdf/report.html", context | more)


def embedded(*, report: Report) -> Iterator[Attachment]:
    """The report's data as files, one after the other: one JSON whose SHA-256 is the printed one, one CSV a table."""
    yield Attachment(f"{report.name}.json", report.as_json(), "application/json", "Dati del rapporto, esatti (JSON)", "Source")
    for table in report.tables:
        content = csv.render(table=table)
        yield Attachment(csv.name_of(report, table), content, "text/csv", f"Dati della tabella «{table.title}» (CSV)")
