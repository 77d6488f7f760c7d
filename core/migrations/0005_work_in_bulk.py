"""Work in bulk: jobs and their rows, each settled once."""

import django.core.serializers.json
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_secrets"),
    ]

    operations = [
        migrations.CreateModel(
            name="JobRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="riga")),
                ("subject_id", models.BigIntegerField(null=True, verbose_name="oggetto")),
                ("label", models.CharField(max_length=250, verbose_name="che cosa")),
                (
                    "data",
                    models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="dati"),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("waiting", "da fare"),
                            ("done", "fatta"),
                            ("already", "già a posto"),
                            ("refused", "rifiutata"),
                            ("failed", "non riuscita"),
                            ("dropped", "lasciata"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="esito",
                    ),
                ),
                ("result", models.TextField(blank=True, verbose_name="che cosa è successo")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="tentativi")),
                ("settled_at", models.DateTimeField(null=True, verbose_name="fatta il")),
            ],
            options={
                "verbose_name": "riga di un lavoro in blocco",
                "verbose_name_plural": "righe di un lavoro in blocco",
                "ordering": ["job", "number"],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("act", models.CharField(max_length=80, verbose_name="lavoro")),
                ("subject_type", models.CharField(max_length=80, verbose_name="tipo")),
                (
                    "parameters",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="dati comuni"
                    ),
                ),
                ("digest", models.CharField(max_length=64, verbose_name="impronta SHA-256")),
                ("by_id", models.BigIntegerField(verbose_name="utente")),
                ("by_label", models.CharField(max_length=254, verbose_name="chi")),
                ("proposed_at", models.DateTimeField(verbose_name="preparato il")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="avviato il")),
                ("stopped_at", models.DateTimeField(null=True, verbose_name="fermato il")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="finito il")),
            ],
            options={
                "verbose_name": "lavoro in blocco",
                "verbose_name_plural": "lavori in blocco",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("confirmed_at__isnull", False), ("finished_at", None)),
                        fields=["id"],
                        name="jobs_to_do",
                    ),
                    models.Index(fields=["by_id"], name="jobs_by_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("confirmed_at", None), ("finished_at", None)),
                        fields=("by_id", "digest"),
                        name="the_same_proposal_is_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finished_at", None), ("confirmed_at__isnull", False), ("stopped_at__isnull", False), _connector="OR"
                        ),
                        name="a_job_that_ends_was_confirmed_or_stopped",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stopped_at", None), ("finished_at", models.F("stopped_at")), _connector="OR"),
                        name="a_stopped_job_has_ended",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="job",
            trigger=pgtrigger.compiler.Trigger(
                name="a_job_changes_as_it_goes_on_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'DELETE'\n           OR to_jsonb(NEW) - ARRAY['parameters', 'confirmed_at', 'stopped_at', 'finished_at']::text[] IS DISTINCT FROM to_jsonb(OLD) - ARRAY['parameters', 'confirmed_at', 'stopped_at', 'finished_at']::text[] THEN\n            RAISE EXCEPTION 'a_job_changes_as_it_goes_on_only';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="fe9ad2523ba743b7f2c43754d97cc0e57683dca9",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_a_job_changes_as_it_goes_on_only_62af7",
                    table="core_job",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="job",
            trigger=pgtrigger.compiler.Trigger(
                name="a_job_is_confirmed_and_ends_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF (OLD.confirmed_at IS NOT NULL AND NEW.confirmed_at IS DISTINCT FROM OLD.confirmed_at) OR (OLD.stopped_at IS NOT NULL AND NEW.stopped_at IS DISTINCT FROM OLD.stopped_at) OR (OLD.finished_at IS NOT NULL AND NEW.finished_at IS DISTINCT FROM OLD.finished_at) THEN RAISE EXCEPTION 'a_job_is_confirmed_and_ends_once'; END IF;\n        RETURN NEW;\n    ",
                    hash="b2481263f3f37bf918af31e703207feb1ac0820b",
                    operation="UPDATE",
                    pgid="pgtrigger_a_job_is_confirmed_and_ends_once_05874",
                    table="core_job",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="job",
            trigger=pgtrigger.compiler.Trigger(
                name="what_was_confirmed_is_what_is_done",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF OLD.confirmed_at IS NOT NULL AND (NEW.parameters IS DISTINCT FROM OLD.parameters) THEN RAISE EXCEPTION 'what_was_confirmed_is_what_is_done'; END IF;\n        RETURN NEW;\n    ",
                    hash="7153a38a8460c9cd2cc315a9580423fd14133a8b",
                    operation="UPDATE",
                    pgid="pgtrigger_what_was_confirmed_is_what_is_done_65e24",
                    table="core_job",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="jobrow",
            name="job",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="core.job", verbose_name="lavoro in blocco"
            ),
        ),
        migrations.AddIndex(
            model_name="jobrow",
            index=models.Index(condition=models.Q(("outcome", "waiting")), fields=["job", "number"], name="job_rows_to_do"),
        ),
        migrations.AddConstraint(
            model_name="jobrow",
            constraint=models.UniqueConstraint(fields=("job", "number"), name="a_row_has_its_number_in_the_job"),
        ),
        migrations.AddConstraint(
            model_name="jobrow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("outcome", "refused"), _negated=True),
                fields=("job", "subject_id"),
                name="a_job_has_a_thing_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="jobrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["waiting", "done", "already", "refused", "failed", "dropped"])),
                name="a_row_has_a_known_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="jobrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "waiting"), ("result", ""), ("settled_at", None)),
                    models.Q(models.Q(("outcome", "waiting"), _negated=True), ("settled_at__isnull", False)),
                    _connector="OR",
                ),
                name="a_row_that_is_settled_says_when",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="jobrow",
            trigger=pgtrigger.compiler.Trigger(
                name="a_row_of_a_job_changes_in_its_outcome_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'DELETE'\n           OR to_jsonb(NEW) - ARRAY['outcome', 'result', 'tries', 'settled_at']::text[] IS DISTINCT FROM to_jsonb(OLD) - ARRAY['outcome', 'result', 'tries', 'settled_at']::text[] THEN\n            RAISE EXCEPTION 'a_row_of_a_job_changes_in_its_outcome_only';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="094490e147183c8c54f8c2f2f0e99ae74dffc288",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_a_row_of_a_job_changes_in_its_outcome_only_ad0ea",
                    table="core_jobrow",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="jobrow",
            trigger=pgtrigger.compiler.Trigger(
                name="a_row_of_a_job_is_settled_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF OLD.outcome <> 'waiting' THEN RAISE EXCEPTION 'a_row_of_a_job_is_settled_once'; END IF;\n        RETURN NEW;\n    ",
                    hash="7663cf9ef2daf9b1dfd97ae65726c859f0e2fded",
                    operation="UPDATE",
                    pgid="pgtrigger_a_row_of_a_job_is_settled_once_c6097",
                    table="core_jobrow",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="jobrow",
            trigger=pgtrigger.compiler.Trigger(
                name="a_confirmed_job_takes_no_more_rows",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF EXISTS (SELECT 1 FROM core_job WHERE confirmed_at IS NOT NULL AND id IN (SELECT job_id FROM brought)) THEN\n            RAISE EXCEPTION 'a_confirmed_job_takes_no_more_rows';\n        END IF;\n        RETURN NULL;\n    ",
                    hash="6f4429c404ad1416d6090629940220c210eabf91",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_confirmed_job_takes_no_more_rows_151ea",
                    referencing="REFERENCING NEW TABLE AS brought ",
                    table="core_jobrow",
                    when="AFTER",
                ),
            ),
        ),
    ]
