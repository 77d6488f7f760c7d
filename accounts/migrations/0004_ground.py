"""Every representative stands on a declaration, every delegate on a power of attorney; those of before, on what was found."""

from typing import Any

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models
from django.db.models import F


def ground(apps: Any, _schema: Any) -> None:
    """Who was appointed before is a representative on the word of who appointed her; a delegate waits for her paper."""
    membership, declaration = apps.get_model("accounts", "Membership"), apps.get_model("accounts", "RepresentativeDeclaration")
    for row in membership.objects.filter(role="representative", declaration=None):
        about = {"user_id": row.user_id, "firm_id": row.firm_id, "at": row.since_at}
        row.declaration = declaration.objects.create(basis="found", text_version=0, by=None, **about)
        row.save(update_fields=["declaration"])
    membership.objects.filter(role="delegate", until_at=None).update(until_at=F("since_at"))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_people")]

    operations = [
        migrations.RunPython(ground, migrations.RunPython.noop),
        # The foreign keys written just now are checked before the table changes.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name="membership",
            trigger=pgtrigger.compiler.Trigger(
                name="a_membership_is_what_was_given",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."user_id" IS DISTINCT FROM (NEW."user_id") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."firm_id" IS DISTINCT FROM (NEW."firm_id") OR OLD."chamber_id" IS DISTINCT FROM (NEW."chamber_id") OR OLD."since_at" IS DISTINCT FROM (NEW."since_at") OR OLD."declaration_id" IS DISTINCT FROM (NEW."declaration_id") OR OLD."invitation_id" IS DISTINCT FROM (NEW."invitation_id"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="907d4dc5c5794e8c29ab04a66cdd2ba87fb1106d",
                    operation="UPDATE",
                    pgid="pgtrigger_a_membership_is_what_was_given_3a034",
                    table="accounts_membership",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="membership",
            trigger=pgtrigger.compiler.Trigger(
                name="a_delegate_acts_as_long_as_the_paper_says",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF NEW.role IN ('delegate', 'application_delegate') AND NEW.until_at > NEW.since_at AND NOT EXISTS\n           (SELECT 1 FROM accounts_powerofattorney WHERE membership_id = NEW.id AND until_at >= NEW.until_at) THEN\n            RAISE EXCEPTION 'a_delegate_acts_as_long_as_the_paper_says';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="eaf915e4599407cf7d0ff5de3603661aa341214d",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_a_delegate_acts_as_long_as_the_paper_says_a5b6c",
                    table="accounts_membership",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="membership",
            trigger=pgtrigger.compiler.Trigger(
                name="a_firm_keeps_a_representative",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL AND OLD.role = 'representative' THEN\n            PERFORM 1 FROM registry_firm WHERE id = OLD.firm_id FOR NO KEY UPDATE;\n            IF NOT EXISTS (SELECT 1 FROM accounts_membership WHERE firm_id = OLD.firm_id AND id <> OLD.id\n                           AND role = 'representative' AND ended_at IS NULL) THEN\n                RAISE EXCEPTION 'a_firm_keeps_a_representative';\n            END IF;\n        END IF;\n        RETURN NEW;\n    ",
                    hash="edf79654418e13e443f0eb980b3ea75fdfdf8f60",
                    operation="UPDATE",
                    pgid="pgtrigger_a_firm_keeps_a_representative_0f9d1",
                    table="accounts_membership",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("role", "representative"), _negated=True),
                    models.Q(("declaration__isnull", False), ("until_at", None)),
                    _connector="OR",
                ),
                name="a_representative_has_declared_it_and_has_no_last_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("role__in", ["delegate", "application_delegate"]), _negated=True),
                    ("until_at__isnull", False),
                    _connector="OR",
                ),
                name="a_delegate_acts_until_a_day",
            ),
        ),
    ]
