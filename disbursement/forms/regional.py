"""What is typed of the Region's money."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from bando.models import TrancheRule
from core.forms import ActionForm, WhyNot
from disbursement.forms.fields import day_field, words_field
from disbursement.models import Evidence
from disbursement.policies import evidence, tranches
from disbursement.queries.tranches import progress_of, proposable


class RuleChoice(forms.ModelChoiceField):
    """A part of a regional fund, named with its call."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} · {obj.fund.call.code}"


class ProposalForm(ActionForm):
    """Which part of the regional money is proposed, with which report."""

    rule = RuleChoice(label=_("Quota"), queryset=TrancheRule.objects.none(), empty_label=None)
    evidence = forms.ModelChoiceField(
        label=_("Rapporto inviato a Regione"),
        queryset=Evidence.objects.select_related("call").order_by("-pk"),
        required=False,
        empty_label=_("nessuno"),
        help_text=_(
            "La prima quota non lo richiede; la seconda si apre con il rapporto intermedio approvato, il saldo col finale."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["rule"]
        field.queryset = proposable()

    def clean(self) -> dict[str, Any]:
        """The part in its turn, and the report that opens it."""
        data: dict[str, Any] = super().clean() or {}
        rule, report = data.get("rule"), data.get("evidence")
        if rule and "evidence" in data and not self.refused:
            progress = progress_of(rule.fund, report)
            closed = tranches.why_not_open(rule, evidence=report, progress=progress)
            if reason := tranches.why_not_propose(rule, evidence=report, progress=progress):
                self.add_error("evidence" if reason == closed else "rule", reason)
        return data


class ReceiveForm(ActionForm):
    """When the money came in, and under which reference."""

    judged: ClassVar[Mapping[str, WhyNot]] = {
        "received_on": lambda it, day, at: tranches.why_not_receive(it, received_on=day, at=at)
    }

    received_on = day_field(_("Incassata il"))
    reference = forms.CharField(label=_("Riferimento dell’incasso"), max_length=60)


class ApprovalForm(ActionForm):
    """Under which protocol the Region has approved, and when."""

    protocol = forms.CharField(label=_("Protocollo di Regione"), max_length=60)
    approved_on = day_field(_("Approvata il"))


class TrancheApprovalForm(ApprovalForm):
    """Of a part of the money."""

    judged: ClassVar[Mapping[str, WhyNot]] = {
        "approved_on": lambda it, day, at: tranches.why_not_approve(it, approved_on=day, at=at)
    }


class EvidenceApprovalForm(ApprovalForm):
    """Of a report."""

    judged: ClassVar[Mapping[str, WhyNot]] = {
        "approved_on": lambda it, day, at: evidence.why_not_approve(it, approved_on=day, at=at)
    }


class ReasonForm(ActionForm):
    """Why something is undone."""

    reason = words_field(_("Motivo dello storno"))
