from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('subsidies', '0007_questions_become_threads'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='review',
            name='review_sent_back_with_question',
        ),
        migrations.RemoveConstraint(
            model_name='review',
            name='review_answered_whole',
        ),
        migrations.RemoveConstraint(
            model_name='review',
            name='review_accepted_once',
        ),
        migrations.RemoveConstraint(
            model_name='review',
            name='review_one_question_waits',
        ),
        migrations.RemoveField(
            model_name='review',
            name='answer',
        ),
        migrations.RemoveField(
            model_name='review',
            name='answered_at',
        ),
        migrations.RemoveField(
            model_name='review',
            name='answered_by',
        ),
        migrations.RemoveField(
            model_name='review',
            name='answered_by_name',
        ),
        migrations.RemoveField(
            model_name='review',
            name='decision',
        ),
        migrations.RemoveField(
            model_name='review',
            name='question',
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(fields=('report',), name='review_accepted_once', violation_error_message='Dit rapport is al akkoord.'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('open_threads', 0), models.Q(('note', ''), _negated=True), _connector='OR'), name='review_open_questions_noted', violation_error_message='Er staan nog vragen open. Schrijf op waarom u toch akkoord bent.'),
        ),
    ]
