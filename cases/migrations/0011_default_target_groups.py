"""Front doors that had no target groups get the list of the field."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from cases.codes import TARGET_GROUPS


def give_the_list(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    TargetGroup = apps.get_model("cases", "TargetGroup")
    for door in apps.get_model("oco", "FrontDoor").objects.all():
        if not TargetGroup.objects.filter(front_door=door).exists():
            TargetGroup.objects.bulk_create(
                TargetGroup(front_door=door, name=name, order=order) for order, name in enumerate(TARGET_GROUPS)
            )


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_people_around_a_client")]

    operations = [migrations.RunPython(give_the_list, migrations.RunPython.noop, elidable=True)]
