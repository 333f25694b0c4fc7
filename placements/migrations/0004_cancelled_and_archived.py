"""What cancelled, archived and merged mean to the database: no seat, no shifts, no running placement, nothing new.

docs/adr/0004-nothing-is-lost.md tells why.
"""

from django.db import migrations

# A cancelled placement holds no seat; one that is taken back must find its seat again.
_SEATS_HELD = """
CREATE OR REPLACE FUNCTION seats_held(task bigint, first_day date, last_day date) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(max(held), 0) FROM (
        SELECT (SELECT count(*) FROM placements_placement q WHERE q.task_id = task {alive_q}
                AND q.start <= days.day AND coalesce(q.actual_end, 'infinity'::date) >= days.day) AS held
        FROM (SELECT DISTINCT greatest(p.start, first_day) AS day FROM placements_placement p
              WHERE p.task_id = task AND p.start <= last_day {alive_p}
                AND coalesce(p.actual_end, 'infinity'::date) >= first_day) AS days
    ) AS counted
$$;
DROP TRIGGER placement_has_a_seat_insert ON placements_placement;
DROP TRIGGER placement_has_a_seat_update ON placements_placement;
CREATE TRIGGER placement_has_a_seat_insert AFTER INSERT ON placements_placement
    FOR EACH ROW WHEN (NEW.task_id IS NOT NULL {alive_new}) EXECUTE FUNCTION placement_has_a_seat();
CREATE TRIGGER placement_has_a_seat_update AFTER UPDATE ON placements_placement
    FOR EACH ROW WHEN (NEW.task_id IS NOT NULL {alive_new} AND (OLD.task_id IS DISTINCT FROM NEW.task_id
        OR OLD.start <> NEW.start OR OLD.actual_end IS DISTINCT FROM NEW.actual_end {revived}))
    EXECUTE FUNCTION placement_has_a_seat();
"""
SEATS = _SEATS_HELD.format(
    alive_q="AND q.cancelled_at IS NULL",
    alive_p="AND p.cancelled_at IS NULL",
    alive_new="AND NEW.cancelled_at IS NULL",
    revived="OR OLD.cancelled_at IS NOT NULL",
)
SEATS_BEFORE = _SEATS_HELD.format(alive_q="", alive_p="", alive_new="", revived="")

# A shift locks its placement (FOR SHARE), a cancellation updates it: they come one after the other and see each other.
SHIFTS = """
CREATE FUNCTION cancelled_has_no_shifts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE broken boolean;
BEGIN
    IF TG_TABLE_NAME = 'placements_placement' THEN
        broken := EXISTS (SELECT 1 FROM placements_shift WHERE placement_id = NEW.id);
    ELSE
        PERFORM 1 FROM placements_placement WHERE id IN (SELECT placement_id FROM new_rows) ORDER BY id FOR SHARE;
        broken := EXISTS (SELECT 1 FROM new_rows s JOIN placements_placement p ON p.id = s.placement_id
                          WHERE p.cancelled_at IS NOT NULL);
    END IF;
    IF broken THEN
        RAISE EXCEPTION 'a cancelled placement has no shifts'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'cancelled_has_no_shifts', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER cancelled_has_no_shifts AFTER UPDATE ON placements_placement
    FOR EACH ROW WHEN (NEW.cancelled_at IS NOT NULL AND OLD.cancelled_at IS NULL)
    EXECUTE FUNCTION cancelled_has_no_shifts();
CREATE TRIGGER cancelled_has_no_shifts_insert AFTER INSERT ON placements_shift
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION cancelled_has_no_shifts();
CREATE TRIGGER cancelled_has_no_shifts_update AFTER UPDATE ON placements_shift
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION cancelled_has_no_shifts();
"""
SHIFTS_BEFORE = """
DROP TRIGGER cancelled_has_no_shifts_update ON placements_shift;
DROP TRIGGER cancelled_has_no_shifts_insert ON placements_shift;
DROP TRIGGER cancelled_has_no_shifts ON placements_placement;
DROP FUNCTION cancelled_has_no_shifts();
"""

# Whoever gets a placement is locked FOR KEY SHARE, whoever is put away FOR UPDATE: they wait for each other, and nobody
# waits who only changes a name (an import changes thousands, and must not lock itself up with somebody who starts a placement).
ARCHIVED = """
CREATE FUNCTION placement_of_current() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE person timestamptz; place timestamptz; job timestamptz;
BEGIN
    SELECT archived_at INTO person FROM candidates_candidate WHERE id = NEW.candidate_id FOR KEY SHARE;
    SELECT archived_at INTO place FROM employers_workplace WHERE id = NEW.workplace_id FOR KEY SHARE;
    SELECT archived_at INTO job FROM employers_task WHERE id = NEW.task_id FOR KEY SHARE;
    IF person IS NOT NULL OR place IS NOT NULL OR job IS NOT NULL THEN
        RAISE EXCEPTION 'whoever is archived has no placement that has not ended'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'archived_has_no_placement', TABLE = 'placements_placement';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER placement_of_current_insert AFTER INSERT ON placements_placement
    FOR EACH ROW WHEN (NEW.actual_end IS NULL AND NEW.cancelled_at IS NULL) EXECUTE FUNCTION placement_of_current();
CREATE TRIGGER placement_of_current_update AFTER UPDATE ON placements_placement
    FOR EACH ROW WHEN (NEW.actual_end IS NULL AND NEW.cancelled_at IS NULL
        AND (OLD.actual_end IS NOT NULL OR OLD.cancelled_at IS NOT NULL OR OLD.candidate_id <> NEW.candidate_id
             OR OLD.workplace_id <> NEW.workplace_id OR OLD.task_id IS DISTINCT FROM NEW.task_id))
    EXECUTE FUNCTION placement_of_current();

CREATE FUNCTION archived_has_no_placement() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE found_one boolean;
BEGIN
    EXECUTE format('SELECT 1 FROM %I WHERE id = $1 FOR UPDATE', TG_TABLE_NAME) USING NEW.id;
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM placements_placement WHERE %I = $1
                    AND actual_end IS NULL AND cancelled_at IS NULL)', TG_ARGV[0]) INTO found_one USING NEW.id;
    IF found_one THEN
        RAISE EXCEPTION 'a placement of theirs has not ended'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'archived_has_no_placement', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER archived_has_no_placement AFTER UPDATE ON candidates_candidate
    FOR EACH ROW WHEN (NEW.archived_at IS NOT NULL AND OLD.archived_at IS NULL)
    EXECUTE FUNCTION archived_has_no_placement('candidate_id');
CREATE TRIGGER archived_has_no_placement AFTER UPDATE ON employers_workplace
    FOR EACH ROW WHEN (NEW.archived_at IS NOT NULL AND OLD.archived_at IS NULL)
    EXECUTE FUNCTION archived_has_no_placement('workplace_id');
CREATE TRIGGER archived_has_no_placement AFTER UPDATE ON employers_task
    FOR EACH ROW WHEN (NEW.archived_at IS NOT NULL AND OLD.archived_at IS NULL)
    EXECUTE FUNCTION archived_has_no_placement('task_id');
"""
ARCHIVED_BEFORE = """
DROP TRIGGER archived_has_no_placement ON employers_task;
DROP TRIGGER archived_has_no_placement ON employers_workplace;
DROP TRIGGER archived_has_no_placement ON candidates_candidate;
DROP FUNCTION archived_has_no_placement();
DROP TRIGGER placement_of_current_update ON placements_placement;
DROP TRIGGER placement_of_current_insert ON placements_placement;
DROP FUNCTION placement_of_current();
"""

# What was merged into another gets nothing new: no row is given to it, whoever was a moment too late. (A shift's person is
# its placement's, so shifts need no look of their own.)
PARTS = {
    "candidates_consent": "candidate",
    "candidates_note": "candidate",
    "candidates_participation": "candidate",
    "candidates_enrolment": "candidate",
    "candidates_targetgroupspell": "candidate",
    "candidates_statusspell": "candidate",
    "employers_contact": "workplace",
    "employers_logentry": "workplace",
    "employers_task": "workplace",
    "placements_placement": "both",
}
_NOT_TO_MERGED = """
CREATE FUNCTION not_to_merged() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE person text; place text;
BEGIN
    IF TG_ARGV[0] <> 'workplace' THEN
        SELECT archived_as INTO person FROM candidates_candidate WHERE id = NEW.candidate_id FOR KEY SHARE;
    END IF;
    IF TG_ARGV[0] <> 'candidate' THEN
        SELECT archived_as INTO place FROM employers_workplace WHERE id = NEW.workplace_id FOR KEY SHARE;
    END IF;
    IF person = 'merged' OR place = 'merged' THEN
        RAISE EXCEPTION 'it was merged into another, which is the one to use'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'merged_has_nothing_new', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION merged_has_nothing_left() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE found_one boolean;
BEGIN
    EXECUTE format('SELECT 1 FROM %I WHERE id = $1 FOR UPDATE', TG_TABLE_NAME) USING NEW.id;
    IF TG_TABLE_NAME = 'candidates_candidate' THEN
        found_one := EXISTS (SELECT 1 FROM placements_placement WHERE candidate_id = NEW.id)
            OR EXISTS (SELECT 1 FROM candidates_note WHERE candidate_id = NEW.id)
            OR EXISTS (SELECT 1 FROM candidates_participation WHERE candidate_id = NEW.id AND archived_at IS NULL)
            OR EXISTS (SELECT 1 FROM candidates_enrolment WHERE candidate_id = NEW.id AND archived_at IS NULL);
    ELSE
        found_one := EXISTS (SELECT 1 FROM placements_placement WHERE workplace_id = NEW.id)
            OR EXISTS (SELECT 1 FROM employers_logentry WHERE workplace_id = NEW.id)
            OR EXISTS (SELECT 1 FROM employers_contact WHERE workplace_id = NEW.id)
            OR EXISTS (SELECT 1 FROM employers_task WHERE workplace_id = NEW.id);
    END IF;
    IF found_one THEN
        RAISE EXCEPTION 'it still has what should have gone to the other'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'merged_has_nothing_left', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER merged_has_nothing_left AFTER UPDATE ON candidates_candidate
    FOR EACH ROW WHEN (NEW.archived_as = 'merged' AND OLD.archived_as <> 'merged')
    EXECUTE FUNCTION merged_has_nothing_left();
CREATE TRIGGER merged_has_nothing_left AFTER UPDATE ON employers_workplace
    FOR EACH ROW WHEN (NEW.archived_as = 'merged' AND OLD.archived_as <> 'merged')
    EXECUTE FUNCTION merged_has_nothing_left();
"""
_TRIGGER = """
CREATE TRIGGER not_to_merged_insert AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION not_to_merged('{side}');
CREATE TRIGGER not_to_merged_update AFTER UPDATE ON {table} FOR EACH ROW WHEN ({moved})
    EXECUTE FUNCTION not_to_merged('{side}');
"""
_MOVED = {
    "candidate": "OLD.candidate_id <> NEW.candidate_id",
    "workplace": "OLD.workplace_id <> NEW.workplace_id",
    "both": "OLD.candidate_id <> NEW.candidate_id OR OLD.workplace_id <> NEW.workplace_id",
}
MERGED = _NOT_TO_MERGED + "".join(
    _TRIGGER.format(table=table, side=side, moved=_MOVED[side]) for table, side in PARTS.items()
)
MERGED_BEFORE = (
    "".join(
        f"DROP TRIGGER not_to_merged_update ON {table}; DROP TRIGGER not_to_merged_insert ON {table};\n" for table in PARTS
    )
    + """
DROP TRIGGER merged_has_nothing_left ON employers_workplace;
DROP TRIGGER merged_has_nothing_left ON candidates_candidate;
DROP FUNCTION merged_has_nothing_left();
DROP FUNCTION not_to_merged();
"""
)


class Migration(migrations.Migration):
    dependencies = [
        ("placements", "0003_by_hand"),
        ("candidates", "0002_by_hand"),
        ("employers", "0002_by_hand"),
    ]

    operations = [
        migrations.RunSQL(SEATS, SEATS_BEFORE),
        migrations.RunSQL(SHIFTS, SHIFTS_BEFORE),
        migrations.RunSQL(ARCHIVED, ARCHIVED_BEFORE),
        migrations.RunSQL(MERGED, MERGED_BEFORE),
    ]
