"""Messages that have left are found by parts of their address and subject."""

import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0005_work_in_bulk"),
    ]

    operations = [
        TrigramExtension(),
        migrations.AddIndex(
            model_name="outgoingmessage",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper("recipient"), name="gin_trgm_ops"),
                django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper("subject"), name="gin_trgm_ops"),
                condition=models.Q(("sent_at__isnull", False)),
                name="messages_by_parts",
            ),
        ),
    ]
