import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('oco', '0004_casework'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('reporting', '0003_counts_by_week'),
    ]

    operations = [
        migrations.CreateModel(
            name='FormerFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('indicator', models.CharField(max_length=60)),
                ('value', models.DecimalField(decimal_places=4, max_digits=16)),
                ('roll_up', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_figures', to='reporting.rollup')),
            ],
            options={
                'verbose_name': 'cijfer zoals het eerst telde',
                'verbose_name_plural': 'cijfers zoals het eerst telde',
                'constraints': [models.UniqueConstraint(fields=('roll_up', 'indicator'), name='former_figure_once', violation_error_message='Dit cijfer is er al.')],
            },
        ),
        migrations.CreateModel(
            name='DefinitionEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(choices=[('answered', 'welke uitkomsten een antwoord zijn'), ('client_work', 'vanaf hoeveel minuten een contact iemand cliënt maakt')], max_length=20, verbose_name='waarover')),
                ('number', models.PositiveSmallIntegerField(verbose_name='versie')),
                ('valid_from', models.DateField(verbose_name='geldt vanaf')),
                ('answered', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('information_advice', 'informatie en advies'), ('own_strength_network', 'eigen kracht of netwerk'), ('general_provision', 'algemene voorziening'), ('individual_provision', 'maatwerkvoorziening'), ('warm_referral', 'warme overdracht'), ('leaflet_referral', 'verwezen met folder'), ('objection_complaint', 'bezwaar of klacht'), ('wlz', 'overdracht naar Wlz'), ('no_solution', 'geen oplossing'), ('stopped', 'gestopt door cliënt'), ('moved_or_died', 'verhuisd of overleden')], max_length=30), blank=True, null=True, size=None, verbose_name='antwoorden')),
                ('least_minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='minuten')),
                ('sentence', models.TextField(verbose_name='zin')),
                ('example', models.TextField(verbose_name='voorbeeld')),
                ('counter_example', models.TextField(verbose_name='tegenvoorbeeld')),
                ('reason', models.TextField(verbose_name='reden')),
                ('announced_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='aangekondigd')),
                ('announced_by_name', models.CharField(max_length=100, verbose_name='aangekondigd door')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='ingetrokken')),
                ('announced_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='definition_editions', to='oco.municipality')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'versie van een definitie',
                'verbose_name_plural': 'versies van definities',
                'ordering': ['municipality', 'rule', 'number'],
                'constraints': [models.UniqueConstraint(fields=('municipality', 'rule', 'number'), name='definition_number_once', violation_error_message='Deze versie is er al.'), models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('municipality', 'rule', 'valid_from'), name='definition_once_a_day', violation_error_message='Op deze dag gaat al een andere versie in.'), models.CheckConstraint(condition=models.Q(('number__gte', 2)), name='definition_first_is_standard', violation_error_message='De eerste versie is de standaard.'), models.CheckConstraint(condition=models.Q(models.Q(('answered__isnull', False), ('answered__len__gt', 0), ('least_minutes__isnull', True), ('rule', 'answered')), models.Q(('answered__isnull', True), ('least_minutes__isnull', False), ('least_minutes__lte', 60), ('rule', 'client_work')), _connector='OR'), name='definition_values_by_rule', violation_error_message='Kies minstens één uitkomst, of vul 0 tot en met 60 minuten in.'), models.CheckConstraint(condition=models.Q(('valid_from__day', 1), ('valid_from__month', 1)), name='definition_from_start_of_year', violation_error_message='Een versie gaat in op 1 januari.'), models.CheckConstraint(condition=models.Q(models.Q(('sentence', ''), _negated=True), models.Q(('example', ''), _negated=True), models.Q(('counter_example', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='definition_with_words', violation_error_message='Een versie heeft een zin, een voorbeeld, een tegenvoorbeeld en een reden.'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='definition_withdrawn_by_and_at', violation_error_message='Intrekken heeft een tijd en een persoon.')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='definitionedition',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='812317da47bdf18cd5f2e05322a084154dea7f2b', operation='DELETE', pgid='pgtrigger_append_only_ba6f6', table='reporting_definitionedition', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='definitionedition',
            trigger=pgtrigger.compiler.Trigger(name='definition_not_of_what_was_filed', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n                    IF EXISTS (\n                        SELECT 1 FROM reporting_report r\n                         WHERE r.municipality_id = NEW.municipality_id AND r."end" > NEW.valid_from\n                    ) THEN\n                        RAISE EXCEPTION \'period_filed\' USING ERRCODE = \'OC001\', DETAIL = TG_TABLE_NAME;\n                    END IF;\n                    IF TG_OP = \'UPDATE\' AND (\n                        to_jsonb(NEW) - \'withdrawn_at\' - \'withdrawn_by_id\'\n                            IS DISTINCT FROM to_jsonb(OLD) - \'withdrawn_at\' - \'withdrawn_by_id\'\n                        OR OLD.withdrawn_at IS NOT NULL\n                    ) THEN\n                        RAISE EXCEPTION \'an edition of a definition is never changed\';\n                    END IF;\n                    RETURN NEW;\n                ', hash='21a3203a8720dbccf9cfa26422d7dd61637115f3', operation='INSERT OR UPDATE', pgid='pgtrigger_definition_not_of_what_was_filed_18c0c', table='reporting_definitionedition', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='formerfigure',
            trigger=pgtrigger.compiler.Trigger(name='former_figure_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF EXISTS (\n                        SELECT 1 FROM reporting_rollup r\n                         WHERE r.frozen_at IS NOT NULL\n                           AND r.id = CASE WHEN TG_OP = 'INSERT' THEN NEW.roll_up_id ELSE OLD.roll_up_id END\n                    ) THEN\n                        RAISE EXCEPTION 'period_filed' USING ERRCODE = 'OC001', DETAIL = TG_TABLE_NAME;\n                    END IF;\n                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n                    RETURN NEW;\n                ", hash='6122fb6ebc283f1eff3214c1f20bcca198d3cdee', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_former_figure_frozen_77a50', table='reporting_formerfigure', when='BEFORE')),
        ),
    ]
