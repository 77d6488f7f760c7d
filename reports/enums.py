"""The words of reports."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReportKind(TextChoices):
    """Which report."""

    INTERIM = "interim", _("rapporto intermedio")
    RANKING = "ranking", _("graduatoria")
    FINAL = "final", _("rapporto finale")
    TRANSPARENCY = "transparency", _("elenco dei beneficiari")
    STATISTICS = "statistics", _("statistiche")


# Those in which people tell what the tables do not.
TOLD = (ReportKind.INTERIM, ReportKind.FINAL)


class Texts(TextChoices):
    """Which version of its chapters a report carries."""

    LATEST = "latest", _("gli ultimi scritti")
    THEN = "then", _("quelli che valevano alla data dei dati")


class RunState(TextChoices):
    """Where a run stands."""

    REQUESTED = "requested", _("in coda")
    RUNNING = "running", _("in produzione")
    DONE = "done", _("pronto")
    FAILED = "failed", _("non riuscito")
    CANCELLED = "cancelled", _("annullato")


class RunMove(TextChoices):
    """A step of a run; a run left behind by a killed worker is taken up again."""

    START = "start", _("inizio")
    FINISH = "finish", _("fine")
    FAIL = "fail", _("errore")
    CANCEL = "cancel", _("annullamento")
    AGAIN = "again", _("nuova richiesta")


class FileFormat(TextChoices):
    """How a table is shown."""

    PDF = "pdf", "PDF"
    XLSX = "xlsx", "XLSX"
    CSV = "csv", "CSV"
    JSON = "json", "JSON"


class Separator(TextChoices):
    """What stands between the cells of a CSV file; with it goes the sign of the decimals."""

    SEMICOLON = ";", _("punto e virgola (per Excel italiano, decimali con la virgola)")
    COMMA = ",", _("virgola (per i programmi, decimali con il punto)")
