"""Puts the seal on the PDF of a run that is ready, where a key is configured: taken in one short transaction, sealed in none.

The PDF stays as it is, and is downloaded as it is meanwhile: the sealed copy is a file of its own that begins with its bytes.
Of a report that is made again after its files were thrown away, or whose sealed copy was lost, the PDF is sealed again: the same
bytes under another seal, with the time of that one. A seal is on the bytes of one edition: another one is sealed anew, and the
sealed copy of the one before stays.
What goes wrong (the time-stamping service is away) is said on the run's page, and tried again by the sweep for as long as it
takes: a report never fails for want of its seal.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from core.adapters import storage
from core.domain.retrying import is_time
from core.locks import Rung, lock, operation
from core.operations.recording import record
from reports.adapters import sealing as adapter
from reports.enums import FileFormat, RunState
from reports.models import ReportFile, ReportRun, Seal

# How many are tried in one sweep.
AT_ONCE = 20
FOLDER, KEPT = "seals", 250

log = logging.getLogger(__name__)


def due(*, at: datetime) -> list[int]:
    """The runs whose PDF waits for its seal, those never tried first; none where no key is configured."""
    if not adapter.is_configured():
        return []
    document = ReportFile.objects.filter(run=OuterRef("pk"), format=FileFormat.PDF, part="").exclude(file="")
    done = ReportRun.objects.filter(state=RunState.DONE, discarded_at=None)
    there = done.annotate(document=Subquery(document.values("sha256"))).exclude(document=None)
    mine = Seal.objects.filter(run=OuterRef("pk"), document_sha256=OuterRef("document"), gone_at=None)
    rows = there.filter(~Exists(mine.filter(sealed_at__isnull=False)))
    tried = rows.annotate(tries=Coalesce(Subquery(mine.values("attempts")), 0), tried_at=Subquery(mine.values("tried_at")))
    waiting = tried.order_by("tries", "pk").values_list("pk", "tries", "tried_at")
    return [run for run, attempts, tried_at in waiting.iterator() if is_time(attempts, tried_at, at)][:AT_ONCE]


def produce(*, run_id: int, at: datetime, clock: Callable[[], datetime] | None = None) -> Seal | None:
    """Seal the PDF of a run; None when there is nothing to seal, or another worker is at it."""
    seal = _taken(run_id=run_id, at=at)
    if seal is None:
        return None
    now = clock or (lambda: at)
    try:
        document = storage.kept(str(seal.run.files.get(format=FileFormat.PDF, part="", sha256=seal.document_sha256).file.name))
        content = adapter.sealed(document, _("Sigillo di %(issuer)s") % {"issuer": seal.run.call.manager})
    except adapter.NotSealed as missing:
        return _missed(seal=seal, at=now(), error=_reason(missing))
    except Exception:
        log.exception("seal of report run %s failed", seal.run_id)
        return _missed(seal=seal, at=now(), error=_("Il sigillo non è riuscito: si ritenta da solo."))
    if sha256(document).hexdigest() != seal.document_sha256 or not content.startswith(document):
        return _missed(seal=seal, at=now(), error=_("Il PDF conservato non è quello prodotto: avvisate l’assistenza."))
    path = storage.keep(FOLDER, content, "pdf")
    put = _put(seal=seal, path=path, content=content, at=now())
    if put is None:
        storage.discard(path)
    return put


def _reason(missing: adapter.NotSealed) -> str:
    if missing.of == adapter.KEY:
        return _("La chiave del sigillo non si apre: chi gestisce il portale ne controlli il file e la password.")
    return _("Il servizio di marcatura temporale non ha risposto: si ritenta da solo.")


@operation
def _taken(*, run_id: int, at: datetime) -> Seal | None:
    """The run's seal, taken by this worker until the next attempt falls due."""
    rows = lock(ReportRun.objects.select_related("call").filter(pk=run_id), Rung.APPLICATION)
    if not rows or not adapter.is_configured() or rows[0].state != RunState.DONE or rows[0].discarded_at:
        return None
    run, document = rows[0], rows[0].pdf
    if document is None or not document.file:
        return None
    seal, _made = Seal.objects.get_or_create(run=run, gone_at=None, document_sha256=document.sha256)
    if seal.sealed_at is not None or not seal.is_due(at):
        return None
    seal.run, seal.attempts, seal.tried_at = run, seal.attempts + 1, at
    seal.save(update_fields=["attempts", "tried_at"])
    return seal


@operation
def _put(*, seal: Seal, path: str, content: bytes, at: datetime) -> Seal | None:
    """Keep the sealed copy, unless another worker was faster."""
    lock(ReportRun.objects.filter(pk=seal.run_id), Rung.APPLICATION)
    fresh = Seal.objects.select_related("run").get(pk=seal.pk)
    if fresh.sealed_at is not None or fresh.run.discarded_at is not None:
        return None
    fresh.sealed_at, fresh.error, fresh.file = at, "", path
    fresh.size, fresh.sha256 = len(content), sha256(content).hexdigest()
    fresh.save(update_fields=["sealed_at", "error", "file", "size", "sha256"])
    record(by=None, at=at, action="sealing.seal", subject=fresh.run, data={"sha256": fresh.sha256, "attempt": fresh.attempts})
    return fresh


@operation
def _missed(*, seal: Seal, at: datetime, error: str) -> Seal:
    """Say what was wrong with the attempt."""
    fresh = Seal.objects.select_related("run").get(pk=seal.pk)
    if fresh.sealed_at is None:
        fresh.error = error[:KEPT]
        fresh.save(update_fields=["error"])
        record(by=None, at=at, action="sealing.miss", subject=fresh.run, data={"error": fresh.error, "attempt": fresh.attempts})
    return fresh
