"""What a file can be about: the floors above say how it is found, who may see it, and where its files are shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse

if TYPE_CHECKING:
    from django.db import models
    from django_stubs_ext import StrPromise

    from smaajob.accounts.permissions import Permission
    from smaajob.accounts.scope import Scope

TAB = "filer"


@dataclass(frozen=True, slots=True)
class Subject:
    """`word` stands in addresses. `visible` gives the rows that a scope sees, without those that were merged into another.
    `hides` says of such a row whether its files are not for the scope's user: a paper can hold an address that is protected."""

    word: str
    model: type[models.Model]
    visible: Callable[[Scope], models.QuerySet[Any]]
    permission: Permission
    detail: str
    list_name: str
    list_text: StrPromise
    hides: Callable[[Any, Scope], bool] = lambda _thing, _scope: False

    @property
    def kind(self) -> str:
        """As files keep it."""
        return self.model._meta.label_lower

    def url_of(self, thing: Any) -> str:
        """Where the files of somebody are shown."""
        return f"{reverse(self.detail, args=[thing.public_id])}?fane={TAB}"


_subjects: dict[str, Subject] = {}


def register(subject: Subject) -> None:
    """Say that files can be about this (in the `ready` of the app that has the model)."""
    _subjects[subject.word] = subject


def by_word(word: str) -> Subject:
    """Raises Http404 where nothing is called that."""
    if word not in _subjects:
        raise Http404
    return _subjects[word]


def page_of(kind: str, public_id: UUID) -> str:
    """Where the files of a row are shown, by what a file keeps of it."""
    subject = next(one for one in _subjects.values() if one.kind == kind)
    return f"{reverse(subject.detail, args=[public_id])}?fane={TAB}"


def of(thing: Any) -> Subject:
    """The subject that a row is one of."""
    return next(one for one in _subjects.values() if isinstance(thing, one.model))


def find(scope: Scope, kind: str, public_id: UUID) -> tuple[Subject, Any]:
    """The row that a file is about, or the one it lives on in after a merge. Raises Http404 where the scope may not see it."""
    subject = next((one for one in _subjects.values() if kind in {one.kind, one.word}), None)
    if subject is None or not scope.may(subject.permission):
        raise Http404
    rows: Any = subject.model._base_manager
    row = rows.filter(keeper=scope.organisation, public_id=public_id).first()
    while row is not None and row.merged_into_id is not None:
        row = rows.get(pk=row.merged_into_id)
    found = subject.visible(scope).filter(pk=row.pk).first() if row is not None else None
    if found is None:
        raise Http404
    return subject, found


def ids_of(thing: Any) -> list[UUID]:
    """The public ids of a row and of all that were merged into it: the files of a double are the kept one's."""
    rows: Any = type(thing)._base_manager
    ids, level = [thing.public_id], [thing.pk]
    while level:
        below = list(rows.filter(merged_into__in=level).values_list("pk", "public_id"))
        ids += [public_id for _pk, public_id in below]
        level = [pk for pk, _public_id in below]
    return ids
