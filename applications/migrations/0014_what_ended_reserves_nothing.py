"""Who was granted or has ended holds no reservation: the database asks it at the commit."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0013_a_receipt_is_made_by_one"),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="application",
            trigger=pgtrigger.compiler.Trigger(
                name="an_application_at_its_end_reserves_nothing",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.state IN ('submitted', 'integration', 'rejection_noticed', 'admissible', 'scored', 'waiting', 'financed') AND NEW.state NOT IN ('submitted', 'integration', 'rejection_noticed', 'admissible', 'scored', 'waiting', 'financed'))",
                    constraint="CONSTRAINT",
                    func="\n        IF EXISTS (SELECT 1 FROM bando_movement WHERE reference = 'application:' || NEW.id\n                    GROUP BY line_id HAVING coalesce(sum(amount) FILTER (WHERE target = 'reserved'), 0)\n                                         <> coalesce(sum(amount) FILTER (WHERE source = 'reserved'), 0)) THEN\n            RAISE EXCEPTION 'an_application_at_its_end_reserves_nothing' USING ERRCODE = 'check_violation';\n        END IF;\n        RETURN NULL;\n    ",
                    hash="4b1510b68fedfa19ff34c6449d93d4e87f3089fb",
                    operation='UPDATE OF "state"',
                    pgid="pgtrigger_an_application_at_its_end_reserves_nothing_441a3",
                    table="applications_application",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
    ]
