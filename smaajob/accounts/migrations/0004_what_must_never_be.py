"""What spans rows: a role fits its organisation, and an organisation that has had an administrator keeps one."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# The same as smaajob.accounts.roles: OF_EMPLOYERS and ADMINISTRATORS.
FITS = """
CREATE FUNCTION membership_role_fits() RETURNS trigger LANGUAGE plpgsql AS $fits$
BEGIN
    IF (NEW.role IN ('employer', 'employer_admin')) IS DISTINCT FROM
       (SELECT kind = 'employer' FROM accounts_organisation WHERE id = NEW.organisation_id) THEN
        RAISE EXCEPTION 'the role is none of this kind of organisation'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'membership_role_fits_organisation';
    END IF;
    RETURN NEW;
END $fits$;
CREATE TRIGGER membership_role_fits BEFORE INSERT OR UPDATE OF role, organisation_id ON accounts_membership
    FOR EACH ROW EXECUTE FUNCTION membership_role_fits();
"""
LAST = """
CREATE FUNCTION membership_keeps_administrator() RETURNS trigger LANGUAGE plpgsql AS $last$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.active AND NEW.role = OLD.role AND NEW.organisation_id = OLD.organisation_id THEN
        RETURN NEW;
    END IF;
    -- Two who leave at once: the second waits here, and then sees that the first is gone.
    PERFORM FROM accounts_organisation WHERE id = OLD.organisation_id FOR NO KEY UPDATE;
    IF NOT EXISTS (
        SELECT FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
        WHERE m.organisation_id = OLD.organisation_id AND m.id <> OLD.id AND m.active AND u.is_active
          AND m.role IN ('admin', 'employer_admin')
    ) THEN
        RAISE EXCEPTION 'the last administrator can not leave'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'membership_last_administrator';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $last$;
CREATE TRIGGER membership_keeps_administrator BEFORE UPDATE OR DELETE ON accounts_membership
    FOR EACH ROW WHEN (OLD.active AND OLD.role IN ('admin', 'employer_admin'))
    EXECUTE FUNCTION membership_keeps_administrator();
"""


def number_phones(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    from smaajob.phones import phone_number

    users = apps.get_model("accounts", "User")
    for user in users.objects.exclude(phone=""):
        users.objects.filter(pk=user.pk).update(phone_number=phone_number(user.phone))


class Migration(migrations.Migration):

    dependencies = [("accounts", "0003_who_you_are")]

    operations = [
        migrations.RunPython(number_phones, migrations.RunPython.noop),
        migrations.RunSQL(
            FITS,
            "DROP TRIGGER membership_role_fits ON accounts_membership; DROP FUNCTION membership_role_fits()",
        ),
        migrations.RunSQL(
            LAST,
            "DROP TRIGGER membership_keeps_administrator ON accounts_membership;"
            "DROP FUNCTION membership_keeps_administrator()",
        ),
    ]
