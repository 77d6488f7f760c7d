"""Messages that have left are found by their whole address, and the database learns how frequent words are in all of them.

What it knows of the words by a partial index it does not use: it would gather everything that has a word of many, to show fifty.
"""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0006_messages_are_found_by_their_words"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="outgoingmessage",
            index=models.Index(
                django.db.models.functions.text.Lower("recipient"),
                condition=models.Q(("sent_at__isnull", False)),
                name="messages_sent_to",
            ),
        ),
        migrations.RunSQL(
            "CREATE STATISTICS words_of_messages ON (upper(recipient)), (upper(subject)) FROM core_outgoingmessage",
            "DROP STATISTICS words_of_messages",
        ),
    ]
