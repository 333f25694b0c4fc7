"""An erased person is a husk that counts and says nothing; their signed notes go where two people have agreed on it (ADR 11)."""

from django.db import migrations, models

# What is signed is never changed, and deleted only by the owner's function, for whoever stands in an approved run that a worker holds.
UNTIL_ERASED = """
CREATE OR REPLACE FUNCTION note_is_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID)
       AND EXISTS (SELECT FROM retention_item i JOIN candidates_candidate c ON c.public_id = i.about_id
                   WHERE i.about_kind = 'candidates.candidate' AND i.outcome = '' AND retention_is_approved(i.id)
                     AND c.id = OLD.candidate_id)
    THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'a signed note is never changed'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'candidates_note_is_signed', TABLE = 'candidates_note';
END $$;
"""
NEVER = """
CREATE OR REPLACE FUNCTION note_is_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a signed note is never changed'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'candidates_note_is_signed', TABLE = 'candidates_note';
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [("candidates", "0006_corrections"), ("retention", "0002_what_must_never_be")]

    operations = [
        migrations.AddField(
            model_name="candidate",
            name="erased_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="slettet"),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.CheckConstraint(
                condition=models.Q(("erased_at__isnull", True))
                | models.Q(
                    ("archived_at__isnull", False), ("consultant__isnull", True), ("cpr_encrypted", ""), ("cpr_hash", ""),
                    ("email", ""), ("first_name", ""), ("last_name", ""), ("phone", ""), ("postcode", ""), ("user__isnull", True),
                ),
                name="candidate_erased_is_empty",
            ),
        ),
        migrations.RunSQL(UNTIL_ERASED, NEVER),
    ]
