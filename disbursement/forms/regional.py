"""What is typed of the Region's money."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bando.models import TrancheRule
from core.forms import ActionForm
from disbursement.forms.fields import day_field
from disbursement.models import Evidence
from disbursement.queries.tranches import proposable


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


class ReceiveForm(ActionForm):
    """When the money came in, and under which reference."""

    received_on = day_field(_("Incassata il"))
    reference = forms.CharField(label=_("Riferimento dell’incasso"), max_length=60)


class ApprovalForm(ActionForm):
    """Under which protocol the Region has approved, and when."""

    protocol = forms.CharField(label=_("Protocollo di Regione"), max_length=60)
    approved_on = day_field(_("Approvata il"))


class ReasonForm(ActionForm):
    """Why something is undone."""

    reason = forms.CharField(label=_("Motivo dello storno"), widget=forms.Textarea(attrs={"rows": 3}))
