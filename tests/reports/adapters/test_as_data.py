"""A report as JSON keeps to the schema that is published, and a CSV to what was asked for."""

import csv as reader
import io
import json
import zipfile
from decimal import Decimal

import jsonschema
import pytest
from django.test import Client

from reports.adapters import rendering
from reports.enums import FileFormat, ReportKind
from reports.queries.catalogue import compute
from tests.reports.samples import AS_OF, PER_CHAMBER, ranking, report
from tests.reports.walks import AFTERWARDS, a_busy_call


def published() -> jsonschema.Draft202012Validator:
    answer = Client().get("/dati/rapporto.schema.json")
    assert answer["Content-Type"].startswith("application/schema+json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    schema = json.loads(answer.content)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.django_db
def test_every_report_as_data_fits_the_published_schema() -> None:
    call, schema = a_busy_call(), published()
    for kind in ReportKind:
        made = compute(call=call, kind=kind, as_of=AFTERWARDS)
        content = rendering.draw(report=made, file_format=FileFormat.JSON, created_at=AS_OF)
        schema.validate(json.loads(content))
        assert content == made.as_json()


@pytest.mark.django_db
def test_what_is_no_report_does_not_fit() -> None:
    data = json.loads(report().as_json())
    for wrong in ({"as_of": "ieri"}, {"tables": []}, {"more": 1}):
        with pytest.raises(jsonschema.ValidationError):
            published().validate(data | wrong)
    data["tables"][0]["rows"][0][2] = 1.5
    with pytest.raises(jsonschema.ValidationError):
        published().validate(data)


@pytest.mark.parametrize(("separator", "decimal"), [(";", ","), (",", ".")])
@pytest.mark.parametrize("mark", [True, False])
def test_a_csv_is_parted_and_marked_as_was_asked(separator: str, decimal: str, mark: bool) -> None:
    options = {"separator": separator, "mark": mark}
    content = rendering.draw(report=report(PER_CHAMBER, ranking(9)), file_format="csv", created_at=AS_OF, options=options)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read("intermedio-graduatoria.csv")
    assert sheet.startswith(b"\xef\xbb\xbf") == mark
    rows = list(reader.reader(io.StringIO(sheet.decode("utf-8-sig"), newline=""), delimiter=separator))
    assert {len(row) for row in rows} == {9}
    assert Decimal(rows[-1][6].replace(decimal, ".")) == ranking(9).total("grant")
    assert rows[1][5] == f"14285{decimal}71"
