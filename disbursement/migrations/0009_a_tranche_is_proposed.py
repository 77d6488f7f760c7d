from django.db import migrations


class Migration(migrations.Migration):
    """What was written when a tranche was asked for is when, and by whom, it was proposed."""

    dependencies = [("disbursement", "0008_payments_are_ordered")]

    operations = [
        migrations.RenameField("tranche", "requested_at", "proposed_at"),
        migrations.RenameField("tranche", "requested_by", "proposed_by"),
        # Their names stay with the column otherwise, and the one that comes wants them.
        migrations.RunSQL(
            """
            ALTER INDEX disbursement_tranche_requested_by_id_35281cd9 RENAME TO disbursement_tranche_proposed_by_id;
            DO $$ DECLARE it record; BEGIN
                FOR it IN SELECT conname FROM pg_constraint WHERE conrelid = 'disbursement_tranche'::regclass
                           AND conname LIKE 'disbursement_tranche_requested_by_id%' LOOP
                    EXECUTE format('ALTER TABLE disbursement_tranche RENAME CONSTRAINT %I TO %I', it.conname,
                                   'disbursement_tranche_proposed_by_id_fk');
                END LOOP;
            END $$;
            """,
            migrations.RunSQL.noop,
        ),
    ]
