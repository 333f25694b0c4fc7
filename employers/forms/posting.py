"""What a company says of a task, on a phone: eight questions, and a little more for those who have more to say.

A task that it is a copy of, or that is changed, gives what is not asked here: the demands, the languages, the step.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employers.forms.fields import CountField, Line, PayField, Prose, postcode_field
from employers.forms.posting_fields import AGREED, AGREED_IN_SWEDEN, Pay, TickOffersField, pay_of
from employers.forms.posting_when import TIMINGS, WhenForm, next_start
from employers.forms.tasks import DATED, SHORTEST, timing_of
from employers.models import Contact, Task, Workplace
from employers.task_rules import faults_of
from employers.task_types import BY_CODE, OTHER, TYPES, TaskType, type_of
from employers.wording import in_order
from smaajob.formfields import PhoneField, no_cpr
from smaajob.phones import phone_number
from smaajob.vocabulary import Accommodation, Country, PlacementKind
from smaajob.writing import joined, lower_first

MOST_SEATS = 99
SOMEBODY_ELSE = "anden"
UNPAID = frozenset(
    {
        PlacementKind.WORK_PLACEMENT,
        PlacementKind.LANGUAGE_PLACEMENT,
        PlacementKind.WORK_TRAINING,
        PlacementKind.COMMUNITY_WORK,
    }
)
# What is kept of the task that it is a copy of, or that is changed.
NOT_ASKED = ("demands", "languages", "step", "not_offered")
TEXTS = ("description", "bring", "find_way", "postcode")


class PostForm(WhenForm):
    """A task at one of `places` (workplaces with their contacts): new, about `task`, or a copy of `model` without its dates."""

    type = forms.ChoiceField(
        label=gettext_lazy("Hvad skal der laves?"),
        choices=[(one.code, one.title) for one in TYPES],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg, hvad der skal laves.")},
    )
    title = Line(label=gettext_lazy("Skriv det med få ord"), max_length=200, required=False, validators=[no_cpr])
    seats = CountField(label=gettext_lazy("Hvor mange har I brug for?"), least=1, most=MOST_SEATS, initial=1)
    workplace = forms.ChoiceField(
        label=gettext_lazy("Hvor?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg, hvor det er.")},
    )
    meets = forms.ChoiceField(
        label=gettext_lazy("Hvem tager imod?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg, hvem der tager imod.")},
    )
    meets_name = Line(label=gettext_lazy("Navn"), max_length=120, required=False)
    meets_phone = PhoneField(label=gettext_lazy("Telefon"))
    offers = TickOffersField(label=gettext_lazy("Hvad kan I tilbyde?"))
    pay = forms.ChoiceField(
        label=gettext_lazy("Hvad får man for det?"),
        choices=Pay.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg, hvad man får for det.")},
    )
    hourly_pay = PayField(label=gettext_lazy("Løn i timen"))
    description = Prose(label=gettext_lazy("Fortæl lidt mere om arbejdet"), required=False, rows=3, validators=[no_cpr])
    bring = Line(label=gettext_lazy("Hvad skal man have med?"), max_length=300, required=False, validators=[no_cpr])
    find_way = Line(
        label=gettext_lazy("Hvordan finder man ind?"),
        max_length=300,
        required=False,
        validators=[no_cpr],
        help_text=gettext_lazy("Fx: Gå ind ad porten ved siden af butikken, og ring på."),
    )
    postcode = postcode_field(required=False)
    field_order = (
        "type", "title", "timing", "windows", "dates", "hours", "start", "seats", "workplace", "meets", "meets_name",
        "meets_phone", "offers", "pay", "hourly_pay", "description", "bring", "find_way", "postcode", "end",
    )  # fmt: skip
    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(
        self,
        data: Any = None,
        *,
        places: Sequence[Workplace],
        task: Task | None = None,
        model: Task | None = None,
    ) -> None:
        self.places, self.task, self.source = list(places), task, task or model
        self.contacts = [one for place in self.places for one in place.contacts.all()]
        self.country = self.places[0].country if self.places else Country.DENMARK.value
        self.today = timezone.localdate(timezone=self.places[0].keeper.zone) if self.places else timezone.localdate()
        super().__init__(data, initial=self._initial())
        self.use_required_attribute = False
        self._ask_where_and_whom()
        self.fields["offers"].leave_out(self._said_already())  # type: ignore[attr-defined]
        if self.country == Country.SWEDEN:
            self.fields["pay"].choices = [  # type: ignore[attr-defined]
                (code, AGREED_IN_SWEDEN if code == Pay.AGREED else text) for code, text in Pay.choices
            ]

    @property
    def place(self) -> Workplace:
        """The workplace that is chosen; the only one where there is one. Of a form that is valid."""
        chosen = self.cleaned_data.get("workplace")
        return next((one for one in self.places if str(one.public_id) == chosen), self.places[0])

    @property
    def told_before(self) -> str:
        """What the only workplace has said that it can offer, inside a sentence, so that it isn't asked again."""
        codes = in_order(self.places[0].offered) if len(self.places) == 1 else []
        return joined(lower_first(str(Accommodation(code).label)) for code in codes)

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        self._forget_what_is_not_asked()
        self._check_work()
        self._check_whom()
        if found.get("pay") == Pay.HOURLY and not self.has_error("hourly_pay") and not found.get("hourly_pay"):
            self.add_error("hourly_pay", _("Skriv, hvad man får i timen, fx 142,50."))
        if "timing" in found:
            self._settle_days()
            self._check_days(self.task)
            for name, text in faults_of(self._of_time_and_place(), self.country).items():
                self._say(self._times if name == "windows" else name, text)
        if found.get("postcode") and not found.get("find_way") and not self.has_error("find_way"):
            self.add_error("find_way", _("Skriv adressen, når det er et andet sted end hos jer selv."))
        return found

    def values(self) -> dict[str, Any]:
        """What the verbs take."""
        found, kind = self.cleaned_data, BY_CODE[self.cleaned_data["type"]]
        return {
            **{name: getattr(self.source, name) for name in NOT_ASKED if self.source is not None},
            "title": found["title"] if kind.code == OTHER else str(kind.title),
            "category": self._category(kind),
            "description": found["description"] or str(kind.description),
            "bring": found["bring"] or str(kind.bring),
            "find_way": found["find_way"],
            "seats": found["seats"],
            "meets_name": found["meets_name"],
            "meets_phone": found["meets_phone"],
            "offered": found["offers"],
            **self._of_pay(),
            **self._of_time_and_place(),
        }

    def preview(self) -> Task:
        """The task as it would be, not saved."""
        return Task(workplace=self.place, keeper=self.place.keeper, **self.values())

    def _category(self, kind: TaskType) -> str:
        # Work that is none of the ready kinds keeps the kind that somebody here has given it.
        if kind.code == OTHER and self.source is not None and type_of(self.source) == OTHER:
            return self.source.category
        return kind.category

    def _of_pay(self) -> dict[str, Any]:
        pay, before = self.cleaned_data["pay"], self.source.kind if self.source else ""
        unpaid = pay == Pay.NONE
        kind = before if before and (before in UNPAID) == unpaid else ""
        agreed = AGREED_IN_SWEDEN if self.country == Country.SWEDEN else AGREED
        return {
            "kind": kind or (PlacementKind.WORK_PLACEMENT.value if unpaid else PlacementKind.SMALL_JOB.value),
            "hourly_pay": self.cleaned_data["hourly_pay"] if pay == Pay.HOURLY else None,
            "pay_note": str(agreed) if pay == Pay.AGREED else "",
        }

    def _of_time_and_place(self) -> dict[str, Any]:
        """What can be read of the times, the days and the place, by the task's own names."""
        found = self.cleaned_data
        shortest = BY_CODE[found["type"]].shortest if "type" in found else SHORTEST
        return {**self._of_times(shortest), **({"postcode": found["postcode"]} if "postcode" in found else {})}

    def _ask_where_and_whom(self) -> None:
        if len(self.places) > 1:
            named = [(str(one.public_id), f"{one.name}, {one.town}") for one in self.places]
            self.fields["workplace"].choices = named  # type: ignore[attr-defined]
        else:
            del self.fields["workplace"]
        if self.contacts:
            several = len(self.places) > 1
            known = [(str(one.public_id), _called(one, several=several)) for one in self.contacts]
            self.fields["meets"].choices = [*known, (SOMEBODY_ELSE, _("En anden"))]  # type: ignore[attr-defined]
        else:
            del self.fields["meets"]

    def _said_already(self) -> Iterable[str]:
        if len(self.places) != 1:
            return ()
        return {*self.places[0].offered, *self.places[0].not_offered}

    def _check_work(self) -> None:
        found = self.cleaned_data
        if found.get("type") == OTHER and not found.get("title") and not self.has_error("title"):
            self.add_error("title", _("Skriv med få ord, hvad der skal laves."))

    def _check_whom(self) -> None:
        found = self.cleaned_data
        chosen = next((one for one in self.contacts if str(one.public_id) == found.get("meets")), None)
        if chosen is not None:
            found["meets_name"] = str(chosen)[:120]
            found["meets_phone"] = chosen.phone or found.get("meets_phone", "")
            for name in ("meets_name", *(["meets_phone"] if chosen.phone else [])):
                self.errors.pop(name, None)
            if "workplace" in found and chosen.workplace_id != self.place.pk:
                text = _("%(name)s hører til %(there)s. Vælg en fra %(here)s, eller vælg »En anden«, og skriv hvem.")
                self.add_error(
                    "meets", text % {"name": chosen, "there": chosen.workplace.name, "here": self.place.name}
                )
        elif self.contacts and "meets" not in found:
            return
        elif not found.get("meets_name") and not self.has_error("meets_name"):
            self.add_error("meets_name", _("Skriv, hvem man skal spørge efter."))
        phone = found.get("meets_phone", "")
        if not phone and not self.has_error("meets_phone"):
            self.add_error("meets_phone", _("Skriv et nummer, man kan ringe til, hvis man er forsinket."))
        elif phone and not (chosen and chosen.phone) and not phone_number(phone, self.country):
            self.add_error("meets_phone", _("Det er ikke et telefonnummer. Skriv fx 98 12 34 56."))

    def _forget_what_is_not_asked(self) -> None:
        """What stands in the part of the page that a choice has folded away is nobody's fault."""
        found = self.cleaned_data
        folded = set() if found.get("type", OTHER) == OTHER else {"title"}
        folded |= set() if found.get("pay") == Pay.HOURLY else {"hourly_pay"}
        for name in folded:
            self.errors.pop(name, None)
            found.setdefault(name, None)
        self._forget_other_times()

    def _initial(self) -> dict[str, Any]:
        initial: dict[str, Any] = {"once": str(uuid.uuid4()), "start": next_start(self.today)}
        if len(self.places) == 1:  # of several nobody knows yet which it is
            initial |= {"meets": next((str(one.public_id) for one in self.contacts if one.main), None)}
        if self.source is None:
            return initial
        source = self.source
        kept = {name: getattr(source, name) for name in (*TEXTS, "seats", "hours", "hourly_pay", "title")}
        ready = BY_CODE[type_of(source)]
        # A ready text goes with its kind of work: whoever chooses another kind gets that one's.
        kept |= {name: "" for name in ("description", "bring") if kept[name] == str(getattr(ready, name))}
        timing = timing_of(source)
        initial |= {**kept, "type": type_of(source), "timing": timing if timing in dict(TIMINGS) else DATED}
        initial |= {"offers": source.offered, "pay": pay_of(source, unpaid=source.kind in UNPAID)}
        initial |= {"workplace": str(source.workplace.public_id), **self._initial_whom(source)}
        if self.task is not None:
            initial |= {"start": source.start, "end": source.end}
            initial |= {"dates" if source.windows_are_dated else "windows": source.windows}
        elif not source.windows_are_dated:
            initial |= {"windows": source.windows}
        return initial

    def _initial_whom(self, source: Task) -> dict[str, Any]:
        same = next((one for one in self.contacts if str(one) == source.meets_name), None)
        if same is not None:
            return {"meets": str(same.public_id)}
        if not source.meets_name:
            return {}
        return {"meets": SOMEBODY_ELSE, "meets_name": source.meets_name, "meets_phone": source.meets_phone}


def _called(contact: Contact, *, several: bool) -> str:
    told = ", ".join(part for part in (str(contact), contact.role) if part)
    return f"{told} ({contact.workplace.name})" if several else told
