"""The frozen list stays as it is, nobody who is held back comes into one, and the record is emptied for an approved erasure only.

docs/adr/0011-retention-and-erasure.md tells why.
"""

from django.db import migrations

# What the second person has seen is what is erased: a list gets no more rows once it has its digest, and none is changed or taken out.
FROZEN = """
CREATE FUNCTION retention_list_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $frozen$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM FROM retention_run WHERE id = NEW.run_id AND keeper_id = NEW.keeper_id AND digest = '' FOR SHARE;
        IF FOUND THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the list of an erasure is frozen'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'retention_list_is_frozen', TABLE = 'retention_item';
END $frozen$;
CREATE TRIGGER retention_list_is_frozen_insert BEFORE INSERT OR DELETE ON retention_item
    FOR EACH ROW EXECUTE FUNCTION retention_list_is_frozen();
CREATE TRIGGER retention_list_is_frozen_update BEFORE UPDATE ON retention_item FOR EACH ROW
    WHEN ((OLD.run_id, OLD.keeper_id, OLD.about_kind, OLD.about_id, OLD.closed_on)
        IS DISTINCT FROM (NEW.run_id, NEW.keeper_id, NEW.about_kind, NEW.about_id, NEW.closed_on)
        OR (OLD.outcome <> '' AND OLD.outcome <> NEW.outcome))
    EXECUTE FUNCTION retention_list_is_frozen();

CREATE FUNCTION retention_run_is_settled() RETURNS trigger LANGUAGE plpgsql AS $settled$
BEGIN
    RAISE EXCEPTION 'an approval is never taken back or given by another'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'retention_run_is_settled', TABLE = 'retention_run';
END $settled$;
CREATE TRIGGER retention_run_is_settled BEFORE UPDATE ON retention_run FOR EACH ROW
    WHEN ((OLD.keeper_id, OLD.kind, OLD.basis, OLD.ordered_by_id) IS DISTINCT FROM (NEW.keeper_id, NEW.kind, NEW.basis, NEW.ordered_by_id)
        OR (OLD.digest <> '' AND OLD.digest <> NEW.digest)
        OR (OLD.approved_by_id IS NOT NULL AND OLD.approved_by_id IS DISTINCT FROM NEW.approved_by_id))
    EXECUTE FUNCTION retention_run_is_settled();
"""
THAWED = """
DROP TRIGGER retention_run_is_settled ON retention_run;
DROP FUNCTION retention_run_is_settled();
DROP TRIGGER retention_list_is_frozen_update ON retention_item;
DROP TRIGGER retention_list_is_frozen_insert ON retention_item;
DROP FUNCTION retention_list_is_frozen();
"""

# Whoever is held back comes into no list. A hold that comes later is met by `retention_is_approved`.
HELD = """
CREATE FUNCTION retention_is_held(kind text, about uuid) RETURNS boolean LANGUAGE sql STABLE AS $held$
    SELECT EXISTS (SELECT FROM retention_hold WHERE about_kind = kind AND about_id = about AND lifted_at IS NULL
                   AND (until IS NULL OR until >= (now() AT TIME ZONE 'Europe/Copenhagen')::date))
$held$;
CREATE FUNCTION retention_held_is_in_no_list() RETURNS trigger LANGUAGE plpgsql AS $nolist$
BEGIN
    IF retention_is_held(NEW.about_kind, NEW.about_id) THEN
        RAISE EXCEPTION 'whoever is held back is not erased'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'retention_held_is_in_no_list', TABLE = 'retention_item';
    END IF;
    RETURN NEW;
END $nolist$;
CREATE TRIGGER retention_held_is_in_no_list BEFORE INSERT ON retention_item
    FOR EACH ROW EXECUTE FUNCTION retention_held_is_in_no_list();

CREATE FUNCTION retention_is_approved(item bigint) RETURNS boolean LANGUAGE sql STABLE AS $approved$
    SELECT EXISTS (
        SELECT FROM retention_item i JOIN retention_run r ON r.id = i.run_id AND r.keeper_id = i.keeper_id
        WHERE i.id = item AND i.outcome = '' AND r.state = 'running' AND r.digest <> ''
          AND r.approved_by_id IS NOT NULL AND r.approved_by_id <> r.ordered_by_id
          AND NOT retention_is_held(i.about_kind, i.about_id))
$approved$;
"""
NOT_HELD = """
DROP FUNCTION retention_is_approved(bigint);
DROP TRIGGER retention_held_is_in_no_list ON retention_item;
DROP FUNCTION retention_held_is_in_no_list();
DROP FUNCTION retention_is_held(text, uuid);
"""

# The ids of rows and of all that refer to them, read from the catalogue, so that no new table is forgotten. A row of `top` may refer
# to another of `top` (a double, an addendum); a table that was come through is not gone back to.
BELOW = """
CREATE FUNCTION retention_ids_below(top regclass, keys bigint[], through regclass[]) RETURNS uuid[] LANGUAGE plpgsql STABLE AS $below$
DECLARE
    found uuid[];
    below bigint[];
    link record;
BEGIN
    IF cardinality(through) > 6 THEN
        RETURN '{}';
    END IF;
    EXECUTE format('SELECT coalesce(array_agg(public_id), ''{}'') FROM %s WHERE id = ANY($1)', top) INTO found USING keys;
    FOR link IN
        SELECT c.conrelid::regclass AS tab, a.attname AS col
        FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.contype = 'f' AND c.confrelid = top AND cardinality(c.conkey) = 1
          AND (c.conrelid = top OR NOT c.conrelid = ANY(through))
          AND EXISTS (SELECT FROM pg_attribute p WHERE p.attrelid = c.conrelid AND p.attname = 'public_id')
        ORDER BY 1, 2
    LOOP
        EXECUTE format('SELECT coalesce(array_agg(id), ''{}'') FROM %s WHERE %I = ANY($1)', link.tab, link.col) INTO below USING keys;
        IF cardinality(below) > 0 THEN
            found := found || retention_ids_below(link.tab, below, through || top);
        END IF;
    END LOOP;
    RETURN found;
END $below$;
"""

# The one way past "the record is never changed" and "what is signed is never deleted". All that a caller chooses is the item, which
# two people have agreed on and a worker holds; which rows are that person's the function finds itself.
ERASE = """
CREATE FUNCTION retention_erase_record(item bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $erase$
DECLARE
    which record;
    top regclass;
    own bigint;
    ids uuid[];
    more uuid[];
    link record;
    emptied bigint;
BEGIN
    SELECT about_kind, about_id, keeper_id INTO which FROM retention_item WHERE id = item FOR UPDATE;
    IF which IS NULL OR NOT retention_is_approved(item) THEN
        RAISE EXCEPTION 'two people must agree before anything is erased'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'retention_is_approved';
    END IF;
    top := to_regclass(replace(which.about_kind, '.', '_'));
    EXECUTE format('SELECT id FROM %s WHERE public_id = $1 AND keeper_id = $2', top) INTO own USING which.about_id, which.keeper_id;
    IF own IS NULL THEN
        RETURN 0;
    END IF;
    ids := retention_ids_below(top, ARRAY[own], '{}');
    -- What names one of these without a foreign key: files, messages, invitations, holds …
    FOR link IN
        SELECT a.attrelid::regclass AS tab, a.attname AS col FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attname IN ('about_id', 'subject_id', 'kept_id', 'gone_id')
          AND a.atttypid = 'uuid'::regtype AND c.relname NOT IN ('audit_event', 'retention_item')
          AND EXISTS (SELECT FROM pg_attribute p WHERE p.attrelid = c.oid AND p.attname = 'public_id')
    LOOP
        EXECUTE format('SELECT coalesce(array_agg(public_id), ''{}'') FROM %s WHERE %I = ANY($1)', link.tab, link.col) INTO more USING ids;
        ids := ids || more;
    END LOOP;
    -- Their account, where it was closed just now: it names nobody any more, and nor shall what was recorded of it.
    EXECUTE format('SELECT array_agg(x) FROM (SELECT u.public_id AS x FROM %1$s t JOIN accounts_user u ON u.id = t.user_id
                        WHERE t.id = $1 AND NOT u.is_active AND u.email IS NULL AND u.name = ''''
                    UNION SELECT m.public_id FROM %1$s t JOIN accounts_membership m ON m.user_id = t.user_id
                        WHERE t.id = $1 AND m.role = ''candidate'' AND m.organisation_id = $2) AS of_account', top)
        INTO more USING own, which.keeper_id;
    ids := ids || coalesce(more, '{}');
    UPDATE audit_event SET changes = '{}', reason = '', on_behalf_of = CASE WHEN on_behalf_of LIKE '%:%' THEN on_behalf_of ELSE '' END
        WHERE subject_id = ANY(ids) AND organisation_id = which.keeper_id;
    GET DIAGNOSTICS emptied = ROW_COUNT;
    -- Two records that were one for a while: the other's history names this one.
    IF to_regclass('placements_merge') IS NOT NULL THEN
        SELECT array_agg(kept_id) || array_agg(gone_id) INTO more FROM placements_merge WHERE kept_id = ANY(ids) OR gone_id = ANY(ids);
        UPDATE audit_event SET changes = '{}' WHERE subject_id = ANY(more) AND verb LIKE 'merge%' AND organisation_id = which.keeper_id;
    END IF;
    -- What is signed (its trigger asks `retention_is_approved` too).
    FOR link IN
        SELECT c.conrelid::regclass AS tab, a.attname AS col
        FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.contype = 'f' AND c.confrelid = top AND cardinality(c.conkey) = 1
          AND EXISTS (SELECT FROM pg_attribute p WHERE p.attrelid = c.conrelid AND p.attname = 'signed_at')
    LOOP
        EXECUTE format('DELETE FROM %s WHERE %I IN (SELECT id FROM %s WHERE public_id = ANY($1))', link.tab, link.col, top) USING ids;
    END LOOP;
    RETURN emptied;
END $erase$;
REVOKE EXECUTE ON FUNCTION retention_erase_record(bigint) FROM PUBLIC;
"""


class Migration(migrations.Migration):

    dependencies = [("retention", "0001_initial"), ("audit", "0001_initial")]

    operations = [
        migrations.RunSQL(FROZEN, THAWED),
        migrations.RunSQL(HELD, NOT_HELD),
        migrations.RunSQL(BELOW, "DROP FUNCTION retention_ids_below(regclass, bigint[], regclass[])"),
        migrations.RunSQL(ERASE, "DROP FUNCTION retention_erase_record(bigint)"),
    ]
