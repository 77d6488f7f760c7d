"""Why a published call cannot be changed by an act as asked, and why a draft of an amendment cannot be made or thrown away."""

from django.utils.translation import gettext as _

from bando.enums import ActKind
from bando.models import Act, Call, Version


def open_amendment(call: Call) -> Call | None:
    """The draft of an amendment of the call that no act has adopted yet."""
    return Call.objects.filter(amends=call, adopted_as=None).first()


def why_not_change(call: Call) -> str | None:
    """The reason why no act can change the call: it is in preparation, a draft of an amendment, or concluded."""
    if call.amends_id is not None:
        return _("Questa è una modifica in preparazione: l’atto si registra sul bando che modifica.")
    if call.published_at is None:
        return _("Il bando non è ancora pubblicato: cambiatelo nella configurazione, senza atto.")
    if Act.objects.filter(call=call, kind=ActKind.CONCLUSION).exists():
        return _("Il bando è concluso: nessun atto lo cambia più. Per una nuova edizione copiatelo.")
    return None


def why_not_prepare_amendment(call: Call) -> str | None:
    """The reason why an amendment of the call cannot be drafted: one at a time, of a published call."""
    if reason := why_not_change(call):
        return reason
    if draft := open_amendment(call):
        return _("C’è già una modifica in preparazione («%(code)s»): adottatela o eliminatela, poi preparatene un’altra.") % {
            "code": draft.code
        }
    return None


def why_not_discard(call: Call) -> str | None:
    """The reason why a call cannot be thrown away: only what was never published or adopted goes."""
    if call.published_at is not None:
        return _("Il bando è pubblicato: resta, con le sue domande e i suoi atti.")
    if Version.objects.filter(amendment=call).exists():
        return _("La modifica è stata adottata con un atto: resta fra i documenti del bando.")
    if draft := open_amendment(call):
        return _("Eliminate prima la modifica «%(code)s».") % {"code": draft.code}
    return None


def why_not_named(code: str, slug: str) -> str | None:
    """The reason why a new call cannot be known by this code and address."""
    if Call.objects.filter(code=code).exists():
        return _("Il codice «%(code)s» è già di un altro bando: sceglietene uno diverso.") % {"code": code}
    if Call.objects.filter(slug=slug).exists():
        return _("L’indirizzo «%(slug)s» è già di un altro bando: sceglietene uno diverso.") % {"slug": slug}
    return None
