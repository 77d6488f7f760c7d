"""A message may carry a secret until it leaves, not after."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_certified_mail"),
    ]

    operations = [
        migrations.AddField(
            model_name="outgoingmessage",
            name="secret",
            field=models.CharField(blank=True, max_length=100, verbose_name="chiave da inserire"),
        ),
        migrations.AddConstraint(
            model_name="outgoingmessage",
            constraint=models.CheckConstraint(
                condition=models.Q(("sent_at", None), ("secret", ""), _connector="OR"),
                name="a_message_that_was_sent_keeps_no_secret",
            ),
        ),
    ]
