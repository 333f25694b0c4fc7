"""What spans rows, and a constraint can't say: seats, hours and shifts inside their placement, a shift's person."""

from django.db import migrations

SHIFT_PERSON = """
ALTER TABLE placements_shift ADD CONSTRAINT shift_person_is_the_placements
    FOREIGN KEY (placement_id, candidate_id) REFERENCES placements_placement (id, candidate_id)
    DEFERRABLE INITIALLY DEFERRED;
"""

# The placement is locked while its hours are looked at, so that an end and an hour can't pass each other unseen.
HOURS_INSIDE = """
CREATE FUNCTION hours_inside_placement() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE bad record;
BEGIN
    PERFORM 1 FROM placements_placement WHERE id IN (SELECT placement_id FROM new_rows) ORDER BY id FOR SHARE;
    SELECT h.first_day, h.last_day INTO bad
        FROM new_rows h JOIN placements_placement p ON p.id = h.placement_id
        WHERE h.first_day < p.start OR h.last_day > coalesce(p.actual_end, 'infinity'::date) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'hours from % to % lie outside their placement', bad.first_day, bad.last_day
            USING ERRCODE = 'check_violation', CONSTRAINT = 'hours_inside_placement', TABLE = 'placements_hours';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER hours_inside_placement_insert AFTER INSERT ON placements_hours
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION hours_inside_placement();
CREATE TRIGGER hours_inside_placement_update AFTER UPDATE ON placements_hours
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION hours_inside_placement();

CREATE FUNCTION shift_inside_placement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM placements_placement WHERE id IN (SELECT placement_id FROM new_rows) ORDER BY id FOR SHARE;
    PERFORM 1 FROM new_rows s JOIN placements_placement p ON p.id = s.placement_id
        WHERE s.day < p.start OR s.day > coalesce(p.actual_end, 'infinity'::date) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'a shift lies outside its placement'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'shift_inside_placement', TABLE = 'placements_shift';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER shift_inside_placement_insert AFTER INSERT ON placements_shift
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION shift_inside_placement();
CREATE TRIGGER shift_inside_placement_update AFTER UPDATE ON placements_shift
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION shift_inside_placement();

CREATE FUNCTION placement_keeps_its_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM placements_hours WHERE placement_id = NEW.id
        AND (first_day < NEW.start OR last_day > coalesce(NEW.actual_end, 'infinity'::date)) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the placement has hours outside its dates'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'hours_inside_placement', TABLE = 'placements_placement';
    END IF;
    PERFORM 1 FROM placements_shift WHERE placement_id = NEW.id
        AND (day < NEW.start OR day > coalesce(NEW.actual_end, 'infinity'::date)) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the placement has shifts outside its dates'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'shift_inside_placement', TABLE = 'placements_placement';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER placement_keeps_its_days AFTER UPDATE ON placements_placement
    FOR EACH ROW WHEN (OLD.start <> NEW.start OR OLD.actual_end IS DISTINCT FROM NEW.actual_end)
    EXECUTE FUNCTION placement_keeps_its_days();
"""

# A placement holds its seat from start to actual_end, and on while it has not ended. The task is locked first, so that two
# people who start the last seat at one moment come one after the other, and the second sees the first.
SEATS = """
CREATE FUNCTION seats_held(task bigint, first_day date, last_day date) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(max(held), 0) FROM (
        SELECT (SELECT count(*) FROM placements_placement q WHERE q.task_id = task
                AND q.start <= days.day AND coalesce(q.actual_end, 'infinity'::date) >= days.day) AS held
        FROM (SELECT DISTINCT greatest(p.start, first_day) AS day FROM placements_placement p
              WHERE p.task_id = task AND p.start <= last_day
                AND coalesce(p.actual_end, 'infinity'::date) >= first_day) AS days
    ) AS counted
$$;

CREATE FUNCTION placement_has_a_seat() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE has integer;
BEGIN
    SELECT seats INTO has FROM employers_task WHERE id = NEW.task_id FOR NO KEY UPDATE;
    IF seats_held(NEW.task_id, NEW.start, coalesce(NEW.actual_end, 'infinity'::date)) > has THEN
        RAISE EXCEPTION 'the task has no free seat on those days'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_has_a_seat', TABLE = 'placements_placement';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER placement_has_a_seat_insert AFTER INSERT ON placements_placement
    FOR EACH ROW WHEN (NEW.task_id IS NOT NULL) EXECUTE FUNCTION placement_has_a_seat();
CREATE TRIGGER placement_has_a_seat_update AFTER UPDATE ON placements_placement
    FOR EACH ROW WHEN (NEW.task_id IS NOT NULL AND (OLD.task_id IS DISTINCT FROM NEW.task_id
        OR OLD.start <> NEW.start OR OLD.actual_end IS DISTINCT FROM NEW.actual_end))
    EXECUTE FUNCTION placement_has_a_seat();

CREATE FUNCTION task_seats_are_enough() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF seats_held(NEW.id, '-infinity'::date, 'infinity'::date) > NEW.seats THEN
        RAISE EXCEPTION 'more placements hold a seat than the task would have'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_has_a_seat', TABLE = 'employers_task';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER task_seats_are_enough AFTER UPDATE ON employers_task
    FOR EACH ROW WHEN (NEW.seats < OLD.seats) EXECUTE FUNCTION task_seats_are_enough();
"""

UNDO = """
DROP TRIGGER task_seats_are_enough ON employers_task;
DROP TRIGGER placement_has_a_seat_update ON placements_placement;
DROP TRIGGER placement_has_a_seat_insert ON placements_placement;
DROP TRIGGER placement_keeps_its_days ON placements_placement;
DROP TRIGGER shift_inside_placement_update ON placements_shift;
DROP TRIGGER shift_inside_placement_insert ON placements_shift;
DROP TRIGGER hours_inside_placement_update ON placements_hours;
DROP TRIGGER hours_inside_placement_insert ON placements_hours;
DROP FUNCTION task_seats_are_enough();
DROP FUNCTION placement_has_a_seat();
DROP FUNCTION seats_held(bigint, date, date);
DROP FUNCTION placement_keeps_its_days();
DROP FUNCTION shift_inside_placement();
DROP FUNCTION hours_inside_placement();
ALTER TABLE placements_shift DROP CONSTRAINT shift_person_is_the_placements;
"""


class Migration(migrations.Migration):
    dependencies = [("placements", "0001_initial"), ("employers", "0001_initial")]

    operations = [migrations.RunSQL([SHIFT_PERSON, HOURS_INSIDE, SEATS], UNDO)]
