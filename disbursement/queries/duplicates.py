"""What accounts have in common with those of other files: an invoice, or the bank account that the grant is to be paid to."""

from collections.abc import Iterable

from django.db.models import Q

from applications.enums import Trait
from applications.models import Application
from disbursement.models import Account, Invoice


def by_accounts(application: Application) -> Iterable[tuple[int, Trait]]:
    """At most four queries. One invoice is never claimed twice; here are those that look like it: the same supplier with the
    same number, or with the same day and total."""
    account = Account.objects.filter(application=application).prefetch_related("invoices").first()
    if account is None:
        return
    others = Invoice.objects.exclude(account=account)
    same = Q(pk__in=[])
    for invoice in account.invoices.all():
        again = Q(number=invoice.number) | Q(issued_on=invoice.issued_on, total=invoice.total)
        same |= Q(supplier_vat=invoice.supplier_vat) & again
    for key in others.filter(same).values_list("account__application", flat=True).distinct():
        yield key, Trait.INVOICE
    if account.iban:
        paid_there = Account.objects.filter(iban=account.iban).exclude(application__firm=application.firm_id)
        for key in paid_there.values_list("application", flat=True):
            yield key, Trait.ACCOUNT
