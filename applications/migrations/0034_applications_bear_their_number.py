"""Applications bear the number of their arrival, written with the place, so that lists need no other table for their order."""

from importlib import import_module

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


BEFORE = import_module("applications.migrations.0022_a_lighter_place").TAKE_PLACE
SENT, BEARING = "SET state = 'submitted' WHERE", "SET state = 'submitted', arrival_number = place.number WHERE"
assert BEFORE.count(SENT) == 1
# Of those that were sent before; whatever waits for the end is looked at, so that the table can be altered.
NUMBERED = """
    UPDATE applications_application a SET arrival_number = r.number FROM applications_arrival r
     WHERE r.application_id = a.id AND a.state <> 'draft';
    SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0033_who_waits_for_a_word_is_known"),
        ("bando", "0017_vat_is_admitted_by_a_call"),
        ("registry", "0005_names_are_found_by_their_parts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="application",
            name="a_sent_application_keeps_its_terms",
        ),
        migrations.AddField(
            model_name="application",
            name="arrival_number",
            field=models.PositiveIntegerField(editable=False, null=True, verbose_name="n. di arrivo"),
        ),
        migrations.RunSQL(NUMBERED, migrations.RunSQL.noop),
        migrations.RunSQL(BEFORE.replace(SENT, BEARING), BEFORE),
        migrations.AlterField(
            model_name="application",
            name="call",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="applications",
                to="bando.call",
                verbose_name="bando",
            ),
        ),
        migrations.AlterField(
            model_name="application",
            name="measure",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="bando.measure",
                verbose_name="misura",
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["call", "arrival_number"], name="applications_by_arrival"),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["state", "call", "arrival_number"], name="applications_state_by_arrival"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="application",
            trigger=pgtrigger.compiler.Trigger(
                name="a_sent_application_keeps_its_terms",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF OLD.state <> 'draft' AND NOT (NEW.call_id IS NOT DISTINCT FROM OLD.call_id AND NEW.firm_id IS NOT DISTINCT FROM OLD.firm_id AND NEW.measure_id IS NOT DISTINCT FROM OLD.measure_id AND NEW.call_version IS NOT DISTINCT FROM OLD.call_version AND NEW.firm_version_id IS NOT DISTINCT FROM OLD.firm_version_id AND NEW.snapshot_id IS NOT DISTINCT FROM OLD.snapshot_id AND NEW.arrival_number IS NOT DISTINCT FROM OLD.arrival_number) THEN RAISE EXCEPTION 'a_sent_application_keeps_its_terms'; END IF;\n        RETURN NEW;\n    ",
                    hash="75bfd7f8800ff625478311ede5eeceab6dbadcac",
                    operation="UPDATE",
                    pgid="pgtrigger_a_sent_application_keeps_its_terms_b5da2",
                    table="applications_application",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("state", "draft"), _negated=True), ("arrival_number", None), _connector="OR"),
                name="a_draft_has_not_arrived",
            ),
        ),
    ]
