"""What people say is wrong, for those who answer: what waits, and what was answered before."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from candidates.actions import corrections as actions
from candidates.forms.corrections import AnswerForm
from candidates.models import Candidate, Correction
from candidates.reaching import first_way
from smaajob.accounts.models import Channel
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import seen
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, get_only, may


@may(Permission.ANSWER_CORRECTIONS)
@get_only
def of_person(request: Request, public_id: UUID) -> HttpResponse:
    """All that one person has asked to have corrected, with who answered, when and why; of a protected person for their own alone."""
    person = get_object_or_404(Candidate.objects.visible_to(request.scope).open_to(request.scope), public_id=public_id)
    seen(request, person)
    rows = Correction.objects.visible_to(request.scope).filter(candidate=person).select_related("answered_by")
    return render(request, "candidates/corrections.html", {"person": person, "corrections": rows})


@may(Permission.ANSWER_CORRECTIONS)
@get_and_post
def answer(request: Request, public_id: UUID) -> HttpResponse:
    """Yes or no, and why. What has its answer already is shown among the others."""
    rows = Correction.objects.visible_to(request.scope).select_related("candidate")
    correction = get_object_or_404(rows, public_id=public_id)
    person = correction.candidate
    seen(request, person)
    if correction.is_answered:
        return redirect("candidates:corrections", person.public_id)
    page = FormPage(request, AnswerForm, name="candidates.correction.answer", thing=correction, correction=correction)
    if page.save(lambda form: actions.answer(by=request.scope, correction=correction, **form.values())):
        on_paper = first_way(person) == Channel.LETTER
        told = (
            _("Svaret er gemt. %(name)s får et brev. Det ligger klar under Beskeder og skal skrives ud.")
            if on_paper
            else _("Svaret er gemt, og %(name)s får besked.")
        )
        messages.success(request, told % {"name": person.first_name})
        return redirect("candidates:corrections", person.public_id)
    return page.render("candidates/correction_answer.html", {"person": person, "correction": correction})
