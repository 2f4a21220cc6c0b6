import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('subsidies', '0003_decisions_and_money'),
    ]

    operations = [
        migrations.CreateModel(
            name='Determination',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=60, verbose_name='kenmerk')),
                ('decided_on', models.DateField(verbose_name='besloten op')),
                ('granted', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='verleend (euro)')),
                ('paid', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='betaald (euro)')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='vastgesteld op (euro)')),
                ('ground', models.CharField(blank=True, choices=[('activities', 'de activiteiten zijn niet of niet helemaal gedaan'), ('obligations', 'er is niet voldaan aan de verplichtingen'), ('information', 'er zijn onjuiste of onvolledige gegevens verstrekt'), ('decision', 'de subsidie was onjuist, en de ontvanger wist dit of hoorde dit te weten'), ('costs', 'de werkelijke kosten waren lager, en de subsidie hangt daarvan af')], max_length=12, verbose_name='grond')),
                ('explanation', models.TextField(blank=True, verbose_name='toelichting')),
                ('decided_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decided_by_name', models.CharField(max_length=100)),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('grant', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='determination', to='subsidies.grant')),
            ],
            options={
                'verbose_name': 'vaststelling',
                'verbose_name_plural': 'vaststellingen',
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gte', 0), ('amount__lte', models.F('granted'))), name='determination_within_grant', violation_error_message='Stel vast op een bedrag van 0 tot en met het verleende bedrag.'), models.CheckConstraint(condition=models.Q(models.Q(('amount__gte', models.F('granted')), ('ground', '')), models.Q(('amount__lt', models.F('granted')), models.Q(('ground', ''), _negated=True)), _connector='OR'), name='determination_lower_with_ground', violation_error_message='Een lager bedrag heeft een grond; het hele bedrag heeft er geen.'), models.CheckConstraint(condition=models.Q(('ground', ''), models.Q(('explanation', ''), _negated=True), _connector='OR'), name='determination_ground_explained', violation_error_message='Leg uit waarom u lager vaststelt.')],
            },
        ),
        migrations.CreateModel(
            name='DeterminationLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.BinaryField()),
                ('sha256', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('determination', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='letter', to='subsidies.determination')),
            ],
            options={
                'verbose_name': 'brief',
                'verbose_name_plural': 'brieven',
            },
        ),
        migrations.CreateModel(
            name='DeterminationRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('activities', models.TextField(blank=True, verbose_name='wat er is gedaan')),
                ('differences', models.TextField(blank=True, verbose_name='waardoor het anders liep')),
                ('financial_note', models.TextField(blank=True, verbose_name='toelichting op de cijfers')),
                ('grant', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='determination_request', to='subsidies.grant')),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'aanvraag tot vaststelling',
                'verbose_name_plural': 'aanvragen tot vaststelling',
            },
        ),
        migrations.CreateModel(
            name='BalanceLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('assets', 'bezittingen'), ('equity', 'eigen vermogen'), ('liabilities', 'schulden')], max_length=12, verbose_name='kant')),
                ('name', models.CharField(max_length=120, verbose_name='omschrijving')),
                ('opening', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='op 1 januari (euro)')),
                ('closing', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='op 31 december (euro)')),
                ('place', models.PositiveSmallIntegerField(default=0)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='balance_lines', to='subsidies.determinationrequest')),
            ],
            options={
                'verbose_name': 'regel van de balans',
                'verbose_name_plural': 'regels van de balans',
                'ordering': ['request', 'side', 'place', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('request', 'side', 'name'), name='balance_line_once', violation_error_message='Deze regel staat er al.')],
            },
        ),
        migrations.CreateModel(
            name='AuditorStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('unqualified', 'goedkeurend'), ('qualified', 'met beperking'), ('disclaimer', 'oordeelonthouding'), ('adverse', 'afkeurend')], max_length=12, verbose_name='oordeel')),
                ('firm', models.CharField(max_length=120, verbose_name='accountantskantoor')),
                ('signed_on', models.DateField(verbose_name='getekend op')),
                ('content', models.BinaryField()),
                ('sha256', models.CharField(max_length=64)),
                ('uploaded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='statement', to='subsidies.determinationrequest')),
            ],
            options={
                'verbose_name': 'controleverklaring',
                'verbose_name_plural': 'controleverklaringen',
            },
        ),
        migrations.CreateModel(
            name='FinancialLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('income', 'opbrengst'), ('cost', 'kosten')], max_length=10, verbose_name='soort')),
                ('name', models.CharField(max_length=120, verbose_name='omschrijving')),
                ('budgeted', models.DecimalField(decimal_places=2, max_digits=12, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='begroot (euro)')),
                ('realised', models.DecimalField(decimal_places=2, max_digits=12, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='werkelijk (euro)')),
                ('place', models.PositiveSmallIntegerField(default=0)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='financial_lines', to='subsidies.determinationrequest')),
            ],
            options={
                'verbose_name': 'regel van het financieel verslag',
                'verbose_name_plural': 'regels van het financieel verslag',
                'ordering': ['request', '-kind', 'place', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('request', 'kind', 'name'), name='financial_line_once', violation_error_message='Deze regel staat er al.'), models.CheckConstraint(condition=models.Q(('budgeted__gte', 0), ('realised__gte', 0)), name='financial_line_not_negative', violation_error_message='Vul 0 of meer in.')],
            },
        ),
        migrations.CreateModel(
            name='ObligationAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('met', models.CharField(choices=[('yes', 'ja'), ('partly', 'deels'), ('no', 'nee')], max_length=8, verbose_name='gedaan')),
                ('text', models.TextField(blank=True, verbose_name='toelichting')),
                ('evidence', models.BinaryField(blank=True, null=True)),
                ('obligation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='subsidies.obligation')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='subsidies.determinationrequest')),
            ],
            options={
                'verbose_name': 'antwoord op een verplichting',
                'verbose_name_plural': 'antwoorden op verplichtingen',
                'ordering': ['request', 'obligation__number'],
                'constraints': [models.UniqueConstraint(fields=('request', 'obligation'), name='obligation_answer_once', violation_error_message='Bij deze verplichting staat al een antwoord.')],
            },
        ),
        migrations.CreateModel(
            name='SentRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(default=1, verbose_name='nummer')),
                ('data', models.JSONField()),
                ('checksum', models.CharField(max_length=64, verbose_name='controlegetal')),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='verstuurd')),
                ('sent_by_name', models.CharField(max_length=100, verbose_name='verstuurd door')),
                ('grant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sent_requests', to='subsidies.grant')),
                ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'verstuurde aanvraag',
                'verbose_name_plural': 'verstuurde aanvragen',
                'ordering': ['grant', '-number'],
                'constraints': [models.UniqueConstraint(fields=('grant', 'number'), name='sent_request_once', violation_error_message='Deze aanvraag is al verstuurd.')],
            },
        ),
        migrations.CreateModel(
            name='SentFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('statement', 'controleverklaring'), ('evidence', 'bewijsstuk'), ('report', 'aanvraag als PDF'), ('bundle', 'alles in één zip')], max_length=10)),
                ('place', models.PositiveSmallIntegerField(default=0)),
                ('content', models.BinaryField()),
                ('sha256', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('sent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='subsidies.sentrequest')),
            ],
            options={
                'verbose_name': 'bestand bij een aanvraag',
                'verbose_name_plural': 'bestanden bij een aanvraag',
                'ordering': ['sent', 'kind', 'place'],
                'constraints': [models.UniqueConstraint(fields=('sent', 'kind', 'place'), name='sent_file_once', violation_error_message='Dit bestand is er al.')],
            },
        ),
        migrations.CreateModel(
            name='RequestReturn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.TextField(verbose_name='wat er ontbreekt')),
                ('answer_by', models.DateField(verbose_name='aanvullen voor')),
                ('returned_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('returned_by_name', models.CharField(max_length=100)),
                ('returned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sent', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='returned', to='subsidies.sentrequest')),
            ],
            options={
                'verbose_name': 'vraag om aanvulling',
                'verbose_name_plural': 'vragen om aanvulling',
                'constraints': [models.CheckConstraint(condition=models.Q(('question', ''), _negated=True), name='request_return_with_question', violation_error_message='Schrijf op wat er ontbreekt.')],
            },
        ),
        migrations.AddField(
            model_name='determination',
            name='sent',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='subsidies.sentrequest'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='determinationletter',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='049b32bc603ebd65574b145ed7f74b14c02128fa', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_410a6', table='subsidies_determinationletter', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sentrequest',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='33a561065770e02fd4eafb422c4cb53b77d8af08', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_fb953', table='subsidies_sentrequest', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sentfile',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7695cc6e08ae30f24a6427bebb00a828f3af329d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_95658', table='subsidies_sentfile', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='determination',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d932b9b2859cfb4fdf6924269d3aaec584660a35', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_be0c0', table='subsidies_determination', when='BEFORE')),
        ),
    ]
