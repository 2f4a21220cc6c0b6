"""Reports that were filed before there was an attack have been seen: they stay visible, with a run without cells."""

from django.db import migrations


def let_through(apps, schema_editor):
    gate_run, report = apps.get_model("reporting", "GateRun"), apps.get_model("reporting", "Report")
    gate_run.objects.bulk_create(
        gate_run(report=filed, passed=True) for filed in report.objects.filter(gate__isnull=True)
    )


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0007_attack_before_release'),
    ]

    operations = [migrations.RunPython(let_through, migrations.RunPython.noop)]
