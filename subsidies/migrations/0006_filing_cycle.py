import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('oco', '0004_casework'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('reporting', '0001_initial'),
        ('subsidies', '0005_self_test'),
    ]

    operations = [
        migrations.CreateModel(
            name='ActionPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('decision', 'besluit'), ('action', 'actie')], max_length=10, verbose_name='soort')),
                ('text', models.TextField(verbose_name='wat')),
                ('owner', models.CharField(blank=True, max_length=100, verbose_name='wie')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='voor')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('made_by_name', models.CharField(max_length=100)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'actiepunt',
                'verbose_name_plural': 'actiepunten',
                'ordering': ['made_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='action_point_has_text', violation_error_message='Schrijf op wat er is afgesproken.'), models.CheckConstraint(condition=models.Q(models.Q(('due_on__isnull', True), ('kind', 'decision')), models.Q(('due_on__isnull', False), ('kind', 'action'), models.Q(('owner', ''), _negated=True)), _connector='OR'), name='action_point_owner_and_day', violation_error_message='Een actie heeft een eigenaar en een datum. Een besluit heeft geen datum.')],
            },
        ),
        migrations.CreateModel(
            name='DrawingUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='geldt vanaf')),
                ('way', models.CharField(choices=[('fixed', 'steeds dezelfde aanbieder'), ('rotating', 'om de beurt, per kwartaal')], max_length=10, verbose_name='hoe')),
            ],
            options={
                'verbose_name': 'rolverdeling',
                'verbose_name_plural': 'rolverdelingen',
                'ordering': ['-valid_from'],
            },
        ),
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.DateField(verbose_name='begin')),
                ('end', models.DateField(verbose_name='einde')),
                ('due_on', models.DateField(verbose_name='nieuwe datum')),
                ('reason', models.TextField(verbose_name='reden')),
                ('given_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('given_by_name', models.CharField(max_length=100)),
            ],
            options={
                'verbose_name': 'uitstel',
                'verbose_name_plural': 'uitstel',
                'ordering': ['given_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='extension_with_reason', violation_error_message='Schrijf op waarom u uitstel geeft.'), models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('end'))), name='extension_after_the_period', violation_error_message='De nieuwe datum ligt na de periode.')],
            },
        ),
        migrations.CreateModel(
            name='FilingNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('filed_as', models.CharField(choices=[('accountable', 'het samenwerkingsverband'), ('lead', 'wie opstelt'), ('deputy', 'vervanger')], max_length=12, verbose_name='als')),
                ('parts_missing', models.CharField(blank=True, max_length=400, verbose_name='delen die ontbraken')),
                ('reason', models.TextField(blank=True, verbose_name='reden')),
            ],
            options={
                'verbose_name': 'aantekening bij het indienen',
                'verbose_name_plural': 'aantekeningen bij het indienen',
                'constraints': [models.CheckConstraint(condition=models.Q(('parts_missing', ''), models.Q(('reason', ''), _negated=True), _connector='OR'), name='filing_note_missing_with_reason', violation_error_message='Schrijf op waarom u indient zonder alle delen.')],
            },
        ),
        migrations.CreateModel(
            name='FilingTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='geldt vanaf')),
                ('quarter_months', models.PositiveSmallIntegerField(blank=True, default=1, null=True, validators=[django.core.validators.MaxValueValidator(12)], verbose_name='kwartaal: maanden erna')),
                ('quarter_day', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(28)], verbose_name='kwartaal: dag')),
                ('half_year_months', models.PositiveSmallIntegerField(blank=True, default=1, null=True, validators=[django.core.validators.MaxValueValidator(12)], verbose_name='eerste halfjaar: maanden erna')),
                ('half_year_day', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(28)], verbose_name='eerste halfjaar: dag')),
                ('year_months', models.PositiveSmallIntegerField(blank=True, default=3, null=True, validators=[django.core.validators.MaxValueValidator(12)], verbose_name='jaar: maanden erna')),
                ('year_day', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(28)], verbose_name='jaar: dag')),
            ],
            options={
                'verbose_name': 'indientermijnen',
                'verbose_name_plural': 'indientermijnen',
                'ordering': ['municipality', '-valid_from'],
                'constraints': [models.CheckConstraint(condition=models.Q(('half_year_day__range', (1, 28)), ('quarter_day__range', (1, 28)), ('year_day__range', (1, 28))), name='filing_terms_day_of_every_month', violation_error_message='Kies een dag van 1 tot en met 28.'), models.CheckConstraint(condition=models.Q(('half_year_months__lte', 12), ('quarter_months__lte', 12), ('year_months__lte', 12)), name='filing_terms_within_a_year', violation_error_message='Kies ten hoogste 12 maanden.')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('municipality', 'gemeente'), ('provider', 'aanbieder')], max_length=12, verbose_name='kant')),
                ('text', models.TextField(verbose_name='tekst')),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('written_by_name', models.CharField(max_length=100)),
            ],
            options={
                'verbose_name': 'bericht',
                'verbose_name_plural': 'berichten',
                'ordering': ['written_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='message_has_text', violation_error_message='Een bericht heeft een tekst.')],
            },
        ),
        migrations.CreateModel(
            name='PartClosing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.DateField(verbose_name='begin')),
                ('end', models.DateField(verbose_name='einde')),
                ('left_open', models.PositiveIntegerField(default=0, verbose_name='punten die openstonden')),
                ('closed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('closed_by_name', models.CharField(max_length=100)),
                ('reopened_at', models.DateTimeField(blank=True, null=True)),
                ('reopened_by_name', models.CharField(blank=True, max_length=100)),
            ],
            options={
                'verbose_name': 'afgesloten deel',
                'verbose_name_plural': 'afgesloten delen',
                'ordering': ['closed_at'],
            },
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('finding', models.CharField(max_length=160)),
                ('title', models.CharField(max_length=200)),
                ('figure', models.CharField(blank=True, max_length=200)),
                ('rule', models.CharField(blank=True, max_length=300)),
                ('sentence', models.TextField(blank=True)),
                ('text', models.TextField(verbose_name='opmerking')),
                ('answers', models.CharField(max_length=100, verbose_name='wie antwoordt')),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('written_by_name', models.CharField(max_length=100)),
            ],
            options={
                'verbose_name': 'opmerking',
                'verbose_name_plural': 'opmerkingen',
                'ordering': ['report', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='remark_has_text', violation_error_message='Schrijf een opmerking.')],
            },
        ),
        migrations.CreateModel(
            name='Thread',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('indicator', models.CharField(blank=True, max_length=60, verbose_name='cijfer')),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('opened_by_name', models.CharField(max_length=100)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_by_name', models.CharField(blank=True, max_length=100)),
            ],
            options={
                'verbose_name': 'vraag over een rapport',
                'verbose_name_plural': 'vragen over rapporten',
                'ordering': ['opened_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='TurnSwap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.DateField(verbose_name='begin')),
                ('end', models.DateField(verbose_name='einde')),
                ('reason', models.TextField(verbose_name='reden')),
                ('swapped_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('swapped_by_name', models.CharField(max_length=100)),
            ],
            options={
                'verbose_name': 'ruil',
                'verbose_name_plural': 'ruilen',
                'ordering': ['swapped_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='turn_swap_with_reason', violation_error_message='Schrijf op waarom u ruilt.')],
            },
        ),
        migrations.AddField(
            model_name='actionpoint',
            name='done_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='actionpoint',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='actionpoint',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='oco.municipality'),
        ),
        migrations.AddField(
            model_name='actionpoint',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='oco.organisation'),
        ),
        migrations.AddField(
            model_name='actionpoint',
            name='report',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='action_points', to='reporting.report'),
        ),
        migrations.AddField(
            model_name='drawingup',
            name='first',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='oco.organisation', verbose_name='aanbieder'),
        ),
        migrations.AddField(
            model_name='drawingup',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='oco.municipality'),
        ),
        migrations.AddField(
            model_name='drawingup',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='oco.organisation'),
        ),
        migrations.AddField(
            model_name='extension',
            name='given_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='extension',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='oco.municipality'),
        ),
        migrations.AddField(
            model_name='extension',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='oco.organisation'),
        ),
        migrations.AddField(
            model_name='filingnote',
            name='report',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='filing_note', to='reporting.report'),
        ),
        migrations.AddField(
            model_name='filingterms',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='filing_terms', to='oco.municipality'),
        ),
        migrations.AddField(
            model_name='filingterms',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='oco.organisation', verbose_name='ontvanger'),
        ),
        migrations.AddField(
            model_name='message',
            name='written_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='partclosing',
            name='closed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='partclosing',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='oco.municipality'),
        ),
        migrations.AddField(
            model_name='partclosing',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='oco.organisation'),
        ),
        migrations.AddField(
            model_name='partclosing',
            name='provider',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='oco.organisation', verbose_name='aanbieder'),
        ),
        migrations.AddField(
            model_name='partclosing',
            name='reopened_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='remark',
            name='report',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remarks', to='reporting.report'),
        ),
        migrations.AddField(
            model_name='remark',
            name='written_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='thread',
            name='closed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='thread',
            name='opened_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='thread',
            name='report',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='threads', to='reporting.report'),
        ),
        migrations.AddField(
            model_name='message',
            name='thread',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='subsidies.thread'),
        ),
        migrations.AddField(
            model_name='turnswap',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='oco.municipality'),
        ),
        migrations.AddField(
            model_name='turnswap',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='oco.organisation'),
        ),
        migrations.AddField(
            model_name='turnswap',
            name='provider',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='oco.organisation', verbose_name='aanbieder'),
        ),
        migrations.AddField(
            model_name='turnswap',
            name='swapped_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='actionpoint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('done_by__isnull', True)), models.Q(('done_at__isnull', False), ('done_by__isnull', False), ('kind', 'action')), _connector='OR'), name='action_point_done_whole', violation_error_message='Wie een actie afrondt, staat er met de tijd bij.'),
        ),
        migrations.AddConstraint(
            model_name='drawingup',
            constraint=models.UniqueConstraint(fields=('municipality', 'organisation', 'valid_from'), name='drawing_up_once_a_day', violation_error_message='Vanaf deze dag geldt al een andere rolverdeling.'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.UniqueConstraint(fields=('municipality', 'organisation', 'start', 'end'), name='extension_once', violation_error_message='Voor deze periode is er al uitstel.'),
        ),
        migrations.AddConstraint(
            model_name='filingterms',
            constraint=models.UniqueConstraint(fields=('municipality', 'organisation', 'valid_from'), name='filing_terms_once_a_day', nulls_distinct=False, violation_error_message='Vanaf deze dag gelden al andere termijnen.'),
        ),
        migrations.AddConstraint(
            model_name='partclosing',
            constraint=models.UniqueConstraint(condition=models.Q(('reopened_at__isnull', True)), fields=('municipality', 'organisation', 'provider', 'start', 'end'), name='part_closed_once', violation_error_message='Dit deel is al afgesloten.'),
        ),
        migrations.AddConstraint(
            model_name='partclosing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reopened_at__isnull', True), ('reopened_by__isnull', True), ('reopened_by_name', '')), models.Q(('reopened_at__isnull', False), ('reopened_by__isnull', False), models.Q(('reopened_by_name', ''), _negated=True)), _connector='OR'), name='part_reopened_whole', violation_error_message='Wie een deel heropent, staat er met de tijd bij.'),
        ),
        migrations.AddConstraint(
            model_name='remark',
            constraint=models.UniqueConstraint(fields=('report', 'finding'), name='remark_once', violation_error_message='Bij dit punt staat al een opmerking.'),
        ),
        migrations.AddConstraint(
            model_name='thread',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_by__isnull', True), ('closed_by_name', '')), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), models.Q(('closed_by_name', ''), _negated=True)), _connector='OR'), name='thread_closed_whole', violation_error_message='Wie een vraag afsluit, staat er met de tijd bij.'),
        ),
        migrations.AddConstraint(
            model_name='turnswap',
            constraint=models.UniqueConstraint(fields=('municipality', 'organisation', 'start', 'end'), name='turn_swap_once', violation_error_message='Voor deze periode is al geruild.'),
        ),
        migrations.AddField(
            model_name='review',
            name='note',
            field=models.TextField(blank=True, verbose_name='opmerking'),
        ),
        migrations.AddField(
            model_name='review',
            name='open_threads',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='open vragen'),
        ),
    ]
