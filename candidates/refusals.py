"""What to say where the database refuses something about people, programmes and courses."""

from __future__ import annotations

from functools import partial

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _

from candidates.models.programme import END_AFTER_START
from smaajob.refusals import ID_TAKEN, Sentences, told_from

SENTENCES: Sentences = {
    "candidate_external_id_once": ("external_id", _("Det id er allerede brugt til en anden person.")),
    "programme_external_id_once": ("external_id", ID_TAKEN),
    "course_external_id_once": ("external_id", ID_TAKEN),
    "programme_end_after_start": ("end", END_AFTER_START),
    "participation_end_after_start": ("end", END_AFTER_START),
    "course_end_after_start": ("end", END_AFTER_START),
    "participation_once": ("start", _("Personen er allerede skrevet på fra den dag.")),
    "consent_a_year_at_most": ("until", _("Et samtykke gælder i højst 12 måneder.")),
    "consent_says_what": ("items", _("Vælg det, personen sagde ja til.")),
    "consent_says_to_whom": ("workplace", _("Skriv, hvilken arbejdsplads det er.")),
    "disclosure_has_consent": (NON_FIELD_ERRORS, _("Det har personen ikke sagt ja til.")),
    "enrolment_once": (NON_FIELD_ERRORS, _("En af dem er lige kommet på kurset. Hent siden igen.")),
}

told_by_field = partial(told_from, SENTENCES)
