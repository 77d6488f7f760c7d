"""Of a sealed copy that is gone it is said since when; those thrown away before went with the other files of their run."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


WHAT_IS_GONE = """
    UPDATE reports_seal s SET gone_at = coalesce(r.discarded_at, s.sealed_at) FROM reports_reportrun r
     WHERE r.id = s.run_id AND s.sealed_at IS NOT NULL AND s.file = '';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0008_an_annex_is_its_chambers"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="seal",
            options={
                "ordering": ["run", "pk"],
                "verbose_name": "sigillo di un rapporto",
                "verbose_name_plural": "sigilli dei rapporti",
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="seal",
            name="a_seal_is_on_one_document",
        ),
        migrations.AddField(
            model_name="seal",
            name="gone_at",
            field=models.DateTimeField(null=True, verbose_name="file non più conservato dal"),
        ),
        migrations.AlterField(
            model_name="seal",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="seals",
                to="reports.reportrun",
                verbose_name="produzione",
            ),
        ),
        migrations.RunSQL(WHAT_IS_GONE, migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name="seal",
            trigger=pgtrigger.compiler.Trigger(
                name="a_seal_is_on_one_document",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'DELETE'\n           OR to_jsonb(NEW) - ARRAY['attempts', 'tried_at', 'error', 'file', 'gone_at', 'sealed_at', 'size', 'sha256']::text[] IS DISTINCT FROM to_jsonb(OLD) - ARRAY['attempts', 'tried_at', 'error', 'file', 'gone_at', 'sealed_at', 'size', 'sha256']::text[] THEN\n            RAISE EXCEPTION 'a_seal_is_on_one_document';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="44f3fa89b3a4c9f4c5583324446f195238cc8aa2",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_a_seal_is_on_one_document_154d1",
                    table="reports_seal",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seal",
            trigger=pgtrigger.compiler.Trigger(
                name="a_seal_that_is_gone_stays_so",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF OLD.gone_at IS NOT NULL AND (NEW.gone_at IS DISTINCT FROM OLD.gone_at OR NEW.file IS DISTINCT FROM OLD.file) THEN RAISE EXCEPTION 'a_seal_that_is_gone_stays_so'; END IF;\n        RETURN NEW;\n    ",
                    hash="6e86591fa6525f70608d6a3eff52059547e171b0",
                    operation="UPDATE",
                    pgid="pgtrigger_a_seal_that_is_gone_stays_so_6e08e",
                    table="reports_seal",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="seal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("gone_at", None), ("sealed_at", None)),
                    models.Q(("gone_at", None), ("sealed_at__isnull", False), models.Q(("file", ""), _negated=True)),
                    models.Q(("file", ""), ("gone_at__isnull", False), ("sealed_at__isnull", False)),
                    _connector="OR",
                ),
                name="a_seal_that_is_put_has_its_file_or_is_gone",
            ),
        ),
        migrations.AddConstraint(
            model_name="seal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("gone_at", None)), fields=("run",), name="a_run_has_one_seal_at_a_time"
            ),
        ),
    ]
