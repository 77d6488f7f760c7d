"""A receipt says until when a worker is drawing it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0012_after_sending"),
    ]

    operations = [
        migrations.AddField(
            model_name="receipt",
            name="taken_until_at",
            field=models.DateTimeField(null=True, verbose_name="in preparazione fino al"),
        ),
        migrations.AddIndex(
            model_name="receipt",
            index=models.Index(condition=models.Q(("state", "requested")), fields=["id"], name="receipts_to_make"),
        ),
    ]
