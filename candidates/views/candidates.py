"""The list of people, and one person's page."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates.forms.cpr import CprForm
from candidates.history import told_of
from candidates.models import Candidate, CandidateQuerySet, Consent, Correction, Enrolment, Participation, Purpose
from candidates.needs import phrases
from candidates.timeline import holds, timeline
from candidates.views.cpr import masked
from candidates.views.notes import TAB as NOTES
from candidates.views.notes import notes_of, pinned_of
from candidates.views.people import ARCHIVE, SHOWN, SORTS, filters_of, rows_of
from smaajob.accounts.permissions import Permission
from smaajob.accounts.scope import Scope
from smaajob.audit.access import seen
from smaajob.files.subjects import TAB as FILES
from smaajob.files.views import files_of
from smaajob.http import Request, get_only, may
from smaajob.lists import listing
from smaajob.tabs import tabs

TASKS = "opgaver"
TABS = (
    ("", _("Overblik")),
    ("forloeb", _("Forløb")),
    (TASKS, _("Opgaver")),
    ("profil", _("Profil")),
    (NOTES, _("Noter")),
    (FILES, _("Filer")),
    ("historik", _("Historik")),
)

# The tabs that only some roles have.
NEEDED = {TASKS: Permission.MATCH, FILES: Permission.KEEP_FILES}


@may(Permission.SEE_PEOPLE)
@get_only
def show_list(request: Request) -> HttpResponse:
    """Everybody the organisation works with now; those in the archive where they are asked for."""
    today = timezone.localdate()
    found = listing(
        request,
        rows_of(request.scope, today, request.GET),
        search=CandidateQuerySet.search,
        filters=filters_of(request.scope, today),
        sorts=SORTS,
        noun=(_("person"), _("personer")),
    )
    for person in found.rows:
        person.age = person.age_on(today)
    in_archive = found.parameters.get(SHOWN) == ARCHIVE
    choosing = not in_archive and request.scope.may(Permission.ASSIGN)
    context = {"listing": found, "in_archive": in_archive, "choosing": choosing}
    return render(request, "candidates/list.html", context)


@may(Permission.SEE_PEOPLE)
@get_only
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """One person: who they are and how it stands on top, the rest in tabs."""
    today = timezone.localdate()
    people = Candidate.objects.visible_to(request.scope).select_related("consultant", "stand_in")
    person = people.prefetch_related("statuses", "target_groups", "consents").filter(public_id=public_id).first()
    if person is None:
        return redirect("candidates:detail", _merged_into(request.scope, public_id))
    seen(request, person)
    hidden = {tab for tab, needed in NEEDED.items() if not request.scope.may(needed)}
    shown = tabs(request, [tab for tab in TABS if tab[0] not in hidden])
    groups = [spell for spell in person.target_groups.all() if holds(spell.start, spell.end, today)]
    context = {
        "person": person,
        "tabs": shown,
        "age": person.age_on(today),
        "situation": next((s for s in reversed(person.statuses.all()) if s.start <= today), None),
        "groups": [spell.get_group_display() for spell in groups],
        "consent": _consent(person, today),
        "hidden": person.hides_from(request.scope),
        **_of_tab(request, shown.now, person, today),
    }
    return render(request, "candidates/detail.html", context)


def _merged_into(scope: Scope, public_id: UUID) -> UUID:
    """Where an old address leads: to the one that the person was merged into. Raises Http404 where there was none."""
    gone = Candidate.objects.filter(keeper=scope.organisation, public_id=public_id, merged_into__isnull=False)
    kept = Candidate.objects.visible_to(scope).filter(pk__in=gone.values("merged_into"))
    found: UUID | None = kept.values_list("public_id", flat=True).first()
    if found is None:
        raise Http404
    return found


def _consent(person: Candidate, today: date) -> Consent | None:
    """The yes to being proposed that holds longest; None where none does."""
    held = [one for one in person.consents.all() if one.purpose == Purpose.PROPOSE and one.is_valid_on(today)]
    return max(held, key=lambda one: one.until, default=None)


def _of_tab(request: Request, tab: str, person: Candidate, today: date) -> dict[str, object]:
    """What only one tab shows."""
    if tab == "historik":
        return {"moments": timeline(person, today, request.scope, in_hand=True), "told": told_of(person, request.scope)}
    if tab == NOTES:
        return notes_of(request, person)
    if tab == FILES:
        return files_of(request, person)
    if tab == "forloeb":
        parts = Participation.objects.visible_to(request.scope).filter(candidate=person).current()
        enrolments = Enrolment.objects.visible_to(request.scope).filter(candidate=person).current()
        return {
            "participations": parts.select_related("programme").order_by("-start"),
            "enrolments": enrolments.select_related("course").order_by("-course__start"),
        }
    if tab == "":
        asks = request.scope.may(Permission.ANSWER_CORRECTIONS) and Correction.objects.visible_to(request.scope).filter(
            candidate=person, answered_at__isnull=True
        ).exists()  # fmt: skip
        return {"needs": phrases(person.accommodations), "asks": asks, **pinned_of(request, person)}
    return {"needs": phrases(person.accommodations), "masked_cpr": masked(person), "cpr_form": CprForm()}
