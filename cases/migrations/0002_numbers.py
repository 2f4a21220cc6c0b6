from django.db import migrations


class Migration(migrations.Migration):
    """Sequences for the numbers of clients and questions that are made here."""

    dependencies = [("cases", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE cases_client_numbers", "DROP SEQUENCE cases_client_numbers"),
        migrations.RunSQL("CREATE SEQUENCE cases_question_numbers", "DROP SEQUENCE cases_question_numbers"),
    ]
