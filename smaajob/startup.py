"""What a production process refuses to start with."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection

from smaajob.environment import SettingsFault
from smaajob.rowsecurity import OPEN


def refuse_what_is_unsafe() -> None:
    """Raise SettingsFault where the database role could do more than the application needs.

    A database that can't be reached is no reason to refuse: pages say so and /healthz tells.
    """
    if not settings.PRODUCTION:
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT r.rolsuper OR r.rolbypassrls OR r.rolcreaterole,
                          EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                                  WHERE n.nspname = 'public' AND c.relkind = 'r' AND pg_has_role(c.relowner, 'MEMBER')),
                          EXISTS (SELECT FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
                                  WHERE a.attname IN ('keeper_id', 'organisation_id')
                                    AND c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
                                    AND NOT c.relname = ANY (%s) AND NOT (c.relrowsecurity AND c.relforcerowsecurity))
                   FROM pg_roles r WHERE r.rolname = current_user""",
                [list(OPEN)],
            )
            too_mighty, owns_tables, unprotected = cursor.fetchone()
    except DatabaseError:
        return
    finally:
        connection.close()
    if too_mighty:
        raise SettingsFault(
            "DATABASE_URL connects as a superuser or as a role that may make roles or pass row security by. "
            "Give the application a plain role (docs/operations.md)."
        )
    if unprotected:
        raise SettingsFault(
            "A table has no row security, so organisations would not be kept apart. Run manage.py migrate as the owner "
            "(docs/adr/0012-row-level-security.md)."
        )
    if owns_tables:
        raise SettingsFault(
            "DATABASE_URL connects as the owner of the tables. The application must use a role of its own "
            "that owns nothing; the owner belongs in DATABASE_OWNER_URL (docs/operations.md)."
        )
