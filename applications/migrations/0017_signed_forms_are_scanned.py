"""A signed form is scanned as documents are, and counts no more once it is set aside."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0016_who_waits_is_counted"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="arrival",
            name="an_arrival_is_signed_where_its_call_asks_it",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="signature",
            name="a_signed_file_is_never_changed",
        ),
        migrations.AddField(
            model_name="signature",
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
            model_name="signature",
            name="scan_finding",
            field=models.CharField(blank=True, max_length=200, verbose_name="che cosa ha trovato l’antivirus"),
        ),
        migrations.AddField(
            model_name="signature",
            name="scanned_at",
            field=models.DateTimeField(null=True, verbose_name="controllato il"),
        ),
        migrations.AddIndex(
            model_name="signature",
            index=models.Index(condition=models.Q(("scan", "quarantined")), fields=["id"], name="signed_files_in_quarantine"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="arrival",
            trigger=pgtrigger.compiler.Trigger(
                name="an_arrival_is_signed_where_its_call_asks_it",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF (SELECT signature_policy FROM bando_call WHERE id = NEW.call_id) <> 'none' AND NOT EXISTS (\n            SELECT 1 FROM applications_signature s JOIN applications_signableform f ON f.id = s.form_id\n             WHERE f.snapshot_id = NEW.snapshot_id AND s.accepted AND s.scan <> 'infected') THEN\n            RAISE EXCEPTION 'an_arrival_is_signed_where_its_call_asks_it' USING ERRCODE = 'check_violation';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="ef9f0d9d70335b66ef40a63c2337eeec494c369e",
                    operation="INSERT",
                    pgid="pgtrigger_an_arrival_is_signed_where_its_call_asks_it_16266",
                    table="applications_arrival",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signature",
            trigger=pgtrigger.compiler.Trigger(
                name="a_signed_file_is_never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'DELETE'\n           OR to_jsonb(NEW) - ARRAY['scan', 'scan_finding', 'scanned_at']::text[] IS DISTINCT FROM to_jsonb(OLD) - ARRAY['scan', 'scan_finding', 'scanned_at']::text[] THEN\n            RAISE EXCEPTION 'a_signed_file_is_never_changed';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="e7d01916149144cb55b4f80454ba4aebcc7e1e79",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_a_signed_file_is_never_changed_5447a",
                    table="applications_signature",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signature",
            trigger=pgtrigger.compiler.Trigger(
                name="a_scan_is_settled_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF OLD.scan <> 'quarantined' AND (NEW.scan IS DISTINCT FROM OLD.scan OR NEW.scan_finding IS DISTINCT FROM OLD.scan_finding OR NEW.scanned_at IS DISTINCT FROM OLD.scanned_at) THEN RAISE EXCEPTION 'a_scan_is_settled_once'; END IF;\n        RETURN NEW;\n    ",
                    hash="083fbfa6784b6a632bebc9046516c5befa10af5b",
                    operation="UPDATE",
                    pgid="pgtrigger_a_scan_is_settled_once_783e7",
                    table="applications_signature",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=models.Q(("scan__in", ["unasked", "quarantined", "clean", "infected"])),
                name="a_signed_file_is_scanned_or_not",
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("scan", "infected"), models.Q(("scan_finding", ""), _negated=True)),
                    models.Q(models.Q(("scan", "infected"), _negated=True), ("scan_finding", "")),
                    _connector="OR",
                ),
                name="a_signed_file_set_aside_says_what_was_found",
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("scan__in", ["clean", "infected"]), ("scanned_at__isnull", False)),
                    models.Q(models.Q(("scan__in", ["clean", "infected"]), _negated=True), ("scanned_at", None)),
                    _connector="OR",
                ),
                name="a_scanned_signed_file_says_when",
            ),
        ),
    ]
