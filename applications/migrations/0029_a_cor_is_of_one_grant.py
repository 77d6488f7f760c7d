"""A COR has its digits, and belongs to one grant."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import migrations, models

UNFIT = """
    SELECT cor, string_agg(application_id::text, ', ' ORDER BY application_id) FROM applications_grant
     GROUP BY cor HAVING count(*) > 1 OR cor !~ '^[0-9]{5,10}$' ORDER BY cor
"""


def tell_of_unfit_codes(apps: Any, schema_editor: Any) -> None:
    """Stop before anything is changed, and name what somebody has to put right: which grant bears a code only people know."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(UNFIT)
        found = [f"«{cor}» (domande {applications})" for cor, applications in cursor.fetchall()]
    if found:
        raise CommandError(
            "Nulla è stato cambiato. Un codice COR ha da 5 a 10 cifre ed è di una sola concessione; questi no: "
            + "; ".join(found)
            + ". Chi amministra la base di dati li corregge in applications_grant secondo il Registro nazionale aiuti e ripete la migrazione."
        )


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0028_grants_have_a_term_and_a_letter"),
        ("bando", "0012_the_books_are_checked"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(tell_of_unfit_codes, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="grant",
            name="cor",
            field=models.CharField(max_length=20, unique=True, verbose_name="codice COR"),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(("cor__regex", "^[0-9]{5,10}$")), name="a_cor_has_five_to_ten_digits"
            ),
        ),
    ]
