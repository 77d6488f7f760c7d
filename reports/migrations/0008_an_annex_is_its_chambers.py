"""An annex names the Chamber that it is of; of those made before, the one that is called as the annex is."""

import django.db.models.deletion
from django.db import migrations, models

WHOSE_IT_IS = """
    ALTER TABLE reports_reportfile DISABLE TRIGGER USER;
    UPDATE reports_reportfile f SET chamber_id = c.id FROM registry_chamber c WHERE f.part <> '' AND c.name = f.title;
    ALTER TABLE reports_reportfile ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0005_names_are_found_by_their_parts"),
        ("reports", "0007_orders_are_put_on_paper"),
    ]

    operations = [
        migrations.AddField(
            model_name="reportfile",
            name="chamber",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="annexes",
                to="registry.chamber",
                verbose_name="Camera di commercio",
            ),
        ),
        migrations.RunSQL(WHOSE_IT_IS, migrations.RunSQL.noop),
    ]
