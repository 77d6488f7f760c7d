"""People of firms: invitations, delegates with their powers of attorney, declarations of representatives, tax codes."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_language"),
        ("registry", "0002_reference_data"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("representative", "Legale rappresentante"),
                            ("delegate", "Delegato dell’impresa"),
                            ("application_delegate", "Delegato per una domanda"),
                            ("colleague", "Collaboratore dell’impresa"),
                        ],
                        max_length=20,
                        verbose_name="ruolo",
                    ),
                ),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="fino al")),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="impronta della chiave")),
                ("invited_at", models.DateTimeField(verbose_name="inviato il")),
                ("expires_at", models.DateTimeField(verbose_name="scade il")),
                ("accepted_at", models.DateTimeField(null=True, verbose_name="accettato il")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="ritirato il")),
            ],
            options={
                "verbose_name": "invito",
                "verbose_name_plural": "inviti",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="JoinRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="chiesto il")),
                ("on", models.DateField(verbose_name="giorno")),
            ],
            options={
                "verbose_name": "richiesta di accesso a un’impresa",
                "verbose_name_plural": "richieste di accesso alle imprese",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="PowerOfAttorney",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="nome del file")),
                ("file", models.FileField(max_length=200, upload_to="", verbose_name="file")),
                ("media_type", models.CharField(max_length=60, verbose_name="tipo")),
                ("size", models.PositiveIntegerField(verbose_name="byte")),
                ("sha256", models.CharField(max_length=64, verbose_name="impronta SHA-256")),
                ("until_on", models.DateField(verbose_name="valida fino al")),
                ("until_at", models.DateTimeField(verbose_name="valida fino a")),
                ("uploaded_at", models.DateTimeField(verbose_name="caricata il")),
            ],
            options={
                "verbose_name": "procura",
                "verbose_name_plural": "procure",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="RepresentativeDeclaration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("declared", "dichiarazione sostitutiva (DPR 445/2000)"),
                            ("found", "accertato da chi gestisce gli incarichi"),
                        ],
                        max_length=10,
                        verbose_name="in base a",
                    ),
                ),
                ("text_version", models.PositiveSmallIntegerField(verbose_name="versione del testo")),
                ("at", models.DateTimeField(verbose_name="resa il")),
            ],
            options={
                "verbose_name": "dichiarazione del legale rappresentante",
                "verbose_name_plural": "dichiarazioni dei legali rappresentanti",
                "ordering": ["pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="membership",
            name="a_membership_has_the_place_that_its_role_asks_for",
        ),
        migrations.RemoveConstraint(
            model_name="membership",
            name="a_membership_in_force_is_held_once",
        ),
        migrations.AddField(
            model_name="membership",
            name="until_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="fino a"),
        ),
        migrations.AddField(
            model_name="user",
            name="tax_code",
            field=models.CharField(blank=True, max_length=16, verbose_name="codice fiscale"),
        ),
        migrations.AddField(
            model_name="user",
            name="tax_code_verified_by",
            field=models.CharField(
                blank=True,
                choices=[("", "dichiarato dalla persona"), ("spid", "SPID"), ("cie", "CIE"), ("signature", "firma qualificata")],
                max_length=10,
                verbose_name="verificato con",
            ),
        ),
        migrations.AlterField(
            model_name="membership",
            name="role",
            field=models.CharField(
                choices=[
                    ("representative", "Legale rappresentante"),
                    ("delegate", "Delegato dell’impresa"),
                    ("application_delegate", "Delegato per una domanda"),
                    ("colleague", "Collaboratore dell’impresa"),
                    ("officer", "Istruttore della Camera"),
                    ("chamber_director", "Dirigente della Camera (RUP)"),
                    ("evaluator", "Componente del Nucleo di valutazione"),
                    ("operator", "Operatore di Unioncamere"),
                    ("director", "Direttore di Unioncamere"),
                    ("regione", "Regione Lombardia"),
                    ("auditor", "Revisore"),
                    ("administrator", "Amministratore del portale"),
                ],
                max_length=20,
                verbose_name="ruolo",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("tax_code__regex", "^([A-Z0-9]{16})?$")), name="the_tax_code_of_a_person_has_16_characters"
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("tax_code_verified_by", ""),
                    models.Q(
                        ("tax_code_verified_by__in", ["", "spid", "cie", "signature"]), models.Q(("tax_code", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="what_is_verified_is_a_tax_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                condition=models.Q(("tax_code_verified_by", ""), _negated=True),
                fields=("tax_code",),
                name="a_verified_tax_code_belongs_to_one_user",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="accepted_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="accettato da",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="firm",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invitations",
                to="registry.firm",
                verbose_name="impresa",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="invited_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="inviato da",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="invitation",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="membership",
                to="accounts.invitation",
                verbose_name="invito",
            ),
        ),
        migrations.AddField(
            model_name="joinrequest",
            name="firm",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="join_requests",
                to="registry.firm",
                verbose_name="impresa",
            ),
        ),
        migrations.AddField(
            model_name="joinrequest",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="join_requests",
                to=settings.AUTH_USER_MODEL,
                verbose_name="persona",
            ),
        ),
        migrations.AddField(
            model_name="powerofattorney",
            name="membership",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="papers",
                to="accounts.membership",
                verbose_name="incarico",
            ),
        ),
        migrations.AddField(
            model_name="powerofattorney",
            name="uploaded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="caricata da",
            ),
        ),
        migrations.AddField(
            model_name="representativedeclaration",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="da",
            ),
        ),
        migrations.AddField(
            model_name="representativedeclaration",
            name="firm",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="declarations",
                to="registry.firm",
                verbose_name="impresa",
            ),
        ),
        migrations.AddField(
            model_name="representativedeclaration",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="persona"
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="declaration",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="membership",
                to="accounts.representativedeclaration",
                verbose_name="dichiarazione",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("chamber__isnull", True),
                        ("firm__isnull", False),
                        ("role__in", ["representative", "delegate", "application_delegate", "colleague"]),
                    ),
                    models.Q(("chamber__isnull", False), ("firm__isnull", True), ("role__in", ["officer", "chamber_director"])),
                    models.Q(
                        ("chamber__isnull", True),
                        ("firm__isnull", True),
                        ("role__in", ["evaluator", "operator", "director", "regione", "auditor", "administrator"]),
                    ),
                    _connector="OR",
                ),
                name="a_membership_has_the_place_that_its_role_asks_for",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None), models.Q(("role", "application_delegate"), _negated=True)),
                fields=("user", "role", "firm", "chamber"),
                name="a_membership_in_force_is_held_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("role", "application_delegate"), _negated=True), ("invitation__isnull", False), _connector="OR"
                ),
                name="a_delegate_for_one_application_was_invited_to_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_at", None), ("until_at__gte", models.F("since_at")), _connector="OR"),
                name="a_membership_does_not_end_before_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["representative", "delegate", "application_delegate", "colleague"])),
                name="an_invitation_offers_a_role_in_a_firm",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("role__in", ["delegate", "application_delegate"]), _negated=True),
                    ("until_on__isnull", False),
                    _connector="OR",
                ),
                name="a_delegate_is_invited_until_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("invited_at"))), name="an_invitation_expires_after_it_is_sent"
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("accepted_at", None), ("accepted_by", None)),
                    models.Q(("accepted_at__isnull", False), ("accepted_by__isnull", False)),
                    _connector="OR",
                ),
                name="an_accepted_invitation_says_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("accepted_at", None), ("withdrawn_at", None), _connector="OR"),
                name="an_invitation_is_accepted_or_withdrawn",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("accepted_at", None), ("accepted_at__lt", models.F("expires_at")), _connector="OR"),
                name="an_invitation_is_accepted_in_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("accepted_at", None), ("withdrawn_at", None), models.Q(("role", "application_delegate"), _negated=True)
                ),
                fields=("firm", "email", "role"),
                name="an_address_is_invited_once_at_a_time",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invitation",
            trigger=pgtrigger.compiler.Trigger(
                name="an_invitation_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="f171280c01f204d45e59e73d994a55213f19bb05",
                    operation="DELETE",
                    pgid="pgtrigger_an_invitation_is_never_deleted_88ea4",
                    table="accounts_invitation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invitation",
            trigger=pgtrigger.compiler.Trigger(
                name="an_invitation_is_what_was_sent",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."firm_id" IS DISTINCT FROM (NEW."firm_id") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."until_on" IS DISTINCT FROM (NEW."until_on") OR OLD."digest" IS DISTINCT FROM (NEW."digest") OR OLD."invited_at" IS DISTINCT FROM (NEW."invited_at") OR OLD."invited_by_id" IS DISTINCT FROM (NEW."invited_by_id") OR OLD."expires_at" IS DISTINCT FROM (NEW."expires_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="2aca79ce3fb4a12228e8055065b7e3570f74969a",
                    operation="UPDATE",
                    pgid="pgtrigger_an_invitation_is_what_was_sent_1b604",
                    table="accounts_invitation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invitation",
            trigger=pgtrigger.compiler.Trigger(
                name="an_invitation_is_used_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF OLD.accepted_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL THEN RAISE EXCEPTION 'an_invitation_is_used_once'; END IF;\n        RETURN NEW;\n    ",
                    hash="c5bd94ff211a47c4e658374c8a3aa6dea4f1e668",
                    operation="UPDATE",
                    pgid="pgtrigger_an_invitation_is_used_once_d031c",
                    table="accounts_invitation",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="joinrequest",
            constraint=models.UniqueConstraint(fields=("firm", "user", "on"), name="a_person_asks_a_firm_once_a_day"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="joinrequest",
            trigger=pgtrigger.compiler.Trigger(
                name="a_request_to_join_is_never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="6c82e61fe884fe58a51282d712cc8d3110bc037e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_a_request_to_join_is_never_changed_b6343",
                    table="accounts_joinrequest",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="powerofattorney",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_at__gt", models.F("uploaded_at"))), name="a_power_of_attorney_is_not_over_yet"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="powerofattorney",
            trigger=pgtrigger.compiler.Trigger(
                name="a_power_of_attorney_is_never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="16673875180edf39c14a24b57bdf16a9f901e404",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_a_power_of_attorney_is_never_changed_6bb0c",
                    table="accounts_powerofattorney",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="representativedeclaration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("basis", "declared"), ("by", models.F("user"))), ("basis", "found"), _connector="OR"
                ),
                name="a_representative_declares_for_herself",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="representativedeclaration",
            trigger=pgtrigger.compiler.Trigger(
                name="a_declaration_once_made_is_never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="8e9fc7bf49ed3a0c7f82cbc4b988f5696813d219",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_a_declaration_once_made_is_never_changed_9d2fc",
                    table="accounts_representativedeclaration",
                    when="BEFORE",
                ),
            ),
        ),
    ]
