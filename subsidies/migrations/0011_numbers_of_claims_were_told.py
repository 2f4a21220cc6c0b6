"""Hours of claims that were sent in before their numbers were kept: the municipality knows them."""

from decimal import Decimal

from django.db import migrations


def tell(apps, schema_editor):
    claim, told = apps.get_model("subsidies", "Claim"), apps.get_model("reporting", "ToldNumber")
    told.objects.bulk_create(
        told(
            report_id=sent.report_id,
            counted_in_id=sent.report_id,
            organisation_id=sent.provider_id,
            indicator="client_minutes",
            value=round(sent.quantity * 60, 0).quantize(Decimal("0.01")),
        )
        for sent in claim.objects.filter(rate_per="hour", work="client")
    )


class Migration(migrations.Migration):

    dependencies = [
        ("subsidies", "0010_note_of_a_proposal"),
        ("reporting", "0010_numbers_told_by_claims"),
    ]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
