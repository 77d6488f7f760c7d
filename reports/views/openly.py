"""A long list to take whole as CSV or JSON: sent as it is read, for any program from any site."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.http import StreamingHttpResponse
from django.utils import translation

from bando.views.opendata import FOR_A_MINUTE, to_all
from reports.adapters import csv
from reports.domain.columns import Column, Row
from reports.domain.table import Table
from reports.queries.catalogue import LANGUAGE


@dataclass(frozen=True)
class OpenList:
    """What it is called as a file, what its JSON says of it first, its columns, its rows in pieces."""

    file_name: str
    head: Mapping[str, object]
    columns: Sequence[Column]
    pieces: Iterator[tuple[Row, ...]]


def as_csv(whole: OpenList) -> StreamingHttpResponse:
    """As the reports write it."""
    return _sent(whole, csv.streamed(whole.columns, _tables(whole)), "text/csv", "csv")


def as_json(whole: OpenList) -> StreamingHttpResponse:
    """As its schema describes it."""
    return _sent(whole, _json(whole), "application/json", "json")


def _sent(whole: OpenList, content: Iterator[str | bytes], media_type: str, extension: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(content, content_type=f"{media_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{whole.file_name}.{extension}"'
    return to_all(response, FOR_A_MINUTE)


def _tables(whole: OpenList) -> Iterator[Table]:
    """The list in pieces, each read in the language of the acts: who takes them may be of another."""
    while True:
        with translation.override(LANGUAGE):
            piece = next(whole.pieces, None)
        if piece is None:
            return
        yield Table("beneficiari", "", tuple(whole.columns), piece, has_totals=False)


def _json(whole: OpenList) -> Iterator[str]:
    names = [column.name for column in whole.columns]
    yield json.dumps(dict(whole.head), ensure_ascii=False)[:-1] + ', "beneficiaries": ['
    comma = "\n"
    for table in _tables(whole):
        rows = (dict(zip(names, row, strict=True)) for row in table.as_rows())
        yield comma + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        comma = ",\n"
    yield "]}\n"
