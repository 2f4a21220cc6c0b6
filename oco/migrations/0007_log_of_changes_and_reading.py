import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The log of changes and of looks at clients, and its seals. `set_rights` keeps its lines, those of acts too."""

    dependencies = [
        ('oco', '0006_session_user'),
    ]

    operations = [
        migrations.CreateModel(
            name='LogBatch',
            fields=[
                ('number', models.PositiveIntegerField(primary_key=True, serialize=False)),
                ('form', models.PositiveSmallIntegerField(default=1)),
                ('sealed_at', models.DateTimeField()),
                ('cluster', models.BigIntegerField()),
                ('from_xact', models.BigIntegerField()),
                ('to_xact', models.BigIntegerField()),
                ('events', models.PositiveIntegerField()),
                ('acts', models.PositiveIntegerField()),
                ('content', models.CharField(max_length=64)),
                ('previous', models.CharField(max_length=64)),
                ('seal', models.CharField(max_length=64, unique=True)),
                ('emptied_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'zegel van het logboek',
                'verbose_name_plural': 'zegels van het logboek',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='LogEvent',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('read', 'gelezen'), ('denied', 'geweigerd'), ('change', 'gewijzigd'), ('emptied', 'termijn voorbij')], max_length=10)),
                ('what', models.CharField(max_length=60)),
                ('result', models.PositiveSmallIntegerField(null=True)),
                ('side', models.CharField(max_length=12)),
                ('login', models.CharField(max_length=63)),
                ('address', models.CharField(max_length=45)),
                ('request', models.UUIDField(null=True)),
                ('job', models.UUIDField(null=True)),
                ('record_kind', models.CharField(max_length=60)),
                ('record_id', models.CharField(max_length=60)),
                ('client_id', models.BigIntegerField(null=True)),
                ('columns', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), null=True, size=None)),
                ('values', models.JSONField(null=True)),
                ('cluster', models.BigIntegerField()),
                ('xact', models.BigIntegerField()),
            ],
            options={
                'verbose_name': 'regel van het logboek',
                'verbose_name_plural': 'regels van het logboek',
                'ordering': ['-id'],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='auditevent',
            name='append_only',
        ),
        migrations.AddField(
            model_name='auditevent',
            name='cluster',
            field=models.BigIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='xact',
            field=models.BigIntegerField(default=0, editable=False),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['cluster', 'xact'], name='audit_sealed'),
        ),
        migrations.AddConstraint(
            model_name='logbatch',
            constraint=models.CheckConstraint(condition=models.Q(('from_xact__lt', models.F('to_xact'))), name='log_batch_has_transactions', violation_error_message='Een zegel gaat over ten minste één transactie.'),
        ),
        migrations.AddField(
            model_name='logevent',
            name='user',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='logevent',
            index=models.Index(fields=['client_id', 'at'], name='log_of_client'),
        ),
        migrations.AddIndex(
            model_name='logevent',
            index=models.Index(fields=['user', 'at'], name='log_of_user'),
        ),
        migrations.AddIndex(
            model_name='logevent',
            index=models.Index(fields=['cluster', 'xact'], name='log_sealed'),
        ),
    ]
