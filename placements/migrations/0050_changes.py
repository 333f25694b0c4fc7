"""What changes while a placement lasts; and what a constraint can't say: whose it is, inside its placement, no shift in a pause."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import placements.models.changes
import smaajob.fields
import uuid
from django.conf import settings
from django.db import migrations, models

# A person is their placement's person, also when two records are laid together.
OF_THE_PLACEMENT = """
ALTER TABLE placements_{table} ADD CONSTRAINT {table}_person_is_the_placements
    FOREIGN KEY (placement_id, candidate_id) REFERENCES placements_placement (id, candidate_id)
    DEFERRABLE INITIALLY DEFERRED;
"""
TABLES = ("pause", "move", "changerequest")

# The placement is looked at FOR SHARE, so that an end and a pause can't pass each other unseen.
PAUSES = """
CREATE FUNCTION pause_inside_placement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM placements_placement p WHERE p.id = NEW.placement_id FOR SHARE;
    PERFORM 1 FROM placements_placement p WHERE p.id = NEW.placement_id
        AND (NEW.first_day < p.start OR coalesce(NEW.last_day, 'infinity'::date) > coalesce(p.actual_end, 'infinity'::date));
    IF FOUND THEN
        RAISE EXCEPTION 'a pause lies outside its placement'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'pause_inside_placement', TABLE = 'placements_pause';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER pause_inside_placement AFTER INSERT OR UPDATE ON placements_pause
    FOR EACH ROW WHEN (NEW.called_off_at IS NULL) EXECUTE FUNCTION pause_inside_placement();

CREATE FUNCTION placement_keeps_its_pauses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM placements_pause WHERE placement_id = NEW.id AND called_off_at IS NULL
        AND (first_day < NEW.start OR coalesce(last_day, 'infinity'::date) > coalesce(NEW.actual_end, 'infinity'::date));
    IF FOUND THEN
        RAISE EXCEPTION 'the placement has a pause outside its dates'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'pause_inside_placement', TABLE = 'placements_placement';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER placement_keeps_its_pauses AFTER UPDATE ON placements_placement
    FOR EACH ROW WHEN (OLD.start <> NEW.start OR OLD.actual_end IS DISTINCT FROM NEW.actual_end)
    EXECUTE FUNCTION placement_keeps_its_pauses();

CREATE FUNCTION shift_not_in_a_pause() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM new_rows s JOIN placements_pause p ON p.placement_id = s.placement_id AND p.called_off_at IS NULL
        AND s.cancelled_at IS NULL AND s.day >= p.first_day AND s.day <= coalesce(p.last_day, 'infinity'::date) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'a shift lies in a pause'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'shift_not_in_a_pause', TABLE = 'placements_shift';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER shift_not_in_a_pause AFTER INSERT ON placements_shift
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION shift_not_in_a_pause();

-- Nor is one moved into a pause, or taken back in it; what was cancelled there stays and is on no more.
CREATE FUNCTION shift_stays_out_of_pauses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM placements_pause p WHERE p.placement_id = NEW.placement_id AND p.called_off_at IS NULL
        AND NEW.day >= p.first_day AND NEW.day <= coalesce(p.last_day, 'infinity'::date);
    IF FOUND THEN
        RAISE EXCEPTION 'a shift lies in a pause'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'shift_not_in_a_pause', TABLE = 'placements_shift';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER shift_stays_out_of_pauses AFTER UPDATE ON placements_shift
    FOR EACH ROW WHEN (NEW.cancelled_at IS NULL AND (OLD.cancelled_at IS NOT NULL OR OLD.day <> NEW.day))
    EXECUTE FUNCTION shift_stays_out_of_pauses();
"""
# A placement that was moved to its task holds the seat there since the day of the move, and none before.
_SEATS = """
CREATE OR REPLACE FUNCTION seats_held(task bigint, first_day date, last_day date) RETURNS bigint LANGUAGE sql STABLE AS $$
    WITH held AS (
        SELECT {since} AS since, coalesce(p.actual_end, 'infinity'::date) AS until
        FROM placements_placement p WHERE p.task_id = task AND p.cancelled_at IS NULL
    )
    SELECT coalesce(max(counted.n), 0) FROM (
        SELECT (SELECT count(*) FROM held q WHERE q.since <= days.day AND q.until >= days.day) AS n
        FROM (SELECT DISTINCT greatest(since, first_day) AS day FROM held
              WHERE since <= last_day AND until >= first_day) AS days
    ) AS counted
$$;
CREATE OR REPLACE FUNCTION placement_has_a_seat() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE has integer; since date;
BEGIN
    SELECT seats INTO has FROM employers_task WHERE id = NEW.task_id FOR NO KEY UPDATE;
    SELECT {since} INTO since FROM (SELECT NEW.id AS id, NEW.start AS start) p;
    IF seats_held(NEW.task_id, since, coalesce(NEW.actual_end, 'infinity'::date)) > has THEN
        RAISE EXCEPTION 'the task has no free seat on those days'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_has_a_seat', TABLE = 'placements_placement';
    END IF;
    RETURN NULL;
END $$;
"""
SEATS = _SEATS.format(
    since="""greatest(p.start, coalesce((SELECT max(m."on") FROM placements_move m
                WHERE m.placement_id = p.id AND m.state = 'done'), p.start))"""
)
SEATS_BEFORE = _SEATS.format(since="p.start")
UNDO_PAUSES = """
DROP TRIGGER shift_stays_out_of_pauses ON placements_shift;
DROP FUNCTION shift_stays_out_of_pauses();
DROP TRIGGER shift_not_in_a_pause ON placements_shift;
DROP TRIGGER placement_keeps_its_pauses ON placements_placement;
DROP TRIGGER pause_inside_placement ON placements_pause;
DROP FUNCTION shift_not_in_a_pause();
DROP FUNCTION placement_keeps_its_pauses();
DROP FUNCTION pause_inside_placement();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_log_months'),
        ('candidates', '0007_erased'),
        ('placements', '0041_law_checks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ChangeRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('side', models.CharField(choices=[('person', 'Personen'), ('employer', 'Arbejdspladsen')], max_length=20, verbose_name='hvem spørger')),
                ('wish', models.CharField(choices=[('extend', 'Forlænge'), ('hire', 'Ansætte'), ('pause', 'Holde pause'), ('stop', 'Stoppe')], max_length=20, verbose_name='hvad ønskes')),
                ('words', models.TextField(blank=True, verbose_name='med egne ord')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='skrevet')),
                ('answer', models.CharField(blank=True, choices=[('done', 'Ja, det er gjort'), ('talked', 'Vi har talt om det'), ('no', 'Nej')], max_length=20, verbose_name='svar')),
                ('reply', models.TextField(blank=True, verbose_name='svar i ord')),
                ('answered_at', models.DateTimeField(editable=False, null=True, verbose_name='svaret')),
                ('answered_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='candidates.candidate')),
                ('keeper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation', verbose_name='organisation')),
                ('placement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='change_requests', to='placements.placement')),
            ],
            options={
                'ordering': ['-asked_at', '-pk'],
                'indexes': [models.Index(condition=models.Q(('answered_at__isnull', True)), fields=['keeper', 'asked_at'], name='change_request_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(('side__in', ['person', 'employer', 'municipality'])), name='change_request_side_known', violation_error_message='Værdien er ikke en af dem, der kan vælges.'), models.CheckConstraint(condition=models.Q(('wish__in', ['extend', 'hire', 'pause', 'stop'])), name='change_request_wish_known', violation_error_message='Værdien er ikke en af dem, der kan vælges.'), models.CheckConstraint(condition=models.Q(('answer__in', ['done', 'talked', 'no', ''])), name='change_request_answer_known', violation_error_message='Værdien er ikke en af dem, der kan vælges.'), models.CheckConstraint(condition=models.Q(models.Q(('side', 'employer'), ('wish__in', ['extend', 'hire'])), models.Q(('side', 'person'), ('wish__in', ['pause', 'stop'])), _connector='OR'), name='change_request_is_theirs_to_ask'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True), ('answered_by__isnull', True), ('reply', '')), models.Q(('answered_at__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='change_request_answer_says_when'), models.UniqueConstraint(condition=models.Q(('answered_at__isnull', True)), fields=('placement', 'side', 'wish'), name='change_request_once', violation_error_message='Det er der allerede spurgt om. Der kommer et svar.')],
            },
        ),
        migrations.CreateModel(
            name='Move',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('on', models.DateField(verbose_name='fra hvilken dag')),
                ('windows', django.contrib.postgres.fields.ArrayField(base_field=smaajob.fields.WindowField(max_length=24), blank=True, default=list, size=None, verbose_name='tider')),
                ('reason', models.TextField(verbose_name='hvorfor')),
                ('state', models.CharField(choices=[('planned', 'Flytter'), ('done', 'Er flyttet'), ('called_off', 'Flyttede ikke')], default='planned', max_length=20, verbose_name='tilstand')),
                ('problem', models.TextField(blank=True, verbose_name='hvad er i vejen')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('settled_at', models.DateTimeField(editable=False, null=True)),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='candidates.candidate')),
                ('from_task', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='moves_from', to='employers.task')),
                ('from_workplace', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves_from', to='employers.workplace')),
                ('keeper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation', verbose_name='organisation')),
                ('made_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('placement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='placements.placement')),
                ('to_task', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='moves_to', to='employers.task')),
                ('to_workplace', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves_to', to='employers.workplace')),
            ],
            options={
                'ordering': ['on', 'pk'],
                'indexes': [models.Index(condition=models.Q(('state', 'planned')), fields=['keeper', 'on'], name='move_to_carry_out')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'done', 'called_off'])), name='move_state_known', violation_error_message='Værdien er ikke en af dem, der kan vælges.'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='move_says_why', violation_error_message='Skriv, hvorfor der flyttes.'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('state', 'planned')), models.Q(models.Q(('state', 'planned'), _negated=True), ('problem', ''), ('settled_at__isnull', False)), _connector='OR'), name='move_settled_says_when'), models.UniqueConstraint(condition=models.Q(('state', 'planned')), fields=('placement',), name='move_one_planned', violation_error_message='Der er allerede aftalt en flytning.')],
            },
        ),
        migrations.CreateModel(
            name='Pause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('first_day', models.DateField(verbose_name='første dag i pausen')),
                ('last_day', models.DateField(blank=True, null=True, verbose_name='sidste dag i pausen')),
                ('why', models.CharField(choices=[('illness', 'Sygdom'), ('exam', 'Eksamen'), ('holiday', 'Ferie'), ('family', 'Familien har brug for personen'), ('employer_closed', 'Arbejdspladsen holder lukket'), ('other', 'Noget andet')], max_length=20, verbose_name='hvorfor')),
                ('words', models.TextField(blank=True, verbose_name='hvad er aftalt')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('resumed_at', models.DateTimeField(editable=False, null=True)),
                ('called_off_at', models.DateTimeField(editable=False, null=True, verbose_name='blev ikke til noget')),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='candidates.candidate')),
                ('keeper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation', verbose_name='organisation')),
                ('made_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('placement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='breaks', to='placements.placement')),
                ('resumed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['first_day', 'pk'],
                'indexes': [models.Index(condition=models.Q(('called_off_at__isnull', True)), fields=['keeper', 'last_day'], name='pause_by_last_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('why__in', ['illness', 'exam', 'holiday', 'family', 'employer_closed', 'other'])), name='pause_why_known', violation_error_message='Værdien er ikke en af dem, der kan vælges.'), models.CheckConstraint(condition=models.Q(('last_day__isnull', True), ('last_day__gte', models.F('first_day')), _connector='OR'), name='pause_ends_after_start', violation_error_message='Pausen kan ikke slutte, før den begynder.'), models.CheckConstraint(condition=models.Q(('resumed_by__isnull', True), ('resumed_at__isnull', False), _connector='OR'), name='pause_resumed_says_when'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('called_off_at__isnull', True)), expressions=[('placement', '='), (placements.models.changes.Days('first_day', 'last_day', models.Value('[]')), '&&')], name='pause_one_at_a_time', violation_error_message='Der er allerede en pause på de dage.')],
            },
        ),
        *[
            migrations.RunSQL(
                OF_THE_PLACEMENT.format(table=table),
                f"ALTER TABLE placements_{table} DROP CONSTRAINT {table}_person_is_the_placements",
            )
            for table in TABLES
        ],
        migrations.RunSQL(PAUSES, UNDO_PAUSES),
        migrations.RunSQL(SEATS, SEATS_BEFORE),
    ]
