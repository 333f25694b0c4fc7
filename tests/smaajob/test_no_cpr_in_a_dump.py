"""A dump of the database holds no CPR number in clear, by whichever way it came in (criterion 2)."""

from __future__ import annotations

import base64
from datetime import date
from itertools import count
from typing import Any

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import placements.tasks  # noqa: F401  (a worker imports it to know the work)
from candidates.models import Candidate
from placements.actions import exports, unmerge
from placements.actions import merges as merging
from placements.models import ExportJob, ImportJob, Merge, MergeKind
from smaajob import secrets
from smaajob.accounts.models import Membership, Organisation
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.drafts.models import Draft
from smaajob.files.models import StoredFile
from smaajob.jobs.run import perform
from tests.candidates.test_people_by_hand import as_shown, edit_url, minimal
from tests.dumping import dump_of_the_database, found_in_clear
from tests.factories import CandidateFactory, MembershipFactory, MessageFactory, MunicipalityFactory
from tests.files.samples import pdf
from tests.placements.exchange.sheets import files_of, small, zipped

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_broker")]
NEW = "/personer/ny/"


class Numbers:
    """Each way in has a number of its own, so that a number that is found tells which way it came."""

    def __init__(self) -> None:
        self.used: dict[str, str] = {}
        self._next = count(4001, 7)

    def new(self, way: str, born: str = "170584") -> str:
        """`170584-4001`, to be used by that way in."""
        number = f"{born}-{next(self._next)}"
        self.used[way] = number.replace("-", "")
        return number


@pytest.fixture
def numbers() -> Numbers:
    return Numbers()


def person_with(number: str, keeper: Organisation, **more: Any) -> Candidate:
    digits = number.replace("-", "")
    born = {"birth_date": date(1984, 5, 17), **more}
    return CandidateFactory.create(
        keeper=keeper, cpr_encrypted=secrets.encrypt(digits), cpr_hash=secrets.keyed_hash(digits), **born
    )


def refuse_clear(numbers: Numbers, *ways: str) -> None:
    """The dump is a whole one, was looked through for all of these ways, and holds none of them."""
    dump = dump_of_the_database()
    assert "COPY public.candidates_candidate" in dump
    assert set(ways) <= set(numbers.used)
    found = {way: found_in_clear(number, dump) for way, number in numbers.used.items()}
    assert not {way: places for way, places in found.items() if places}


def test_by_hand(signed_in: Client, membership: Membership, numbers: Numbers) -> None:
    signed_in.post(NEW, minimal(cpr=numbers.new("the form")))
    person = Candidate.objects.get()
    assert person.cpr_encrypted
    signed_in.post(edit_url(person), as_shown(signed_in, person, cpr=numbers.new("a correction")))
    assert Event.objects.about(person).filter(verb="update").exists()

    refused = {"last_name": ""}
    assert signed_in.post(NEW, minimal(cpr=numbers.new("a draft"), **refused)).status_code == 422
    assert signed_in.post(NEW, minimal(phone=numbers.new("a draft's telephone"), **refused)).status_code == 422
    note = {"kind": "note", "happened_on": "1-2-2026", "text": f"Hun hedder {numbers.new('a note')} i kartoteket."}
    assert signed_in.post(f"/personer/{person.public_id}/noter/ny/", note).status_code == 422
    assert Draft.objects.count() == 2

    for field in (numbers.new("a list's search"), numbers.new("a search with dots").replace("-", ".")):
        signed_in.get("/personer/", {"q": field}, follow=True)
    signed_in.post("/soeg/", {"q": numbers.new("the search")}, follow=True)
    refuse_clear(numbers, "the form", "a correction", "a draft", "a note", "the search")


def test_by_a_file(signed_in: Client, scope: Scope, numbers: Numbers) -> None:
    sheets = small()
    right, wrong = sheets["kandidater"]
    right.update(fødselsdato="1984-05-17", cpr=numbers.new("an import"))
    wrong.update(fødselsdato="1984-05-17", cpr=numbers.new("a faulty row"), kommune="Ingen")
    wrong["sprog"] = f"da|{numbers.new('a faulty cell')}"
    name = f"{numbers.new('a file name')}.zip"

    def send(sheets: Any) -> ImportJob:
        upload = SimpleUploadedFile(name, zipped(files_of(sheets)))
        assert signed_in.post("/import/", {"upload": [upload]}).status_code == 302
        job = ImportJob.objects.latest("pk")
        refuse_clear(numbers)  # while it waits, too
        assert perform("placements.importjob", job.pk)
        return job

    job = send(sheets)
    job.refresh_from_db()
    assert job.result["faults"]
    sheets["kandidater"] = [right]
    good = send(sheets)
    signed_in.post(f"/import/{good.public_id}/importer/", follow=True)
    assert perform("placements.importjob", good.pk)
    assert Candidate.objects.exclude(cpr_encrypted="").count() == 1
    good.refresh_from_db()
    assert good.trace
    refuse_clear(numbers, "an import", "a faulty row", "a faulty cell", "a file name")


def test_by_what_builds_on_people(scope: Scope, membership: Membership, numbers: Numbers) -> None:
    kept = person_with(numbers.new("who is kept"), scope.organisation)
    gone = person_with(numbers.new("the double"), scope.organisation)
    merging.merge(by=scope, kind=MergeKind.CANDIDATE, kept_id=kept.pk, gone_id=gone.pk, choices={"cpr": "kept"})
    refuse_clear(numbers)
    unmerge.undo(by=scope, merge=Merge.objects.get())

    job = exports.order(
        by=scope, format="zip", with_cpr=True, purpose=f"For {numbers.new('a purpose')} i det nye system"
    )
    assert perform("placements.exportjob", job.pk)
    assert ExportJob.objects.get().content
    refuse_clear(numbers, "who is kept", "the double", "a purpose")


def test_by_messages_files_and_sessions(signed_in: Client, scope: Scope, numbers: Numbers) -> None:
    person = person_with(numbers.new("a person"), scope.organisation)
    text = f"Dit nummer er {numbers.new('a message')}."
    MessageFactory.create(keeper=scope.organisation, text=text, html=f"<p>{text}</p>", name=numbers.new("a receiver"))
    content = pdf().replace(b"%%EOF", f"% {numbers.new('a file')}\n%%EOF".encode())
    upload = SimpleUploadedFile(f"CV {numbers.new('its name')}.pdf", content)
    signed_in.post(f"/filer/personer/{person.public_id}/ny/", {"upload": [upload]})
    assert StoredFile.objects.get().content
    session: SessionBase = signed_in.session
    session["typed"] = numbers.new("a session")
    session.save()
    refuse_clear(numbers, "a message", "a file", "its name", "a session")


def test_a_personnummer(client: Client, numbers: Numbers) -> None:
    swedish = MunicipalityFactory.create(name="Linköpings kommun", country="SE", code="SE-0580")
    client.force_login(MembershipFactory.create(organisation=swedish).user)
    personnummer = "19840517-1231"
    client.post(NEW, minimal(postcode="582 22", cpr=personnummer))
    stored = Candidate.objects.get()
    assert secrets.decrypt(stored.cpr_encrypted).endswith("8405171231")
    numbers.used["a personnummer"] = "1705841231"  # found with the year first, too
    refuse_clear(numbers, "a personnummer")


@pytest.mark.parametrize(
    "written",
    [
        "170584-4001", "1705844001", "170584 4001", "17.05.84-4001", "17-05-1984-4001", "170519844001", "17051984-4001",
        "1984-05-17-4001", "19840517-4001", "840517-4001", "\\x" + b"170584-4001".hex(),
        *(base64.b64encode(("x" * before + "1705844001yz").encode()).decode() for before in range(4)),
    ],
)  # fmt: skip
def test_what_is_looked_for_would_be_found(written: str, municipality: Organisation) -> None:
    CandidateFactory.create(keeper=municipality, first_name=written)
    assert len(found_in_clear("1705844001", dump_of_the_database())) >= 1


def test_what_is_no_number_is_not_found() -> None:
    assert found_in_clear("1705844001", "17-05-1984 4002, 91705844001, 1705844\t001\n1705\n844001") == []
