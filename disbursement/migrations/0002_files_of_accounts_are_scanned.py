"""Invoices and payment proofs are scanned as the documents of applications are."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disbursement", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="invoice",
            name="an_invoice_that_was_sent_is_never_changed",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="paymentproof",
            name="a_payment_proof_that_was_sent_is_never_changed",
        ),
        migrations.AddField(
            model_name="invoice",
            name="scan",
            field=models.CharField(
                choices=[
                    ("unasked", "non controllato: il portale non ha un antivirus"),
                    ("quarantined", "in quarantena"),
                    ("clean", "controllato"),
                    ("infected", "messo da parte"),
                ],
                default="unasked",
                max_length=12,
                verbose_name="antivirus",
            ),
        ),
        migrations.AddField(
            model_name="invoice",
            name="scan_finding",
            field=models.CharField(blank=True, max_length=200, verbose_name="che cosa ha trovato l’antivirus"),
        ),
        migrations.AddField(
            model_name="invoice",
            name="scanned_at",
            field=models.DateTimeField(null=True, verbose_name="controllato il"),
        ),
        migrations.AddField(
            model_name="paymentproof",
            name="scan",
            field=models.CharField(
                choices=[
                    ("unasked", "non controllato: il portale non ha un antivirus"),
                    ("quarantined", "in quarantena"),
                    ("clean", "controllato"),
                    ("infected", "messo da parte"),
                ],
                default="unasked",
                max_length=12,
                verbose_name="antivirus",
            ),
        ),
        migrations.AddField(
            model_name="paymentproof",
            name="scan_finding",
            field=models.CharField(blank=True, max_length=200, verbose_name="che cosa ha trovato l’antivirus"),
        ),
        migrations.AddField(
            model_name="paymentproof",
            name="scanned_at",
            field=models.DateTimeField(null=True, verbose_name="controllato il"),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(condition=models.Q(("scan", "quarantined")), fields=["id"], name="invoices_in_quarantine"),
        ),
        migrations.AddIndex(
            model_name="paymentproof",
            index=models.Index(condition=models.Q(("scan", "quarantined")), fields=["id"], name="payment_proofs_in_quarantine"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="an_invoice_that_was_sent_is_never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - ARRAY['scan', 'scan_finding', 'scanned_at']::text[] = to_jsonb(OLD) - ARRAY['scan', 'scan_finding', 'scanned_at']::text[] THEN RETURN NEW; END IF;\n        IF EXISTS (SELECT 1 FROM disbursement_account\n                   WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.account_id ELSE NEW.account_id END\n                   AND state NOT IN ('draft', 'integration')) THEN\n            RAISE EXCEPTION 'an_invoice_that_was_sent_is_never_changed';\n        END IF;\n        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n        RETURN NEW;\n    ",
                    hash="e4d32bff401d847e84a09967004f9351733809b5",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_an_invoice_that_was_sent_is_never_changed_664b1",
                    table="disbursement_invoice",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="a_scan_is_settled_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF OLD.scan <> 'quarantined' AND (NEW.scan IS DISTINCT FROM OLD.scan OR NEW.scan_finding IS DISTINCT FROM OLD.scan_finding OR NEW.scanned_at IS DISTINCT FROM OLD.scanned_at) THEN RAISE EXCEPTION 'a_scan_is_settled_once'; END IF;\n        RETURN NEW;\n    ",
                    hash="4dd974534bcf1068c212410cd24d82a4785ea731",
                    operation="UPDATE",
                    pgid="pgtrigger_a_scan_is_settled_once_76c24",
                    table="disbursement_invoice",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paymentproof",
            trigger=pgtrigger.compiler.Trigger(
                name="a_payment_proof_that_was_sent_is_never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - ARRAY['scan', 'scan_finding', 'scanned_at']::text[] = to_jsonb(OLD) - ARRAY['scan', 'scan_finding', 'scanned_at']::text[] THEN RETURN NEW; END IF;\n        IF EXISTS (SELECT 1 FROM disbursement_account\n                   WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.account_id ELSE NEW.account_id END\n                   AND state NOT IN ('draft', 'integration')) THEN\n            RAISE EXCEPTION 'a_payment_proof_that_was_sent_is_never_changed';\n        END IF;\n        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n        RETURN NEW;\n    ",
                    hash="d2ef10f42cf33f515cf90834a73c8afacc11a5f3",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_a_payment_proof_that_was_sent_is_never_changed_4349f",
                    table="disbursement_paymentproof",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paymentproof",
            trigger=pgtrigger.compiler.Trigger(
                name="a_scan_is_settled_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF OLD.scan <> 'quarantined' AND (NEW.scan IS DISTINCT FROM OLD.scan OR NEW.scan_finding IS DISTINCT FROM OLD.scan_finding OR NEW.scanned_at IS DISTINCT FROM OLD.scanned_at) THEN RAISE EXCEPTION 'a_scan_is_settled_once'; END IF;\n        RETURN NEW;\n    ",
                    hash="20483f3dc88155d4a630d4e624007d77decfdced",
                    operation="UPDATE",
                    pgid="pgtrigger_a_scan_is_settled_once_1c64c",
                    table="disbursement_paymentproof",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("scan__in", ["unasked", "quarantined", "clean", "infected"])),
                name="an_invoice_is_scanned_or_not",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("scan", "infected"), models.Q(("scan_finding", ""), _negated=True)),
                    models.Q(models.Q(("scan", "infected"), _negated=True), ("scan_finding", "")),
                    _connector="OR",
                ),
                name="an_invoice_set_aside_says_what_was_found",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("scan__in", ["clean", "infected"]), ("scanned_at__isnull", False)),
                    models.Q(models.Q(("scan__in", ["clean", "infected"]), _negated=True), ("scanned_at", None)),
                    _connector="OR",
                ),
                name="a_scanned_invoice_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentproof",
            constraint=models.CheckConstraint(
                condition=models.Q(("scan__in", ["unasked", "quarantined", "clean", "infected"])),
                name="a_payment_proof_is_scanned_or_not",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentproof",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("scan", "infected"), models.Q(("scan_finding", ""), _negated=True)),
                    models.Q(models.Q(("scan", "infected"), _negated=True), ("scan_finding", "")),
                    _connector="OR",
                ),
                name="a_payment_proof_set_aside_says_what_was_found",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentproof",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("scan__in", ["clean", "infected"]), ("scanned_at__isnull", False)),
                    models.Q(models.Q(("scan__in", ["clean", "infected"]), _negated=True), ("scanned_at", None)),
                    _connector="OR",
                ),
                name="a_scanned_payment_proof_says_when",
            ),
        ),
    ]
