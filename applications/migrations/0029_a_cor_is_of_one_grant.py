"""A COR has its digits, and belongs to one grant."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0028_grants_have_a_term_and_a_letter"),
        ("bando", "0012_the_books_are_checked"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
