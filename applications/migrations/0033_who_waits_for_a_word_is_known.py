"""Applications say whether the firm has written last, so that the Chamber finds what it has to answer."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


# The conversations of before in which the firm has spoken last.
SPOKEN = """
    UPDATE applications_application SET awaits_reply = true
     WHERE id IN (SELECT said.application_id FROM applications_message said
                   WHERE said.side = 'firm'
                     AND NOT EXISTS (SELECT 1 FROM applications_message later
                                      WHERE later.application_id = said.application_id AND later.id > said.id))
"""


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0032_more_is_told_of_what_is_taken_back"),
        ("bando", "0017_vat_is_admitted_by_a_call"),
        ("registry", "0005_names_are_found_by_their_parts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="application",
            name="awaits_reply",
            field=models.BooleanField(db_default=False, default=False, editable=False, verbose_name="attende una risposta"),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(condition=models.Q(("awaits_reply", True)), fields=["pot"], name="applications_to_answer"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="message",
            trigger=pgtrigger.compiler.Trigger(
                name="a_message_tells_who_spoke_last",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        PERFORM 1 FROM applications_application WHERE id = NEW.application_id FOR NO KEY UPDATE;\n        UPDATE applications_application SET awaits_reply = found.firms\n          FROM (SELECT side = 'firm' AS firms FROM applications_message\n                 WHERE application_id = NEW.application_id ORDER BY id DESC LIMIT 1) found\n         WHERE id = NEW.application_id AND awaits_reply <> found.firms;\n        RETURN NULL;\n    ",
                    hash="896bf5d70a8fdecdd6d698bd7c22db9942265cef",
                    operation="INSERT",
                    pgid="pgtrigger_a_message_tells_who_spoke_last_aea2c",
                    table="applications_message",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(SPOKEN, migrations.RunSQL.noop),
    ]
