"""A firm takes its application back until the Chamber has decided, whoever has the next word."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0014_what_ended_reserves_nothing"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="application",
            name="application_moves_by_its_table",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="application",
            trigger=pgtrigger.compiler.Trigger(
                name="application_moves_by_its_table",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{draft:submitted,integration:withdrawn,rejection_noticed:withdrawn,submitted:withdrawn,submitted:integration,integration:submitted,integration:rejection_noticed,submitted:rejection_noticed,rejection_noticed:submitted,submitted:admissible,integration:inadmissible,submitted:inadmissible,admissible:scored,scored:financed,scored:waiting,scored:below_minimum,waiting:financed,financed:granted,granted:accepted,accepted:renounced,granted:renounced,accepted:accounted,accounted:settled,settled:paid,paid:closed,accepted:revoked,accounted:revoked,closed:revoked,granted:revoked,paid:revoked,settled:revoked}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="1e2b9705ffc7ccf2600596973ee0cbb4f6ed6d1a",
                    operation="UPDATE",
                    pgid="pgtrigger_application_moves_by_its_table_ad9ec",
                    table="applications_application",
                    when="BEFORE",
                ),
            ),
        ),
    ]
