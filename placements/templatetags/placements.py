"""A placement's state as a word with a tag. `{% load placements %}`"""

from __future__ import annotations

import re
from datetime import date

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from placements.models import Placement, PlacementState, Proposal
from placements.proposal_shown import kind_of_tag, now_and_next, tag_of
from smaajob.accounts.templatetags.smaajob import badge
from smaajob.writing import day_year

register = template.Library()
KINDS = {
    PlacementState.RUNNING: "success",
    PlacementState.UPCOMING: "info",
    PlacementState.OVERDUE: "warning",
    PlacementState.ENDED: "quiet",
}
# `kl. 9.30–12`, `kl. 12`, `man 9–11`, `2. marts 2026`, `16. maj`
_OF_ONE_PIECE = re.compile(r"(?:\b\w+\.? )?\d[\d.]*–[\d.]*\d|kl\. \d[\d.]*\d?|\d+\. [a-z]+\.?(?: \d{4})?")


@register.filter
def together(text: str) -> SafeString:
    """A time or a date is not parted by the end of a line: for paper, whose style sheet knows `nowrap`."""
    return SafeString(_OF_ONE_PIECE.sub(r'<span class="nowrap">\g<0></span>', conditional_escape(text)))


@register.filter
def state_words(placement: Placement) -> str:
    """`I gang`, `Starter 24. nov.`, `Skulle være slut 6. nov.`, `Sluttet: ansat`"""
    today = timezone.localdate()
    state = placement.state_on(today)
    if state is PlacementState.UPCOMING:
        return _("Starter %(day)s") % {"day": _near(placement.start, today)}
    if state is PlacementState.OVERDUE:
        return _("Skulle være slut %(day)s") % {"day": _near(placement.planned_end, today)}
    if state is PlacementState.ENDED:
        return _("Sluttet: %(reason)s") % {"reason": placement.get_end_reason_display().lower()}
    return str(state.label)


@register.simple_tag
def state_badge(placement: Placement) -> SafeString:
    """The state in a tag; its colour never says it alone."""
    return badge(state_words(placement), KINDS[placement.state_on(timezone.localdate())])


def _near(when: date, today: date) -> str:
    text = day_year(when)
    return text.removesuffix(f" {when.year}") if when.year == today.year else text


@register.simple_tag
def proposal_badge(proposal: Proposal) -> SafeString:
    """Who has the ball, as a tag."""
    return badge(tag_of(proposal), kind_of_tag(proposal))


@register.filter
def proposal_now(proposal: Proposal) -> str:
    """What has happened and what comes next."""
    return now_and_next(proposal)
