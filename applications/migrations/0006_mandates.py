"""A delegation may be for one application only."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_ground"),
        ("applications", "0005_drafting_by_field"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mandate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates",
                        to="applications.application",
                        verbose_name="domanda",
                    ),
                ),
                (
                    "invitation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandate",
                        to="accounts.invitation",
                        verbose_name="invito",
                    ),
                ),
            ],
            options={
                "verbose_name": "delega per una domanda",
                "verbose_name_plural": "deleghe per una domanda",
                "ordering": ["pk"],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mandate",
            trigger=pgtrigger.compiler.Trigger(
                name="a_mandate_is_never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="aff4a98b7a930c7dbd32097d590077941f77de38",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_a_mandate_is_never_changed_ffa84",
                    table="applications_mandate",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mandate",
            trigger=pgtrigger.compiler.Trigger(
                name="a_mandate_is_for_the_firm_that_invites",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF NOT EXISTS (SELECT 1 FROM accounts_invitation i JOIN applications_application a ON a.firm_id = i.firm_id\n                       WHERE i.id = NEW.invitation_id AND a.id = NEW.application_id\n                       AND i.role = 'application_delegate') THEN\n            RAISE EXCEPTION 'a_mandate_is_for_the_firm_that_invites';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="918798af0d9e512f1d8faf1a6c3ec26815730c22",
                    operation="INSERT",
                    pgid="pgtrigger_a_mandate_is_for_the_firm_that_invites_4b472",
                    table="applications_mandate",
                    when="BEFORE",
                ),
            ),
        ),
    ]
