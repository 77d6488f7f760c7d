"""What a legal representative declares when she adds a firm, or is invited as one. A new wording is a new version."""

from core.domain.wording import gettext_noop as _

# Version → text. What was declared years ago is read here: versions are added, never changed.
TEXTS: dict[int, str] = {
    1: _(
        "Dichiaro, ai sensi degli articoli 46 e 47 del DPR 445/2000 e consapevole delle conseguenze penali delle dichiarazioni "
        "false (art. 76), di essere il legale rappresentante dell’impresa."
    ),
}
CURRENT = max(TEXTS)
# No text was read by the person: somebody else has looked it up.
NOT_READ = 0
