"""What the database refused although the check had found nothing: one sentence a person can use, never a stack trace."""

from __future__ import annotations

from django.apps import apps
from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob.refusals import constraint_of

# Triggers, and constraints of Django's own making, which carry no message in the models.
_TRIGGERS = {
    "hours_inside_placement": gettext_lazy("Der er timer uden for deres forløb."),
    "shift_inside_placement": gettext_lazy("Der er vagter uden for deres forløb."),
    "placement_has_a_seat": gettext_lazy("En opgave har flere forløb på en dag, end den har pladser."),
    "archived_has_no_placement": gettext_lazy("Et forløb, der ikke er sluttet, hører til noget, der ligger i arkivet."),
    "shift_person_is_the_placements": gettext_lazy("En vagt hører til en anden person end forløbet."),
}


def explain(error: DatabaseError) -> str:
    """What was refused, by the name of the constraint. The database's own words stay out: they quote personal data."""
    name = constraint_of(error)
    if name in _TRIGGERS:
        return str(_TRIGGERS[name])
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if (
                constraint.name == name
                and constraint.violation_error_message != constraint.default_violation_error_message
            ):
                return str(constraint.violation_error_message)
    if name:
        return _("Databasen afviste en række (%(name)s).") % {"name": name}
    return _("Databasen afviste en række.")
