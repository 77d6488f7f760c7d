"""Why a sheet of COR and CUP cannot be read, and why a line of it cannot be used."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from applications.domain.codes import is_cor
from applications.domain.coding import COLUMNS, CodeLine, Repeated, amount_in, same_code
from applications.models import Application, Grant
from core.figures import euro
from registry.adapters.identifiers import why_not_cup

# Bytes of a file at the most: a call of 20,000 grants fits ten times.
LARGEST = 5 * 1024 * 1024


def why_unreadable(why: str) -> str:
    """The sentence for a file that is no sheet."""
    if why == "empty":
        return _("Il file è vuoto: scaricate il modello, compilate COR e CUP e caricatelo.")
    if why == "encoding":
        return _(
            "Il file non è un testo che il portale sa leggere: salvatelo come «CSV UTF-8 (delimitato dal separatore di elenco)»."
        )
    return _("Il file non è un CSV leggibile: salvatelo come CSV con il punto e virgola o la virgola fra le celle.")


def why_not_header(missing: Sequence[str]) -> str | None:
    """Every column that is needed stands in the first line once."""
    if not missing:
        return None
    return _("Nella prima riga queste colonne mancano o ci sono due volte: %(names)s. Le colonne del modello sono: %(all)s.") % {
        "names": ", ".join(missing),
        "all": ", ".join(COLUMNS.values()),
    }


def why_not_line(line: CodeLine, repeated: Repeated) -> str | None:
    """What is wrong with a line whatever it speaks of: its form, and what other lines say too."""
    if line.spilt:
        return _("La riga ha più celle delle colonne: c’è un separatore di troppo.")
    if line.number in repeated.numbers:
        return _("Il numero %(number)s è in più righe: lasciatene una.") % {"number": line.number}
    if not line.cor and not line.cup:
        return _("COR e CUP mancano: la riga si salta.")
    if not is_cor(line.cor):
        return _("Il COR è fatto di 5–10 cifre: qui c’è «%(cor)s».") % {"cor": line.cor[:40]}
    if refusal := why_not_cup(line.cup):
        return refusal
    return _why_repeated(line, repeated)


def _why_repeated(line: CodeLine, repeated: Repeated) -> str | None:
    if line.cor in repeated.cors:
        return _("Il COR %(cor)s è in più righe: ogni aiuto ha il suo.") % {"cor": line.cor}
    if line.cup in repeated.cups:
        return _("Il CUP %(cup)s è in più righe: ogni progetto ha il suo.") % {"cup": line.cup}
    return None


def why_unknown() -> str:
    """A number that is nobody's, or that of a file which the person does not see: the two look alike."""
    return _("Nessuna domanda di questo bando che potete vedere ha questo numero.")


def why_not_fit(line: CodeLine, application: Application, amount: Decimal) -> str | None:
    """The line speaks of the application that its number names: the same firm, the sum that is committed for it (euro)."""
    if not same_code(line.tax_code, application.firm.tax_code):
        return _("Il codice fiscale non è quello della domanda n. %(number)s: controllate che le righe non siano slittate.") % {
            "number": line.number
        }
    if amount_in(line.amount) != amount:
        return _("Il contributo non è quello impegnato (%(amount)s): riscaricate il modello.") % {"amount": euro(amount)}
    return None


def said_already(grant: Grant, *, cor: str, cup: str) -> str | None:
    """That the grant has these codes already; nothing where it has others."""
    return (
        _("Già inserito: COR %(cor)s, CUP %(cup)s.") % {"cor": cor, "cup": cup} if (grant.cor, grant.cup) == (cor, cup) else None
    )


def why_not_other(grant: Grant) -> str:
    """Codes that were recorded are not changed by a file."""
    return _("La domanda ha già altri codici: COR %(cor)s, CUP %(cup)s. Non si cambiano da qui.") % {
        "cor": grant.cor,
        "cup": grant.cup,
    }
