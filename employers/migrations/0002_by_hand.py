import django.db.models.deletion
import smaajob.archive
import uuid
from django.conf import settings
from django.db import migrations, models

# Every row has an id that an export can write and an import finds again; those without get one.
NAMED = """
UPDATE employers_workplace SET external_id = 'sj-' || left(md5(public_id::text), 10) WHERE external_id = '';
UPDATE employers_task SET external_id = 'sj-' || left(md5(public_id::text), 10) WHERE external_id = '';
"""

# What is signed is never changed: an addendum corrects it. A merge may give it to another record; "vigtigt" is a pin.
LOCKED = """
CREATE FUNCTION log_entry_is_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a signed note is never changed'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'employers_logentry_is_signed', TABLE = 'employers_logentry';
END $$;
CREATE TRIGGER log_entry_is_signed BEFORE UPDATE ON employers_logentry FOR EACH ROW
    WHEN (OLD.signed_at IS NOT NULL AND (OLD.signed_at, OLD.text, OLD.kind, OLD.happened_on, OLD.author_id, OLD.written_at)
        IS DISTINCT FROM (NEW.signed_at, NEW.text, NEW.kind, NEW.happened_on, NEW.author_id, NEW.written_at))
    EXECUTE FUNCTION log_entry_is_signed();
CREATE TRIGGER log_entry_is_signed_kept BEFORE DELETE ON employers_logentry FOR EACH ROW
    WHEN (OLD.signed_at IS NOT NULL) EXECUTE FUNCTION log_entry_is_signed();
"""
UNLOCK = """
DROP TRIGGER log_entry_is_signed_kept ON employers_logentry;
DROP TRIGGER log_entry_is_signed ON employers_logentry;
DROP FUNCTION log_entry_is_signed();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('employers', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(NAMED, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='LogEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('note', 'Notat'), ('phone', 'Telefon'), ('meeting', 'Møde'), ('visit', 'Besøg'), ('message', 'Mail eller sms')], default='note', max_length=10, verbose_name='hvad')),
                ('happened_on', models.DateField(verbose_name='dag')),
                ('text', models.TextField(verbose_name='tekst')),
                ('important', models.BooleanField(default=False, verbose_name='vigtigt')),
                ('written_at', models.DateTimeField(auto_now_add=True)),
                ('signed_at', models.DateTimeField(blank=True, null=True, verbose_name='underskrevet')),
                ('addendum_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='addenda', to='employers.logentry', verbose_name='tilføjelse til')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='skrevet af')),
                ('keeper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation', verbose_name='organisation')),
                ('workplace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='log', to='employers.workplace')),
            ],
            options={
                'verbose_name_plural': 'log entries',
                'ordering': ['-happened_on', '-written_at'],
                'abstract': False,
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('kind__in', ['note', 'phone', 'meeting', 'visit', 'message'])), name='logentry_kind_known', violation_error_message='Værdien er ikke en af dem, der kan vælges.'),
                    models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='logentry_says_something'),
                ],
                'indexes': [
                    models.Index(fields=['workplace', '-happened_on'], name='log_entry_by_workplace'),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name='task',
            name='task_external_id_once',
        ),
        migrations.RemoveConstraint(
            model_name='workplace',
            name='workplace_external_id_once',
        ),
        migrations.AddField(
            model_name='contact',
            name='archived_as',
            field=models.CharField(blank=True, choices=[('done', 'Det er slut'), ('mistake', 'Det var en fejl'), ('merged', 'Lagt sammen med en anden')], editable=False, max_length=10, verbose_name='hvorfor'),
        ),
        migrations.AddField(
            model_name='contact',
            name='archived_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='lagt i arkivet'),
        ),
        migrations.AddField(
            model_name='contact',
            name='call_when',
            field=models.CharField(blank=True, max_length=200, verbose_name='hvornår er det bedst at ringe'),
        ),
        migrations.AddField(
            model_name='contact',
            name='role',
            field=models.CharField(blank=True, max_length=100, verbose_name='rolle på arbejdspladsen'),
        ),
        migrations.AddField(
            model_name='task',
            name='archived_as',
            field=models.CharField(blank=True, choices=[('done', 'Det er slut'), ('mistake', 'Det var en fejl'), ('merged', 'Lagt sammen med en anden')], editable=False, max_length=10, verbose_name='hvorfor'),
        ),
        migrations.AddField(
            model_name='task',
            name='archived_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='lagt i arkivet'),
        ),
        migrations.AddField(
            model_name='workplace',
            name='about',
            field=models.TextField(blank=True, verbose_name='sådan er der'),
        ),
        migrations.AddField(
            model_name='workplace',
            name='archived_as',
            field=models.CharField(blank=True, choices=[('done', 'Det er slut'), ('mistake', 'Det var en fejl'), ('merged', 'Lagt sammen med en anden')], editable=False, max_length=10, verbose_name='hvorfor'),
        ),
        migrations.AddField(
            model_name='workplace',
            name='archived_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='lagt i arkivet'),
        ),
        migrations.AddField(
            model_name='workplace',
            name='merged_into',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='employers.workplace'),
        ),
        migrations.AddField(
            model_name='workplace',
            name='stand_in',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='stedfortræder i kommunen'),
        ),
        migrations.AlterField(
            model_name='task',
            name='external_id',
            field=models.CharField(default=smaajob.archive.new_external_id, max_length=60, verbose_name='id i jeres regneark'),
        ),
        migrations.AlterField(
            model_name='workplace',
            name='external_id',
            field=models.CharField(default=smaajob.archive.new_external_id, max_length=60, verbose_name='id i jeres regneark'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(('main', False), ('archived_at__isnull', True), _connector='OR'), name='contact_main_is_not_archived'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('archived_as', ''), ('archived_at__isnull', True)), models.Q(('archived_as__in', ['done', 'mistake', 'merged']), ('archived_at__isnull', False)), _connector='OR'), name='contact_archived_says_how'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.UniqueConstraint(fields=('keeper', 'external_id'), name='task_external_id_once', violation_error_message='Det id er allerede brugt.'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('external_id', ''), _negated=True), name='task_has_external_id'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('archived_as', ''), ('archived_at__isnull', True)), models.Q(('archived_as__in', ['done', 'mistake', 'merged']), ('archived_at__isnull', False)), _connector='OR'), name='task_archived_says_how'),
        ),
        migrations.AddConstraint(
            model_name='workplace',
            constraint=models.UniqueConstraint(fields=('keeper', 'external_id'), name='workplace_external_id_once', violation_error_message='Det id er allerede brugt.'),
        ),
        migrations.AddConstraint(
            model_name='workplace',
            constraint=models.CheckConstraint(condition=models.Q(('external_id', ''), _negated=True), name='workplace_has_external_id'),
        ),
        migrations.AddConstraint(
            model_name='workplace',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('archived_as', ''), ('archived_at__isnull', True)), models.Q(('archived_as__in', ['done', 'mistake', 'merged']), ('archived_at__isnull', False)), _connector='OR'), name='workplace_archived_says_how'),
        ),
        migrations.AddConstraint(
            model_name='workplace',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), ('archived_as', 'merged'), _connector='OR'), name='workplace_merged_is_archived'),
        ),
        migrations.RunSQL(LOCKED, UNLOCK),
    ]
