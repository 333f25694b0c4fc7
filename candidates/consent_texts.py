"""The words in which people are asked for consent, as dated data: what was said yes to stays readable when the words change.

A text is never changed once somebody can have said yes to it. A new one begins the day after the old one's last.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from candidates.models import Purpose


@dataclass(frozen=True, slots=True)
class ConsentText:
    """`version` is unique with its language; `valid_to` is None while it is the one in use. `[items]` is where the items go."""

    version: str
    language: str
    purpose: str
    valid_from: date
    valid_to: date | None
    title: str
    paragraphs: tuple[str, ...]


TEXTS = (
    ConsentText(
        version="forslag-1",
        language="da",
        purpose=Purpose.PROPOSE,
        valid_from=date(2024, 1, 1),
        valid_to=None,
        title="Må vi fortælle arbejdspladser om dig?",
        paragraphs=(
            "Vi vil gerne finde et småjob til dig. Så fortæller vi en arbejdsplads lidt om dig, når der er et job, der kan passe.",
            "Vi fortæller kun det, du siger ja til her. Vi fortæller aldrig dit CPR-nummer, hvilken ydelse du får, "
            "eller hvad der står i vores notater.",
            "Du bestemmer selv, og du må gerne sige nej. Dit ja gælder i højst 12 måneder. Så spørger vi igen.",
            "Du kan altid tage dit ja tilbage. Sig det til din konsulent, eller gør det selv på din side. Så stopper vi med det samme. "
            "Det, vi har fortalt indtil da, kan en arbejdsplads godt huske. Vi skriver ned, hvad vi har fortalt, og til hvem.",
        ),
    ),
    ConsentText(
        version="forloeb-1",
        language="da",
        purpose=Purpose.PLACEMENT,
        valid_from=date(2024, 1, 1),
        valid_to=None,
        title="Må vi fortælle din arbejdsplads om dig?",
        paragraphs=(
            "Du skal i gang på en arbejdsplads. For at du kan få en god start, vil vi gerne fortælle dem lidt om dig.",
            "Vi fortæller kun det, du siger ja til her. Vi fortæller aldrig dit CPR-nummer, hvilken ydelse du får, "
            "eller hvad der står i vores notater.",
            "Du bestemmer selv, og du må gerne sige nej. Dit ja gælder i højst 12 måneder. Du kan altid tage det tilbage, "
            "og så stopper vi med det samme.",
        ),
    ),
    # Asked together with one proposal, in which it stands what is told and to whom.
    ConsentText(
        version="et-forslag-1",
        language="da",
        purpose=Purpose.PROPOSE,
        valid_from=date(2026, 1, 1),
        valid_to=None,
        title="Må vi fortælle arbejdspladsen det her om dig?",
        paragraphs=(
            "Siger du ja til forslaget, fortæller vi arbejdspladsen det, der står her, og ikke andet. "
            "Vi fortæller aldrig dit CPR-nummer, hvilken ydelse du får, eller hvad der står i vores notater.",
            "Du bestemmer selv, og du må gerne sige nej. Du kan altid tage dit ja tilbage. Så stopper vi med det samme.",
        ),
    ),
)  # fmt: skip
ONE_PROPOSAL = TEXTS[-1]


def current(day: date, purpose: str, language: str = "da") -> ConsentText:
    """The text in which somebody is asked on a day, apart from any one proposal. Raises LookupError where there was none."""
    for text in TEXTS:
        if (
            text != ONE_PROPOSAL
            and (text.purpose, text.language) == (purpose, language)
            and text.valid_from <= day <= (text.valid_to or day)
        ):
            return text
    raise LookupError(f"no text in {language} for {purpose} on {day}")


def by_version(version: str, language: str) -> ConsentText | None:
    """The words of a consent; None where it was given elsewhere, in words that we don't have."""
    return next((text for text in TEXTS if (text.version, text.language) == (version, language)), None)
