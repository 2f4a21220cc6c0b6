import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """What was unusual about somebody's reading, for their manager."""

    dependencies = [
        ('cases', '0023_trajectories'),
        ('oco', '0007_log_of_changes_and_reading'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='UnusualReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='dag')),
                ('rule', models.CharField(choices=[('many', 'veel cliënten in korte tijd'), ('outside', 'cliënten van anderen'), ('odd', '’s nachts of in het weekend'), ('surname', 'iemand met dezelfde achternaam'), ('closed', 'lang na het afsluiten')], max_length=10)),
                ('clients', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('count', models.PositiveIntegerField()),
                ('usual', models.PositiveIntegerField(null=True)),
                ('found_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('looked_into_at', models.DateTimeField(blank=True, null=True)),
                ('remark', models.TextField(blank=True, verbose_name='wat u vond')),
                ('looked_into_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='oco.organisation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'opvallend leesgedrag',
                'verbose_name_plural': 'opvallend leesgedrag',
                'ordering': ['-on', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('provider', 'user', 'on', 'rule'), name='unusual_reading_once', violation_error_message='Dit is al gevonden.'), models.CheckConstraint(condition=models.Q(models.Q(('looked_into_at__isnull', True), ('looked_into_by__isnull', True), ('remark', '')), models.Q(('looked_into_at__isnull', False), ('looked_into_by__isnull', False), models.Q(('remark', ''), _negated=True)), _connector='OR'), name='unusual_reading_looked_into_whole', violation_error_message='Schrijf op wat u vond.')],
            },
        ),
    ]
