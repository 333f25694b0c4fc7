"""Forms about courses and who is on them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.actions.courses import Answer
from candidates.forms.people import PickForm, born, found_people
from candidates.models import Candidate, Course, Enrolment, Participation, Programme
from candidates.models.programme import END_AFTER_START
from smaajob.accounts.scope import Scope
from smaajob.formfields import DayField
from smaajob.vocabulary import Certificate

ANSWERS = (("ja", gettext_lazy("Ja")), ("nej", gettext_lazy("Nej")), ("", gettext_lazy("Ikke sagt endnu")))
_VALUES = {"ja": True, "nej": False, "": None}
_TEXTS = {value: text for text, value in _VALUES.items()}
ALL = "all"  # the name of the button that sets every answer to yes, and saves nothing yet


class CourseForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("Hvad hedder kurset?"),
        max_length=200,
        error_messages={"required": gettext_lazy("Skriv, hvad kurset hedder.")},
    )
    programme = forms.ModelChoiceField(
        Programme.objects.none(),
        label=gettext_lazy("Hvilken indsats hører det til?"),
        to_field_name="public_id",
        empty_label=gettext_lazy("Ingen"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Vælg en indsats fra listen.")},
    )
    start = DayField(label=gettext_lazy("Hvornår begynder det?"))
    end = DayField(label=gettext_lazy("Hvornår slutter det?"))
    gives = forms.MultipleChoiceField(
        label=gettext_lazy("Hvilke beviser giver det?"),
        choices=Certificate.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    external_id = forms.CharField(
        label=gettext_lazy("Id i jeres regneark"),
        help_text=gettext_lazy("Kun hvis I henter regneark ind. Ellers finder vi selv på et."),
        max_length=60,
        required=False,
    )

    def __init__(
        self, data: Any = None, *, scope: Scope, course: Course | None = None, programme: Programme | None = None
    ) -> None:
        initial: dict[str, Any] = {}
        if course is not None:
            initial = {name: getattr(course, name) for name in self.base_fields}
            programme = course.programme
        initial["programme"] = programme.public_id if programme is not None else None
        super().__init__(data, initial=initial)
        mine = Programme.objects.visible_to(scope)
        field = self.fields["programme"]
        if isinstance(field, forms.ModelChoiceField):
            # The one that it belongs to stays possible when it is put away.
            field.queryset = mine.filter(Q(archived_at__isnull=True) | Q(pk=programme.pk if programme else None))

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        start, end = found.get("start"), found.get("end")
        if start and end and end < start:
            self.add_error("end", ValidationError(END_AFTER_START))
        return found


class EnrolForm(PickForm):
    """Put many on a course; those in its programme come first."""

    def __init__(self, data: Any = None, *, scope: Scope, course: Course) -> None:
        super().__init__(data, rows=Candidate.objects.visible_to(scope).current())
        self.course = course

    def find(self, words: str) -> QuerySet[Any]:
        found = found_people(self.rows, words)
        if self.course.programme_id is None:
            return found
        parts = Participation.objects.current().filter(programme=self.course.programme_id, candidate=OuterRef("pk"))
        return found.annotate(here=Exists(parts)).order_by("-here", *found.query.order_by)

    def tell(self, rows: list[Any]) -> dict[Any, tuple[str, bool]]:
        on_it = self.course.enrolments.current().filter(candidate__in=rows).values_list("candidate", flat=True)
        here = {row.pk: (_("Er i indsatsen"), False) for row in rows if getattr(row, "here", False)}
        return {**born(rows), **here, **{key: (_("Er på kurset"), True) for key in on_it}}


class CompletionsForm(forms.Form):
    """One answer for each who is on the course, sent with the one that was saved when the form was shown (`was-…`).

    An answer that the writer has not touched is the saved one of now, also where it comes from a draft or a page that stood open
    for long: nobody's newer answer is overwritten by not having been seen.
    """

    def __init__(self, data: Any = None, *, enrolments: list[Enrolment]) -> None:
        self.enrolments = {f"e-{row.public_id}": row for row in enrolments}
        super().__init__(None if data is None else self._with_news(data))
        for name, row in self.enrolments.items():
            self.fields[name] = forms.ChoiceField(
                label=str(row.candidate),
                choices=ANSWERS,
                required=False,
                widget=forms.RadioSelect,
                initial=_TEXTS[row.completed],
            )

    @property
    def lines(self) -> list[tuple[Any, str]]:
        """Each field with the answer that it was written against; once the newer ones are told of, against those."""
        return [
            (self[name], self.data[f"was-{name}"] if self.is_bound and not self.errors else _TEXTS[row.completed])
            for name, row in self.enrolments.items()
        ]

    def answers(self) -> dict[Enrolment, Answer]:
        return {
            row: (_VALUES.get(self.data[f"was-{name}"]), _VALUES[self.cleaned_data[name]])
            for name, row in self.enrolments.items()
        }

    def say_yes(self) -> None:
        """Yes in the place of what nobody has said yet. It is not sent, so nothing is wrong in it yet."""
        data: Any = self.data  # ours already: `_with_news` copied what was sent
        for name in self.enrolments:
            data[name] = data[name] or "ja"
        setattr(self, "_errors", ErrorDict())  # noqa: B010  (the stubs do not know it)

    def _with_news(self, data: Any) -> Any:
        data = data.copy()
        for name, row in self.enrolments.items():
            was = data.setdefault(f"was-{name}", "")
            if data.get(name, was) == was:
                data[name] = data[f"was-{name}"] = _TEXTS[row.completed]
        return data


class CertificatesForm(forms.Form):
    """Whom to give the course's certificates; `people` are those who completed it and lack one."""

    people = forms.ModelMultipleChoiceField(
        Candidate.objects.none(),
        to_field_name="public_id",
        error_messages={"required": gettext_lazy("Vælg mindst én person.")},
    )

    def __init__(self, data: Any = None, *, people: QuerySet[Candidate]) -> None:
        super().__init__(data)
        field = self.fields["people"]
        if isinstance(field, forms.ModelMultipleChoiceField):
            field.queryset = people
