"""When a report may be requested, made, delivered: the reasons why not, in words."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from applications.models import Grant, Ranking
from applications.policies.listing import why_not_list
from bando.models import Call
from core.figures import instant
from disbursement.models import Evidence
from registry.enums import LegalForm
from reports.domain.privacy import LENGTH_OF_A_PERSON
from reports.domain.texts import LONGEST_TEXT, LONGEST_TITLE, Text
from reports.enums import TOLD, ReportKind, RunState
from reports.models import Chapter, Omission, OrderPaper, ReportFile, ReportRun, Seal
from reports.models.run import MOST_ATTEMPTS

__all__ = ["LEASE", "MOST_ATTEMPTS"]

# How long a worker may be silent before its run is taken for left behind: longer than any one step may last.
LEASE = timedelta(minutes=15)
IN_THE_QUEUE = (RunState.REQUESTED, RunState.RUNNING)


def why_not_request(call: Call, *, kind: str, as_of_at: datetime, at: datetime) -> str | None:
    """A published call, a past instant, and for the ranking list a ranking approved by then."""
    if call.published_at is None:
        return _("Il bando non è pubblicato: non c’è ancora nulla da riferire.")
    if call.rehearsal:
        return _("È una prova: non produce rapporti.")
    if as_of_at > at:
        return _("La data del rapporto è nel futuro: scegliete un istante già passato, o lasciate il campo vuoto.")
    if as_of_at < call.published_at:
        return _("A quella data il bando non era ancora pubblicato (%(when)s): scegliete una data successiva.") % {
            "when": instant(call.published_at)
        }
    if kind == ReportKind.RANKING and not Ranking.objects.filter(call=call, approved_at__lte=as_of_at).exists():
        return _("A quella data non c’è una graduatoria approvata: prima approvatela con il suo atto.")
    return None


def why_not_take_up(run: ReportRun, *, at: datetime) -> str | None:
    """A run is made once: not when it is ready, nor while another worker is at it."""
    if run.state == RunState.DONE:
        return _("Il rapporto è già pronto.")
    if run.state in {RunState.CANCELLED, RunState.FAILED}:
        return _("La produzione è finita senza file: richiedete di nuovo il rapporto.")
    if run.state == RunState.RUNNING and run.alive_at is not None and at - run.alive_at < LEASE:
        return _("Il rapporto è già in produzione: attendete che finisca.")
    return None


def why_not_cancel(run: ReportRun) -> str | None:
    """What has ended is not called off."""
    if run.state in {RunState.REQUESTED, RunState.RUNNING}:
        return None
    return _("La produzione è già finita: non c’è nulla da annullare.")


def why_not_again(run: ReportRun) -> str | None:
    """What did not come out, was called off, or lacks files: thrown away by the retention, or lost."""
    if run.state in IN_THE_QUEUE:
        return _("Il rapporto è già in coda: attendete che sia pronto.")
    if run.state == RunState.DONE and not run.discarded_at and not run.lost:
        return _("Il rapporto è pronto e i suoi file ci sono: scaricateli.")
    return None


def why_not_renew(run: ReportRun) -> str | None:
    """Another edition is for what cannot be had as it was: the data have come out as they were then, and the bytes have not."""
    if reason := why_not_again(run):
        return reason
    if not run.bytes_differ:
        return _("I file si rifanno prima uguali a quelli di allora: un’altra edizione è per quando non è più possibile.")
    return None


def why_not_download(file: ReportFile | Seal) -> str | None:
    """The bytes must be there, whatever is being done about others of the run."""
    if file.file:
        return None
    if file.run.state in IN_THE_QUEUE:
        return _("Il rapporto non è pronto: attendete che i suoi file siano prodotti.")
    if file.run.discarded_at:
        return _("I file sono stati eliminati alla fine del periodo di conservazione: fateli produrre di nuovo.")
    return why_lost(file)


def why_lost(file: ReportFile | Seal) -> str:
    """What is said of bytes that do not lie where they were kept, or are not those that were kept."""
    if isinstance(file, Seal) and file.altered:
        return _(
            "Il file sigillato è stato trovato diverso da com’era e non si consegna: si sigilla di nuovo, riprovate più tardi."
        )
    if isinstance(file, Seal):
        return _("Il file sigillato non c’è più: si sigilla di nuovo, riprovate tra qualche minuto.")
    if file.altered:
        return _(
            "Nell’archivio questo file è stato trovato diverso da com’era e non si consegna: Unioncamere può farlo produrre di "
            "nuovo, uguale, dalla pagina del rapporto."
        )
    return _(
        "Nell’archivio questo file non si trova più: Unioncamere può farlo produrre di nuovo, uguale, dalla pagina del rapporto."
    )


def why_not_discard(run: ReportRun, *, at: datetime, kept: timedelta) -> str | None:
    """Files stay as long as the setting says, and for ever when the report was sent to the Region."""
    if run.state in IN_THE_QUEUE or run.discarded_at or run.finished_at is None or not run.data_sha256:
        return _("Non ci sono file da eliminare.")
    if run.finished_at > at - kept:
        return _("Il periodo di conservazione dei file non è finito.")
    if Evidence.objects.filter(call=run.call_id, kind=run.kind, data_sha256=run.data_sha256).exists():
        return _("Il rapporto è stato inviato a Regione: i suoi file si conservano.")
    return None


def why_not_draw_again(paper: OrderPaper | None) -> str | None:
    """Only a copy of a payment order that did not come out."""
    return None if paper is not None else _("Il PDF c’è già, o è in preparazione: ricaricate la pagina tra poco.")


def why_not_deliver(run: ReportRun) -> str | None:
    """Interim and final reports, when they are ready, once."""
    if run.kind not in {ReportKind.INTERIM, ReportKind.FINAL}:
        return _("A Regione si inviano il rapporto intermedio e quello finale; gli altri si pubblicano.")
    if run.state != RunState.DONE:
        return _("Il rapporto non è pronto: attendete che i suoi file siano prodotti.")
    if Evidence.objects.filter(call=run.call_id, kind=run.kind, data_sha256=run.data_sha256).exists():
        return _("L’invio di questo rapporto a Regione è già registrato.")
    return None


def why_not_compare(run: ReportRun) -> str | None:
    """What is not ready has nothing to be compared with."""
    return None if run.state == RunState.DONE else _("Il rapporto non è pronto: non c’è ancora nulla da confrontare.")


def why_not_tell(call: Call, *, kind: str) -> str | None:
    """The reports to the Region have chapters, and only where there may be a report."""
    if kind not in TOLD:
        return _("La graduatoria non ha capitoli: si scrivono nel rapporto intermedio e in quello finale.")
    if call.published_at is None:
        return _("Il bando non è pubblicato: non c’è ancora nulla da riferire.")
    return _("È una prova: non produce rapporti.") if call.rehearsal else None


def why_not_say(text: Text) -> str | None:
    """A chapter has a title and a text, and its measure."""
    if not text.title.strip() or not text.words.strip():
        return _("Il capitolo ha bisogno di un titolo e di un testo.")
    if len(text.title) > LONGEST_TITLE or len(text.words) > LONGEST_TEXT:
        return _("Il capitolo è troppo lungo: il titolo può avere %(title)s caratteri e il testo %(text)s.") % {
            "title": LONGEST_TITLE,
            "text": LONGEST_TEXT,
        }
    return None


def why_not_rewrite(chapter: Chapter, *, read: int) -> str | None:
    """Nobody writes over what he has not read."""
    if chapter.latest.number == read:
        return None
    return _("Intanto un’altra persona ha cambiato questo capitolo: rileggetelo e riportatevi le vostre modifiche.")


def why_not_leave_out(chapter: Chapter) -> str | None:
    """What is out already is not left out again."""
    return _("Il capitolo è già escluso: per rimetterlo, riscrivetelo.") if chapter.latest.is_left_out else None


def is_left_unnamed(grant: Grant) -> bool:
    """Whether the latest word says that its person is not named in the published list."""
    return bool(Omission.objects.filter(grant=grant).order_by("-at", "-pk").values_list("hidden", flat=True).first())


def why_not_omit(grant: Grant) -> str | None:
    """Only persons are left unnamed, once."""
    firm = grant.application.firm
    if firm.legal_form != LegalForm.SOLE_TRADER and len(firm.tax_code) != LENGTH_OF_A_PERSON:
        return _("Il beneficiario non è una persona fisica: il suo nome si pubblica sempre (D.Lgs. 33/2013, art. 27).")
    return _("I suoi dati sono già omessi dall’elenco pubblicato.") if is_left_unnamed(grant) else None


def why_not_name(grant: Grant) -> str | None:
    """There is something to take back."""
    return None if is_left_unnamed(grant) else _("I suoi dati non sono omessi: l’elenco li pubblica già.")


def why_not_count(call: Call, *, at: datetime) -> str | None:
    """How many have applied is told once nobody can apply any more: as the list of arrivals."""
    return why_not_list(call, at=at) and _("Quante domande sono arrivate, e quando, si pubblica dopo la chiusura del bando.")
