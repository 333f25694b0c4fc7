"""What VITAS asks and an agreement does not say: the company's numbers, the person's phone, what the representative said."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from candidates.models import Disclosure
from placements.agreeing.standing import Answer, answers_of
from placements.agreeing.wording import first_contact
from placements.documents.content import Contact
from placements.documents.vitas_values import Known
from placements.law.loader import place_on
from placements.models import AgreementState, AgreementVersion, Party
from smaajob import writing
from smaajob.vocabulary import TargetGroup


def known_of(version: AgreementVersion, day: date) -> Known:
    """Read it. Eight queries. The version's placement with its person, workplace and employer."""
    placement = version.placement
    person, workplace = placement.candidate, placement.workplace
    contact = first_contact(placement)
    place = place_on(workplace, max(day, placement.start), version.kind, besides=person)
    answers = {one.party: one for one in answers_of(version, version.signatures.all())}
    groups = person.target_groups.on(day).values_list("group", flat=True)
    given = Disclosure.objects.filter(candidate=person, to_id=workplace.public_id).on(day).select_related("consent")
    newest = given.order_by("-consent__given_on").first()
    return Known(
        company=workplace.employer.name,
        cvr=workplace.employer.cvr,
        p_number=workplace.p_number,
        employees=workplace.employees,
        supported=place.supported,
        sector=workplace.industry,
        contact=Contact(contact.name, contact.phone, contact.email) if contact else None,
        signatory=_name_of(answers.get(Party.EMPLOYER)),
        representative=_representative(version, answers.get(Party.EMPLOYEE_REP)),
        rep_statement=_statement(answers.get(Party.EMPLOYEE_REP)),
        rep_comments=_words(answers.get(Party.EMPLOYEE_REP)),
        person_phone=person.phone,
        person_email=person.email,
        target_group=writing.joined(str(TargetGroup(one).label) for one in groups),
        consent_on=newest.consent.given_on if newest else None,
    )


def links_of(version: AgreementVersion) -> dict[str, str]:
    """By a field's key the page where it is written; the CPR number where it is shown."""
    placement = version.placement
    workplace = reverse("employers:edit", args=[placement.workplace.public_id])
    company = reverse("employers:detail", args=[placement.workplace.public_id])
    person = reverse("candidates:edit", args=[placement.candidate.public_id])
    detail = reverse("candidates:detail", args=[placement.candidate.public_id])
    found = dict.fromkeys(("company", "cvr", "p_number", "address", "employees", "supported", "sector"), workplace)
    found |= dict.fromkeys(("contact_name", "contact_email", "contact_phone"), company)
    found |= {"cpr": detail, "person": person, "person_contact": person, "target_group": person, "consent": detail}
    if version.state == AgreementState.DRAFT:
        written = ("hours_least", "hours_most", "daily", "place", "tasks", "purpose", "meets", "pay")
        found |= dict.fromkeys(written, reverse("placements:edit_agreement", args=[version.public_id]))
    return found


def _representative(version: AgreementVersion, answer: Answer | None) -> Contact | None:
    link = version.placement.signing_links.filter(party=Party.EMPLOYEE_REP).first()
    name = _name_of(answer) or (answer.name if answer else "") or (link.name if link else "")
    return Contact(name, link.phone if link else "", link.email if link else "") if name else None


def _name_of(answer: Answer | None) -> str:
    return answer.signature.name if answer is not None and answer.signature is not None else ""


def _statement(answer: Answer | None) -> str:
    if answer is None or answer.signature is None:
        return ""
    day = {"day": writing.day_year(answer.signature.seen_on or answer.signature.at)}
    return _("Er enig. Skrev under %(day)s.") % day if answer.has_signed else _("Er ikke enig. Svarede %(day)s.") % day


def _words(answer: Answer | None) -> str:
    return answer.signature.words if answer is not None and answer.signature is not None else ""
