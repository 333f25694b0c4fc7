"""Agreements to make papers of: an ordinary one, the longest that can be, an amendment, a Swedish one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from placements.documents.content import AgreementContent, Change, Contact, Party, Step
from placements.documents.signing import LINK, PAPER, SCREEN, YES, Signed
from placements.documents.vitas_values import Known
from smaajob.schedule import ZONES

ORDINARY = AgreementContent(
    number=1,
    country="DK",
    keeper="Aalborg Kommune",
    kind="praktik",
    title="Fylde varer op",
    start=date(2026, 3, 2),
    end=date(2026, 5, 29),
    place="Bageriet ved Åen",
    address=("Åvej 3", "9000 Aalborg"),
    tasks="Du fylder hylderne op om morgenen. Du rydder af i kaffestuen og sætter i opvaskemaskinen. Du fejer foran butikken.",
    steps=(
        Step(date(2026, 3, 2), Decimal(4), ("man 09:00-11:00", "ons 09:00-11:00"), paid_hours=Decimal(0)),
        Step(date(2026, 4, 1), Decimal(6), ("man 09:00-12:00", "ons 09:00-12:00"), paid_hours=Decimal(2)),
        Step(
            date(2026, 5, 1),
            Decimal(8),
            ("man 09:00-13:00", "ons 09:00-13:00"),
            paid_hours=Decimal(4),
            skipped=(date(2026, 5, 13),),
            extra=("2026-05-16 10:00-12:00",),
        ),
    ),
    parties=(
        Party("person", "Amina Yusuf", ("9000 Aalborg",)),
        Party("employer", "Bageriet ved Åen", ("CVR 25063864", "Bente Bager, indehaver")),
        Party("employee_rep", ""),
        Party("municipality", "Mette Holm", ("Aalborg Kommune",)),
    ),
    purpose="ordinary",
    find_way="Gå ind ad døren i gården, og ring på klokken, hvor der står Lager.",
    bring="Sko, du kan stå i. Madpakke.",
    meets=Contact("Bente Bager", "+4598123456", "bente@bageriet.example"),
    municipal=Contact("Mette Holm", "+4599310000", "mette@aalborg.example"),
    stand_in=Contact("Ole Krogh", "+4599310001"),
    accommodations=("Ekstra pauser", "gå_hjem"),
    pay_note="De timer, der er med løn, følger overenskomsten",
    insurance="Arbejdspladsens arbejdsskadeforsikring dækker.",
    follow_ups=(date(2026, 3, 9), date(2026, 4, 2), date(2026, 5, 20)),
    remarks="Vi taler om et job med løn i uge 18.",
)

AMENDMENT = replace(
    ORDINARY,
    number=2,
    valid_from=date(2026, 5, 30),
    end=date(2026, 8, 28),
    steps=(Step(date(2026, 5, 30), Decimal(10), ("man 09:00-14:00", "ons 09:00-14:00"), paid_hours=Decimal(6)),),
    parties=(
        *ORDINARY.parties[:2],
        replace(ORDINARY.parties[2], signs=False),
        replace(ORDINARY.parties[3], signs=False),
    ),
    changes=(
        Change("Slutdag", "29. maj 2026", "28. aug. 2026", ("person", "employer")),
        Change("Timer om ugen", "8, heraf 4 med løn", "10, heraf 6 med løn", ("person", "employer")),
        Change("Hvem tager imod", "", "Bente Bager", ()),
    ),
    remarks="",
)

LONG_PLACE = "Bøgeskovgårdens Socialøkonomiske Genbrugscenter, Cykelværksted og Kantine for Hele Nordjylland og Himmerland i Aalborg Øst"
ARABIC = "محمد عبد الرحمن بن عبد العزيز"

LONGEST = replace(
    ORDINARY,
    title="Sortere, pakke, veje, stable og køre varer ud til de ældre, der ikke selv kan hente dem, og tage flasker med hjem",
    place=LONG_PLACE,
    address=("Den Lange Vej Bag Ved Det Gamle Mejeri 118, bygning C, 3. sal, port 14", "9220 Aalborg Øst"),
    tasks="\n".join(f"Linje {number}: du sorterer det, der er kommet ind siden sidst." for number in range(1, 41)),
    steps=tuple(
        Step(
            date(2026, 3, 2) + timedelta(weeks=number),
            Decimal(3 + number) / 2,
            ("man 09:00-11:15", "tir 10:30-12:00", "ons 09:00-11:15", "fre 07:45-08:30"),
            every=1 + number % 2,
            paid_hours=Decimal(number),
            skipped=(date(2026, 3, 4) + timedelta(weeks=number), date(2026, 3, 6) + timedelta(weeks=number)),
            extra=(f"{date(2026, 3, 7) + timedelta(weeks=number)} 10:00-12:00",),
        )
        for number in range(12)
    ),
    parties=(
        Party("person", f"{ARABIC}", ("Vesterbro 1, 4. sal til venstre", "9000 Aalborg")),
        Party(
            "employer",
            LONG_PLACE,
            ("CVR 25063864", "P-nummer 1003388394", "Alexander Kristoffersen-Østergaard, driftsleder"),
        ),
        Party("employee_rep", "Anne-Margrethe Kristoffersen-Østergaard-Vestergaard"),
        Party("guardian", "Fatima Abdulrahman Ibn Abdulaziz"),
        Party("municipality", "Mette Holm", ("Aalborg Kommune, Arbejdsmarkedscenter for Unge og Voksne",)),
    ),
    find_way="Gå ind ad porten ved containerne, " * 8,
    bring="Sikkerhedssko, handsker, regntøj og en flaske vand, " * 5,
    accommodations=(
        "nedsat_tid",
        "korte_dage",
        "faste_dage",
        "senere_mødetid",
        "gradvis_optrapning",
        "gå_hjem",
        "eget_tempo",
        "pauser",
        "hvilerum",
        "ingen_akkord",
        "ingen_tunge_løft",
        "stille",
        "én_opgave",
        "skriftlig_instruks",
        "fast_kontaktperson",
    ),
    insurance="Arbejdspladsens egen arbejdsskadeforsikring og ansvarsforsikring dækker, også på vej mellem de to bygninger. "
    * 3,
    remarks="\n".join(f"Bemærkning {number}, som vi har talt om og er enige om." for number in range(1, 8)),
    meets=Contact("Anne-Margrethe Kristoffersen-Østergaard-Vestergaard", "+4598123456"),
    follow_ups=tuple(date(2026, 3, 9) + timedelta(weeks=2 * number) for number in range(6)),
)

SWEDISH = replace(
    ORDINARY,
    country="SE",
    keeper="Linköpings kommun",
    kind="arbejdstræning",
    purpose="",
    place="Återbruket",
    address=("Storgatan 1", "582 23 Linköping"),
    parties=(Party("person", "Åsa Öberg"), Party("employer", "Återbruket"), Party("municipality", "Linköpings kommun")),
    pay_note="",
    insurance="",
    meets=Contact("Lars", "+4613123456"),
    municipal=Contact("Karin Ek", "+4613206000"),
    stand_in=None,
)

# As long as the database lets names and texts be.
LONGER_THAN_LIFE = replace(
    LONGEST,
    place=("Bøgeskovgårdens Genbrugscenter og Cykelværksted " * 5)[:200],
    title=("Sortere, pakke, veje og stable varer til de ældre " * 5)[:200],
    tasks="Sorterer" * 900,
    meets=Contact("Anne-Margrethe Kristoffersen-Østergaard-Vestergaard " * 2, "+4598123456"),
    stand_in=Contact("Anne-Margrethe Kristoffersen-Østergaard-Vestergaard " * 2, "+4598123456"),
)

BARE = AgreementContent(
    number=1,
    country="DK",
    keeper="Aalborg Kommune",
    kind="småjob",
    title="Hjælpe til",
    start=date(2026, 3, 2),
    end=date(2026, 3, 2),
    place="Bageriet",
    address=(),
    tasks="",
    steps=(),
    parties=(Party("person", ""), Party("employer", "")),
)


def noon(day: int) -> datetime:
    """A moment in March 2026, at noon in Denmark."""
    return datetime(2026, 3, day, 12, tzinfo=ZONES["DK"])


SIGNED = (
    Signed("person", "Amina Yusuf", YES, SCREEN, noon(3)),
    Signed("employer", "Bente Bager", YES, LINK, noon(4)),
    Signed("employee_rep", "Rita Repsen", YES, PAPER, date(2026, 3, 4), seen_on=date(2026, 3, 5)),
    Signed("municipality", "Mette Holm", YES, SCREEN, noon(5)),
)
KNOWN = Known(
    company="Bageriet ved Åen ApS",
    cvr="25063864",
    p_number="1003388394",
    employees=12,
    supported=0,
    sector="Bagerier",
    signatory="Bente Bager",
    representative=Contact("Rita Repsen", "+4598111213", "rita@bageriet.example"),
    rep_statement="Kollegerne er hørt, og det er i orden.",
    person_phone="+4520112233",
    target_group="Jobparat på kontanthjælp",
    consent_on=date(2026, 2, 20),
)
