"""The log of access: rows in order, never changed, and dropped for their age alone, in whole sealed batches."""

from django.db import migrations

# A row gets its number after it holds the lock, so that whoever has had the lock alone (smaajob.audit.actions.sealing) has seen all rows
# with lower numbers: a sequence alone gives numbers before the commit, in any order.
IN_ORDER = """
CREATE FUNCTION audit_access_in_order() RETURNS trigger LANGUAGE plpgsql AS $order$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(51051, NEW.organisation_id::integer);
    NEW.id := nextval(pg_get_serial_sequence('audit_access', 'id'));
    RETURN NEW;
END $order$;
CREATE TRIGGER audit_access_in_order BEFORE INSERT ON audit_access
    FOR EACH ROW EXECUTE FUNCTION audit_access_in_order();
"""
# The application has no right to UPDATE or DELETE these; this holds the owner too, but for the function below.
NEVER_CHANGED = """
CREATE FUNCTION audit_never_changed() RETURNS trigger LANGUAGE plpgsql AS $never$
BEGIN
    IF current_setting('smaajob.dropping', true) IS NOT DISTINCT FROM 'on'
       AND pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER') THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    RAISE EXCEPTION 'the log of access is never changed' USING ERRCODE = 'insufficient_privilege';
END $never$;
CREATE TRIGGER audit_access_never_changed BEFORE UPDATE OR DELETE ON audit_access
    FOR EACH ROW EXECUTE FUNCTION audit_never_changed();
CREATE TRIGGER audit_accessflag_never_changed BEFORE UPDATE OR DELETE ON audit_accessflag
    FOR EACH ROW EXECUTE FUNCTION audit_never_changed();
CREATE TRIGGER audit_seal_never_changed BEFORE UPDATE OR DELETE ON audit_seal
    FOR EACH ROW EXECUTE FUNCTION audit_never_changed();
"""
# Runs as the owner. All that a caller chooses is the organisation: the age is what that organisation has set, never under six months.
DROP_OLD = """
CREATE FUNCTION audit_drop_old_batches(which bigint) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $drop$
DECLARE
    months integer;
    batch record;
    dropped integer := 0;
BEGIN
    SELECT greatest(log_months, 6) INTO STRICT months FROM accounts_organisation WHERE id = which;
    PERFORM set_config('smaajob.dropping', 'on', true);
    FOR batch IN
        SELECT id, first_id, last_id FROM audit_seal
        WHERE organisation_id = which AND dropped_at IS NULL AND last_at < now() - make_interval(months => months)
        ORDER BY number FOR UPDATE
    LOOP
        DELETE FROM audit_accessflag WHERE organisation_id = which AND access_id BETWEEN batch.first_id AND batch.last_id;
        DELETE FROM audit_access WHERE organisation_id = which AND id BETWEEN batch.first_id AND batch.last_id;
        UPDATE audit_seal SET leaves = NULL, dropped_at = now() WHERE id = batch.id;
        dropped := dropped + 1;
    END LOOP;
    PERFORM set_config('smaajob.dropping', 'off', true);
    RETURN dropped;
END $drop$;
REVOKE EXECUTE ON FUNCTION audit_drop_old_batches(bigint) FROM PUBLIC;
"""


class Migration(migrations.Migration):

    dependencies = [("audit", "0002_access"), ("accounts", "0005_log_months")]

    operations = [
        migrations.RunSQL(
            IN_ORDER, "DROP TRIGGER audit_access_in_order ON audit_access; DROP FUNCTION audit_access_in_order()"
        ),
        migrations.RunSQL(
            NEVER_CHANGED,
            "DROP TRIGGER audit_access_never_changed ON audit_access;"
            "DROP TRIGGER audit_accessflag_never_changed ON audit_accessflag;"
            "DROP TRIGGER audit_seal_never_changed ON audit_seal;"
            "DROP FUNCTION audit_never_changed()",
        ),
        migrations.RunSQL(DROP_OLD, "DROP FUNCTION audit_drop_old_batches(bigint)"),
    ]
