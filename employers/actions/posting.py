"""A company's own tasks: posted by its users, by a consultant in its place or by a secret link; changed, withdrawn and closed by it.

Whatever it does, the one who reads for its workplace is told (employers.readers), and the task waits under "I dag" until they have
seen it.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from employers import taken
from employers.actions.posting_links import held_open
from employers.actions.tasks import FIELDS, check, tidied
from employers.models import PostedVia, PostingLink, Task, Workplace
from employers.readers import reader_of
from employers.refusals import told_by_field
from smaajob import archive
from smaajob.accounts.scope import Scope
from smaajob.archive import ArchivedAs
from smaajob.audit.models import record
from smaajob.changes import created, set_values
from smaajob.links import absolute
from smaajob.messages.models import MessageKind
from smaajob.messages.writing import write
from smaajob.secrets import keyed_hash


def post_task(
    *,
    workplace: Workplace,
    values: dict[str, Any],
    once: str,
    by: Scope | None = None,
    link: PostingLink | None = None,
) -> Task:
    """A task of a company's own, by one of its users (or who acts for it), or by a link. `values` as employers.actions.tasks.create.

    `once` names the form: the same, sent twice, is one task. Raises ValidationError by field; and where the workplace is in the
    archive, or the link was closed meanwhile.
    """
    if (by is None) == (link is None):
        raise ValueError("by a scope, or by a link")
    check(values, workplace)
    with transaction.atomic(), told_by_field():
        if link is not None:
            link = held_open(link)
        there = _held(workplace)
        key = keyed_hash(f"posted:{once}:{there.pk}:{sorted(values.items(), key=str)!r}")
        if (same := Task.objects.filter(workplace=there, posted_key=key).first()) is not None:
            return same
        task = Task(keeper=there.keeper, workplace=there, posted_key=key, posted_at=timezone.now(), **tidied(values))
        _say_who(task, by, link)
        task.save(force_insert=True)
        changes = created(task, [*FIELDS, "external_id", "posted_via"])
        _record("task.post", task, by, changes)
        _tell(MessageKind.TASK_POSTED, task, by, {})
    return task


def change_posted(*, by: Scope, task: Task, values: dict[str, Any]) -> Task:
    """Give a task of one's own new values, while nobody has been in it or is asked. Raises ValidationError, by field where it has one."""
    check(values, task.workplace)
    with transaction.atomic(), told_by_field():
        row = _held_free(task)
        if changes := set_values(row, tidied(values)):
            row.company_changed_at = timezone.now()
            _unseen(row, by)
            row.save()
            _record("update", row, by, changes)
            _tell(MessageKind.TASK_CHANGED, row, by, {"what": "changed"})
    return row


def withdraw_posted(*, by: Scope, task: Task, reason: str = "") -> Task:
    """It should not have been posted: put away, and in no figures. Raises ValidationError where somebody has been in it, or is asked."""
    with transaction.atomic():
        row = _held_free(task)
        archive.archive(by=by, thing=row, how=ArchivedAs.MISTAKE, reason=reason)
        _tell(MessageKind.TASK_CHANGED, row, by, {"what": "withdrawn"})
    return row


def close_posted(*, by: Scope, task: Task, reason: str = "") -> Task:
    """No more people are wanted. Who is in it stays, who is asked is told; where nobody is in it, the task is put away as over."""
    with transaction.atomic():
        taken.end_asking(by, task)
        row = _locked(task)
        if taken.anybody_in(row):
            row.closed_at = timezone.now()
            row.save(update_fields=["closed_at"])
            _record("task.close", row, by, {}, reason)
        else:
            archive.archive(by=by, thing=row, how=ArchivedAs.DONE, reason=reason)
        _tell(MessageKind.TASK_CHANGED, row, by, {"what": "closed"})
    return row


def reopen(*, by: Scope, task: Task) -> Task:
    """More people are wanted after all. Raises ValidationError where it is not closed."""
    with transaction.atomic():
        row = Task.objects.select_for_update(no_key=True, of=("self",)).get(pk=task.pk)
        if row.closed_at is None:
            raise ValidationError(_("Opgaven er åben i forvejen."))
        row.closed_at = None
        row.save(update_fields=["closed_at"])
        _record("task.reopen", row, by, {})
    return row


def mark_seen(*, by: Scope, task: Task) -> bool:
    """Somebody here has the company's task in hand: it waits under "I dag" no more. False where somebody had already."""
    with transaction.atomic():
        row = Task.objects.select_for_update(no_key=True, of=("self",)).get(pk=task.pk)
        if row.seen_at is not None or not row.by_company:
            return False
        row.seen_at, row.seen_by = timezone.now(), by.user
        row.save(update_fields=["seen_at", "seen_by"])
        _record("task.seen", row, by, {})
    return True


def _held(workplace: Workplace) -> Workplace:
    rows = Workplace.objects.select_for_update(no_key=True, of=("self",))
    there = rows.select_related("keeper", "consultant", "stand_in").get(pk=workplace.pk)
    if there.is_archived:
        raise ValidationError(
            _("%(place)s er lukket i Småjob, så opgaven er ikke slået op. Ring, så finder vi ud af det.")
            % {"place": there.name}
        )
    return there


def _locked(task: Task) -> Task:
    """The task, locked before its workplace, as all do that need both; whom it has with us comes with it."""
    rows = Task.objects.select_for_update(no_key=True, of=("self",))
    parts = ("workplace__keeper", "workplace__consultant", "workplace__stand_in")
    row = rows.select_related(*parts).get(pk=task.pk)
    if row.is_archived or row.closed_at is not None:
        raise ValidationError(_("Opgaven er allerede lukket."))
    return row


def why_not(task: Task) -> str:
    """Why a company can't change or withdraw a task itself; empty where it can. Loads who reads it, where there is a reason."""
    if task.is_archived or task.closed_at is not None:
        return _("Opgaven er lukket. Slå den op igen, hvis I har brug for nogen.")
    if not task.by_company:
        told = _("Kommunen har skrevet opgaven ind. Ring til %(name)s, hvis noget skal være anderledes.")
    elif taken.anybody_in(task):
        told = _("Der er kommet en i opgaven, så den kan ikke ændres her. Ring til %(name)s, så finder I ud af det.")
    elif taken.anybody_asked(task):
        told = _(
            "%(name)s er i gang med at spørge en, så opgaven kan ikke ændres her. Ring, hvis noget skal være anderledes."
        )
    else:
        return ""
    return told % {"name": reader_of(task.workplace).name}


def _held_free(task: Task) -> Task:
    row = _locked(task)
    if told := why_not(row):
        raise ValidationError(told)
    return row


def _say_who(task: Task, by: Scope | None, link: PostingLink | None) -> None:
    if by is None:
        task.posted_via, task.posted_link = PostedVia.LINK, link
        return
    task.posted_via, task.posted_by = PostedVia.COMPANY, by.user
    if by.behalf is not None:
        # One of us wrote it in the company's place, and so has seen it.
        task.seen_at, task.seen_by = task.posted_at, by.user


def _unseen(task: Task, by: Scope) -> None:
    if by.behalf is None:
        task.seen_at = task.seen_by = None


def _tell(kind: MessageKind, task: Task, by: Scope | None, context: dict[str, Any]) -> None:
    """To the one who reads for the workplace, unless it is they who do it. What can be told to nobody still waits under "I dag"."""
    reader = reader_of(task.workplace)
    if reader.to is None or (by is not None and reader.user is not None and reader.user == by.user):
        return
    told = {"task": task, "workplace": task.workplace, "url": absolute("employers:task", task.public_id), **context}
    write(kind, reader.to, told, keeper=task.keeper, about=task, by=by.user if by else None)


def _record(verb: str, task: Task, by: Scope | None, changes: dict[str, Any], reason: str = "") -> None:
    user, behalf = (by.user, by.on_behalf_of) if by else (None, "")
    record(verb, task, by=user, changes=changes, on_behalf_of=behalf, reason=reason.strip())
