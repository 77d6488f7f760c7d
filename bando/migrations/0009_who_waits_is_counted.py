"""Who waits for a pot is counted, so that money and waiting list together say whether it still takes applications.

`bando_rooms` says for how many euro; what a pot's own money lacks is looked for in the common pool, where there is one.
"""

import core.models.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

ROOMS = """
CREATE FUNCTION bando_rooms(the_call bigint) RETURNS TABLE (pot_id bigint, room numeric)
LANGUAGE sql STABLE AS $$
    WITH pots AS (
        SELECT p.id, p.chamber_id IS NULL AS is_common, coalesce(l.room, 0) - coalesce(w.amount, 0) AS room
          FROM bando_pot p LEFT JOIN bando_waitinglist w ON w.pot_id = p.id
               LEFT JOIN LATERAL (SELECT sum(b.available) + p.overbooking * sum(b.endowment) AS room
                                    FROM bando_budgetline b WHERE b.pot_id = p.id) l ON true
         WHERE p.call_id = the_call
    ), common AS (
        SELECT greatest(sum(CASE WHEN is_common THEN room ELSE least(room, 0) END), 0) AS room FROM pots
    )
    SELECT pots.id, greatest(pots.room, 0) + common.room FROM pots, common WHERE NOT pots.is_common
$$
"""

EXHAUSTED = """
CREATE FUNCTION bando_is_exhausted(the_call bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$ SELECT NOT EXISTS (SELECT 1 FROM bando_rooms(the_call) r WHERE r.room > 0) $$
"""

WAITS = """
CREATE FUNCTION bando_somebody_waits(the_call bigint, the_pot bigint DEFAULT NULL) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM bando_waitinglist w JOIN bando_pot p ON p.id = w.pot_id
                    WHERE p.call_id = the_call AND w.pot_id = coalesce(the_pot, w.pot_id) AND w.amount > 0)
$$
"""

UNDO = """
DROP FUNCTION bando_somebody_waits(bigint, bigint);
DROP FUNCTION bando_is_exhausted(bigint);
DROP FUNCTION bando_rooms(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("bando", "0008_windows_and_reservations_in_the_database"),
    ]

    operations = [
        migrations.CreateModel(
            name="WaitingList",
            fields=[
                (
                    "pot",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="waiting_list",
                        serialize=False,
                        to="bando.pot",
                        verbose_name="dotazione",
                    ),
                ),
                ("amount", core.models.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name="chiesto da chi attende")),
            ],
            options={
                "verbose_name": "lista d’attesa",
                "verbose_name_plural": "liste d’attesa",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="a_waiting_list_is_not_below_zero")
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="waitinglist",
            trigger=pgtrigger.compiler.Trigger(
                name="a_waiting_list_is_counted_by_arrivals_and_ends",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (pg_trigger_depth() = 0)",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot insert or update or delete rows from % table', TG_TABLE_NAME;",
                    hash="d148fc26f2c9ceb8c79b56dc14aa50d74f0795bf",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_a_waiting_list_is_counted_by_arrivals_and_ends_9eea6",
                    table="bando_waitinglist",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(ROOMS + ";" + EXHAUSTED + ";" + WAITS, UNDO),
    ]
