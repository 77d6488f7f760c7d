"""Every report by its kind, in the language of the acts whoever asks for it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from django.utils import translation

from bando.models import Call
from reports.domain.options import TEXTS
from reports.domain.table import Report
from reports.enums import ReportKind
from reports.models import ReportRun
from reports.queries import chapters
from reports.queries.final import final
from reports.queries.interim import interim
from reports.queries.ranking import ranking
from reports.queries.snapshot import one_snapshot
from reports.queries.statistics import statistics
from reports.queries.transparency import transparency

REPORTS: dict[ReportKind, Callable[[Call, datetime], Report]] = {
    ReportKind.INTERIM: interim,
    ReportKind.RANKING: ranking,
    ReportKind.FINAL: final,
    ReportKind.TRANSPARENCY: transparency,
    ReportKind.STATISTICS: statistics,
}
LANGUAGE = "it"


def compute(*, call: Call, kind: str, as_of: datetime, texts: Sequence[int] = ()) -> Report:
    """The report of the call as of an instant: the same instant gives the same data whenever and by whomever it is asked.

    All of it is read in one state of the database (`one_snapshot`). `texts` names the versions of the chapters that it carries.
    """
    with translation.override(LANGUAGE), one_snapshot():
        return replace(REPORTS[ReportKind(kind)](call, as_of), texts=chapters.told(texts))


def of_run(run: ReportRun) -> Report:
    """The report that a run is of."""
    return compute(call=run.call, kind=run.kind, as_of=run.as_of_at, texts=run.parameters.get(TEXTS, ()))
