"""Arrivals and ends count who waits for a pot."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0015_withdrawn_until_it_is_decided"),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="application",
            trigger=pgtrigger.compiler.Trigger(
                name="who_leaves_waits_no_longer",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.state IN ('submitted', 'integration', 'rejection_noticed', 'admissible', 'scored', 'waiting', 'financed') AND NEW.state NOT IN ('submitted', 'integration', 'rejection_noticed', 'admissible', 'scored', 'waiting', 'financed'))",
                    func="\n        UPDATE bando_waitinglist list SET amount = list.amount - (place.asked - place.reserved)\n          FROM applications_arrival place\n         WHERE place.application_id = NEW.id AND place.reserved < place.asked AND list.pot_id = place.pot_id;\n        RETURN NULL;\n    ",
                    hash="fa1d901afe452f7df403f29ffa4a10286afe06cc",
                    operation='UPDATE OF "state"',
                    pgid="pgtrigger_who_leaves_waits_no_longer_04d9d",
                    table="applications_application",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="arrival",
            trigger=pgtrigger.compiler.Trigger(
                name="who_waits_is_counted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.reserved < NEW.asked)",
                    func="\n        INSERT INTO bando_waitinglist AS list (pot_id, amount) VALUES (NEW.pot_id, NEW.asked - NEW.reserved)\n            ON CONFLICT (pot_id) DO UPDATE SET amount = list.amount + EXCLUDED.amount;\n        RETURN NULL;\n    ",
                    hash="d9dfe6b78ff6f726751bc3df67928e25701305ef",
                    operation="INSERT",
                    pgid="pgtrigger_who_waits_is_counted_077a8",
                    table="applications_arrival",
                    when="AFTER",
                ),
            ),
        ),
    ]
