"""A finished run made again, beside what was kept of it: equal to the byte, or where they differ. Nothing is written,
and nothing is taken from what was drawn before."""

from dataclasses import dataclass
from hashlib import sha256

from core.adapters import storage
from reports.adapters import rendering
from reports.domain.annexes import Annex, annexes
from reports.domain.table import Report
from reports.models import ReportFile, ReportRun, Seal
from reports.queries.catalogue import of_run


@dataclass(frozen=True)
class Comparison:
    """One thing compared: what was kept of it, what comes out now, and (of a file that was not thrown away) what is stored."""

    label: str
    kept: str
    made: str
    stored: str

    @property
    def is_equal(self) -> bool:
        return self.kept == self.made == self.stored


def compare(run: ReportRun, *, redraw: bool) -> list[Comparison]:
    """The data and every file of the run, in the edition that is given, by their SHA-256; without `redraw` the files are read
    again and not drawn again.

    A seal is never the same twice: of the sealed copy it is asked whether it still lies there as it was put.
    """
    report = of_run(run)
    digest = report.digest()
    rows = [Comparison("dati", run.data_sha256, digest, run.data_sha256)]
    parts = {annex.name: annex for annex in annexes(report)}
    files, redrawn = [*run.files_in_order, *run.annexes], _annexes(run, list(parts.values())) if redraw else {}
    for file in files:
        made = file.sha256
        if redraw:
            made = redrawn.get(file.part, "") if file.part else _drawn(run, report, file.format)
        rows.append(Comparison(file.called, file.sha256, made, _stored(file)))
    if (seal := run.seal) is not None and seal.sealed_at is not None:
        rows.append(Comparison("PDF sigillato", seal.sha256, seal.sha256, _stored(seal)))
    rows += [Comparison(f"{file.called}, sigillato", seal.sha256, seal.sha256, _stored(seal)) for file, seal in run.sealed_before]
    lost = parts.keys() - {file.part for file in files}
    return rows + [Comparison(parts[name].title, "", parts[name].report.digest(), "") for name in sorted(lost)]


def _annexes(run: ReportRun, parts: list[Annex]) -> dict[str, str]:
    """The digest of each annex as it comes out now."""
    drawn = rendering.draw_annexes(run=run.reference, parts=parts, created_at=run.requested_at, anew=True)
    return {part.name: sha256(content).hexdigest() for part, content in zip(parts, drawn, strict=True)}


def _drawn(run: ReportRun, report: Report, file_format: str) -> str:
    content = rendering.draw(
        report=report,
        file_format=file_format,
        created_at=run.requested_at,
        options=run.parameters,
        reference=run.reference,
        anew=True,
    )
    return sha256(content).hexdigest()


def _stored(file: ReportFile | Seal) -> str:
    """The digest of the file as it lies in the storage; its own when it was thrown away, nothing when it is lost."""
    if not file.file:
        return file.sha256 if file.run.discarded_at else ""
    try:
        return sha256(storage.kept(str(file.file.name))).hexdigest()
    except FileNotFoundError:
        return ""
