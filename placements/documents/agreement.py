"""The agreement and its amendments on paper: what is agreed, who signs, and whether the work may begin."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from placements.documents import signing, wording
from placements.documents.content import AgreementContent, Step, fingerprint, stored
from placements.documents.signing import Signed
from smaajob import writing
from smaajob.paper import pdf_of

# Hex digits of the fingerprint that stand together, so that two people can compare them over the telephone.
_TOGETHER = 8


def agreement_pdf(
    content: AgreementContent, *, printed: date, signatures: Iterable[Signed] = (), draft: bool = False
) -> bytes:
    """The agreement, or the amendment where `content` is one; PDF/UA-1, A4, at most two pages for an ordinary one. Half a second.

    `printed` is the day of the printout. `draft` says on every page that it is not sent to anybody to be signed yet.
    """
    return pdf_of(agreement_html(content, printed=printed, signatures=signatures, draft=draft))


def agreement_html(
    content: AgreementContent, *, printed: date, signatures: Iterable[Signed] = (), draft: bool = False
) -> str:
    """The page that the PDF is made of, with its own style: also what lies with a letter."""
    template = "pdf/amendment.html" if content.is_amendment else "pdf/agreement.html"
    return render_to_string(template, told(content, printed=printed, signatures=signatures, draft=draft))


def told(
    content: AgreementContent, *, printed: date, signatures: Iterable[Signed] = (), draft: bool = False
) -> dict[str, Any]:
    """What the paper's template is given; a page that shows the same agreement can be given the same."""
    answers = list(signatures)
    names = {one.role: one.name for one in answers}
    lacking = signing.missing(content, answers)
    steps = wording.step_lines(content)
    return {
        "content": content,
        "title": _title(content),
        "short_title": wording.running(content.title),
        "printed": printed,
        "draft": draft,
        "days": wording.days_of(content),
        "kind": wording.kind_of(content),
        "person": wording.person_of(content),
        "purpose": wording.purpose_of(content),
        "parties": [
            (wording.role_of(one.role), one.name or names.get(one.role, ""), one.lines) for one in content.parties
        ],
        "tasks": wording.paragraphs(content.tasks),
        "steps": steps,
        "has_paid": any(one.paid for one in steps),
        "has_exceptions": any(one.exceptions for one in steps),
        "grows": _grows(content.steps),
        "facts": _facts(content),
        "calls": wording.calls(content),
        "remarks": wording.paragraphs(content.remarks),
        "lines": signing.lines(content, answers),
        "refused": any(one.says == signing.NO for one in answers),
        "missing": [signing.named(party) for party in lacking],
        "whom_to_ask": wording.whom_to_ask(content),
        "fingerprint": _in_groups(fingerprint(stored(content))),
    }


def _title(content: AgreementContent) -> str:
    if content.is_amendment:
        return _("Ændring af aftalen om %(kind)s") % {"kind": writing.lower_first(wording.kind_of(content))}
    return _("Aftale om %(kind)s") % {"kind": writing.lower_first(wording.kind_of(content))}


def _facts(content: AgreementContent) -> list[tuple[str, str]]:
    """What is agreed beside tasks and hours: words and their text, those without text left out."""
    follow_ups = writing.joined(writing.day_year(one) for one in sorted(content.follow_ups))
    holidays = _("Der arbejdes også på helligdage.") if content.works_on_holidays else _("Ikke på helligdage.")
    found = (
        (_("Der tages hensyn til"), writing.joined(_with_small(wording.accommodations_of(content)))),
        (_("Løn"), wording.pay_of(content) or _("Der er ikke aftalt løn.")),
        (_("Forsikring"), content.insurance),
        (_("Helligdage"), holidays),
        (_("Vi følger op"), follow_ups),
        (_("Sådan finder man ind"), content.find_way),
        (_("Tag med"), content.bring),
    )
    return [(label, text) for label, text in found if text]


def _with_small(words: list[str]) -> list[str]:
    return [words[0], *(writing.lower_first(one) for one in words[1:])] if words else []


def _grows(steps: tuple[Step, ...]) -> bool:
    return len(steps) > 1 and steps[-1].hours > steps[0].hours


def _in_groups(digits: str) -> str:
    return " ".join(digits[place : place + _TOGETHER] for place in range(0, len(digits), _TOGETHER))
