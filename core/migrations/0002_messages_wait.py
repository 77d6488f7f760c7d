"""A message says when it may next be tried."""

from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [
        migrations.AddField(
            "outgoingmessage",
            "next_at",
            models.DateTimeField(default=timezone.now, verbose_name="non prima di"),
            preserve_default=False,
        ),
        migrations.RemoveIndex("outgoingmessage", "messages_to_send"),
        migrations.AddIndex(
            "outgoingmessage",
            models.Index(fields=["next_at"], name="messages_to_send", condition=models.Q(sent_at=None)),
        ),
    ]
