"""Addresses of the app `disbursement`: the accounts of an application."""

from django.urls import path

from applications.views.next_step import LATER
from disbursement.views import accounts, payments, revocations
from disbursement.views.waiting import ASKED

if ASKED not in LATER:
    LATER.append(ASKED)

BASE = "domande/<int:pk>/rendiconto/"

urlpatterns = [
    path(BASE, accounts.account_page, name="account"),
    path(f"{BASE}apri/", accounts.open_account, name="account_open"),
    path(f"{BASE}fatture/", accounts.add_invoices, name="account_invoices"),
    path(f"{BASE}fatture/estera/", accounts.add_typed, name="account_typed"),
    path(f"{BASE}fatture/<int:invoice_pk>/togli/", accounts.remove_invoice, name="account_invoice_remove"),
    path(f"{BASE}fatture/<int:invoice_pk>/voci/", accounts.assign_items, name="account_items"),
    path(f"{BASE}fatture/<int:invoice_pk>/pagamento/", accounts.prove_payment, name="account_proof"),
    path(f"{BASE}pagamenti/<int:proof_pk>/togli/", accounts.remove_proof, name="account_proof_remove"),
    path(f"{BASE}vendite/", accounts.show_sales, name="account_sales"),
    path(f"{BASE}vendite/<int:proof_pk>/togli/", accounts.take_back_sales, name="account_sales_remove"),
    path(f"{BASE}dati/", accounts.describe, name="account_describe"),
    path(f"{BASE}invio/", accounts.send, name="account_send"),
    path(f"{BASE}certificazioni/<int:certificate_pk>/", payments.certificate, name="account_certificate"),
    path(f"{BASE}conto/", payments.redirect_payment, name="account_redirect"),
    path(f"{BASE}revoche/<int:notice_pk>/osservazioni/", revocations.observe_revocation, name="account_observe"),
    path(f"{BASE}file/<slug:kind>/<int:file_pk>/", accounts.download, name="account_file"),
]
