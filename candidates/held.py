"""What this floor holds about a person, in their own words (smaajob.holdings).

Left out: what is made of other fields (`sort_key`, `search_text`, `cpr_hash`), the hash of a link, and what colleagues wrote in notes:
a note is named by its day and kind, since only somebody who reads it can see whom else it tells of
(docs/adr/0013-what-a-person-sees-of-themselves.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates import models
from candidates.history import SENTENCES
from candidates.looks import looks_at
from candidates.models import Candidate
from candidates.needs import phrases
from candidates.own_words import items_to_you
from smaajob import holdings, secrets, writing
from smaajob.audit.models import Event
from smaajob.audit.telling import ToldEvent, tell
from smaajob.files.subjects import ids_of
from smaajob.geography import country_of, town
from smaajob.holdings import Fact, Section, fact
from smaajob.languages import named_languages
from smaajob.masking import MASKED

if TYPE_CHECKING:
    from django.db.models import Model
    from django_stubs_ext import StrPromise

    from smaajob.accounts.scope import Scope

MODELS = (
    models.Candidate,
    models.TargetGroupSpell,
    models.StatusSpell,
    models.Participation,
    models.Enrolment,
    models.Consent,
    models.Disclosure,
    models.CircleMember,
    models.PersonalLink,
    models.Note,
    models.Correction,
)
# Of the person's own row: what is made of other fields, or says how the row is kept and nothing of them.
NOT_TOLD = {
    "id": "the row's number in the database",
    "keeper": "is the organisation whose page it is",
    "sort_key": "made of the name",
    "search_text": "made of the name",
    "cpr_hash": "made of the CPR number",
    "cpr_encrypted": "told as `cpr`, without its last four digits: the copy is a file that may be lost",
    "user": "told by its own facts, under the way in",
    "erased_at": "who is erased is shown to nobody, and has nobody to show it to",
    "merged_into": "a double is told as such",
}
Names = dict[str, "str | StrPromise"]
WHO: Names = {"first_name": "", "last_name": "", "birth_date": "", "gender": ""}
REACHED: Names = {"phone": "", "email": "", "channel": gettext_lazy("Beskeder kommer som")}
WORK: Names = {
    "hours_per_week": gettext_lazy("Højst timer om ugen"),
    "hours_per_day": gettext_lazy("Højst timer om dagen"),
    "reach_km": gettext_lazy("Så mange km kan du rejse"),
    "languages": gettext_lazy("Du taler"),
    "certificates": gettext_lazy("Dine beviser"),
    "wishes": gettext_lazy("Du vil gerne arbejde med"),
}
CASE: Names = {
    "registered_on": gettext_lazy("Du kom ind i systemet"),
    "step": "",
    "consultant": gettext_lazy("Din konsulent"),
    "stand_in": gettext_lazy("Når din konsulent er væk"),
    "consultant_email": "",
    "external_id": gettext_lazy("I kommunens regneark"),
    "archived_at": "",
    "archived_as": gettext_lazy("Hvorfor det ligger i arkivet"),
}


def register() -> None:
    """Called when the app is ready."""
    holdings.register("candidates", holdings.Part(tuple(one._meta.label for one in MODELS), sections, place=1))
    holdings.register("log", holdings.Part(("audit.Event", "audit.Access"), _log, place=4))


def sections(scope: Scope, person: Candidate) -> Iterator[Section]:
    """One query for each table."""
    ids = ids_of(person)
    gone = Candidate.objects.filter(keeper=scope.organisation, public_id__in=ids).exclude(pk=person.pk)
    doubles = [_who(one) for one in gone.order_by("pk")]
    yield Section("person", _("Hvem du er"), [_who(person)])
    if doubles:
        yield Section("doubles", _("Gamle udgaver af dig, som vi har lagt sammen"), doubles)
    yield Section("reached", _("Sådan får vi fat i dig"), [[*_all(person, REACHED), _language(person)]])
    yield Section("work", _("Sådan kan du arbejde"), [_work(person)])
    yield Section("case", _("Din sag"), [[*_all(person, CASE), _id(person)]])
    yield Section("access", _("Sådan logger du ind"), list(_access(person)))
    yield _rows(person.statuses.order_by("-start"), "statuses", _("Din situation"), status="", start="")
    spells = person.target_groups.order_by("-start", "-pk")
    yield _rows(spells, "target_groups", _("Dine målgrupper"), group="", start="", end="")
    yield Section("programmes", _("Indsatser, du er med i"), list(_programmes(person)))
    yield Section("courses", _("Kurser"), list(_courses(person)))
    yield from _shared(person)
    yield Section("circle", _("Hvem der følger dig"), list(_circle(person)))
    about = _(
        "Her står ikke, hvad der står i noterne. De kan også handle om andre. Spørg din kontakt, hvis du vil læse dem."
    )
    yield _rows(person.notes.all(), "notes", _("Noter om dig"), about=about, happened_on="", kind="", signed_at="")
    yield _rows(
        person.corrections.all(), "corrections", _("Det, du har skrevet er forkert"),
        asked_at="", wrong="", right="", answer="", reason="", answered_at="",
    )  # fmt: skip


def _log(scope: Scope, person: Candidate) -> Iterator[Section]:
    """What was changed, without who did it: the record of them is the person's, a colleague's name in it is not."""
    events = Event.objects.filter(organisation=scope.organisation, subject=person._meta.label_lower)
    told = tell(events.filter(subject_id__in=ids_of(person)).order_by("-at", "-pk"), Candidate, SENTENCES)
    yield Section("changes", _("Det er ændret"), [_change(one) for one in told])
    about = _("Her står ikke navnet på den, der så på det. Når du selv ser på det, står det her ikke.")
    yield Section("looks", _("Hvem har set på det"), [one.facts for one in looks_at(scope, person)], about)


def _change(event: ToldEvent) -> list[Fact]:
    at = timezone.localtime(event.at)
    what = [
        f"{one.label}: {one.before or '–'} → {one.after or '–'}" for one in event.changes if one.before or one.after
    ]
    return [
        Fact("at", _("Dag"), writing.day_year(at), at.isoformat()),
        Fact("what", _("Hvad"), event.what, event.what),
        Fact("changes", _("Før og nu"), "; ".join(what), what),
        Fact("why", _("Hvorfor"), event.why, event.why or None),
    ]


def _rows(rows: Any, key: str, title: str, about: str = "", **names: str | StrPromise) -> Section:
    """A section of a table's rows by the names of their fields."""
    return Section(key, title, [_all(row, names) for row in rows], about)


def _all(row: Model, names: Names) -> list[Fact]:
    return [fact(row, name, label) for name, label in names.items()]


def _language(person: Candidate) -> Fact:
    name = dict(settings.LANGUAGES).get(person.language, person.language)
    return Fact("language", _("Sprog i beskeder"), str(name), person.language)


def _id(row: Any) -> Fact:
    # For a machine; it says nothing to people.
    return Fact("public_id", _("Dit nummer i Småjob"), "", str(row.public_id))


def _who(person: Candidate) -> list[Fact]:
    cpr = secrets.decrypt(person.cpr_encrypted) if person.cpr_encrypted else ""
    shown = f"{cpr[:-4].rstrip('-')}-{MASKED}" if cpr else ""
    # Their own page: a protected address is protected from others.
    lives = town(person.postcode, country_of(person.municipality)) or person.postcode
    return [
        *_all(person, WHO),
        Fact("cpr", _("CPR-nummer (vi har det hele)"), shown, shown or None),
        Fact("municipality", _("Din kommune"), person.municipality_name, person.municipality),
        Fact("postcode", _("Du bor i"), lives, person.postcode),
        fact(person, "address_protected", _("Dit navn og din adresse er beskyttet")),
    ]


def _work(person: Candidate) -> list[Fact]:
    times = writing.windows(person.availability)
    needs = writing.joined(phrases(person.accommodations))
    return [
        Fact("availability", _("Du kan arbejde"), times, [str(one) for one in person.availability]),
        fact(person, "accommodations", _("Det har du brug for"), needs[:1].upper() + needs[1:]),
        *_all(person, WORK),
    ]


def _access(person: Candidate) -> Iterator[list[Fact]]:
    if person.user is not None:
        names: Names = {"name": "", "email": gettext_lazy("Kode til e-mail"), "phone": gettext_lazy("Kode til telefon")}
        yield _all(person.user, names)
    for link in person.links.all():
        yield _all(
            link, {"made_at": gettext_lazy("Personligt link lavet"), "expires_at": "", "used_at": "", "revoked_at": ""}
        )


def _programmes(person: Candidate) -> Iterator[list[Fact]]:
    for row in person.participations.select_related("programme").order_by("-start", "-pk"):
        yield [fact(row.programme, "name", _("Indsats")), *_all(row, {"start": "", "end": "", **_AWAY})]


def _courses(person: Candidate) -> Iterator[list[Fact]]:
    for row in person.enrolments.select_related("course").order_by("-course__start", "-pk"):
        course = _all(row.course, {"title": gettext_lazy("Kursus"), "start": "", "end": ""})
        yield [*course, *_all(row, {"completed": "", **_AWAY})]


_AWAY: Names = {"archived_at": "", "archived_as": gettext_lazy("Hvorfor det ligger i arkivet")}


def _shared(person: Candidate) -> Iterator[Section]:
    said: Names = {
        "purpose": gettext_lazy("Du har sagt ja til"), "to_kind": "", "to_name": "", "form": "", "given_on": "",
        "until": "", "withdrawn_at": "", "withdrawn_reason": "",
    }  # fmt: skip
    rows = [[*_all(row, said), _items(row), *_words_of(row)] for row in person.consents.all()]
    yield Section("consents", _("Det har du sagt ja til"), rows)
    told: Names = {"to_name": "", "start": "", "end": "", "ended_at": gettext_lazy("stoppet")}
    rows = [[*_all(row, told), _items(row)] for row in person.disclosures.all()]
    yield Section("disclosures", _("Det har vi fortalt om dig"), rows)


def _words_of(row: models.Consent) -> list[Fact]:
    """In which words they were asked: which text it was is for a machine, the interpreter's language for people too."""
    language = dict(named_languages()).get(row.interpreter, row.interpreter)
    return [
        fact(row, "interpreter", text=language),
        *(fact(row, name, text="") for name in ("text_version", "text_language")),
    ]


def _items(row: models.Consent | models.Disclosure) -> Fact:
    return fact(row, "items", text=items_to_you(row.items))


def _circle(person: Candidate) -> Iterator[list[Fact]]:
    for row in person.circle.select_related("user").order_by("-start", "-pk"):
        yield _all(row, {"user": _("Navn"), "role": "", "start": "", "end": ""})
