from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bando", "0014_a_publication_is_a_page_after_its_act")]

    operations = [
        migrations.AddField(
            model_name="call",
            name="pays_beyond_cash",
            field=models.BooleanField(default=True, verbose_name="le Camere anticipano le quote regionali"),
        ),
    ]
