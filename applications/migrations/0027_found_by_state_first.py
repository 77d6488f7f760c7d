"""The one index by state and pot begins with the state: it then serves the lists of one state of all Chambers too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applications", "0026_sittings_have_minutes")]

    operations = [
        migrations.RemoveIndex(model_name="application", name="applications_by_pot_and_state"),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["state", "pot"], name="applications_by_state_and_pot"),
        ),
    ]
