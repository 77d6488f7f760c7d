"""Every state of a firm is kept, with its partner and linked firms; the states of before begin with the one of now."""

import core.models.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from decimal import Decimal
from django.db import migrations, models


FIRST_STATES = """
    INSERT INTO registry_firmversion (firm_id, number, since_at, relatives, name, tax_code, vat_number, legal_form,
        representative_name, representative_tax_code, certified_email, address, municipality, province_id, iban, autonomous)
    SELECT id, version, registered_at, '[]', name, tax_code, vat_number, legal_form, representative_name,
        representative_tax_code, certified_email, address, municipality, province_id, iban, autonomous
      FROM registry_firm
"""


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0002_reference_data"),
    ]

    operations = [
        migrations.CreateModel(
            name="FirmVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="versione")),
                ("since_at", models.DateTimeField(verbose_name="dal")),
                ("name", models.CharField(max_length=200, verbose_name="denominazione")),
                ("tax_code", models.CharField(max_length=16, verbose_name="codice fiscale")),
                ("vat_number", models.CharField(max_length=11, verbose_name="partita IVA")),
                (
                    "legal_form",
                    models.CharField(
                        choices=[("company", "società o ente"), ("sole_trader", "impresa individuale")],
                        max_length=20,
                        verbose_name="forma giuridica",
                    ),
                ),
                ("representative_name", models.CharField(max_length=120, verbose_name="legale rappresentante")),
                (
                    "representative_tax_code",
                    models.CharField(max_length=16, verbose_name="codice fiscale del legale rappresentante"),
                ),
                ("certified_email", models.EmailField(max_length=254, verbose_name="PEC")),
                ("address", models.CharField(max_length=200, verbose_name="indirizzo della sede legale")),
                ("municipality", models.CharField(max_length=80, verbose_name="comune")),
                ("iban", models.CharField(blank=True, max_length=34, verbose_name="IBAN")),
                ("autonomous", models.BooleanField(null=True, verbose_name="impresa autonoma")),
                ("relatives", models.JSONField(default=list, verbose_name="imprese associate e collegate")),
            ],
            options={
                "verbose_name": "versione dei dati di un’impresa",
                "verbose_name_plural": "versioni dei dati delle imprese",
                "ordering": ["firm", "number"],
            },
        ),
        migrations.CreateModel(
            name="Relative",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="denominazione")),
                ("country", models.CharField(default="IT", max_length=2, verbose_name="paese")),
                ("tax_code", models.CharField(blank=True, max_length=16, verbose_name="codice fiscale")),
                (
                    "tie",
                    models.CharField(
                        choices=[("linked", "collegata"), ("partner", "associata")], max_length=10, verbose_name="legame"
                    ),
                ),
                (
                    "share",
                    core.models.fields.RateField(decimal_places=6, max_digits=7, verbose_name="quota di capitale o di voti"),
                ),
                ("staff", models.PositiveIntegerField(verbose_name="occupati (ULA)")),
                ("turnover", core.models.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name="fatturato")),
                (
                    "balance_sheet",
                    core.models.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name="totale di bilancio"),
                ),
            ],
            options={
                "verbose_name": "impresa associata o collegata",
                "verbose_name_plural": "imprese associate e collegate",
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="firm",
            name="autonomous",
            field=models.BooleanField(null=True, verbose_name="impresa autonoma"),
        ),
        migrations.AddField(
            model_name="firm",
            name="changed_at",
            field=models.DateTimeField(null=True, verbose_name="modificata il"),
        ),
        migrations.AddField(
            model_name="firm",
            name="iban",
            field=models.CharField(blank=True, max_length=34, verbose_name="IBAN"),
        ),
        migrations.AddField(
            model_name="firm",
            name="version",
            field=models.PositiveIntegerField(default=1, verbose_name="versione"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="firm",
            trigger=pgtrigger.compiler.Trigger(
                name="what_identifies_a_firm_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."tax_code" IS DISTINCT FROM (NEW."tax_code") OR OLD."vat_number" IS DISTINCT FROM (NEW."vat_number"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="a54f10715b4f9db4af6e581c72ba43aad185d942",
                    operation="UPDATE",
                    pgid="pgtrigger_what_identifies_a_firm_stays_fa3f8",
                    table="registry_firm",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="firm",
            trigger=pgtrigger.compiler.Trigger(
                name="every_state_of_a_firm_is_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'UPDATE' AND NEW.version = OLD.version THEN\n            IF ROW(NEW.name, NEW.tax_code, NEW.vat_number, NEW.legal_form, NEW.representative_name, NEW.representative_tax_code, NEW.certified_email, NEW.address, NEW.municipality, NEW.province_id, NEW.iban, NEW.autonomous) IS DISTINCT FROM ROW(OLD.name, OLD.tax_code, OLD.vat_number, OLD.legal_form, OLD.representative_name, OLD.representative_tax_code, OLD.certified_email, OLD.address, OLD.municipality, OLD.province_id, OLD.iban, OLD.autonomous) THEN RAISE EXCEPTION 'every_state_of_a_firm_is_kept'; END IF;\n            RETURN NEW;\n        END IF;\n        INSERT INTO registry_firmversion (firm_id, number, since_at, relatives, name, tax_code, vat_number, legal_form, representative_name, representative_tax_code, certified_email, address, municipality, province_id, iban, autonomous)\n        VALUES (NEW.id, NEW.version, coalesce(NEW.changed_at, NEW.registered_at), coalesce((SELECT jsonb_agg(jsonb_build_object(\n        'name', name, 'tax_code', tax_code, 'country', country, 'tie', tie, 'share', share::text, 'staff', staff,\n        'turnover', turnover::text, 'balance_sheet', balance_sheet::text) ORDER BY id)\n        FROM registry_relative WHERE firm_id = NEW.id), '[]'), NEW.name, NEW.tax_code, NEW.vat_number, NEW.legal_form, NEW.representative_name, NEW.representative_tax_code, NEW.certified_email, NEW.address, NEW.municipality, NEW.province_id, NEW.iban, NEW.autonomous);\n        RETURN NEW;\n    ",
                    hash="5aa28a46fa5747ad1c60e76a082f76011796370f",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_every_state_of_a_firm_is_kept_c74dc",
                    table="registry_firm",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="firm",
            constraint=models.CheckConstraint(
                condition=models.Q(("iban__regex", "^([A-Z]{2}\\d{2}[A-Z0-9]{10,30})?$")), name="an_iban_has_its_form"
            ),
        ),
        migrations.AddField(
            model_name="firmversion",
            name="firm",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="registry.firm", verbose_name="impresa"
            ),
        ),
        migrations.AddField(
            model_name="firmversion",
            name="province",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.province", verbose_name="provincia"
            ),
        ),
        migrations.AddField(
            model_name="relative",
            name="firm",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="relatives", to="registry.firm", verbose_name="impresa"
            ),
        ),
        migrations.AddConstraint(
            model_name="firmversion",
            constraint=models.UniqueConstraint(fields=("firm", "number"), name="a_version_of_a_firm_has_one_number"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="firmversion",
            trigger=pgtrigger.compiler.Trigger(
                name="a_version_of_a_firm_is_never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="9340172efb9ac00f572c4a380e03ef5b2479585e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_a_version_of_a_firm_is_never_changed_8c9e8",
                    table="registry_firmversion",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="relative",
            constraint=models.CheckConstraint(
                condition=models.Q(("tie__in", ["linked", "partner"])), name="a_tie_is_of_a_known_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="relative",
            constraint=models.CheckConstraint(
                condition=models.Q(("share__gt", 0), ("share__lte", 1)), name="a_share_lies_between_nothing_and_the_whole"
            ),
        ),
        migrations.AddConstraint(
            model_name="relative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("tie", "linked"), models.Q(("share__gte", Decimal("0.25")), ("share__lte", Decimal("0.5"))), _connector="OR"
                ),
                name="a_partner_holds_between_a_quarter_and_a_half",
            ),
        ),
        migrations.AddConstraint(
            model_name="relative",
            constraint=models.CheckConstraint(
                condition=models.Q(("balance_sheet__gte", 0), ("turnover__gte", 0)), name="a_relative_has_no_negative_figures"
            ),
        ),
        migrations.AddConstraint(
            model_name="relative",
            constraint=models.CheckConstraint(
                condition=models.Q(("country__regex", "^[A-Z]{2}$")), name="a_country_has_two_letters"
            ),
        ),
        migrations.AddConstraint(
            model_name="relative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("country", "IT"), _negated=True), ("tax_code__regex", "^(\\d{11}|[A-Z0-9]{16})$"), _connector="OR"
                ),
                name="an_italian_relative_is_known_by_its_tax_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="relative",
            constraint=models.UniqueConstraint(
                condition=models.Q(("tax_code", ""), _negated=True), fields=("firm", "tax_code"), name="a_relative_is_named_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="relative",
            trigger=pgtrigger.compiler.Trigger(
                name="relatives_change_with_a_version_of_the_firm",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="\n        IF EXISTS (SELECT 1 FROM registry_firm WHERE id = coalesce(NEW.firm_id, OLD.firm_id)) AND NOT EXISTS (\n            SELECT 1 FROM registry_firm f JOIN registry_firmversion v ON v.firm_id = f.id AND v.number = f.version\n             WHERE f.id = coalesce(NEW.firm_id, OLD.firm_id) AND v.relatives = coalesce((SELECT jsonb_agg(jsonb_build_object(\n        'name', name, 'tax_code', tax_code, 'country', country, 'tie', tie, 'share', share::text, 'staff', staff,\n        'turnover', turnover::text, 'balance_sheet', balance_sheet::text) ORDER BY id)\n        FROM registry_relative WHERE firm_id = coalesce(NEW.firm_id, OLD.firm_id)), '[]')) THEN\n            RAISE EXCEPTION 'relatives_change_with_a_version_of_the_firm';\n        END IF;\n        RETURN NULL;\n    ",
                    hash="42b2c9ade22005fac3a8e6a14432c2387376490e",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_relatives_change_with_a_version_of_the_firm_ac361",
                    table="registry_relative",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(FIRST_STATES, migrations.RunSQL.noop),
    ]
