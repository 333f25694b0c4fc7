"""What a person needs, as people say it: each phrase goes on from "… har brug for"."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from smaajob.vocabulary import Accommodation

PHRASES = {
    Accommodation.REDUCED_HOURS: _("færre timer om ugen"),
    Accommodation.SHORT_DAYS: _("korte dage"),
    Accommodation.FIXED_DAYS: _("at komme på faste dage"),
    Accommodation.LATE_START: _("at møde senere på dagen"),
    Accommodation.FLEXIBLE_START: _("en fleksibel mødetid"),
    Accommodation.GRADUAL_INCREASE: _("at timerne stiger lidt efter lidt"),
    Accommodation.NO_EVENINGS: _("at være fri for aften og nat"),
    Accommodation.LEAVE_WHEN_NEEDED: _("at kunne gå hjem, når det er nødvendigt"),
    Accommodation.OWN_PACE: _("at arbejde i sit eget tempo"),
    Accommodation.BREAKS: _("ekstra pauser"),
    Accommodation.REST_ROOM: _("et sted at hvile"),
    Accommodation.NO_PIECEWORK: _("at være fri for akkord"),
    Accommodation.NO_DEADLINES: _("at være fri for stramme frister"),
    Accommodation.NO_HEAVY_LIFTING: _("at være fri for tunge løft"),
    Accommodation.SEATED: _("at kunne sidde ned"),
    Accommodation.STANDING: _("at kunne stå op"),
    Accommodation.VARIED_POSTURE: _("at kunne skifte arbejdsstilling"),
    Accommodation.NO_STAIRS: _("at være fri for trapper"),
    Accommodation.WHEELCHAIR: _("adgang med kørestol"),
    Accommodation.QUIET: _("et stille sted"),
    Accommodation.SCREENED: _("en skærmet plads"),
    Accommodation.DIM_LIGHT: _("dæmpet lys"),
    Accommodation.NO_OPEN_PLAN: _("en plads uden for storrum"),
    Accommodation.ALONE: _("at kunne arbejde alene"),
    Accommodation.FIXED_STRUCTURE: _("de samme opgaver på de samme tider"),
    Accommodation.ONE_TASK: _("én opgave ad gangen"),
    Accommodation.WRITTEN_INSTRUCTIONS: _("at få opgaven på skrift"),
    Accommodation.FIXED_CONTACT: _("en fast kontaktperson"),
    Accommodation.NO_CUSTOMERS: _("at være fri for kunder"),
    Accommodation.FEW_COLLEAGUES: _("få kolleger"),
    Accommodation.WITHDRAW: _("at kunne trække sig tilbage"),
    Accommodation.PLAIN_DANISH: _("enkelt dansk"),
    Accommodation.NO_DANISH_NEEDED: _("en opgave, hvor dansk ikke er et krav"),
    Accommodation.INTERPRETER: _("tolk"),
    Accommodation.PICTURE_INSTRUCTIONS: _("at få opgaven i billeder"),
    Accommodation.SHORT_TRANSPORT: _("kort transport"),
    Accommodation.AIDS: _("hjælpemidler"),
    Accommodation.MENTOR: _("en mentor"),
    Accommodation.FROM_HOME: _("at kunne arbejde hjemmefra"),
    Accommodation.PRAYER_ROOM: _("plads og tid til bøn"),
}


def phrases(codes: Iterable[str]) -> list[str]:
    """The phrases of the codes, in the vocabulary's order (time first, then pace, body, senses, mind, language)."""
    wanted = set(codes)
    return [str(text) for code, text in PHRASES.items() if code in wanted]
