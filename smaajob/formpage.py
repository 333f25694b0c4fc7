"""A page with one form: what was typed is never lost, and nobody overwrites what somebody else changed meanwhile.

docs/ui.md shows how a view uses it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import OperationalError, models, transaction
from django.forms.utils import ErrorDict
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from smaajob.accounts.scope import Scope
from smaajob.audit.access import seen
from smaajob.audit.models import Event
from smaajob.audit.people import is_about_people
from smaajob.drafts import actions as drafts
from smaajob.drafts.models import NOTHING_YET
from smaajob.formfields import refuse
from smaajob.http import Request
from smaajob.secrets import keyed_hash

TOKEN, SEEN = "_form", "_seen"
FROM = "_organisation"  # where the page was opened, so that nothing lands elsewhere (smaajob.accounts.elsewhere)
OWN_FIELDS = frozenset({"csrfmiddlewaretoken", TOKEN, FROM})
_SALT = "smaajob.formpage"
WAITED_IN_A_RING = "40P01"  # PostgreSQL's deadlock_detected: one of two that waited for each other is sent back
Saved = TypeVar("Saved")


class _Moved(Exception):
    """The row is no longer what the form was filled from."""


class FormPage:
    """One form, new or about a row. `make` is the form's class (or a function like it): called with data or None, and `kwargs`.

    `name` names the form among the user's drafts (`candidates.edit`); `thing` is the row that it changes, None for a new one;
    `about` is a public id that parts the drafts of new rows under different parents (a note about one person, and another).
    """

    def __init__(
        self,
        request: Request,
        make: Callable[..., forms.BaseForm],
        *,
        name: str,
        thing: Any = None,
        about: uuid.UUID | None = None,
        **kwargs: Any,
    ) -> None:
        self.request, self.name, self.thing = request, name, thing
        self.subject_id: uuid.UUID = about or (thing.public_id if thing is not None else NOTHING_YET)
        self.draft_from: datetime | None = None
        self.sent = request.method == "POST"
        self._seen = request.POST.get(SEEN, "") if self.sent else fingerprint(thing)
        if self.sent:
            self.form = make(request.POST, **kwargs)
        else:
            self.form = self._from_draft(make, kwargs) or make(None, **kwargs)

    def save(self, act: Callable[[Any], Saved]) -> Saved | None:
        """Where the sent form is valid: do `act(form)` in one transaction and forget the draft. None where it was refused.

        `act` returns what it saved (never None) and may raise ValidationError, by field. What was typed is kept as a draft
        where it is refused.
        """
        if not self.sent:
            return None
        if self.form.is_valid():
            try:
                with transaction.atomic():
                    self._hold()
                    saved = act(self.form)
                    drafts.forget(by=self.request.scope, form=self.name, subject_id=self.subject_id)
                return saved
            except _Moved:
                self.form.add_error(None, self._moved())
                self._seen = fingerprint(self._fresh())
            except ValidationError as refusal:
                refuse(self.form, refusal)
            except OperationalError as error:
                if getattr(error.__cause__, "sqlstate", "") != WAITED_IN_A_RING:
                    raise
                self.form.add_error(None, _("En anden gemte noget på samme tid. Intet er ændret. Gem igen."))
        self.keep()
        return None

    def keep(self) -> None:
        """What was sent becomes the draft: for a page between the form and the act, too (a preview)."""
        content = {name: self.request.POST.getlist(name) for name in self.request.POST if name not in OWN_FIELDS}
        drafts.keep(by=self.request.scope, form=self.name, subject_id=self.subject_id, content=content)

    def show_as_typed(self) -> None:
        """The form again as it was sent, without errors: its user goes on writing."""
        show_as_typed(self.form)

    def render(
        self, template: str, context: dict[str, Any] | None = None, *, status: int | None = None
    ) -> HttpResponse:
        """The page; status 422 where the form was sent and refused, unless another is given. Whom its row is about is on record."""
        if self.thing is not None and is_about_people(type(self.thing)):
            seen(self.request, self.thing)
        shown = {"form": self.form, "page": self, **(context or {})}
        return render(self.request, template, shown, status=status or (422 if self.sent else 200))

    @cached_property
    def token(self) -> str:
        """What app.js and the button to give the draft up say to name this form; signed, so that nobody makes names up."""
        return signing.dumps([self.name, str(self.subject_id)], salt=_SALT)

    @property
    def attributes(self) -> SafeString:
        """For the form's tag: where the draft goes."""
        return format_html('data-draft-url="{}"', reverse("drafts:keep"))

    @property
    def hidden(self) -> SafeString:
        """For the form's beginning, after the csrf token."""
        named = {TOKEN: self.token, SEEN: self._seen, FROM: self.request.scope.organisation.public_id}
        return format_html_join("", '<input type="hidden" name="{}" value="{}">', named.items())

    def _from_draft(self, make: Callable[..., forms.BaseForm], kwargs: dict[str, Any]) -> forms.BaseForm | None:
        found = drafts.find(by=self.request.scope, form=self.name, subject_id=self.subject_id)
        if found is None:
            return None
        content, self.draft_from = found
        data = QueryDict(mutable=True)
        for name, values in content.items():
            data.setlist(name, values)
        # What the draft was begun from: whoever saves it is told of what changed since.
        self._seen = data.get(SEEN, "") or self._seen
        form = make(data, **kwargs)
        show_as_typed(form)
        return form

    def _fresh(self, *, lock: bool = False) -> Any:
        manager: models.Manager[Any] = type(self.thing)._base_manager
        rows = manager.select_for_update(no_key=True, of=("self",)) if lock else manager.all()
        # Gone meanwhile: the import that it came from was undone.
        return get_object_or_404(rows, pk=self.thing.pk)

    def _hold(self) -> None:
        if self.thing is not None and fingerprint(self._fresh(lock=True)) != self._seen:
            raise _Moved

    def _moved(self) -> str:
        last = Event.objects.about(self.thing).select_related("actor").first()
        if last is None or last.actor is None:
            return _("Det her er rettet et andet sted, mens du skrev. Gem igen, hvis det er dit, der skal gælde.")
        return _("%(who)s rettede det her kl. %(at)s, mens du skrev. Gem igen, hvis det er dit, der skal gælde.") % {
            "who": last.actor,
            "at": date_format(timezone.localtime(last.at), "G.i"),
        }


def show_as_typed(form: forms.BaseForm) -> None:
    """Show a form as it was typed, without errors: nobody has sent it yet."""
    setattr(form, "_errors", ErrorDict())  # noqa: B010  (the stubs do not know it)


def fingerprint(thing: Any) -> str:
    """The same as long as nothing in the row changes; empty for no row. It tells nothing of what stands there."""
    if thing is None:
        return ""
    values = [(field.attname, str(getattr(thing, field.attname))) for field in thing._meta.concrete_fields]
    # A form may change rows beside this one (a person's target groups); the model says what stands there.
    values += thing.values_beside() if hasattr(thing, "values_beside") else []
    return keyed_hash(repr(values))[:32]


def keep_typed(scope: Scope, sent: QueryDict) -> bool:
    """Keep what a page's form has sent as the scope's draft; False where that is too long. Raises BadSignature as `read_token`."""
    form, subject_id = read_token(sent.get(TOKEN, ""))
    content = {name: sent.getlist(name) for name in sent if name not in OWN_FIELDS}
    return drafts.keep(by=scope, form=form, subject_id=subject_id, content=content)


def read_token(token: str) -> tuple[str, uuid.UUID]:
    """The form's name and the row's public id. Raises django.core.signing.BadSignature."""
    name, subject = signing.loads(token, salt=_SALT)
    return name, uuid.UUID(subject)
