"""An invoice is known by supplier, number, year and total, and by its document; a payment says how much, to whom, for which.

What was proved before is taken to have paid the whole of its invoice to its supplier: so it was judged.
"""

import core.models.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


WHAT_IS_KNOWN = """
    ALTER TABLE disbursement_invoice DISABLE TRIGGER USER;
    ALTER TABLE disbursement_paymentproof DISABLE TRIGGER USER;
    UPDATE disbursement_invoice SET to_pay = total WHERE document_type NOT IN ('TD04', 'TD08') AND total > 0;
    UPDATE disbursement_paymentproof p SET amount = i.to_pay, payee = i.supplier_name
      FROM disbursement_invoice i WHERE i.id = p.invoice_id AND i.to_pay > 0;
    ALTER TABLE disbursement_paymentproof ENABLE TRIGGER USER;
    ALTER TABLE disbursement_invoice ENABLE TRIGGER USER;
    INSERT INTO disbursement_provedpart (proof_id, invoice_id, amount)
    SELECT id, invoice_id, amount FROM disbursement_paymentproof;
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("disbursement", "0011_withholdings_are_certified"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProvedPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", core.models.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name="importo")),
            ],
            options={
                "verbose_name": "fattura pagata",
                "verbose_name_plural": "fatture pagate",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="SalesProof",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="nome del file")),
                ("file", models.FileField(max_length=200, upload_to="", verbose_name="file")),
                ("sha256", models.CharField(max_length=64, verbose_name="impronta SHA-256")),
                (
                    "scan",
                    models.CharField(
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
                ("scan_finding", models.CharField(blank=True, max_length=200, verbose_name="che cosa ha trovato l’antivirus")),
                ("scanned_at", models.DateTimeField(null=True, verbose_name="controllato il")),
                ("uploaded_at", models.DateTimeField(verbose_name="caricata il")),
            ],
            options={
                "verbose_name": "prova delle vendite online",
                "verbose_name_plural": "prove delle vendite online",
                "ordering": ["pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="invoice",
            name="an_invoice_is_claimed_once_in_all_calls",
        ),
        migrations.AddField(
            model_name="account",
            name="sales_exception",
            field=models.TextField(blank=True, verbose_name="perché le vendite non sono avviate"),
        ),
        migrations.AddField(
            model_name="account",
            name="sales_url",
            field=models.URLField(blank=True, max_length=300, verbose_name="dove si vende online"),
        ),
        migrations.AddField(
            model_name="invoice",
            name="content_sha256",
            field=models.CharField(default="", max_length=64, verbose_name="impronta SHA-256 del documento"),
        ),
        migrations.AddField(
            model_name="invoice",
            name="credits",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="credit_notes",
                to="disbursement.invoice",
                verbose_name="fattura che riduce",
            ),
        ),
        migrations.AddField(
            model_name="invoice",
            name="currency",
            field=models.CharField(default="EUR", max_length=3, verbose_name="valuta"),
        ),
        migrations.AddField(
            model_name="invoice",
            name="foreign_total",
            field=core.models.fields.MoneyField(decimal_places=2, max_digits=14, null=True, verbose_name="totale in valuta"),
        ),
        migrations.AddField(
            model_name="invoice",
            name="position",
            field=models.PositiveIntegerField(default=1, verbose_name="posto nel file"),
        ),
        migrations.AddField(
            model_name="invoice",
            name="refers_to",
            field=models.JSONField(default=list, verbose_name="fatture collegate"),
        ),
        migrations.AddField(
            model_name="invoice",
            name="to_pay",
            field=core.models.fields.MoneyField(
                decimal_places=2, default=0, max_digits=14, verbose_name="da pagare al fornitore"
            ),
        ),
        migrations.AddField(
            model_name="paymentproof",
            name="amount",
            field=core.models.fields.MoneyField(decimal_places=2, default=1, max_digits=14, verbose_name="importo pagato"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="paymentproof",
            name="means",
            field=models.CharField(
                choices=[
                    ("transfer", "bonifico"),
                    ("direct_debit", "addebito diretto o Ri.Ba."),
                    ("card", "carta intestata all’impresa"),
                    ("cheque", "assegno non trasferibile"),
                    ("electronic", "conto di pagamento elettronico (PayPal e simili)"),
                    ("cash", "contanti"),
                ],
                default="transfer",
                max_length=12,
                verbose_name="con che mezzo",
            ),
        ),
        migrations.AddField(
            model_name="paymentproof",
            name="payee",
            field=models.CharField(blank=True, max_length=200, verbose_name="a chi"),
        ),
        migrations.AlterField(
            model_name="invoice",
            name="supplier_vat",
            field=models.CharField(max_length=30, verbose_name="partita IVA del fornitore"),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                models.F("supplier_vat"),
                django.db.models.functions.text.Upper("number"),
                django.db.models.functions.datetime.ExtractYear("issued_on"),
                models.F("total"),
                name="an_invoice_is_claimed_once_in_all_calls",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("content_sha256", ""), _negated=True),
                fields=("content_sha256", "position"),
                name="a_document_is_claimed_once_in_all_calls",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("credits", None), ("document_type__in", ["TD04", "TD08"]), _connector="OR"),
                name="only_a_credit_note_takes_from_an_invoice",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(condition=models.Q(("to_pay__gte", 0)), name="a_supplier_is_never_paid_below_zero"),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("foreign_total", None), ("document_type", "EXT"), _connector="OR"),
                name="only_a_typed_invoice_says_another_total",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentproof",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="a_payment_proof_proves_something"),
        ),
        migrations.AddConstraint(
            model_name="paymentproof",
            constraint=models.CheckConstraint(
                condition=models.Q(("means__in", ["transfer", "direct_debit", "card", "cheque", "electronic"])),
                name="a_payment_is_made_by_traceable_means",
            ),
        ),
        migrations.AddField(
            model_name="provedpart",
            name="invoice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="proved_parts",
                to="disbursement.invoice",
                verbose_name="fattura",
            ),
        ),
        migrations.AddField(
            model_name="provedpart",
            name="proof",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="parts",
                to="disbursement.paymentproof",
                verbose_name="prova di pagamento",
            ),
        ),
        migrations.AddField(
            model_name="salesproof",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sales_proofs",
                to="disbursement.account",
                verbose_name="rendiconto",
            ),
        ),
        migrations.AddField(
            model_name="salesproof",
            name="uploaded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="caricata da",
            ),
        ),
        migrations.RunSQL(WHAT_IS_KNOWN, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name="paymentproof",
            name="invoice",
        ),
        migrations.AddConstraint(
            model_name="provedpart",
            constraint=models.UniqueConstraint(fields=("proof", "invoice"), name="a_payment_names_an_invoice_once"),
        ),
        migrations.AddConstraint(
            model_name="provedpart",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="a_part_of_a_payment_is_above_zero"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="provedpart",
            trigger=pgtrigger.compiler.Trigger(
                name="a_part_of_a_sent_payment_is_never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF EXISTS (SELECT 1 FROM disbursement_account\n                   WHERE id IN ((SELECT account_id FROM disbursement_paymentproof WHERE id = OLD.proof_id), (SELECT account_id FROM disbursement_paymentproof WHERE id = NEW.proof_id)) AND state NOT IN ('draft', 'integration')) THEN\n            RAISE EXCEPTION 'a_part_of_a_sent_payment_is_never_changed';\n        END IF;\n        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n        RETURN NEW;\n    ",
                    hash="e480d7807c9dda133ecbb34920a72074076d5af0",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_a_part_of_a_sent_payment_is_never_changed_932d8",
                    table="disbursement_provedpart",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="provedpart",
            trigger=pgtrigger.compiler.Trigger(
                name="a_payment_covers_no_more_than_was_paid",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF NOT EXISTS (\n            SELECT 1 FROM disbursement_paymentproof proof\n              JOIN disbursement_invoice invoice ON invoice.account_id = proof.account_id\n             WHERE proof.id = NEW.proof_id AND invoice.id = NEW.invoice_id\n               AND proof.amount >= NEW.amount + (SELECT coalesce(sum(part.amount), 0) FROM disbursement_provedpart part\n                                                  WHERE part.proof_id = NEW.proof_id AND part.id <> NEW.id)) THEN\n            RAISE EXCEPTION 'a_payment_covers_no_more_than_was_paid' USING ERRCODE = 'check_violation';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="7b1767dc956cff30e0212fa0b2b0f06bf2e0f40d",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_a_payment_covers_no_more_than_was_paid_26486",
                    table="disbursement_provedpart",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="salesproof",
            index=models.Index(condition=models.Q(("scan", "quarantined")), fields=["id"], name="sales_proofs_in_quarantine"),
        ),
        migrations.AddConstraint(
            model_name="salesproof",
            constraint=models.CheckConstraint(
                condition=models.Q(("scan__in", ["unasked", "quarantined", "clean", "infected"])),
                name="a_sales_proof_is_scanned_or_not",
            ),
        ),
        migrations.AddConstraint(
            model_name="salesproof",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("scan", "infected"), models.Q(("scan_finding", ""), _negated=True)),
                    models.Q(models.Q(("scan", "infected"), _negated=True), ("scan_finding", "")),
                    _connector="OR",
                ),
                name="a_sales_proof_set_aside_says_what_was_found",
            ),
        ),
        migrations.AddConstraint(
            model_name="salesproof",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("scan__in", ["clean", "infected"]), ("scanned_at__isnull", False)),
                    models.Q(models.Q(("scan__in", ["clean", "infected"]), _negated=True), ("scanned_at", None)),
                    _connector="OR",
                ),
                name="a_scanned_sales_proof_says_when",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="salesproof",
            trigger=pgtrigger.compiler.Trigger(
                name="a_sales_proof_that_was_sent_is_never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - ARRAY['scan', 'scan_finding', 'scanned_at']::text[] = to_jsonb(OLD) - ARRAY['scan', 'scan_finding', 'scanned_at']::text[] THEN RETURN NEW; END IF;\n        IF EXISTS (SELECT 1 FROM disbursement_account\n                   WHERE id IN (OLD.account_id, NEW.account_id) AND state NOT IN ('draft', 'integration')) THEN\n            RAISE EXCEPTION 'a_sales_proof_that_was_sent_is_never_changed';\n        END IF;\n        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n        RETURN NEW;\n    ",
                    hash="a205739b447fe8d47715cae8892c9e03ea0b8813",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_a_sales_proof_that_was_sent_is_never_changed_dac2e",
                    table="disbursement_salesproof",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="salesproof",
            trigger=pgtrigger.compiler.Trigger(
                name="a_scan_is_settled_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF OLD.scan <> 'quarantined' AND (NEW.scan IS DISTINCT FROM OLD.scan OR NEW.scan_finding IS DISTINCT FROM OLD.scan_finding OR NEW.scanned_at IS DISTINCT FROM OLD.scanned_at) THEN RAISE EXCEPTION 'a_scan_is_settled_once'; END IF;\n        RETURN NEW;\n    ",
                    hash="038ade13d897dd7548f7f9e867a01e60d3812005",
                    operation="UPDATE",
                    pgid="pgtrigger_a_scan_is_settled_once_7af96",
                    table="disbursement_salesproof",
                    when="BEFORE",
                ),
            ),
        ),
    ]
