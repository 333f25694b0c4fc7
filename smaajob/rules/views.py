"""Rules and rates by subject, one rule with its rows and history, and the lists of target groups."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob.accounts.permissions import Permission
from smaajob.audit.models import Event
from smaajob.audit.telling import tell
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, get_only, may, post_only, refusals_told
from smaajob.literals import Unreadable, read_date
from smaajob.rules import actions, files, pages
from smaajob.rules.forms import ActivateForm, RuleForm, write_typed
from smaajob.rules.lookup import rules_for
from smaajob.rules.models import ListInUse, Rule
from smaajob.rules.values import Answer, Confidence, GroupList, Key, LawGroup, Rules
from smaajob.tabs import Tabs, tabs

SENTENCES = {
    "rules.correct": gettext_lazy("Rettet."),
    "rules.take_back": gettext_lazy("Rettelsen blev taget tilbage."),
    "rules.activate": gettext_lazy("Taget i brug."),
    "rules.deactivate": gettext_lazy("Ikke i brug alligevel."),
}


@may(Permission.SEE_RULES)
@get_only
def overview(request: Request) -> HttpResponse:
    """All rules and rates by subject, as they are on a day (`?dag=1-1-2027`; today without it)."""
    on, typed = _day(request), request.GET.get("dag", "")
    rules, day = rules_for(request.scope.organisation), on or _today(request)
    chosen = tabs(request, pages.TABS)
    unread = bool(typed) and on is None
    context = {
        "tabs": _with_day(chosen, typed) if on else chosen,
        "heading": pages.SUBJECTS[chosen.now or pages.FIRST][1],
        "keys": pages.of_subject(chosen.now, rules, day),
        "rules_apply": rules.apply,
        "on": day,
        "typed": typed or f"{day:%d-%m-%Y}",
        "unread": unread,
        "lists": rules.lists_in_use(day),
    }
    return render(request, "rules/overview.html", context, status=422 if unread else 200)


@may(Permission.SEE_RULES)
@get_only
def show(request: Request, word: str) -> HttpResponse:
    """One rule: every row there is, the municipality's own first, and what they have done with it."""
    rules, key = _known(request, word)
    own = Rule.objects.visible_to(request.scope).filter(key=key.key).select_related("made_by", "taken_back_by")
    rows = list(own.order_by("-made_at", "-pk"))
    context = {
        "key": key,
        "rows": pages.all_rows(key, rules),
        "own": [(row, rules.group(row.group)) for row in rows],
        "told": _history(rows, Rule),
        "today": _today(request),
        "may_correct": _may_correct(request),
    }
    return render(request, "rules/rule.html", context)


@may(Permission.CHANGE_RULES)
@get_and_post
def correct(request: Request, word: str) -> HttpResponse:
    """The municipality's own value from a day, before ours."""
    rules, key = _known(request, word)
    if not _may_correct(request):
        raise Http404
    asked = _groups_of(key, rules, _today(request))
    now = _now(request, key, rules)
    page = FormPage(
        request, RuleForm, name=f"rules.correct.{word}", key=key, groups=asked,
        initial=_first(request, key, now), now=[one.value for one in now],
    )  # fmt: skip
    if page.save(lambda form: actions.correct(by=request.scope, key=key, **form.values())):
        messages.success(request, _("Rettet. Fra den dag gælder jeres egen."))
        return redirect("rule", key.key)
    return page.render("rules/correct.html", {"key": key, "rows": pages.all_rows(key, rules)})


@may(Permission.CHANGE_RULES)
@post_only
def take_back(request: Request, public_id: UUID) -> HttpResponse:
    """The common one holds again."""
    row = get_object_or_404(Rule.objects.visible_to(request.scope), public_id=public_id)
    with refusals_told(request):
        actions.take_back(by=request.scope, rule=row)
        messages.success(request, _("Jeres rettelse er taget tilbage. Nu gælder det, der gjaldt før den."))
    return redirect("rule", row.key)


@may(Permission.SEE_RULES)
@get_only
def groups(request: Request) -> HttpResponse:
    """The lists of target groups: the one in use, those that are expected, and which group takes over from which."""
    rules, today = rules_for(request.scope.organisation), _today(request)
    rows = list(ListInUse.objects.visible_to(request.scope).select_related("made_by", "taken_back_by"))
    in_use = {one.code for one in rules.lists_in_use(today)}
    context = {
        "lists": [_list(one, rules, rows, in_use) for one in rules.lists],
        "told": _history(rows, ListInUse),
        "may_correct": _may_correct(request),
    }
    return render(request, "rules/groups.html", context)


@may(Permission.CHANGE_RULES)
@get_and_post
def activate(request: Request, word: str) -> HttpResponse:
    """Take an expected list into use from a day."""
    rules = rules_for(request.scope.organisation)
    group_list = next((one for one in rules.lists if one.code == word and one.active_from is None), None)
    if group_list is None or not _may_correct(request):
        raise Http404
    initial = {"valid_from": group_list.expected_from}
    page = FormPage(request, ActivateForm, name=f"rules.activate.{word}", initial=initial)
    if page.save(lambda form: actions.activate(by=request.scope, group_list=group_list, **form.cleaned_data)):
        messages.success(request, _("Listen er taget i brug. Fra den dag spørger vi efter de nye målgrupper."))
        return redirect("law_groups")
    of_it = [one for one in rules.groups if one.list == word]
    return page.render("rules/activate.html", {"list": group_list, "groups": of_it})


@may(Permission.CHANGE_RULES)
@post_only
def deactivate(request: Request, public_id: UUID) -> HttpResponse:
    """The list before it is in use again."""
    row = get_object_or_404(ListInUse.objects.visible_to(request.scope), public_id=public_id)
    with refusals_told(request):
        actions.deactivate(by=request.scope, in_use=row)
        messages.success(request, _("Listen er ikke i brug alligevel. Nu gælder den, der gjaldt før."))
    return redirect("law_groups")


def _with_day(chosen: Tabs, typed: str) -> Tabs:
    """The tabs, each for the day that was asked for."""
    query = urlencode({"dag": typed})
    return Tabs(
        chosen.now,
        [replace(one, url=one.url + ("&" if "?" in one.url else "?") + query) for one in chosen.all],
    )


def _list(one: GroupList, rules: Rules, rows: list[ListInUse], in_use: set[str]) -> dict[str, Any]:
    """A list with its groups and who takes over from them; `row` is the municipality's own decision about it."""
    of_it = [(group, rules.group(group.successor)) for group in rules.groups if group.list == one.code]
    row = next((row for row in rows if row.list == one.code and row.stands), None)
    since = max((a.valid_from for a in rules.activations if a.list == one.code), default=None)
    return {"list": one, "groups": of_it, "row": row, "since": since, "in_use": one.code in in_use}


def _groups_of(key: Key, rules: Rules, today: date) -> list[LawGroup]:
    """The groups that a rule can be corrected for: those in use and those expected; none where the rule holds for all."""
    if not any(one.group for one in rules.answers[key.key]):
        return []
    return list(rules.groups)


def _now(request: Request, key: Key, rules: Rules) -> list[Answer]:
    """What holds today, for each group."""
    today = _today(request)
    return [one for one in rules.answers[key.key] if rules.value(key.key, on=today, group=one.group) == one]


def _first(request: Request, key: Key, now: list[Answer]) -> dict[str, Any]:
    """What the form begins with: what holds now, where it is the same for all."""
    first: dict[str, Any] = {"valid_from": _today(request), "confidence": Confidence.SURE}
    if len({one.value for one in now}) == 1:
        first["value"] = write_typed(key.unit, now[0].value)
    return first | {"paragraph": now[0].paragraph if len({one.paragraph for one in now}) == 1 else ""}


def _history(rows: list[Any], model: type[Any]) -> list[Any]:
    """What was done to these rows, newest first."""
    ids = [row.public_id for row in rows]
    events = Event.objects.filter(subject=model._meta.label_lower, subject_id__in=ids).select_related("actor")
    return tell(events.order_by("-at", "-pk")[:200], model, SENTENCES)


def _known(request: Request, word: str) -> tuple[Rules, Key]:
    rules = rules_for(request.scope.organisation)
    if word not in rules.answers:
        raise Http404
    return rules, files.keys()[word]


def _may_correct(request: Request) -> bool:
    return request.scope.may(Permission.CHANGE_RULES) and request.scope.organisation.is_municipality


def _day(request: Request) -> date | None:
    try:
        return read_date(request.GET.get("dag", ""))
    except (Unreadable, ValueError):
        return None


def _today(request: Request) -> date:
    return timezone.localdate(timezone=request.scope.zone)
