"""What a person has said yes to: the list, a new one written down or given on the screen, and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates import consent_texts
from candidates.actions import consents as actions
from candidates.following import own_person
from candidates.forms.consents import ConsentForm, OwnConsentForm, WithdrawForm
from candidates.models import Candidate, Consent, Disclosure, Purpose, To
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import seen
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, get_only, may
from smaajob.languages import named_languages
from smaajob.writing import day_year, joined, lower_first

MOST = 100


@dataclass(frozen=True, slots=True)
class Shown:
    """A consent as the list shows it; `interpreter` is the language, `text` None where the words are not ours.

    `receiver` and `reason` (why it was taken back) say less to those who may not know where a protected person works.
    """

    consent: Consent
    is_valid: bool
    interpreter: str
    text: consent_texts.ConsentText | None
    receiver: str
    reason: str


@may(Permission.SEE_PEOPLE)
@get_only
def show_list(request: Request, public_id: UUID) -> HttpResponse:
    """All that the person has said yes to, what was told under it, and whether they can be proposed now."""
    today = timezone.localdate()
    person = get_object_or_404(Candidate.objects.visible_to(request.scope), public_id=public_id)
    seen(request, person)
    hidden, names = person.hides_from(request.scope), dict(named_languages())
    consents = Consent.objects.visible_to(request.scope).filter(candidate=person)
    rows = [_shown(one, today, names, hidden) for one in consents.select_related("noted_by", "withdrawn_by")[:MOST]]
    told = Disclosure.objects.visible_to(request.scope).filter(candidate=person)
    can = [row for row in rows if row.is_valid and row.consent.purpose == Purpose.PROPOSE]
    context = {
        "person": person,
        "rows": rows,
        "told": told.none() if hidden else told[:MOST],
        "hidden": hidden,
        "can": can,
        "only": joined(sorted({row.receiver for row in can})) if all(row.consent.to_id for row in can) else "",
    }
    return render(request, "candidates/consents.html", context)


def _shown(one: Consent, today: date, names: dict[str, str], hidden: bool) -> Shown:
    return Shown(
        one,
        one.is_valid_on(today),
        names.get(one.interpreter, one.interpreter),
        consent_texts.by_version(one.text_version, one.text_language),
        _receiver(one, hidden),
        "" if hidden else one.withdrawn_reason,
    )


def _receiver(one: Consent, hidden: bool) -> str:
    """To whom, inside a sentence; not the workplace's name for those who may not know it."""
    if one.to_name and not hidden:
        return one.to_name
    return lower_first(str(To(one.to_kind).label))


@may(Permission.CHANGE_PEOPLE)
@get_and_post
def new(request: Request, public_id: UUID) -> HttpResponse:
    """Write down that the person said yes, or signed."""
    today = timezone.localdate()
    person = get_object_or_404(Candidate.objects.visible_to(request.scope).current(), public_id=public_id)
    seen(request, person)
    page = FormPage(
        request, ConsentForm, name="candidates.consent", about=person.public_id, scope=request.scope, today=today
    )
    if saved := page.save(lambda form: actions.give(by=request.scope, candidate=person, **form.values())):
        told = _("Samtykket er noteret. Det gælder til %(day)s, og %(name)s kan tage det tilbage når som helst.")
        messages.success(request, told % {"day": day_year(saved.until), "name": person.first_name})
        return redirect("candidates:consents", person.public_id)
    texts = [consent_texts.current(today, purpose) for purpose in Purpose.values]
    held = Consent.objects.visible_to(request.scope).valid_on(today).filter(candidate=person).exists()
    return page.render("candidates/consent_new.html", {"person": person, "texts": texts, "held": held})


@may(Permission.OWN_DATA)
@get_and_post
def own(request: Request) -> HttpResponse:
    """The person says yes on the screen; in their place nobody can: what a consultant hears is written down as heard."""
    person = own_person(request.scope)
    if person is None or request.scope.behalf is not None:
        raise Http404
    today = timezone.localdate()
    text = consent_texts.current(today, Purpose.PROPOSE)
    seen(request, person)
    page = FormPage(request, OwnConsentForm, name="candidates.own_consent", about=person.public_id)
    if page.save(
        lambda form: actions.give(
            by=request.scope,
            candidate=person,
            items=form.cleaned_data["items"],
            text=text,
            form=Consent.Form.ON_SCREEN,
            given_on=today,
        )
    ):
        messages.success(request, _("Tak. Nu må vi fortælle arbejdspladser om dig. Du kan altid tage det tilbage."))
        return redirect("candidates:my_consents")
    return page.render("candidates/own_consent.html", {"person": person, "text": text})


@may(Permission.CHANGE_PEOPLE, Permission.OWN_DATA)
@get_and_post
def withdraw(request: Request, public_id: UUID) -> HttpResponse:
    """Take a yes back: the person's own button, or what a consultant was told. It works at once."""
    consent = _consent(request, public_id)
    person = consent.candidate
    own_page = not request.scope.may(Permission.CHANGE_PEOPLE) or request.scope.behalf is not None
    back = redirect("candidates:my_consents") if own_page else redirect("candidates:consents", person.public_id)
    seen(request, person)
    others = Consent.objects.valid_on(timezone.localdate()).filter(candidate=person).exclude(pk=consent.pk)
    page = FormPage(
        request, WithdrawForm, name="candidates.withdraw", about=consent.public_id, others=others.count(), own=own_page
    )
    if page.save(lambda form: actions.withdraw(by=request.scope, consent=consent, **form.cleaned_data)):
        messages.success(request, _taken_back(own_page, others.exists()))
        return back
    receiver = _receiver(consent, person.hides_from(request.scope))
    context = {"person": person, "consent": consent, "own_page": own_page, "receiver": receiver, "back": back.url}
    return page.render("candidates/consent_withdraw.html", context)


def _taken_back(own_page: bool, others: bool) -> str:
    """What holds now: nothing, or what else they have said yes to."""
    if own_page:
        return (
            _("Du har taget dit ja tilbage. Det andet, du har sagt ja til, gælder stadig.")
            if others
            else _("Du har taget dit ja tilbage. Vi fortæller ikke mere om dig.")
        )
    said = _("Samtykket er trukket tilbage. Det gælder med det samme. Det, der er fortalt, står stadig her.")
    return f"{said} {_('Der er sagt ja til mere, og det gælder stadig.')}" if others else said


def _consent(request: Request, public_id: UUID) -> Consent:
    """One that the scope sees and that holds still; on the pages about oneself, one's own. Raises Http404."""
    rows = Consent.objects.visible_to(request.scope).select_related("candidate")
    if not request.scope.may(Permission.CHANGE_PEOPLE) or request.scope.behalf:
        rows = rows.filter(candidate=own_person(request.scope))
    return get_object_or_404(rows, public_id=public_id, withdrawn_at__isnull=True)
