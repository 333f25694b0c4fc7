"""A company asks to take part, and is confirmed once.

- A new company waits for the municipality's employer entrance. Its first person becomes the one who steers its access.
- A colleague of a company that is confirmed is the company's own affair: who steers its access there is told, and answers on
  the company's page. The entrance sees the colleague too, and can answer where nobody at the company does.
- Somebody who is a user of the company already, and now asks another municipality, waits for nobody: the company is confirmed.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from employers.company import company_with, entrances
from employers.models import Registration, RegistrationState
from employers.readers import entrance_of, somebody_in
from smaajob.accounts.actions.members import take_up
from smaajob.accounts.models import Membership, Organisation, OrganisationKind, Role, User
from smaajob.accounts.recording import record_act
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.changes import created, set_values
from smaajob.links import absolute
from smaajob.messages.models import MessageKind
from smaajob.messages.writing import Receiver, write
from smaajob.reach import Reach, asking_for, company_key, reaching
from smaajob.writing import lower_first

FIELDS = ("country", "cvr", "company", "name", "email", "phone", "words")


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a number and an address before anything is written."""

    company: Organisation | None
    member: Membership | None
    waiting: Registration | None


def register(*, keeper: Organisation, values: dict[str, Any]) -> None:
    """Somebody asks for their company; `values` are FIELDS by name, the CVR in digits. Nobody has signed in.

    Whoever asks again while they wait writes over what they said. Whatever is known already, it is the same questions to the
    database, one row of each kind written and one message, so that neither the answer nor its time tells of it.
    """
    with transaction.atomic(), _asking(keeper, values):
        # Two taps at once come one after the other.
        Organisation.objects.select_for_update(no_key=True).get(pk=keeper.pk)
        known = _known(keeper, values)
        receivers = _receivers(keeper, known.company)
        row = _written(keeper, values, known)
        colleague = known.company is not None and known.member is None
        to = receivers["company" if colleague else "entrance"] or receivers["entrance"]
        if to is not None:
            page = "employers:own_company" if colleague else "employers:registrations"
            told = {
                "registration": row,
                "colleague": colleague,
                "known": known.member is not None,
                "url": absolute(page),
            }
            write(MessageKind.EMPLOYER_REGISTERED, to, told, keeper=keeper, about=row)


def confirm(*, by: Scope, registration: Registration) -> Registration:
    """The person becomes a user of their company, which is made where it is new; they are told how to sign in.

    The first one steers the company's access, the others do not. What they asked other municipalities is answered with it: a
    company is confirmed once. Raises ValidationError where somebody else has answered, and
    where the person's account is closed.
    """
    with transaction.atomic(), asking_for(registration.country, registration.cvr):
        row, others = _held(by, registration)
        company = _company(row)
        role = Role.EMPLOYER if _administrator(company) else Role.EMPLOYER_ADMIN
        user = _user(row)
        _join(by, user, company, role)
        for one in (row, *(other for other in others if other.email.lower() == row.email.lower())):
            _answer(one, by, RegistrationState.CONFIRMED, organisation=company)
            record("confirm", one, by=by.user, changes={"role": [None, str(role.label)]}, on_behalf_of=by.on_behalf_of)
        told = {**_who(row, by), "company": company, "steers": role == Role.EMPLOYER_ADMIN}
        told |= {"url": absolute("account_request_login_code"), "password": user.has_usable_password()}
        to = Receiver(user.name, row.email, language=user.language, user=user)
        write(MessageKind.EMPLOYER_CONFIRMED, to, told, keeper=row.keeper, about=row, by=by.user)
    return row


def refuse(*, by: Scope, registration: Registration, reason: str) -> Registration:
    """Say no, with the reason, which the person gets in their message. Raises ValidationError as `confirm`."""
    if not reason:
        raise ValidationError({"reason": _("Skriv, hvorfor I siger nej. Det står i beskeden til dem.")})
    with transaction.atomic(), asking_for(registration.country, registration.cvr):
        row, _others = _held(by, registration)
        _answer(row, by, RegistrationState.REFUSED, reason=reason)
        record("refuse", row, by=by.user, reason=reason, on_behalf_of=by.on_behalf_of)
        to = Receiver(row.name, row.email)
        write(MessageKind.EMPLOYER_REFUSED, to, _who(row, by), keeper=row.keeper, about=row, by=by.user)
    return row


def _asking(keeper: Organisation, values: dict[str, Any]) -> AbstractContextManager[None]:
    """Nobody has signed in: all that is seen is who asks for this company, here or elsewhere."""
    return reaching(Reach(asks=company_key(values["country"], values["cvr"])))


def _known(keeper: Organisation, values: dict[str, Any]) -> _Known:
    number = {"country": values["country"], "cvr": values["cvr"]}
    members = Membership.objects.filter(
        organisation__kind=OrganisationKind.EMPLOYER,
        **{f"organisation__{name}": value for name, value in number.items()},
        user__email__iexact=values["email"],
        user__is_active=True,
        active=True,
    )
    waiting = Registration.objects.waiting().filter(keeper=keeper, **number, email__iexact=values["email"])
    return _Known(company_with(**number), members.first(), waiting.select_for_update(no_key=True).first())


def _written(keeper: Organisation, values: dict[str, Any], known: _Known) -> Registration:
    if known.waiting is not None:
        changes = set_values(known.waiting, values)
        known.waiting.save()
        record("ask_again", known.waiting, by=None, changes=changes)
        return known.waiting
    row = Registration(keeper=keeper, **values)
    if known.company is not None and known.member is not None:
        row.state, row.organisation, row.decided_at = RegistrationState.CONFIRMED, known.company, timezone.now()
    row.save(force_insert=True)
    record("create", row, by=None, changes=created(row, ["company", "cvr"]))
    return row


def _receivers(keeper: Organisation, company: Organisation | None) -> dict[str, Receiver | None]:
    """Who is told: at the municipality its employer entrance; at the company the one who has steered its access the longest."""
    entrance, steers = entrance_of(keeper), _administrator(company)
    return {"entrance": entrance, "company": Receiver.of(steers.user) if steers else None}


def _administrator(company: Organisation | None) -> Membership | None:
    return somebody_in(company, Role.EMPLOYER_ADMIN)


def _held(by: Scope, registration: Registration) -> tuple[Registration, list[Registration]]:
    """The registration and the others that wait for the same company, anywhere; all locked, always in the same order."""
    same = Registration.objects.filter(country=registration.country, cvr=registration.cvr)
    rows = list(same.select_for_update(no_key=True, of=("self",)).select_related("keeper", "decided_by").order_by("pk"))
    row = next(one for one in rows if one.pk == registration.pk)
    if not row.waits:
        told = {"who": row.decided_by or _("En anden"), "answer": lower_first(row.get_state_display())}
        raise ValidationError(_("%(who)s har allerede svaret: %(answer)s. Du har ikke ændret noget.") % told)
    return row, [one for one in rows if one.waits and one.pk != row.pk]


def _answer(row: Registration, by: Scope, state: RegistrationState, **values: Any) -> None:
    values = {**values, "state": state, "decided_at": timezone.now(), "decided_by": by.user}
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


def _company(row: Registration) -> Organisation:
    """The company, made where it is new, and held, so that of two who come at once only one is the first."""
    made, _new = Organisation.objects.get_or_create(
        kind=OrganisationKind.EMPLOYER,
        country=row.country,
        cvr=row.cvr,
        defaults={"name": row.company, "phone": row.phone, "email": row.email},
    )
    return Organisation.objects.select_for_update(no_key=True).get(pk=made.pk)


def _user(row: Registration) -> User:
    """The user with the address, made where there is none. What a user has said of themselves is not touched.

    Without the phone that was typed: a code goes to the user's phone, and nobody has shown that this one is theirs.
    """
    user = User.objects.filter(email__iexact=row.email).first()
    if user is None:
        try:
            with transaction.atomic():
                return User.objects.create_user(row.email, name=row.name)
        except IntegrityError:  # another company's registration with the same address, confirmed at this moment
            user = User.objects.get(email__iexact=row.email)
    if not user.is_active:
        raise ValidationError(
            _("Der er en konto med den e-mail, og den er lukket. Bed dem om at bruge en anden e-mail.")
        )
    return user


def _join(by: Scope, user: User, company: Organisation, role: Role) -> None:
    if Membership.objects.filter(user=user, organisation=company, active=True).exists():
        return  # their own administrator was quicker
    member, changes = take_up(user=user, organisation=company, role=role)
    record_act("join" if "role" in changes else "return", member, by=by, changes=changes)


def _who(row: Registration, by: Scope) -> dict[str, Any]:
    """For a message: what was asked, whom to call, and whether the company itself has answered."""
    own = by.organisation.is_employer
    return {"registration": row, "entrance": entrances([row.keeper_id]).get(row.keeper_id), "by_company": own}
