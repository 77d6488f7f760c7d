"""How many pots a Chamber has is known to the planner, although their table is too short to be looked at by itself."""

from django.db import migrations

COUNTED = "ALTER TABLE {table} SET (autovacuum_analyze_threshold = 1, autovacuum_analyze_scale_factor = 0)"
AS_OTHERS = "ALTER TABLE {table} RESET (autovacuum_analyze_threshold, autovacuum_analyze_scale_factor)"


class Migration(migrations.Migration):
    dependencies = [("bando", "0017_vat_is_admitted_by_a_call")]
    operations = [
        migrations.RunSQL(COUNTED.format(table=table), AS_OTHERS.format(table=table)) for table in ("bando_call", "bando_pot")
    ]
