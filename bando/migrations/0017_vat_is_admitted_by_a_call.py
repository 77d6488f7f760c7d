"""A call says whether VAT that a firm does not recover counts as spend."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bando", "0016_tranches_ask_for_progress_and_an_act"),
    ]

    operations = [
        migrations.AddField(
            model_name="call",
            name="vat_admitted",
            field=models.BooleanField(default=False, verbose_name="IVA ammessa fra le spese"),
        ),
    ]
