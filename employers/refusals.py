"""What to say where the database refuses something about workplaces and tasks."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext_lazy as _

from smaajob.refusals import ID_TAKEN, Sentences, told_from

# The seats are counted on the floor above; the database tells of it.
SENTENCES: Sentences = {
    "workplace_external_id_once": ("external_id", ID_TAKEN),
    "task_external_id_once": ("external_id", ID_TAKEN),
    "employer_cvr_fits": ("cvr", _("CVR-nummeret er ikke gyldigt. Tjek cifrene.")),
    "placement_has_a_seat": (
        "seats",
        _("Der er flere i opgaven, end der så ville være plads til. Afslut et forløb først, eller lad pladserne være."),
    ),
}

told_by_field = partial(told_from, SENTENCES)
