"""Every question that sent a report back becomes a thread about the whole report, with its answer below it."""

from django.db import migrations


def move(apps, schema_editor):
    Review = apps.get_model("subsidies", "Review")
    Thread = apps.get_model("subsidies", "Thread")
    Message = apps.get_model("subsidies", "Message")
    accepted = {row.report_id: row for row in Review.objects.filter(decision="accepted")}
    for row in Review.objects.filter(decision="sent_back").order_by("decided_at"):
        # An answered question of a report that was accepted afterwards needs nobody any more.
        last = accepted.get(row.report_id) if row.answer else None
        thread = Thread.objects.create(
            report_id=row.report_id,
            opened_at=row.decided_at,
            opened_by_id=row.decided_by_id,
            opened_by_name=row.decided_by_name,
            closed_at=last.decided_at if last else None,
            closed_by_id=last.decided_by_id if last else None,
            closed_by_name=last.decided_by_name if last else "",
        )
        Message.objects.create(
            thread=thread,
            side="municipality",
            text=row.question,
            written_at=row.decided_at,
            written_by_id=row.decided_by_id,
            written_by_name=row.decided_by_name,
        )
        if row.answer:
            Message.objects.create(
                thread=thread,
                side="provider",
                text=row.answer,
                written_at=row.answered_at,
                written_by_id=row.answered_by_id,
                written_by_name=row.answered_by_name,
            )
    Review.objects.filter(decision="sent_back").delete()


class Migration(migrations.Migration):

    dependencies = [
        ('subsidies', '0006_filing_cycle'),
    ]

    operations = [
        migrations.RunPython(move),
    ]
