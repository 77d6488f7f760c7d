"""A part of a firm's name is found by an index of trigrams, which needs an extension that PostgreSQL brings along."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = [("registry", "0004_twins_are_found")]

    operations = [
        TrigramExtension(),
        migrations.AddIndex(
            model_name="firmversion",
            index=GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), fastupdate=False, name="versions_by_parts_of_the_name"),
        ),
    ]
