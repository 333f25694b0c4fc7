"""What the roles of those who follow people mean here: a partner's worker works in programmes (smaajob.accounts.joining)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from candidates import following
from candidates.models import Programme, ProgrammeWorker
from candidates.policies import how_many_of_consultant
from smaajob.accounts import joining
from smaajob.accounts.models import Invitation, Membership, Organisation, Role
from smaajob.accounts.scope import Scope
from smaajob.changes import Changes


def register() -> None:
    """Tell the floor below. Called when the app is ready."""
    joining.register(
        Role.PARTNER_WORKER,
        joining.Joining(
            joined=_works_in,
            about=_name_of,
            choice=joining.Choice(
                question=gettext_lazy("Hvilke indsatser arbejder personen i?"),
                offered=_offered,
                find=_find,
                chosen=_chosen,
                choose=_choose,
            ),
        ),
    )
    joining.register_duties(_duties)
    following.register()


def _offered(organisation: Organisation) -> list[tuple[UUID, str]]:
    rows = Programme.objects.filter(keeper=organisation).current()
    return [(one.public_id, one.name) for one in rows.only("public_id", "name")]


def _find(organisation: Organisation, public_id: UUID) -> Programme | None:
    return Programme.objects.filter(keeper=organisation, public_id=public_id).first()


def _chosen(membership: Membership) -> list[UUID]:
    rows = ProgrammeWorker.objects.filter(keeper=membership.organisation, user=membership.user)
    return list(rows.values_list("programme__public_id", flat=True))


def _choose(by: Scope, membership: Membership, wanted: Sequence[UUID]) -> Changes:
    here = Programme.objects.filter(keeper=membership.organisation)
    programmes = list(here.filter(public_id__in=wanted))
    if len(programmes) != len(set(wanted)):
        raise ValidationError(_("Vælg en af jeres egne indsatser."))
    rows = ProgrammeWorker.objects.filter(keeper=membership.organisation, user=membership.user)
    before = sorted(rows.values_list("programme__name", flat=True))
    after = sorted(one.name for one in programmes)
    if before == after:
        return {}
    rows.exclude(programme__in=programmes).delete()
    ProgrammeWorker.objects.bulk_create(
        [ProgrammeWorker(keeper=membership.organisation, programme=one, user=membership.user) for one in programmes],
        ignore_conflicts=True,
    )
    return {"programmes": [before, after]}


def _works_in(invitation: Invitation, membership: Membership) -> None:
    """The programme that the invitation named, if it is there still; an administrator gives another where it is not."""
    programme = _find(invitation.keeper, invitation.subject_id) if invitation.subject_id else None
    if programme is not None:
        ProgrammeWorker.objects.get_or_create(
            programme=programme, user=membership.user, defaults={"keeper": invitation.keeper}
        )


def _name_of(invitation: Invitation) -> str:
    programme = _find(invitation.keeper, invitation.subject_id) if invitation.subject_id else None
    return programme.name if programme else ""


def _duties(membership: Membership) -> list[str]:
    people = how_many_of_consultant(membership.user_id, membership.organisation_id)
    if not people:
        return []
    return [
        ngettext("Er konsulent for én person.", "Er konsulent for %(n)d personer.", people) % {"n": people},
    ]
