"""What the letter of a grant says, as plain values: read once, when the grant is written."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from applications.domain.notice import plain
from applications.models import Application, Grant, GrantLetter
from applications.queries.deadlines import deadlines_of
from applications.queries.firm import firm_of
from applications.queries.promised import figures_of
from applications.queries.ranking import place_of
from bando.models import Act, BudgetLine
from core.figures import in_italian


def letter_of(application: Application) -> GrantLetter | None:
    """The letter of its grant; None where there is no grant, or one from before letters were made."""
    return getattr(getattr(application, "grant", None), "letter", None)


def letter_name(application: Application) -> str:
    """As the file is saved."""
    return f"concessione-{application.call.code.lower()}-{application.arrival.number}.pdf"


def content_of(grant: Grant, parts: Mapping[int, Decimal]) -> dict[str, Any]:
    """Firm, project, sums by fund (`parts`: euro by budget line), act, codes, terms; the publication if it is recorded by now."""
    application, call, firm = grant.application, grant.application.call, firm_of(grant.application)
    ranked, due, promised = place_of(application), deadlines_of(application), figures_of(application)
    publication = getattr(grant.act, "publication", None)
    return plain(
        call=call.title,
        legal_act=call.legal_act,
        manager=call.manager,
        firm=firm.name,
        tax_code=firm.tax_code,
        seat=f"{firm.address}, {firm.municipality} ({firm.province_id})",
        chamber=str(application.pot),
        number=application.arrival.number,
        project=application.content.title,
        measure=str(application.measure),
        admitted_eur=application.verdict.admitted_spend,
        ranking=in_italian(str)(ranked.ranking.act) if ranked else "",
        amount_eur=grant.amount,
        regional_eur=grant.regional_share,
        chamber_eur=grant.chamber_share,
        funds=_funds(parts),
        **_of_act(grant.act),
        cor=grant.cor,
        cup=grant.cup,
        granted_at=grant.granted_at,
        due_at=grant.acceptance_due_at,
        from_on=call.spend_from_on,
        until_on=due.spend_until_on,
        paid_on=call.paid_until_on,
        accounts_on=due.accounts_due_on,
        least=str(promised.minimum_share_realised),
        withheld=str(promised.withholding_rate),
        withheld_by=call.withholding_reason,
        regime=call.regime,
        ceiling_eur=promised.aid_ceiling,
        published_on=publication.published_on if publication else None,
        address=publication.address if publication else "",
    )


def _of_act(act: Act) -> dict[str, Any]:
    return {"act": in_italian(str)(act), "issuer": act.issuer, "signer": act.signer}


def _funds(parts: Mapping[int, Decimal]) -> list[dict[str, Any]]:
    """One row a budget line that gives something, in the order of the lines."""
    lines = BudgetLine.objects.filter(pk__in=[line for line, part in parts.items() if part]).select_related(
        "fund", "pot__chamber"
    )
    return [
        {"fund": line.fund.label, "funder": line.fund.kind, "pot": in_italian(str)(line.pot), "amount": str(parts[line.pk])}
        for line in lines.order_by("pk")
    ]
