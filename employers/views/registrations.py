"""A company asks to take part (public), and the municipality's employer entrance answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, F, Func, Q, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employers.actions import registrations as actions
from employers.company import company_with, entrances
from employers.forms.registrations import RefusalForm, RegistrationForm
from employers.models import Contact, Registration, RegistrationQuerySet, RegistrationState, Workplace
from smaajob.accounts.models import Organisation, OrganisationKind
from smaajob.accounts.permissions import Permission
from smaajob.audit.telling import history_of
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, get_only, may, post_only, refusals_told
from smaajob.lists import Filter, Sort, listing
from smaajob.reach import asking_for
from smaajob.throttle import may_try, refuse_too_many, status_of

SORTS = (
    Sort("venter", gettext_lazy("Dem, der venter, først"), ("is_answered", "-asked_at")),
    Sort("nyeste", gettext_lazy("Nyeste først"), ("-asked_at",), column="asked", direction="descending"),
    Sort("ældste", gettext_lazy("Ældste først"), ("asked_at",), column="asked"),
    Sort("navn", gettext_lazy("Virksomhed, A–Å"), ("company",), column="company"),
    Sort("navn-om", gettext_lazy("Virksomhed, Å–A"), ("-company",), column="company", direction="descending"),
)
SENTENCES = {
    "create": gettext_lazy("Skrev, at de gerne vil være med."),
    "ask_again": gettext_lazy("Skrev igen."),
    "confirm": gettext_lazy("Bekræftet."),
    "refuse": gettext_lazy("Ikke bekræftet."),
}
LAST_DIGITS = 8  # of a phone number: without its country
MOST_KNOWN = 10


@login_not_required
@get_and_post
def register(request: HttpRequest) -> HttpResponse:
    """For a company that is new here: what it is, and a form. The answer is the same whatever is known already."""
    places = list(Organisation.objects.filter(kind=OrganisationKind.MUNICIPALITY).order_by("name"))
    sent = request.POST if request.method == "POST" else None
    form = RegistrationForm(sent, municipalities=places, code=request.GET.get("kommune", ""))
    if form.is_valid():
        # Only what is well filled in is counted: whoever corrects a number is no robot.
        if may_try(request, "register_employer"):
            actions.register(keeper=form.chosen, values=form.values())
            return redirect("employers:registered", form.chosen.public_id)
        told = _("Der er skrevet mange gange herfra på kort tid. Vent en time, og send så igen.")
        refuse_too_many(form, None, told)
    return render(request, "employers/register.html", {"form": form, "places": places}, status=status_of(form))


@login_not_required
@get_only
def registered(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What comes next, and who calls. It knows only the municipality."""
    place = get_object_or_404(Organisation, public_id=public_id, kind=OrganisationKind.MUNICIPALITY)
    context = {"place": place, "entrance": entrances([place.pk]).get(place.pk)}
    return render(request, "employers/registered.html", context)


@may(Permission.CONFIRM_EMPLOYERS)
@get_only
def show_list(request: Request) -> HttpResponse:
    """The companies that have asked, those who wait first; who asks for the same company is one row."""
    rows = Registration.objects.visible_to(request.scope).once_a_company().with_company()
    found = listing(
        request,
        rows.annotate(is_answered=~Q(state=RegistrationState.WAITS)).select_related("decided_by", "organisation"),
        search=RegistrationQuerySet.search,
        filters=[
            Filter(
                "svar",
                _("Svar"),
                RegistrationState.choices,
                lambda rows, code: rows.filter(state=code),
                lambda rows: dict(rows.order_by().values_list("state").annotate(n=Count("pk"))),
            )
        ],
        sorts=SORTS,
        noun=(_("virksomhed"), _("virksomheder")),
    )
    return render(request, "employers/registrations.html", {"listing": found})


@may(Permission.CONFIRM_EMPLOYERS)
@get_only
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """What they said, what we know already, who else asks, and the answer."""
    row = _registration(request, public_id)
    company = row.organisation or company_with(row.country, row.cvr)
    context = {
        "registration": row,
        "company": company,
        "first_confirmed": _first_confirmed(company),
        "others": list(Registration.objects.visible_to(request.scope).waiting().beside(row)[:MOST_KNOWN]),
        "told": history_of(row, SENTENCES),
        **_known_here(request, row),
    }
    return render(request, "employers/registration.html", context)


@may(Permission.CONFIRM_EMPLOYERS)
@post_only
def confirm(request: Request, public_id: UUID) -> HttpResponse:
    """Yes: they are let in and told how."""
    row = _registration(request, public_id)
    with refusals_told(request):
        saved = actions.confirm(by=request.scope, registration=row)
        told = _("%(company)s er med. %(name)s har fået besked om, hvordan man logger ind.")
        messages.success(request, told % {"company": saved.company, "name": saved.name})
    return redirect("employers:registration", public_id)


@may(Permission.CONFIRM_EMPLOYERS)
@get_and_post
def refuse(request: Request, public_id: UUID) -> HttpResponse:
    """No, with a reason that they get to read."""
    row = _registration(request, public_id)
    if not row.waits:
        messages.error(request, _("Der er allerede svaret: %(answer)s.") % {"answer": row.get_state_display()})
        return redirect("employers:registration", public_id)
    page = FormPage(request, RefusalForm, name="employers.refuse", thing=row)
    saved = page.save(lambda form: actions.refuse(by=request.scope, registration=row, **form.cleaned_data))
    if saved is None:
        return page.render("employers/registration_refuse.html", {"registration": row})
    told = _("%(company)s er ikke bekræftet. %(name)s har fået besked med din begrundelse.")
    messages.success(request, told % {"company": saved.company, "name": saved.name})
    return redirect("employers:registrations")


def _registration(request: Request, public_id: UUID) -> Registration:
    rows = Registration.objects.visible_to(request.scope).select_related("keeper", "decided_by", "organisation")
    return get_object_or_404(rows, public_id=public_id)


def _first_confirmed(company: Organisation | None) -> Registration | None:
    """The answer that let the company in, whichever municipality gave it."""
    if company is None:
        return None
    with asking_for(company.country, company.cvr):
        rows = Registration.objects.filter(organisation=company, state=RegistrationState.CONFIRMED)
        return rows.select_related("keeper").order_by("decided_at", "pk").first()


def _known_here(request: Request, row: Registration) -> dict[str, Any]:
    """The workplaces with their number, and contacts with the person's e-mail or phone, that the organisation keeps."""
    places = Workplace.objects.visible_to(request.scope).current()
    same = Q(email__iexact=row.email)
    digits = "".join(sign for sign in row.phone if sign.isdigit())[-LAST_DIGITS:]
    if len(digits) == LAST_DIGITS:
        same |= Q(phone_digits__endswith=digits)
    only_digits = Func(F("phone"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace")
    contacts = Contact.objects.visible_to(request.scope).current().annotate(phone_digits=only_digits).filter(same)
    contacts = contacts.filter(workplace__merged_into__isnull=True)
    return {
        "workplaces": list(places.filter(employer__country=row.country, employer__cvr=row.cvr)[:MOST_KNOWN]),
        "contacts": list(contacts.select_related("workplace")[:MOST_KNOWN]),
    }
