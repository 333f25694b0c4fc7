"""A person's situation through time, and the archive that a person is put into."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.actions import situation as actions
from candidates.forms.situation import SituationForm
from candidates.models import Candidate, StatusSpell
from smaajob import archive as archives
from smaajob.accounts.permissions import Permission
from smaajob.archiveform import ArchiveForm
from smaajob.audit.access import seen
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, may, refusals_told

ROW = "ret"


@may(Permission.CHANGE_PEOPLE)
@get_and_post
def situation(request: Request, public_id: UUID) -> HttpResponse:
    """The dated situations: a new one, or with `?ret=` the row that is to be put right or removed."""
    person = get_object_or_404(Candidate.objects.visible_to(request.scope), public_id=public_id)
    spell = _row(request, person)
    here = reverse("candidates:situation", args=[person.public_id])
    if spell and request.POST.get("remove"):
        return _remove(request, spell, here)
    today = timezone.localdate()
    page = FormPage(
        request,
        SituationForm,
        name="candidates.situation",
        thing=spell,
        about=_about(person, spell),
        today=today,
        country=request.scope.organisation.country,
        spell=spell,
    )

    def act(form: SituationForm) -> StatusSpell:
        if spell is not None:
            return actions.correct(by=request.scope, spell=spell, **form.cleaned_data)
        return actions.add(by=request.scope, candidate=person, **form.cleaned_data)

    if page.save(act):
        messages.success(request, _("Rækken er rettet.") if spell else _("Den nye situation er gemt."))
        return redirect(here)
    spells = list(person.statuses.order_by("-start"))
    now = next((one.pk for one in spells if one.start <= today), None)
    seen(request, person)
    context = {"person": person, "spell": spell, "spells": spells, "now": now, "here": here}
    return page.render("candidates/situation.html", context)


@may(Permission.CHANGE_PEOPLE)
@get_and_post
def archive(request: Request, public_id: UUID) -> HttpResponse:
    """Put a person in the archive, or with `restore` take them out again."""
    person = get_object_or_404(Candidate.objects.visible_to(request.scope), public_id=public_id)
    back = redirect("candidates:detail", person.public_id)
    if request.POST.get("restore"):
        _restore(request, person)
        return back
    page = FormPage(request, ArchiveForm, name="candidates.archive", thing=person)

    def act(form: ArchiveForm) -> Candidate:
        archives.archive(by=request.scope, thing=person, **form.values())
        return person

    if page.save(act):
        told = _("%(name)s ligger nu i arkivet og er ikke på listerne mere. Du kan altid tage personen ud igen.")
        messages.success(request, told % {"name": person})
        return back
    return page.render("candidates/archive.html", {"person": person})


def _row(request: Request, person: Candidate) -> StatusSpell | None:
    wanted = request.GET.get(ROW)
    if not wanted:
        return None
    try:
        return get_object_or_404(person.statuses, public_id=UUID(wanted))
    except ValueError as error:
        raise Http404 from error


def _about(person: Candidate, spell: StatusSpell | None) -> UUID:
    return spell.public_id if spell else person.public_id


def _remove(request: Request, spell: StatusSpell, here: str) -> HttpResponse:
    with refusals_told(request):
        actions.remove(by=request.scope, spell=spell)
        messages.success(request, _("Rækken er fjernet. Den står stadig i historikken."))
    return redirect(here)


def _restore(request: Request, person: Candidate) -> None:
    with refusals_told(request):
        archives.restore(by=request.scope, thing=person)
        messages.success(request, _("%(name)s er taget ud af arkivet.") % {"name": person})
