"""Doubles that were merged and doubles that wait, imports in every state, exports: so that each is there to be seen."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from candidates.models import Candidate, Consent, Note, StatusSpell, TargetGroupSpell, noted_elsewhere
from employers.models import Contact, Employer, LogEntry, Workplace
from placements.actions import exports, import_undo, imports, merges, unmerge
from placements.demo.world import World
from placements.models import ExportFormat, ExportJob, ImportJob, ImportStage, MergeKind
from smaajob.accounts.models import User
from smaajob.accounts.scope import Scope
from smaajob.archive import ArchivedAs
from smaajob.jobs.models import JobState
from smaajob.secrets import encrypt_bytes


def make(world: World, former: User, manager: User) -> None:
    """Make them, by the verbs that the pages call."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    first = Scope(world.keeper, world.consultants[0])
    _old_notes(world, former)
    people = _doubles_of_people(world)
    places = _doubles_of_workplaces(world)
    for kind, pairs in ((MergeKind.CANDIDATE, people), (MergeKind.WORKPLACE, places)):
        # One pair is merged, one was and is parted again, and one waits for somebody to see it.
        merges.merge(by=first, kind=kind, kept_id=pairs[0][0].pk, gone_id=pairs[0][1].pk)
        wrong = merges.merge(by=first, kind=kind, kept_id=pairs[1][0].pk, gone_id=pairs[1][1].pk)
        unmerge.undo(by=first, merge=wrong)
    _never_there(world)
    _imports(world, first)
    _exports(world, Scope(world.keeper, manager, "manager"))


def _old_notes(world: World, former: User) -> None:
    """Somebody who has left has written some of the notes."""
    for person in world.people[:6]:
        day = world.working_day(world.first_day + timedelta(days=world.rng.randrange(5, 60)))
        note = Note(
            public_id=world.new_id(),
            keeper=world.keeper,
            candidate=person,
            author=former,
            kind="phone",
            happened_on=day,
        )
        note.text = f"{person.first_name} ringede og ville høre, om der var nyt. Det var der ikke endnu."
        note.signed_at = world.at(day)
        note.save()


def _doubles_of_people(world: World) -> list[tuple[Candidate, Candidate]]:
    rng, pairs = world.rng, []
    own = [
        one
        for one in world.people
        if one.consultant_id == world.consultants[0].pk and not one.is_archived and not one.cpr_hash
    ]
    for number, person in enumerate(rng.sample(own, 3), start=1):
        registered = min(world.today - timedelta(days=2), person.registered_on + timedelta(days=rng.randrange(20, 200)))
        double = Candidate(
            public_id=world.new_id(), keeper=world.keeper, external_id=world.by_hand(), municipality=person.municipality,
            first_name=person.first_name, last_name=_misspelt(person.last_name), birth_date=person.birth_date, gender=person.gender,
            postcode=person.postcode, phone=world.phone(), registered_on=registered, consultant=world.consultants[-number],
            accommodations=person.accommodations[:1], languages=person.languages[:1],
        )  # fmt: skip
        double.save()
        Consent.objects.create(
            public_id=world.new_id(), keeper=world.keeper, candidate=double, **noted_elsewhere(registered)
        )
        TargetGroupSpell.objects.create(
            public_id=world.new_id(), keeper=world.keeper, candidate=double, group="kontanthjælp", start=registered
        )
        StatusSpell.objects.create(
            public_id=world.new_id(), keeper=world.keeper, candidate=double, status="kontanthjælp", start=registered
        )
        note = Note(
            public_id=world.new_id(),
            keeper=world.keeper,
            candidate=double,
            author=world.consultants[-number],
            kind="meeting",
            happened_on=registered,
        )
        note.text, note.signed_at = (
            f"{person.first_name} kom forbi uden aftale. Oprettet her, så vi kan begynde.",
            world.at(registered),
        )
        note.save()
        pairs.append((person, double))
    return pairs


def _doubles_of_workplaces(world: World) -> list[tuple[Workplace, Workplace]]:
    pairs = []
    own = [
        one
        for one in world.workplaces
        if one.consultant_id == world.consultants[0].pk and not one.is_archived and one.type == "privat"
    ]
    for workplace in world.rng.sample(own, min(3, len(own))):
        name = _misspelt(workplace.name)
        employer = Employer.objects.create(
            public_id=world.new_id(), keeper=world.keeper, name=name, country=world.country
        )
        double = Workplace(
            public_id=world.new_id(), keeper=world.keeper, employer=employer, external_id=world.by_hand(), name=name, country=world.country,
            type=workplace.type, address=workplace.address, postcode=workplace.postcode, consultant=world.consultants[-1],
        )  # fmt: skip
        double.save()
        Contact.objects.create(
            public_id=world.new_id(), keeper=world.keeper, workplace=double, name=world.last_name(), phone=world.phone()
        )
        entry = LogEntry(
            public_id=world.new_id(), keeper=world.keeper, workplace=double, author=world.consultants[-1], kind="phone"
        )
        entry.happened_on, entry.text = world.today - timedelta(days=40), "De ringede selv og vil gerne være med."
        entry.signed_at = world.at(entry.happened_on)
        entry.save()
        pairs.append((workplace, double))
    return pairs


def _never_there(world: World) -> None:
    """A workplace that was a mistake: somebody wrote down the head office."""
    employer = Employer.objects.create(public_id=world.new_id(), keeper=world.keeper, name="Kurven, hovedkontor")
    Workplace.objects.create(
        public_id=world.new_id(), keeper=world.keeper, employer=employer, external_id=world.by_hand(), name="Kurven, hovedkontor",
        type="privat", postcode="2630", archived_at=world.at(world.today - timedelta(days=70)), archived_as=ArchivedAs.MISTAKE,
    )  # fmt: skip


def _misspelt(name: str) -> str:
    """As somebody hears it on the phone."""
    for right, wrong in (("sen", "son"), ("ø", "oe"), ("kj", "k"), ("d", "dd"), ("l", "ll"), ("i", "y"), ("a", "ah")):
        if right in name:
            return name.replace(right, wrong, 1)
    return f"{name}s"


class _Silent:
    """In the worker's place: nobody waits to hear how far it is."""

    def tell(self, percent: int, step: str) -> None:
        """Nothing to say."""


def _imports(world: World, by: Scope) -> None:
    people = "kandidat_id;fornavn;efternavn;fødselsdato;postnr;kommune;målgrupper;registreret;konsulent\n"
    day = world.today - timedelta(days=3)
    good = "".join(
        f"N{n};{name};{last};{n + 10}-0{n}-1984;9000;851;kontanthjælp;{day:%d-%m-%Y};\n"
        for n, name, last in ((1, "Sussi", "Riis"), (2, "Ebbe", "Kragh"), (3, "Naima", "Hassan"))
    )
    bad = f"N7;Sussi;Riis;31-02-1984;9000;851;kontanthjælp;{day:%d-%m-%Y};\nN8;;Kragh;12-05-1979;900;Ålborg;kontanthjælpp;{day:%d-%m-%Y};\n"
    courses = f"kursus_id;titel;start;slut;giver\nAF-31;Aftenskole: regneark;{day:%Y-%m-%d};{world.today:%Y-%m-%d};\n"
    places = (
        "virksomhed_id;navn;type;postnr;cvr\nX901;Havnens Isbod;privat;9000;\nX902;Kiosken ved broen;privat;9400;\n"
    )
    _import(by, "nye borgere.csv", "kandidater.csv", people + good)
    _import(by, "udtræk fra fagsystem.csv", "kandidater.csv", people + bad, days=2)
    _import(by, "kurser efterår.csv", "kurser.csv", courses, load=True, days=6)
    undone = _import(by, "virksomheder gammel liste.csv", "virksomheder.csv", places, load=True, days=9)
    import_undo.undo_import(by=by, job=undone)
    failed = _import(by, "timer 1. kvartal.csv", "kandidater.csv", people, days=20)
    failed.stage, failed.state, failed.problem = (
        ImportStage.LOAD,
        JobState.FAILED,
        "Der skete en fejl hos os. Intet er ændret. Vi har fået besked.",
    )
    failed.save()


def _import(by: Scope, name: str, file: str, text: str, *, load: bool = False, days: int = 0) -> ImportJob:
    """Look a file through and, if so asked, import it: what the worker does."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(file, text)
    # One that waits for a yes is of today: it is forgotten after a day.
    now = timezone.now() - (timedelta(days=days, hours=timezone.localtime().hour - 11) if days else timedelta(hours=2))
    job = ImportJob(
        keeper=by.organisation,
        ordered_by=by.user,
        file_name=name,
        upload=encrypt_bytes(packed.getvalue()),
        ordered_at=now,
    )
    job.save()
    for stage in [ImportStage.CHECK, *([ImportStage.LOAD] if load else [])]:
        job.stage = stage
        claim: Any = _Silent()
        for field, value in imports.work(job, claim).items():
            setattr(job, field, value)
        job.state, job.finished_at, job.attempts, job.progress = JobState.DONE, now + timedelta(seconds=20), 1, 100
        job.save()
    return job


def _exports(world: World, by: Scope) -> None:
    """One that is done and forgotten, one that failed, and two that the worker makes when it is up."""
    ago = timezone.now() - timedelta(days=12)
    done = {
        "keeper": by.organisation,
        "ordered_by": by.user,
        "ordered_at": ago,
        "finished_at": ago + timedelta(minutes=1),
        "attempts": 1,
    }
    counts = {"files": {"kandidater.csv": len(world.people), "virksomheder.csv": len(world.workplaces)}, "notes": []}
    ExportJob.objects.create(**done, state=JobState.DONE, progress=100, counts=counts)
    problem = "Det lykkedes ikke efter flere forsøg. Prøv igen, eller kontakt os."
    ExportJob.objects.create(**done, state=JobState.FAILED, problem=problem, format=ExportFormat.XLSX)
    exports.order(by=by, format=ExportFormat.ZIP)
    exports.order(by=by, format=ExportFormat.XLSX, with_cpr=True, purpose="Flytning til nyt fagsystem")
