"""Gives every call that was published before versions were kept its version 1, under its act of publication."""

from django.db import migrations
from django.db.migrations.state import StateApps

BEFORE_VERSIONS = {"schema": "before-versions"}


def number_them(apps: StateApps, _schema_editor: object) -> None:
    """One version a published call that has none; what it said then was not kept, and its content says so."""
    call_model, act_model, version_model = (apps.get_model("bando", name) for name in ("Call", "Act", "Version"))
    for call in call_model.objects.exclude(published_at=None).filter(versions=None):
        act = act_model.objects.filter(call=call, kind="publication").first()
        if act is not None:
            version_model.objects.create(
                call=call, number=1, act=act, in_force_at=call.published_at, content=BEFORE_VERSIONS, sha256=""
            )


class Migration(migrations.Migration):
    dependencies = [("bando", "0003_terms_change_by_act")]

    operations = [migrations.RunPython(number_them, migrations.RunPython.noop)]
