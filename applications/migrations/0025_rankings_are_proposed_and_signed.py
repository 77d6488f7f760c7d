"""Rankings are proposed by one person and signed by another: those approved before, by one, cannot stand and are not expected."""

import core.models.fields
import datetime
import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0024_requests_ask_by_items"),
        ("bando", "0009_who_waits_is_counted"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="rankingentry",
            options={
                "ordering": ["ranking", models.OrderBy(models.F("position"), nulls_last=True), "arrival_number"],
                "verbose_name": "riga di graduatoria",
                "verbose_name_plural": "righe di graduatoria",
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="application",
            name="an_application_at_its_end_reserves_nothing",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="application",
            name="application_moves_by_its_table",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="application",
            name="who_leaves_waits_no_longer",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="ranking",
            name="a_ranking_is_never_changed",
        ),
        migrations.AddField(
            model_name="ranking",
            name="digest",
            field=models.CharField(default="", max_length=64, verbose_name="impronta SHA-256"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="ranking",
            name="money",
            field=models.JSONField(default=dict, verbose_name="fondi all’atto della proposta"),
        ),
        migrations.AddField(
            model_name="ranking",
            name="proposed_at",
            field=models.DateTimeField(
                default=datetime.datetime(2020, 1, 1, 0, 0, tzinfo=datetime.UTC), verbose_name="proposta il"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="ranking",
            name="proposed_by",
            field=models.ForeignKey(
                default=0,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="proposta da",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="ranking",
            name="seed",
            field=models.CharField(blank=True, max_length=200, verbose_name="seme del sorteggio"),
        ),
        migrations.AddField(
            model_name="rankingentry",
            name="chamber_share",
            field=core.models.fields.MoneyField(decimal_places=2, default=0, max_digits=14, verbose_name="quota camerale"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="rankingentry",
            name="due",
            field=core.models.fields.MoneyField(decimal_places=2, default=0, max_digits=14, verbose_name="contributo spettante"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="rankingentry",
            name="parts",
            field=models.JSONField(default=dict, verbose_name="parti per linea"),
        ),
        migrations.AddField(
            model_name="rankingentry",
            name="regional_share",
            field=core.models.fields.MoneyField(decimal_places=2, default=0, max_digits=14, verbose_name="quota regionale"),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="ranking",
            name="act",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ranking",
                to="bando.act",
                verbose_name="atto",
            ),
        ),
        migrations.AlterField(
            model_name="ranking",
            name="approved_at",
            field=models.DateTimeField(null=True, verbose_name="approvata il"),
        ),
        migrations.AlterField(
            model_name="ranking",
            name="approved_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="approvata da",
            ),
        ),
        migrations.AlterField(
            model_name="rankingentry",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("financed", "ammessa e finanziata"),
                    ("waiting", "ammessa, non finanziabile per esaurimento dei fondi"),
                    ("below_minimum", "non ammessa: punteggio sotto il minimo"),
                    ("not_admitted", "non ammessa all’esito dell’istruttoria"),
                ],
                max_length=15,
                verbose_name="esito",
            ),
        ),
        migrations.AlterField(
            model_name="rankingentry",
            name="position",
            field=models.PositiveIntegerField(null=True, verbose_name="posizione"),
        ),
        migrations.AlterField(
            model_name="rankingentry",
            name="score",
            field=models.DecimalField(decimal_places=2, max_digits=5, null=True, verbose_name="punteggio"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="application",
            trigger=pgtrigger.compiler.Trigger(
                name="application_moves_by_its_table",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{draft:submitted,integration:withdrawn,rejection_noticed:withdrawn,submitted:withdrawn,submitted:integration,integration:submitted,integration:rejection_noticed,submitted:rejection_noticed,rejection_noticed:submitted,submitted:admissible,integration:inadmissible,submitted:inadmissible,admissible:scored,admissible:financed,scored:financed,admissible:waiting,scored:waiting,scored:below_minimum,waiting:financed,financed:granted,granted:accepted,accepted:renounced,financed:renounced,granted:renounced,accepted:accounted,accounted:settled,settled:paid,paid:closed,accepted:revoked,accounted:revoked,closed:revoked,financed:revoked,granted:revoked,paid:revoked,settled:revoked}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="3cd50948bc69cb9522c253e7f8193cf143a966f1",
                    operation="UPDATE",
                    pgid="pgtrigger_application_moves_by_its_table_ad9ec",
                    table="applications_application",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="application",
            trigger=pgtrigger.compiler.Trigger(
                name="an_application_at_its_end_reserves_nothing",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.state IN ('submitted', 'integration', 'rejection_noticed', 'admissible', 'scored', 'waiting') AND NEW.state NOT IN ('submitted', 'integration', 'rejection_noticed', 'admissible', 'scored', 'waiting'))",
                    constraint="CONSTRAINT",
                    func="\n        IF EXISTS (SELECT 1 FROM bando_movement WHERE reference = 'application:' || NEW.id\n                    GROUP BY line_id HAVING coalesce(sum(amount) FILTER (WHERE target = 'reserved'), 0)\n                                         <> coalesce(sum(amount) FILTER (WHERE source = 'reserved'), 0)) THEN\n            RAISE EXCEPTION 'an_application_at_its_end_reserves_nothing' USING ERRCODE = 'check_violation';\n        END IF;\n        RETURN NULL;\n    ",
                    hash="20d466592ff1626cb29ccd5fc212c5e25539ce02",
                    operation='UPDATE OF "state"',
                    pgid="pgtrigger_an_application_at_its_end_reserves_nothing_441a3",
                    table="applications_application",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="application",
            trigger=pgtrigger.compiler.Trigger(
                name="who_leaves_waits_no_longer",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.state IN ('submitted', 'integration', 'rejection_noticed', 'admissible', 'scored', 'waiting') AND NEW.state NOT IN ('submitted', 'integration', 'rejection_noticed', 'admissible', 'scored', 'waiting'))",
                    func="\n        UPDATE bando_waitinglist list SET amount = list.amount - (place.asked - place.reserved)\n          FROM applications_arrival place\n         WHERE place.application_id = NEW.id AND place.reserved < place.asked AND list.pot_id = place.pot_id;\n        RETURN NULL;\n    ",
                    hash="060b8441c784e9895223b113ad8e772061cfc722",
                    operation='UPDATE OF "state"',
                    pgid="pgtrigger_who_leaves_waits_no_longer_04d9d",
                    table="applications_application",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ranking",
            trigger=pgtrigger.compiler.Trigger(
                name="a_ranking_is_signed_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'DELETE' OR OLD.act_id IS NOT NULL\n           OR to_jsonb(NEW) - ARRAY['act_id', 'approved_at', 'approved_by_id']::text[] IS DISTINCT FROM to_jsonb(OLD) - ARRAY['act_id', 'approved_at', 'approved_by_id']::text[] THEN\n            RAISE EXCEPTION 'a_ranking_is_signed_once';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="34368afdb94945c8b7a0a63c3ad84c100667de3a",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_a_ranking_is_signed_once_64f23",
                    table="applications_ranking",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rankingentry",
            trigger=pgtrigger.compiler.Trigger(
                name="a_signed_ranking_takes_no_more_rows",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF EXISTS (SELECT 1 FROM applications_ranking WHERE act_id IS NOT NULL AND id IN (SELECT ranking_id FROM brought)) THEN\n            RAISE EXCEPTION 'a_signed_ranking_takes_no_more_rows';\n        END IF;\n        RETURN NULL;\n    ",
                    hash="f81997b396c2781ef4b3467359d9bdaed78d141a",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_signed_ranking_takes_no_more_rows_38221",
                    referencing="REFERENCING NEW TABLE AS brought ",
                    table="applications_rankingentry",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="ranking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("act", None), ("approved_at", None), ("approved_by", None)),
                    models.Q(("act__isnull", False), ("approved_at__isnull", False), ("approved_by__isnull", False)),
                    _connector="OR",
                ),
                name="a_ranking_is_approved_by_an_act_and_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="ranking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by", None), models.Q(("approved_by", models.F("proposed_by")), _negated=True), _connector="OR"
                ),
                name="who_proposes_a_ranking_does_not_sign_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="rankingentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "grant",
                        django.db.models.expressions.CombinedExpression(
                            models.F("regional_share"), "+", models.F("chamber_share")
                        ),
                    ),
                    ("grant__lte", models.F("due")),
                ),
                name="what_is_financed_is_the_sum_of_its_two_shares",
            ),
        ),
        migrations.AddConstraint(
            model_name="rankingentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("grant__gt", 0), ("outcome", "financed")),
                    models.Q(("grant", 0), ("outcome__in", ["waiting", "below_minimum", "not_admitted"])),
                    _connector="OR",
                ),
                name="who_is_financed_gets_something_and_nobody_else",
            ),
        ),
        migrations.AddConstraint(
            model_name="rankingentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "not_admitted"), ("position", None)),
                    models.Q(
                        models.Q(("outcome", "not_admitted"), _negated=True),
                        ("position__isnull", False),
                        ("score__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="who_is_admitted_has_a_position",
            ),
        ),
    ]
