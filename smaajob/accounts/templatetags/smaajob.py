"""How values are written for people, and the small parts that every page is made of (docs/ui.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from smaajob import navigation, phones, vocabulary, writing
from smaajob.accounts.permissions import Permission
from smaajob.accounts.scope import Scope
from smaajob.forms import describe, errors_of
from smaajob.language_codes import language_label

register = template.Library()


@register.filter
def day(value: date | datetime | None) -> str:
    """`man 2. mar.`"""
    return writing.day(value) if value else ""


@register.filter
def day_year(value: date | datetime | None) -> str:
    """`2. mar. 2026`"""
    return writing.day_year(value) if value else ""


@register.filter
def day_long(value: date | datetime | None) -> str:
    """`mandag den 2. marts 2026`"""
    return writing.day_long(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """`man 2. mar. kl. 9.30`"""
    return writing.moment(value) if value else ""


@register.filter
def period(first: date, last: date | None) -> str:
    """`{{ placement.start|period:placement.planned_end }}`: `2. mar. – 30. jun. 2026`"""
    return writing.period(first, last)


@register.filter
def times(start: int | datetime, end: int | datetime) -> str:
    """`{{ shift.starts_at|times:shift.ends_at }}`: `9–13`"""
    return writing.times(start, end)


@register.filter
def windows(value: Iterable[Any] | None) -> str:
    """`man 9–12, ons 9–12`"""
    return writing.windows(value or ())


@register.filter
def hours(value: Decimal | float | None) -> str:
    """`7,5 timer`"""
    return "" if value is None else writing.hours(value)


@register.filter
def number(value: Decimal | float | None) -> str:
    """`1.024,5`"""
    return "" if value is None else writing.number(value)


@register.filter
def label(code: Any, kind: str) -> str:
    """`{{ task.category|label:"Category" }}`: the word for a code of smaajob.vocabulary; an unknown code shows itself."""
    choices = getattr(vocabulary, kind)
    return str(dict(choices.choices).get(code, code)) if code not in (None, "") else ""


@register.filter
def labels(codes: Iterable[Any] | None, kind: str) -> list[str]:
    """As `label`, for a list of codes."""
    return [label(code, kind) for code in codes or ()]


@register.filter
def languages(codes: Iterable[str] | None) -> list[str]:
    """`["da:A2", "ar"]`: `["dansk (A2)", "arabisk"]`"""
    return [language_label(code) for code in codes or ()]


@register.filter
def joined(words: Iterable[str] | None) -> str:
    """`a, b og c`"""
    return writing.joined(words or ())


@register.filter
def lower_first(text: str) -> str:
    """`Færre timer om ugen` inside a sentence: `færre timer om ugen`."""
    return writing.lower_first(text)


@register.filter
def phone(number: str | None) -> str:
    """`+45 12 34 56 78`, also where it is kept without spaces; an e-mail in its place stays as it is."""
    return phones.written(number or "")


@register.filter
def tel(phone: str) -> str:
    """The address of a link that calls the number."""
    return "tel:" + "".join(sign for sign in phone if sign.isdigit() or sign == "+")


@register.simple_tag
def email_link(email: str) -> SafeString:
    """A link that writes to the address; a long one breaks after its @."""
    name, at, host = email.partition("@")
    return format_html('<a href="mailto:{}">{}{}<wbr>{}</a>', email, name, at, host)


@register.simple_tag
def badge(text: str, kind: str = "") -> SafeString:
    """A status word in a tag; `kind` is empty, info, success, warning or error, and never carries the meaning alone."""
    return format_html('<span class="badge{}">{}</span>', f" badge-{kind}" if kind else "", text)


@register.simple_tag
def icon(name: str, meaning: str = "", css: str = "") -> SafeString:
    """An icon of the design system; without a meaning it is decoration and silent."""
    return format_html(
        '<svg class="icon-svg{}"{} focusable="false"><use href="{}#{}"></use></svg>',
        f" {css}" if css else "",
        format_html(' role="img" aria-label="{}"', meaning) if meaning else SafeString(' aria-hidden="true"'),
        static("dkfds/img/all-svg-icons.svg"),
        name,
    )


@register.filter
def may(scope: Scope | None, permission: str) -> bool:
    """`{% if scope|may:"change_people" %}`: what a role may not do it is not offered."""
    return scope is not None and scope.may(Permission(permission))


@register.simple_tag(takes_context=True)
def main_menu(context: template.Context) -> list[navigation.Entry]:
    """The main menu, with the part that the page belongs to marked."""
    return _menu(context, navigation.entries)


@register.simple_tag(takes_context=True)
def name_menu(context: template.Context) -> list[navigation.Entry]:
    """What lies under one's name of what the role has."""
    return _menu(context, navigation.under_the_name)


def _menu(
    context: template.Context, made: Callable[[str, Scope, Mapping[str, int]], list[navigation.Entry]]
) -> list[navigation.Entry]:
    """A page has its menus several times, for narrow screens and wide ones; what they count is asked for once."""
    request: HttpRequest | None = context.get("request")
    kept = request.__dict__ if request else {}
    if "_waiting" not in kept:
        kept["_waiting"] = navigation.waiting(context["scope"])
    return made(request.path if request else "", context["scope"], kept["_waiting"])


@register.inclusion_tag("components/field.html")
def field(
    bound: BoundField, label: str = "", suffix: str = "", hint: str | None = None, depends: bool = False
) -> dict[str, Any]:
    """A form's field: label over it, help under the label, the error beside it; `hint` replaces the form's own help. `depends`: another
    answer decides whether it must be filled in, as its help says, so that it is not called optional."""
    described = describe(bound, str(bound.help_text) if hint is None else hint)
    optional = described["optional"] and not depends
    return {**described, "label": label or bound.label, "suffix": suffix, "optional": optional}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, Any]:
    """On top of a form: what is wrong, each with a link to its field."""
    return {"errors": [error for form in forms if form.is_bound for error in errors_of(form)]}
