"""What waits, as somebody reads it: who, one sentence, one act."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from candidates.models import Candidate
from employers.models import Contact
from placements.changing import waiting as changes
from placements.models import Placement, Wish
from placements.todo.words import (
    AGREEMENTS,
    Row,
    Todo,
    near,
)
from smaajob import writing
from smaajob.accounts.permissions import Permission


def row_of_person(todo: Todo, person: Candidate, day: date) -> Row:
    """As `row`, of a consent that runs out, or of what a person has written is wrong."""
    if todo.kind == "correction":
        what = _("Skrev %s, at noget er forkert") % near(todo.day, day)
        url = reverse("candidates:corrections", args=[person.public_id])
        return Row(None, what, _("Læs og svar"), url, person=person, permission=Permission.ANSWER_CORRECTIONS)
    url = reverse("candidates:new_consent", args=[person.public_id])
    return Row(None, _("Samtykket udløber %s") % near(todo.day, day), _("Bed om samtykke igen"), url, person=person)


def row(todo: Todo, placement: Placement, contact: Contact | None, day: date) -> Row:
    """The sentence and the act of a Todo, as read on a day."""
    when = near(todo.day, day)
    if todo.kind == "late":
        return Row(placement, _("Skulle være slut %s") % when, _("Afslut forløbet"), _url("end", placement))
    if todo.kind == "hours":
        what = ngettext(
            "Der mangler timer for én vagt, %(day)s", "%(n)s vagter mangler timer siden %(day)s", todo.shifts
        )
        what %= {"n": writing.number(todo.shifts), "day": when}
        return Row(placement, what, _("Skriv timer"), _url("hours", placement))
    if todo.kind in ("unanswered", "disputed"):
        what = _reported_text(todo.kind, todo.shifts) % {"n": writing.number(todo.shifts), "day": when}
        return Row(placement, what, _("Se timerne"), _url("detail", placement) + "?fane=timer")
    if todo.kind == "cannot" and todo.shift:
        url = reverse("placements:shift", args=[todo.shift])
        calls = _where_somebody_can(_("Ring, og aftal, hvad I gør:"), placement, contact)
        return Row(placement, _("Kan ikke komme i dag"), _("Se vagten"), url, contact, calls)
    if todo.kind == "absent" and todo.shift:
        # Neutrally: nobody knows why yet.
        url = reverse("placements:note_shift", args=[todo.shift])
        return Row(
            placement, _("Arbejdspladsen skriver, at personen ikke kom %s") % when, _("Skriv, hvad der skete"), url
        )
    if todo.kind == "ends_today":
        return Row(placement, _("Slutter i dag"), _("Afslut forløbet"), _url("end", placement))
    if todo.kind == "ends":
        return Row(
            placement, _("Slutter %s, og intet er aftalt bagefter") % when, _("Forlæng"), _url("extend", placement)
        )
    if todo.group == AGREEMENTS:
        return _row_of_agreement(todo, placement, when)
    if todo.kind in changes.WORDS:
        said, act = changes.WORDS[todo.kind]
        calls = _where_somebody_can(_("Ring, og tal om det:"), placement, contact) if todo.kind in Wish else ""
        url = changes.url_of(todo.kind, todo.about, placement)
        return Row(placement, str(said) % when, str(act), url, contact, calls)
    first_from, first_to = getattr(placement, "first_from", None), getattr(placement, "first_to", None)
    if first_from and first_to and writing.day(first_from) == writing.day(todo.day):
        when = f"{when} {writing.times(first_from, first_to)}"
    calls = _where_somebody_can(_("Ring, og hør, om alt er klart:"), placement, contact)
    return Row(placement, _("Starter %s") % when, _("Se forløbet"), _url("detail", placement), contact, calls)


def _where_somebody_can(words: str, placement: Placement, contact: Contact | None) -> str:
    """The words that lead to the two numbers; empty where neither has one."""
    return words if placement.candidate.phone or (contact and contact.phone) else ""


def _reported_text(kind: str, days: int) -> str:
    if kind == "disputed":
        one, many = _("De er uenige om timerne %(day)s"), _("De er uenige om timerne for %(n)s dage siden %(day)s")
    else:
        one, many = _("Timer for %(day)s venter stadig på svar"), _("Timer for %(n)s dage venter på svar siden %(day)s")
    return one if days == 1 else many


def _row_of_agreement(todo: Todo, placement: Placement, when: str) -> Row:
    url = f"{_url('detail', placement)}?fane=aftale"
    if todo.kind == "unwritten":
        return Row(placement, _("Begge har sagt ja %s, men aftalen er ikke skrevet") % when, _("Skriv aftalen"), url)
    if todo.kind == "unsent":
        return Row(
            placement, _("Der ligger en kladde til en aftale, som ikke er sendt til underskrift"), _("Læs og send"), url
        )
    if todo.kind == "to_sign":
        return Row(placement, _("Klar til at du skriver under for kommunen"), _("Se aftalen"), url)
    if todo.kind == "refused":
        return Row(
            placement, _("%(who)s vil ikke skrive under på aftalen") % {"who": todo.words}, _("Læs hvorfor"), url
        )
    what = _("Mangler underskrift fra %(who)s, sendt %(day)s") % {"who": todo.words, "day": when}
    return Row(placement, what, _("Se aftalen"), url)


def _url(name: str, placement: Placement) -> str:
    return reverse(f"placements:{name}", args=[placement.public_id])
