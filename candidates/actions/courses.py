"""Courses: create and change them, who is on them, who completed them, and the certificates that follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from candidates.models import Candidate, Course, Enrolment
from candidates.models.programme import END_AFTER_START
from candidates.refusals import told_by_field
from smaajob import archive
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.changes import created, set_values
from smaajob.vocabulary import Certificate
from smaajob.writing import joined

# (what the form was shown with, what it says now): True, False, or None for not said
Answer = tuple[bool | None, bool | None]


def create(*, by: Scope, values: dict[str, Any]) -> Course:
    """A new course. Raises ValidationError by field."""
    course = Course(keeper=by.organisation, **_without_empty_id(values))
    _check(course)
    with transaction.atomic():
        with told_by_field():
            course.save()
        told = created(course, ["title", "programme", "start", "end", "gives"])
        record("create", course, by=by.user, changes=told)
    return course


def update(*, by: Scope, course: Course, values: dict[str, Any]) -> Course:
    """Change a course. Raises ValidationError by field."""
    with transaction.atomic():
        rows = Course.objects.select_for_update(no_key=True, of=("self",)).select_related("programme")
        row = rows.get(pk=course.pk)
        changes = set_values(row, _without_empty_id(values))
        _check(row)
        if changes:
            with told_by_field():
                row.save(update_fields=list(changes))
            record("update", row, by=by.user, changes=changes)
    return row


def put_away(*, by: Scope, course: Course, how: str, reason: str = "") -> None:
    """Archive a course. Raises ValidationError where it is said to be a mistake and yet has people on it."""
    with transaction.atomic():
        Course.objects.select_for_update(no_key=True).get(pk=course.pk)
        if how == archive.ArchivedAs.MISTAKE and course.enrolments.current().exists():
            raise ValidationError(
                {"how": _("Der er personer på kurset. Tag dem af først, eller vælg, at det er slut.")}
            )
        archive.archive(by=by, thing=course, how=how, reason=reason)


def enrol(*, by: Scope, course: Course, people: Sequence[Candidate]) -> list[Enrolment]:
    """Put people on a course; who is on it already stays, who was taken off as a mistake is put back.

    Gives the new ones. Raises ValidationError where the course or a person is put away.
    """
    with transaction.atomic():
        course = Course.objects.select_for_update(no_key=True).get(pk=course.pk)
        if course.is_archived:
            raise ValidationError(_("Kurset ligger i arkivet. Tag det ud, før du sætter nogen på."))
        if not people:
            raise ValidationError({"people": _("Vælg mindst én person.")})
        if any(person.is_archived for person in people):
            raise ValidationError({"people": _("En af personerne ligger i arkivet.")})
        rows = Enrolment.objects.select_for_update(no_key=True).filter(course=course, candidate__in=people)
        before = {row.candidate_id: row for row in rows}
        found = (_put_on(by, course, person, before.get(person.pk)) for person in people)
        return [row for row in found if row is not None]


def complete(*, by: Scope, course: Course, answers: Mapping[Enrolment, Answer]) -> int:
    """Write who completed the course; gives how many answers changed.

    Raises ValidationError where somebody else has answered differently since the form was shown.
    """
    with transaction.atomic():
        keys = [row.pk for row in answers]
        locked = Enrolment.objects.select_for_update(no_key=True, of=("self",)).select_related("candidate")
        changed, moved = 0, []
        for row in locked.filter(pk__in=keys, course=course).current().order_by("pk"):
            was, now = answers[row]
            if now == was or row.completed == now:
                continue
            if row.completed != was:
                moved.append(row.candidate)
                continue
            record("update", row, by=by.user, changes=set_values(row, {"completed": now}))
            row.save(update_fields=["completed"])
            changed += 1
        if moved:
            text = _("En anden har svaret for %(names)s, mens du skrev. Se efter, og gem igen.")
            raise ValidationError(text % {"names": joined(str(person) for person in moved)})
    return changed


def lacking(course: Course, person: Candidate) -> list[str]:
    """The certificates that a course gives and a person does not have."""
    return [code for code in course.gives if code not in person.certificates]


def give_certificates(*, by: Scope, course: Course, people: Sequence[Candidate]) -> int:
    """Add the course's certificates to people who completed it; gives how many that got one.

    Raises ValidationError for somebody who has not completed it.
    """
    with transaction.atomic():
        done = course.enrolments.current().filter(completed=True).values("candidate")
        keys = [person.pk for person in people]
        rows = list(Candidate.objects.select_for_update(no_key=True).filter(pk__in=keys, id__in=done).order_by("pk"))
        if len(rows) < len(set(keys)):
            raise ValidationError(_("Kun den, der har gennemført kurset, kan få beviset. Hent siden igen."))
        given = 0
        for person in rows:
            order = list(Certificate.values)
            codes = sorted({*person.certificates, *course.gives}, key=order.index)
            if not lacking(course, person):
                continue
            changes = set_values(person, {"certificates": codes})
            person.save(update_fields=["certificates"])
            reason = _("Gennemførte kurset %(title)s.") % {"title": course.title}
            record("update", person, by=by.user, changes=changes, reason=reason)
            given += 1
    return given


def _put_on(by: Scope, course: Course, person: Candidate, old: Enrolment | None) -> Enrolment | None:
    if old is not None and not old.is_archived:
        return None
    if old is not None:
        archive.restore(by=by, thing=old)
        return old
    row = Enrolment(keeper=by.organisation, course=course, candidate=person)
    with told_by_field():
        row.save()
    record("create", row, by=by.user)
    return row


def _without_empty_id(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != "external_id" or value}


def _check(course: Course) -> None:
    if course.end < course.start:
        raise ValidationError({"end": END_AFTER_START})
