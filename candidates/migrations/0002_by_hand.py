import django.db.models.deletion
import smaajob.archive
import uuid
from django.conf import settings
from django.db import migrations, models

# Every row has an id that an export can write and an import finds again; those without get one.
NAMED = """
UPDATE candidates_candidate SET external_id = 'sj-' || left(md5(public_id::text), 10) WHERE external_id = '';
UPDATE candidates_programme SET external_id = 'sj-' || left(md5(public_id::text), 10) WHERE external_id = '';
UPDATE candidates_course SET external_id = 'sj-' || left(md5(public_id::text), 10) WHERE external_id = '';
"""

# What is signed is never changed: an addendum corrects it. A merge may give it to another record; "vigtigt" is a pin.
LOCKED = """
CREATE FUNCTION note_is_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a signed note is never changed'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'candidates_note_is_signed', TABLE = 'candidates_note';
END $$;
CREATE TRIGGER note_is_signed BEFORE UPDATE ON candidates_note FOR EACH ROW
    WHEN (OLD.signed_at IS NOT NULL AND (OLD.signed_at, OLD.text, OLD.kind, OLD.happened_on, OLD.author_id, OLD.written_at)
        IS DISTINCT FROM (NEW.signed_at, NEW.text, NEW.kind, NEW.happened_on, NEW.author_id, NEW.written_at))
    EXECUTE FUNCTION note_is_signed();
CREATE TRIGGER note_is_signed_kept BEFORE DELETE ON candidates_note FOR EACH ROW
    WHEN (OLD.signed_at IS NOT NULL) EXECUTE FUNCTION note_is_signed();
"""
UNLOCK = """
DROP TRIGGER note_is_signed_kept ON candidates_note;
DROP TRIGGER note_is_signed ON candidates_note;
DROP FUNCTION note_is_signed();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('candidates', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(NAMED, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('note', 'Notat'), ('phone', 'Telefon'), ('meeting', 'Møde'), ('visit', 'Besøg'), ('message', 'Mail eller sms')], default='note', max_length=10, verbose_name='hvad')),
                ('happened_on', models.DateField(verbose_name='dag')),
                ('text', models.TextField(verbose_name='tekst')),
                ('important', models.BooleanField(default=False, verbose_name='vigtigt')),
                ('written_at', models.DateTimeField(auto_now_add=True)),
                ('signed_at', models.DateTimeField(blank=True, null=True, verbose_name='underskrevet')),
                ('addendum_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='addenda', to='candidates.note', verbose_name='tilføjelse til')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='skrevet af')),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='candidates.candidate')),
                ('keeper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation', verbose_name='organisation')),
            ],
            options={
                'ordering': ['-happened_on', '-written_at'],
                'abstract': False,
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('kind__in', ['note', 'phone', 'meeting', 'visit', 'message'])), name='note_kind_known', violation_error_message='Værdien er ikke en af dem, der kan vælges.'),
                    models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='note_says_something'),
                ],
                'indexes': [
                    models.Index(fields=['candidate', '-happened_on'], name='note_by_candidate'),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name='candidate',
            name='candidate_external_id_once',
        ),
        migrations.RemoveConstraint(
            model_name='course',
            name='course_external_id_once',
        ),
        migrations.RemoveConstraint(
            model_name='programme',
            name='programme_external_id_once',
        ),
        migrations.AddField(
            model_name='candidate',
            name='archived_as',
            field=models.CharField(blank=True, choices=[('done', 'Det er slut'), ('mistake', 'Det var en fejl'), ('merged', 'Lagt sammen med en anden')], editable=False, max_length=10, verbose_name='hvorfor'),
        ),
        migrations.AddField(
            model_name='candidate',
            name='archived_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='lagt i arkivet'),
        ),
        migrations.AddField(
            model_name='candidate',
            name='merged_into',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='candidates.candidate'),
        ),
        migrations.AddField(
            model_name='candidate',
            name='stand_in',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='stedfortræder'),
        ),
        migrations.AddField(
            model_name='course',
            name='archived_as',
            field=models.CharField(blank=True, choices=[('done', 'Det er slut'), ('mistake', 'Det var en fejl'), ('merged', 'Lagt sammen med en anden')], editable=False, max_length=10, verbose_name='hvorfor'),
        ),
        migrations.AddField(
            model_name='course',
            name='archived_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='lagt i arkivet'),
        ),
        migrations.AddField(
            model_name='enrolment',
            name='archived_as',
            field=models.CharField(blank=True, choices=[('done', 'Det er slut'), ('mistake', 'Det var en fejl'), ('merged', 'Lagt sammen med en anden')], editable=False, max_length=10, verbose_name='hvorfor'),
        ),
        migrations.AddField(
            model_name='enrolment',
            name='archived_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='lagt i arkivet'),
        ),
        migrations.AddField(
            model_name='participation',
            name='archived_as',
            field=models.CharField(blank=True, choices=[('done', 'Det er slut'), ('mistake', 'Det var en fejl'), ('merged', 'Lagt sammen med en anden')], editable=False, max_length=10, verbose_name='hvorfor'),
        ),
        migrations.AddField(
            model_name='participation',
            name='archived_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='lagt i arkivet'),
        ),
        migrations.AddField(
            model_name='programme',
            name='archived_as',
            field=models.CharField(blank=True, choices=[('done', 'Det er slut'), ('mistake', 'Det var en fejl'), ('merged', 'Lagt sammen med en anden')], editable=False, max_length=10, verbose_name='hvorfor'),
        ),
        migrations.AddField(
            model_name='programme',
            name='archived_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='lagt i arkivet'),
        ),
        migrations.AlterField(
            model_name='candidate',
            name='external_id',
            field=models.CharField(default=smaajob.archive.new_external_id, max_length=60, verbose_name='id i jeres regneark'),
        ),
        migrations.AlterField(
            model_name='course',
            name='external_id',
            field=models.CharField(default=smaajob.archive.new_external_id, max_length=60, verbose_name='id i jeres regneark'),
        ),
        migrations.AlterField(
            model_name='programme',
            name='external_id',
            field=models.CharField(default=smaajob.archive.new_external_id, max_length=60, verbose_name='id i jeres regneark'),
        ),
        migrations.AddConstraint(
            model_name='candidate',
            constraint=models.UniqueConstraint(fields=('keeper', 'external_id'), name='candidate_external_id_once', violation_error_message='Det id er allerede brugt.'),
        ),
        migrations.AddConstraint(
            model_name='candidate',
            constraint=models.CheckConstraint(condition=models.Q(('external_id', ''), _negated=True), name='candidate_has_external_id'),
        ),
        migrations.AddConstraint(
            model_name='candidate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('archived_as', ''), ('archived_at__isnull', True)), models.Q(('archived_as__in', ['done', 'mistake', 'merged']), ('archived_at__isnull', False)), _connector='OR'), name='candidate_archived_says_how'),
        ),
        migrations.AddConstraint(
            model_name='candidate',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), ('archived_as', 'merged'), _connector='OR'), name='candidate_merged_is_archived'),
        ),
        migrations.AddConstraint(
            model_name='course',
            constraint=models.UniqueConstraint(fields=('keeper', 'external_id'), name='course_external_id_once', violation_error_message='Det id er allerede brugt.'),
        ),
        migrations.AddConstraint(
            model_name='course',
            constraint=models.CheckConstraint(condition=models.Q(('external_id', ''), _negated=True), name='course_has_external_id'),
        ),
        migrations.AddConstraint(
            model_name='course',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('archived_as', ''), ('archived_at__isnull', True)), models.Q(('archived_as__in', ['done', 'mistake', 'merged']), ('archived_at__isnull', False)), _connector='OR'), name='course_archived_says_how'),
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('archived_as', ''), ('archived_at__isnull', True)), models.Q(('archived_as__in', ['done', 'mistake', 'merged']), ('archived_at__isnull', False)), _connector='OR'), name='enrolment_archived_says_how'),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('archived_as', ''), ('archived_at__isnull', True)), models.Q(('archived_as__in', ['done', 'mistake', 'merged']), ('archived_at__isnull', False)), _connector='OR'), name='participation_archived_says_how'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.UniqueConstraint(fields=('keeper', 'external_id'), name='programme_external_id_once', violation_error_message='Det id er allerede brugt.'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.CheckConstraint(condition=models.Q(('external_id', ''), _negated=True), name='programme_has_external_id'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('archived_as', ''), ('archived_at__isnull', True)), models.Q(('archived_as__in', ['done', 'mistake', 'merged']), ('archived_at__isnull', False)), _connector='OR'), name='programme_archived_says_how'),
        ),
        migrations.AlterConstraint(
            model_name='enrolment',
            name='enrolment_once',
            constraint=models.UniqueConstraint(fields=('course', 'candidate'), name='enrolment_once', violation_error_message='Personen er allerede på kurset.'),
        ),
        migrations.AlterConstraint(
            model_name='participation',
            name='participation_once',
            constraint=models.UniqueConstraint(fields=('programme', 'candidate', 'start'), name='participation_once', violation_error_message='Personen deltager allerede fra den dag.'),
        ),
        migrations.RunSQL(LOCKED, UNLOCK),
    ]
