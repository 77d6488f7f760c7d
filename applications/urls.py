"""Addresses of the app `applications`: the firm's pages and the public check of receipts."""

from django.urls import path

from applications.views import (
    answering,
    changing,
    checking,
    conversation,
    documents,
    dossier,
    expenses,
    listing,
    notices,
    sections,
    sending,
    signing,
)

ONE = "domande/<int:pk>/"

urlpatterns = [
    path("bandi/<slug:slug>/domanda/", listing.StartPage.as_view(), name="application_start"),
    path("domande/", listing.my_applications, name="my_applications"),
    path(ONE, dossier.application, name="application"),
    path(f"{ONE}sede/", sections.SeatPage.as_view(), name="application_seat"),
    path(f"{ONE}requisiti/", sections.FiguresPage.as_view(), name="application_requirements"),
    path(f"{ONE}progetto/", sections.ProjectPage.as_view(), name="application_project"),
    path(f"{ONE}spese/", expenses.ExpensesPage.as_view(), name="application_expenses"),
    path(f"{ONE}spese/<int:expense_pk>/togli/", expenses.RemoveExpense.as_view(), name="application_expense_remove"),
    path(f"{ONE}documenti/", documents.DocumentsPage.as_view(), name="application_documents"),
    path(f"{ONE}documenti/<int:document_pk>/", documents.download, name="document"),
    path(f"{ONE}documenti/<int:document_pk>/togli/", documents.RemoveDocument.as_view(), name="document_remove"),
    path(f"{ONE}dichiarazioni/", sections.DeclarationsPage.as_view(), name="application_declarations"),
    path(f"{ONE}modelli/<int:requirement_pk>/", documents.template, name="document_template"),
    path(f"{ONE}aggiorna/", dossier.RenewPage.as_view(), name="application_renew"),
    path(f"{ONE}riepilogo/", sending.SummaryPage.as_view(), name="application_summary"),
    path(f"{ONE}firma/", signing.SignPage.as_view(), name="application_sign"),
    path(f"{ONE}firma/stato/", signing.SignProgress.as_view(), name="application_sign_progress"),
    path(f"{ONE}firma/modulo/<int:form_pk>/", signing.FormFile.as_view(), name="application_form"),
    path(f"{ONE}firma/file/<int:signature_pk>/", signing.SignedFile.as_view(), name="application_signed_file"),
    path(f"{ONE}invio/", sending.SendPage.as_view(), name="application_send"),
    path(f"{ONE}ritiro/", sending.WithdrawPage.as_view(), name="application_withdraw"),
    path(f"{ONE}ricevuta/", sending.ReceiptPage.as_view(), name="application_receipt"),
    path(f"{ONE}ricevuta/stato/", sending.ReceiptProgress.as_view(), name="application_receipt_progress"),
    path(f"{ONE}ricevuta/pdf/", sending.ReceiptFile.as_view(), name="application_receipt_pdf"),
    path(f"{ONE}integrazione/", answering.IntegrationPage.as_view(), name="application_integration"),
    path(f"{ONE}osservazioni/", answering.ObservationsPage.as_view(), name="application_observations"),
    path(f"{ONE}messaggi/", conversation.MessagesPage.as_view(), name="application_messages"),
    path(f"{ONE}modifiche/", changing.ChangesPage.as_view(), name="application_changes"),
    path(f"{ONE}contributo/", answering.GrantPage.as_view(), name="application_grant"),
    path("comunicazioni/", notices.my_notices, name="my_notices"),
    path("comunicazioni/lette/", notices.read_all_notices, name="notices_read"),
    path("comunicazioni/<int:pk>/", notices.notice, name="notice"),
    path("comunicazioni/<int:pk>/testo/", notices.notice_text, name="notice_text"),
    path("comunicazioni/<int:pk>/letta/", notices.read_notice, name="notice_read"),
    path("ricevute/", checking.ask, name="receipt_check"),
    path("ricevute/<uuid:token>/", checking.checked, name="receipt_checked"),
]
