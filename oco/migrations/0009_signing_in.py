import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Sessions as their user sees them, browsers that are known, and wrong attempts."""

    dependencies = [
        ('oco', '0008_shared_desk'),
    ]

    operations = [
        migrations.CreateModel(
            name='SignInCount',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('last_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('wait_until', models.DateTimeField(null=True)),
                ('told_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'telling van inlogpogingen',
                'verbose_name_plural': 'tellingen van inlogpogingen',
                'ordering': ['key'],
            },
        ),
        migrations.CreateModel(
            name='SessionDetail',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key_hash', models.CharField(max_length=40, unique=True)),
                ('side', models.CharField(choices=[('care', 'zorgkant'), ('municipality', 'gemeentekant')], max_length=20)),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='begonnen')),
                ('seen_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='laatst gebruikt')),
                ('browser', models.CharField(blank=True, max_length=60)),
                ('address', models.CharField(blank=True, max_length=45, verbose_name='van waar')),
                ('how', models.CharField(blank=True, max_length=60, verbose_name='hoe ingelogd')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='session_details', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'inlogsessie',
                'verbose_name_plural': 'inlogsessies',
                'ordering': ['-seen_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='KnownDevice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('device_hash', models.CharField(max_length=64)),
                ('since', models.DateTimeField(default=django.utils.timezone.now)),
                ('seen_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='known_devices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'bekend apparaat',
                'verbose_name_plural': 'bekende apparaten',
                'ordering': ['-seen_at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('user', 'device_hash'), name="known_device_once", violation_error_message="Deze browser is al bekend bij deze gebruiker.")],
            },
        ),
    ]
