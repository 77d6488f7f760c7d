"""An application keeps the firm as it was confirmed; a firm that changes makes a version more of its drafts."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


# The foreign keys written just now are checked before the table changes.
AS_SENT = """
    UPDATE applications_application a SET firm_version_id = v.id FROM registry_firmversion v
     WHERE v.firm_id = a.firm_id AND v.number = 1 AND a.state <> 'draft';
    SET CONSTRAINTS ALL IMMEDIATE
"""
# What a firm has confirmed is of the firm as it was: with another firm it has to be confirmed again. The drafts are locked
# first, so that one that is being sent meanwhile is sent as it was confirmed, and left alone.
REOPENS = """
    CREATE FUNCTION applications_reopen_drafts() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM 1 FROM applications_application WHERE firm_id = NEW.id AND state = 'draft' ORDER BY id FOR NO KEY UPDATE;
        UPDATE applications_content c SET version = c.version + 1 FROM applications_application a
         WHERE a.id = c.application_id AND a.firm_id = NEW.id AND a.state = 'draft';
        RETURN NULL;
    END $$;
    CREATE TRIGGER a_firm_that_changes_reopens_its_drafts AFTER UPDATE OF version ON registry_firm
        FOR EACH ROW WHEN (OLD.version <> NEW.version) EXECUTE FUNCTION applications_reopen_drafts()
"""
NEVER_MIND = """
    DROP TRIGGER a_firm_that_changes_reopens_its_drafts ON registry_firm;
    DROP FUNCTION applications_reopen_drafts
"""


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0007_quarantine"),
        ("registry", "0003_firm_versions"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="application",
            name="a_sent_application_keeps_its_terms",
        ),
        migrations.AddField(
            model_name="application",
            name="firm_version",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.firmversion",
                verbose_name="dati dell’impresa",
            ),
        ),
        migrations.RunSQL(AS_SENT, migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name="application",
            trigger=pgtrigger.compiler.Trigger(
                name="a_sent_application_keeps_its_terms",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF OLD.state <> 'draft' AND NOT (NEW.call_id IS NOT DISTINCT FROM OLD.call_id AND NEW.firm_id IS NOT DISTINCT FROM OLD.firm_id AND NEW.measure_id IS NOT DISTINCT FROM OLD.measure_id AND NEW.call_version IS NOT DISTINCT FROM OLD.call_version AND NEW.firm_version_id IS NOT DISTINCT FROM OLD.firm_version_id) THEN RAISE EXCEPTION 'a_sent_application_keeps_its_terms'; END IF;\n        RETURN NEW;\n    ",
                    hash="3a1f59c31e30d6e55a943df7af382de617f3d427",
                    operation="UPDATE",
                    pgid="pgtrigger_a_sent_application_keeps_its_terms_b5da2",
                    table="applications_application",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(REOPENS, NEVER_MIND),
    ]
