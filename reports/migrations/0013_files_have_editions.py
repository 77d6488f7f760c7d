"""Files have editions; those of before are the first one, made when their run was first told to have been made."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


SINCE_WHEN = """
    UPDATE reports_reportfile f
       SET made_at = coalesce(
           (SELECT min(e.at) FROM core_auditevent e
             WHERE e.subject_type = 'reports.reportrun' AND e.subject_id = r.id AND e.action = 'producing.produce'),
           r.finished_at, r.requested_at)
      FROM reports_reportrun r WHERE r.id = f.run_id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_initial"),
        ("bando", "0019_what_came_back_may_leave_again"),
        ("disbursement", "0017_an_order_says_why_its_file_is_missing"),
        ("registry", "0005_names_are_found_by_their_parts"),
        ("reports", "0012_a_paper_says_why_it_is_missing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="reportfile",
            options={
                "ordering": ["run", "format", "part", "edition"],
                "verbose_name": "allegato di un rapporto",
                "verbose_name_plural": "allegati dei rapporti",
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="reportfile",
            name="a_report_file_changes_its_place_only",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="seal",
            name="a_seal_is_on_one_document",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="seal",
            name="a_seal_that_is_gone_stays_so",
        ),
        migrations.RemoveConstraint(
            model_name="reportfile",
            name="a_run_has_one_file_a_format",
        ),
        migrations.RemoveConstraint(
            model_name="seal",
            name="a_run_has_one_seal_at_a_time",
        ),
        migrations.AddField(
            model_name="reportfile",
            name="altered",
            field=models.BooleanField(default=False, verbose_name="trovato diverso"),
        ),
        migrations.AddField(
            model_name="reportfile",
            name="asked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="voluto da",
            ),
        ),
        migrations.AddField(
            model_name="reportfile",
            name="edition",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="edizione"),
        ),
        migrations.AddField(
            model_name="reportfile",
            name="made_at",
            field=models.DateTimeField(null=True, verbose_name="prodotto il"),
        ),
        migrations.AddField(
            model_name="reportrun",
            name="bytes_differ",
            field=models.BooleanField(default=False, verbose_name="stessi dati, altri byte"),
        ),
        migrations.AddField(
            model_name="reportrun",
            name="edition_asked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="nuova edizione voluta da",
            ),
        ),
        migrations.AddField(
            model_name="seal",
            name="altered",
            field=models.BooleanField(default=False, verbose_name="trovato diverso"),
        ),
        migrations.RunSQL(SINCE_WHEN, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="reportfile",
            name="made_at",
            field=models.DateTimeField(verbose_name="prodotto il"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reportfile",
            trigger=pgtrigger.compiler.Trigger(
                name="a_report_file_changes_its_place_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'DELETE'\n           OR to_jsonb(NEW) - ARRAY['file', 'altered']::text[] IS DISTINCT FROM to_jsonb(OLD) - ARRAY['file', 'altered']::text[] THEN\n            RAISE EXCEPTION 'a_report_file_changes_its_place_only';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="5b977afa5d55a5922fa193fdf35aaf1d08600231",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_a_report_file_changes_its_place_only_ee31a",
                    table="reports_reportfile",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reportfile",
            trigger=pgtrigger.compiler.Trigger(
                name="an_edition_follows_the_one_before",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF NEW.edition > 1 AND NOT EXISTS (\n            SELECT 1 FROM reports_reportfile known WHERE known.run_id = NEW.run_id AND known.edition = NEW.edition - 1) THEN\n            RAISE EXCEPTION 'an_edition_follows_the_one_before' USING ERRCODE = 'check_violation';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="d240f13f041f79b6f3d4ad45e6862be4a5554633",
                    operation="INSERT",
                    pgid="pgtrigger_an_edition_follows_the_one_before_a392f",
                    table="reports_reportfile",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seal",
            trigger=pgtrigger.compiler.Trigger(
                name="a_seal_is_on_one_document",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'DELETE'\n           OR to_jsonb(NEW) - ARRAY['attempts', 'tried_at', 'error', 'file', 'gone_at', 'altered', 'sealed_at', 'size', 'sha256']::text[] IS DISTINCT FROM to_jsonb(OLD) - ARRAY['attempts', 'tried_at', 'error', 'file', 'gone_at', 'altered', 'sealed_at', 'size', 'sha256']::text[] THEN\n            RAISE EXCEPTION 'a_seal_is_on_one_document';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="8f87be2cfc5b068efdaf6188718bfa4a29a0015a",
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
                    func="\n        IF OLD.gone_at IS NOT NULL AND (NEW.gone_at IS DISTINCT FROM OLD.gone_at OR NEW.file IS DISTINCT FROM OLD.file OR NEW.altered IS DISTINCT FROM OLD.altered) THEN RAISE EXCEPTION 'a_seal_that_is_gone_stays_so'; END IF;\n        RETURN NEW;\n    ",
                    hash="dec54bb62adef4d63adf998831d35c36bfd5c3ae",
                    operation="UPDATE",
                    pgid="pgtrigger_a_seal_that_is_gone_stays_so_6e08e",
                    table="reports_seal",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="reportfile",
            constraint=models.UniqueConstraint(
                fields=("run", "format", "part", "edition"), name="an_edition_has_one_file_a_format"
            ),
        ),
        migrations.AddConstraint(
            model_name="reportfile",
            constraint=models.UniqueConstraint(
                fields=("run", "format", "part", "sha256"), name="an_edition_differs_from_the_others"
            ),
        ),
        migrations.AddConstraint(
            model_name="reportfile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("file", ""), _negated=True),
                fields=("run", "format", "part"),
                name="one_edition_of_a_file_has_its_bytes",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("asked_by", None), ("edition", 1)),
                    models.Q(("asked_by__isnull", False), ("edition__gt", 1)),
                    _connector="OR",
                ),
                name="a_later_edition_was_chosen_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("altered", False), ("file", ""), _connector="OR"), name="what_was_altered_is_not_given"
            ),
        ),
        migrations.AddConstraint(
            model_name="reportrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("edition_asked_by", None), ("state__in", ["requested", "running"]), _connector="OR"),
                name="an_edition_is_asked_for_one_making",
            ),
        ),
        migrations.AddConstraint(
            model_name="seal",
            constraint=models.CheckConstraint(
                condition=models.Q(("altered", False), ("gone_at__isnull", False), _connector="OR"),
                name="a_sealed_copy_that_was_altered_is_gone",
            ),
        ),
        migrations.AddConstraint(
            model_name="seal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("gone_at", None)), fields=("run", "document_sha256"), name="a_document_has_one_seal_at_a_time"
            ),
        ),
    ]
