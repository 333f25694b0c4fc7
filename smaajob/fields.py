"""Fields that several models share: windows, lists of codes, a key that sorts as Danish does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from smaajob.schedule import AnyWindow, DatedWindow, Window, parse_window

if TYPE_CHECKING:
    _TextField = models.CharField[Any, Any]
else:
    _TextField = models.CharField


class WindowField(_TextField):
    """One weekly or dated window; kept as the import format writes it, so that a row can be read by eye."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 24
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, *_args: object) -> AnyWindow | None:
        return None if value is None else parse_window(value)

    def to_python(self, value: Any) -> AnyWindow | None:
        if value is None or isinstance(value, Window | DatedWindow):
            return value
        return parse_window(value)

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else str(value)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))


class DateRange(Func):
    """`daterange(start, end, '[]')` with RangeBoundary: both days included; an empty end is for ever."""

    function = "DATERANGE"
    output_field = DateRangeField()


def windows_field(verbose_name: Any) -> Any:
    """A list of windows: all weekly, or all dated."""
    return ArrayField(WindowField(), default=list, blank=True, verbose_name=verbose_name)


def codes_field(verbose_name: Any, choices: type[models.TextChoices] | None = None, length: int = 30) -> Any:
    """A list of codes; pair it with `only_known`, since the database does not look at choices."""
    base = models.CharField(max_length=length, choices=choices.choices if choices else None)
    return ArrayField(base, default=list, blank=True, verbose_name=verbose_name)


def only_known(field: str, choices: type[models.TextChoices], name: str) -> models.CheckConstraint:
    """The list holds nothing but codes of the vocabulary."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__contained_by": list(choices.values)}),
        name=name,
        violation_error_message=_("Listen rummer en værdi, som vi ikke kender."),
    )


def choice_known(
    field: str, choices: type[models.Choices], name: str, *, blank: bool = False
) -> models.CheckConstraint:
    """The value is one of the vocabulary (or empty)."""
    values = [*choices.values, *([""] if blank else [])]
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": values}),
        name=name,
        violation_error_message=_("Værdien er ikke en af dem, der kan vælges."),
    )


def danish_sort_key(*fields: str) -> Any:
    """A stored column that sorts æ, ø, å after z whatever the server's collations are (PostgreSQL without ICU has no Danish one)."""
    text: Any = F(fields[0])
    for field in fields[1:]:
        text = Func(text, Value(" "), F(field), template="(%(expressions)s)", arg_joiner=" || ")
    return models.GeneratedField(
        expression=Func(Lower(text), Value("ÆØÅÄÖæøåäö"), Value("{|}{|{|}{|"), function="translate"),
        output_field=models.TextField(),
        db_persist=True,
    )
