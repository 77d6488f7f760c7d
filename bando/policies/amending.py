"""Why a published call cannot be changed by an act as asked, and why a draft of an amendment cannot be made or thrown away."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from bando.domain.differences import Difference
from bando.models import Call, Version
from bando.models.situation import situation_of
from bando.policies.publishing import defects


def open_amendment(call: Call) -> Call | None:
    """The draft of an amendment of the call that no act has adopted yet."""
    return Call.objects.filter(amends=call, adopted_as=None).first()


def why_not_change(call: Call) -> str | None:
    """The reason why no act can change the call: it is in preparation, a draft of an amendment, or concluded."""
    if call.amends_id is not None:
        return _("Questa è una modifica in preparazione: l’atto si registra sul bando che modifica.")
    if call.published_at is None:
        return _("Il bando non è ancora pubblicato: cambiatelo nella configurazione, senza atto.")
    if situation_of(call).is_concluded:
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


def why_not_change_adopted(call: Call) -> str | None:
    """The reason why a draft of an amendment is not to be written any more: an act has adopted it as it is."""
    if call.amends_id is not None and Version.objects.filter(amendment=call).exists():
        return _("La modifica è stata adottata con un atto: per altri cambiamenti preparatene una nuova.")
    return None


def why_not_named(code: str, slug: str) -> str | None:
    """The reason why a new call cannot be known by this code and address."""
    if Call.objects.filter(code=code).exists():
        return _("Il codice «%(code)s» è già di un altro bando: sceglietene uno diverso.") % {"code": code}
    if Call.objects.filter(slug=slug).exists():
        return _("L’indirizzo «%(slug)s» è già di un altro bando: sceglietene uno diverso.") % {"slug": slug}
    return None


def why_not_amend(draft: Call, found: Sequence[Difference], *, at: datetime) -> str | None:
    """The reason why an act cannot adopt the draft, of which `found` are the differences from the call that it amends."""
    parent = draft.amends
    if parent is None:
        return _("Questo non è la modifica di un bando: per cambiare un bando pubblicato preparate una modifica.")
    if Version.objects.filter(amendment=draft).exists():
        return _("La modifica è già stata adottata.")
    if reason := why_not_change(parent):
        return reason
    if draft.version != parent.version:
        return _(
            "Nel frattempo un altro atto ha cambiato il bando (versione %(now)s; la modifica è partita dalla %(base)s): "
            "eliminate questa modifica e preparatene una nuova."
        ) % {"now": parent.version, "base": draft.version}
    if not found:
        return _("La modifica non cambia nulla: correggete ciò che serve nella configurazione, poi adottatela.")
    if reason := _why_not_these(parent, draft, {one.path for one in found}, at):
        return reason
    missing = [defect.sentence for defect in defects(draft)]
    return " ".join([_("Prima di adottare la modifica:"), *missing]) if missing else None


def _why_not_these(parent: Call, draft: Call, paths: set[str], at: datetime) -> str | None:
    """What no amendment changes: the money, the procedure, and what an act of its own does to the windows."""
    now = situation_of(parent)
    if any(path.startswith(("pots/", "funds/")) for path in paths):
        return _("I fondi e le dotazioni non cambiano con una modifica: usate «Rifinanzia il bando». Rimettete quelli di prima.")
    if "call//procedure" in paths:
        return _("La procedura di un bando pubblicato non cambia: rimettete quella di prima, o chiudete il bando e rifatelo.")
    if at >= now.opens_at and paths & {"call//regime", "call//aid_ceiling"}:
        return _("Il bando ha già aperto: il regime di aiuto e il suo massimale non cambiano più.")
    moved = paths & {"call//opens_at", "call//closes_at"} or any(path.startswith("windows/") for path in paths)
    if moved and now.suspended_from_at is not None:
        return _("Il bando è sospeso: le date si decidono riprendendolo. Nella modifica rimettete quelle di prima.")
    if moved and at > now.closes_at:
        return _("Il bando ha chiuso: si riapre con un atto di riapertura. Nella modifica rimettete le date di prima.")
    if at >= now.opens_at and draft.opens_at != parent.opens_at:
        return _("Il bando ha già aperto: nella modifica rimettete l’apertura di prima.")
    if moved and situation_of(draft).closes_at <= at:
        return _("Con la modifica il bando sarebbe già chiuso: per chiuderlo usate «Chiudi in anticipo».")
    return None
