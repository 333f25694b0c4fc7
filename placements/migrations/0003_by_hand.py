import django.db.models.deletion
import django.db.models.functions.datetime
import smaajob.archive
import uuid
from django.conf import settings
from django.db import migrations, models

# Every row has an id that an export can write and an import finds again; those without get one.
NAMED = """
UPDATE placements_placement SET external_id = 'sj-' || left(md5(public_id::text), 10) WHERE external_id = '';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('candidates', '0002_by_hand'),
        ('employers', '0002_by_hand'),
        ('placements', '0002_what_must_never_be'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(NAMED, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='ExportJob',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('ordered', 'Venter'), ('running', 'I gang'), ('done', 'Færdig'), ('failed', 'Gik ikke')], default='ordered', max_length=10, verbose_name='tilstand')),
                ('ordered_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='bestilt')),
                ('claim', models.UUIDField(editable=False, null=True)),
                ('lease_until', models.DateTimeField(editable=False, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('progress', models.PositiveSmallIntegerField(default=0, verbose_name='fremdrift i procent')),
                ('step', models.CharField(blank=True, max_length=200, verbose_name='i gang med')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='færdig')),
                ('problem', models.TextField(blank=True, verbose_name='hvad gik galt')),
                ('format', models.CharField(choices=[('zip', 'En .zip-fil med ét regneark i .csv for hver slags'), ('xlsx', 'Ét Excel-regneark med et ark for hver slags')], default='zip', max_length=10, verbose_name='som')),
                ('with_cpr', models.BooleanField(default=False, verbose_name='med CPR-numre')),
                ('purpose', models.CharField(blank=True, max_length=200, verbose_name='hvad skal den bruges til')),
                ('content', models.BinaryField(null=True)),
                ('counts', models.JSONField(null=True)),
                ('keeper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation', verbose_name='organisation')),
                ('ordered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='bestilt af')),
            ],
            options={
                'ordering': ['-ordered_at'],
                'abstract': False,
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('claim__isnull', False), ('lease_until__isnull', False), ('state', 'running')), models.Q(models.Q(('state', 'running'), _negated=True), ('claim__isnull', True), ('lease_until__isnull', True)), _connector='OR'), name='exportjob_running_is_claimed'),
                    models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', False), ('state__in', ['done', 'failed'])), models.Q(('finished_at__isnull', True), ('state__in', ['ordered', 'running'])), _connector='OR'), name='exportjob_finished_has_time'),
                    models.CheckConstraint(condition=models.Q(('progress__lte', 100)), name='exportjob_progress_percent'),
                    models.CheckConstraint(condition=models.Q(('format__in', ['zip', 'xlsx'])), name='exportjob_format_known', violation_error_message='Værdien er ikke en af dem, der kan vælges.'),
                    models.CheckConstraint(condition=models.Q(('with_cpr', False), models.Q(('purpose', ''), _negated=True), _connector='OR'), name='exportjob_cpr_has_a_purpose'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('candidate', 'Personer'), ('workplace', 'Arbejdspladser')], max_length=10)),
                ('kept_id', models.UUIDField()),
                ('gone_id', models.UUIDField()),
                ('merged_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('trace', models.BinaryField(null=True)),
                ('undone_at', models.DateTimeField(null=True)),
                ('keeper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation', verbose_name='organisation')),
                ('merged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-merged_at'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('kind__in', ['candidate', 'workplace'])), name='merge_kind_known', violation_error_message='Værdien er ikke en af dem, der kan vælges.'),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name='placement',
            name='placement_external_id_once',
        ),
        migrations.AddField(
            model_name='importjob',
            name='trace',
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name='importjob',
            name='undone_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='fortrudt'),
        ),
        migrations.AddField(
            model_name='importjob',
            name='undone_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='placement',
            name='cancelled_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='annulleret'),
        ),
        migrations.AlterField(
            model_name='placement',
            name='external_id',
            field=models.CharField(default=smaajob.archive.new_external_id, max_length=60, verbose_name='id i jeres regneark'),
        ),
        migrations.AddConstraint(
            model_name='placement',
            constraint=models.UniqueConstraint(fields=('keeper', 'external_id'), name='placement_external_id_once', violation_error_message='Det id er allerede brugt.'),
        ),
        migrations.AddConstraint(
            model_name='placement',
            constraint=models.CheckConstraint(condition=models.Q(('external_id', ''), _negated=True), name='placement_has_external_id'),
        ),
    ]
