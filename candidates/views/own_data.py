"""What a person sees of themselves: what we hold, who can see it, who has, their consents, what is wrong, and their own copy of it all."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates import own_copy
from candidates.actions import corrections
from candidates.following import own_person
from candidates.forms.corrections import CorrectionForm
from candidates.looks import MOST_SHOWN, looks_at
from candidates.models import ENDS_SOON, Candidate, Consent, Correction, Purpose
from candidates.own_words import items_to_you
from candidates.reaching import contacts
from candidates.who_sees import who_sees
from smaajob import holdings
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import Kind, seen
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, get_only, may
from smaajob.throttle import may_try

# What the page "Det ved vi om dig" leaves to the copy: long lists, and what has a page of its own.
ON_OTHER_PAGES = frozenset({"looks", "changes", "consents", "corrections"})
SHOWN = 5
COPIES = {"pdf": ("application/pdf", own_copy.as_pdf), "json": ("application/json", own_copy.as_json)}


@may(Permission.OWN_DATA)
@get_only
def stored(request: Request) -> HttpResponse:
    """All that is held, in short sections; of a long list the newest rows."""
    person = _whole(request)
    told = [one for one in holdings.of(request.scope, person) if one.key not in ON_OTHER_PAGES and one.told]
    sections = [(one, one.told[:SHOWN], max(0, len(one.told) - SHOWN)) for one in told]
    return render(request, "candidates/own/stored.html", {"person": person, "sections": sections})


@may(Permission.OWN_DATA)
@get_only
def seers(request: Request) -> HttpResponse:
    """Who can see it now."""
    person = _own(request)
    context = {"person": person, "sees": who_sees(request.scope, person, timezone.localdate())}
    return render(request, "candidates/own/seers.html", context)


@may(Permission.OWN_DATA)
@get_only
def looks(request: Request) -> HttpResponse:
    """When and why it was looked at: the newest; the copy has them all."""
    person = _own(request)
    found = looks_at(request.scope, person)
    context = {"person": person, "looks": found[:MOST_SHOWN], "more": max(0, len(found) - MOST_SHOWN)}
    return render(request, "candidates/own/looks.html", context)


@may(Permission.OWN_DATA)
@get_only
def my_consents(request: Request) -> HttpResponse:
    """What they have said yes to: what holds now with a button to take it back, then what is over.

    Who may not be proposed, or soon may not, is asked; in their place nobody says yes on the screen.
    """
    person, today = _own(request), timezone.localdate()
    rows = list(Consent.objects.visible_to(request.scope).filter(candidate=person))
    now = [one for one in rows if one.is_valid_on(today)]
    for one in now:
        one.to_you = items_to_you(one.items)  # type: ignore[attr-defined]
    lasts = any(one.purpose == Purpose.PROPOSE and one.until > today + ENDS_SOON for one in now)
    over = [one for one in rows if one not in now]
    context = {"person": person, "now": now, "over": over, "asks": not lasts and request.scope.behalf is None}
    return render(request, "candidates/own/consents.html", context)


@may(Permission.OWN_DATA)
@get_and_post
def download(request: Request) -> HttpResponse:
    """GET says what it is, POST gives the file: it is on record who takes it, and what for."""
    person = _whole(request)
    kind = request.POST.get("as", "")
    if request.method != "POST" or kind not in COPIES:
        return render(request, "candidates/own/copy.html", {"person": person})
    if not may_try(request, "own_copy", str(person.public_id)):
        messages.error(request, _("Du har hentet det mange gange. Vent en time, og prøv igen."))
        return redirect("candidates:my_download")
    seen(request, person, kind=Kind.EXPORT, purpose=_("Personens egen kopi"))
    content_type, make = COPIES[kind]
    name = f"mine-oplysninger-{timezone.localdate()}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(make(request.scope, person), content_type=content_type, headers=headers)


@may(Permission.OWN_DATA)
@get_and_post
def my_corrections(request: Request) -> HttpResponse:
    """What is wrong, asked; below what they asked before, with our answers."""
    person = _own(request)
    page = FormPage(request, CorrectionForm, name="candidates.correction", about=person.public_id)
    if page.save(lambda form: corrections.ask(by=request.scope, candidate=person, **form.values())):
        messages.success(request, _("Tak. Din kontakt læser det og svarer dig. Du får besked."))
        return redirect("candidates:my_corrections")
    asked = Correction.objects.visible_to(request.scope).filter(candidate=person)
    context = {"person": person, "asked": asked, "contacts": contacts(person)}
    return page.render("candidates/own/corrections.html", context)


def _own(request: Request) -> Candidate:
    """The person whom the page is about; the look is noted."""
    person = own_person(request.scope)
    if person is None:
        raise Http404
    seen(request, person)
    return person


def _whole(request: Request) -> Candidate:
    """As `_own`, for pages that show a protected address: to the person, and to a colleague in their place only who has the case."""
    person = _own(request)
    has_it = {person.consultant_id, person.stand_in_id}
    if request.scope.behalf and person.address_protected and request.user.pk not in has_it:
        raise Http404
    return person
