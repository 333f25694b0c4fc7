"""What becomes of a person's rows on this floor when they are erased (smaajob.retention, ADR 11).

The person's row stays as a husk that counts: municipality, when registered, target groups, situations, taking part. So the figures
of every past report can be computed anew, and nothing says whose they were.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates import models as here
from candidates.models import Candidate
from smaajob.accounts.models import Organisation
from smaajob.accounts.permissions import Permission
from smaajob.accounts.scope import Scope
from smaajob.archive import ArchivedAs, new_external_id
from smaajob.retention.mentions import MOST, Mention, Named, known, register_texts
from smaajob.retention.registry import (
    Ending,
    Family,
    How,
    Kind,
    Rule,
    along,
    register_ending,
    register_kind,
    register_rules,
)
from smaajob.secrets import decrypt

WORD = "personer"
CALLING_CODE = re.compile(r"^\+[0-9]{2} ?")
BAND = 5  # years: an age is enough to count by, and a day is enough to know somebody by


def register() -> None:
    """Tell the floor below. Called when the app is ready."""
    register_kind(
        Kind(
            word=WORD,
            model=Candidate,
            name=(gettext_lazy("person"), gettext_lazy("personer")),
            candidates=_may_be_erased,
            visible=Candidate.objects.visible_to,
            permission=Permission.SEE_PEOPLE,
            detail="candidates:detail",
            known_by=_known_by,
            # Nobody is their consultant any more who could be the one to open it.
            may_be_copied=lambda row: not row.address_protected,
        )
    )
    register_ending(WORD, _ending)
    register_texts(texts)
    register_rules("candidates", RULES)


def _known_by(row: Candidate) -> list[tuple[str, ...]]:
    """By the first of the first names and the last of the last names together, by phone, by e-mail."""
    local = CALLING_CODE.sub("", row.phone)
    names = (row.first_name.split(" ")[0], row.last_name.split(" ")[-1])
    return known(names, (row.phone,), (local,), ("".join(local.split()),), (row.email,))


def texts(scope: Scope, family: Family, named: Named) -> Iterator[Mention]:
    """Notes about others. One that is not signed yet only its author can read."""
    rows = here.Note.objects.filter(named("text"), keeper=family.keeper).exclude(candidate__in=family.pks)
    for note in rows.select_related("candidate", "author")[:MOST]:
        about = (
            _("En note om %(name)s")
            if note.signed_at
            else _("En kladde til en note om %(name)s, skrevet af %(author)s")
        )
        person = note.candidate
        yield Mention(
            about % {"name": person, "author": note.author},
            f"{reverse('candidates:detail', args=[person.public_id])}?fane=noter",
            note.happened_on,
            can_change=note.signed_at is None,
            person=person.public_id,
        )


def husk(row: Candidate) -> dict[str, Any]:
    """What is left of a person's row. The ids are new, so that the log's, a spreadsheet's or a link's lead nowhere."""
    now = timezone.now()
    return {
        "public_id": uuid.uuid4(),
        "external_id": new_external_id(),
        "first_name": "",
        "last_name": "",
        "birth_date": date(row.birth_date.year - row.birth_date.year % BAND, 1, 1),
        **dict.fromkeys(
            ("gender", "cpr_encrypted", "cpr_hash", "postcode", "email", "phone", "channel", "consultant_email"), ""
        ),
        **dict.fromkeys(("step", "hours_per_week", "hours_per_day", "reach_km", "consultant", "stand_in", "user")),
        **{name: [] for name in ("availability", "accommodations", "languages", "certificates", "wishes")},
        "address_protected": False,
        "language": "da",
        "archived_at": row.archived_at or now,
        "archived_as": row.archived_as or ArchivedAs.DONE,
        "erased_at": now,
    }


def _may_be_erased(keeper: Organisation) -> QuerySet[Candidate]:
    return Candidate.objects.filter(keeper=keeper, merged_into__isnull=True, erased_at__isnull=True).order_by("pk")


def _ending() -> Ending:
    """Over when nothing that they take part in is open; the last of being registered, taking part, a course, a talk, a new situation."""
    mine = OuterRef("pk")
    parts = here.Participation.objects.filter(candidate=mine)
    ends = Coalesce("end", "programme__end")
    open_parts = parts.current().filter(end__isnull=True).exclude(programme__end__lt=timezone.localdate())
    return Ending(
        last_day={
            "registered_last": F("registered_on"),
            "part_last": _latest(parts, ends),
            "course_last": _latest(here.Enrolment.objects.current().filter(candidate=mine), F("course__end")),
            "talk_last": _latest(here.Note.objects.filter(candidate=mine), F("happened_on")),
            "situation_last": _latest(here.StatusSpell.objects.filter(candidate=mine), F("start")),
        },
        open=Exists(open_parts.filter(Q(programme__archived_at__isnull=True))),
    )


def _latest(rows: Any, day: Any) -> Subquery:
    return Subquery(rows.order_by().values("candidate").annotate(last=Max(day)).values("last")[:1])


def _people(family: Family) -> QuerySet[Candidate]:
    return Candidate._base_manager.filter(pk__in=family.pks)


def _cpr(row: Candidate) -> dict[str, Any]:
    return {"cpr": decrypt(row.cpr_encrypted)}


def _rule(model: Any, how: How, why: str, name: Any) -> Rule:
    return Rule(model._meta.label_lower, how, why, rows=along(model, "candidate"), name=name)


RULES = [
    _rule(
        here.Disclosure,
        How.DELETE,
        "what was told of the person, and to whom",
        gettext_lazy("Oplysninger, der er delt"),
    ),
    _rule(here.Consent, How.DELETE, "what the person said yes to", gettext_lazy("Samtykker")),
    # What is signed no statement of the application's deletes: erase_record did, before any rule (ADR 11).
    _rule(here.Note, How.DELETE, "words about the person", gettext_lazy("Noter")),
    _rule(
        here.Correction,
        How.DELETE,
        "what the person asked to have put right, in their words",
        gettext_lazy("Ønsker om at få noget rettet"),
    ),
    _rule(here.PersonalLink, How.DELETE, "the person's own way in", gettext_lazy("Personlige links")),
    _rule(here.CircleMember, How.DELETE, "who followed the person", gettext_lazy("Mentorer og værger")),
    _rule(
        here.Participation, How.KEEP, "counts; says which programme and when", gettext_lazy("Deltagelser i indsatser")
    ),
    _rule(here.Enrolment, How.KEEP, "counts; says which course and how it went", gettext_lazy("Kurser")),
    _rule(here.TargetGroupSpell, How.KEEP, "counts; figures are by target group", gettext_lazy("Målgrupper")),
    _rule(here.StatusSpell, How.KEEP, "counts; figures are of what came after what", gettext_lazy("Situationer")),
    Rule(
        "candidates.candidate",
        How.EMPTY,
        "counts; all but municipality and dates is emptied",
        rows=_people,
        values=husk,
        copied=_cpr,
    ),
]
