"""The words both sides share. The stored value is the word of the public import format (docs/import-format.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Collection

    from django_stubs_ext import StrPromise


class Country(models.TextChoices):
    DENMARK = "DK", _("Danmark")
    SWEDEN = "SE", _("Sverige")


class PlacementKind(models.TextChoices):
    SMALL_JOB = "småjob", _("Småjob")
    YOUTH_JOB = "fritidsjob", _("Fritidsjob")
    WORK_PLACEMENT = "praktik", _("Praktik")
    LANGUAGE_PLACEMENT = "sprogpraktik", _("Sprogpraktik")
    WORK_TRAINING = "arbejdstræning", _("Arbejdstræning")
    COMMUNITY_WORK = "nytteindsats", _("Nytteindsats")
    WAGE_SUBSIDY = "løntilskud", _("Løntilskud")
    FLEX_JOB = "fleksjob", _("Fleksjob")
    JOB = "job", _("Job")


class TargetGroup(models.TextChoices):
    FLEX_JOB = "fleksjob", _("Fleksjob")
    REFUGEE = "flygtning", _("Flygtning")
    CASH_BENEFIT = "kontanthjælp", _("Kontanthjælp")
    EDUCATION_BENEFIT = "uddannelseshjælp", _("Uddannelseshjælp")
    DISABILITY_PENSION = "førtidspension", _("Førtidspension")
    RESOURCE_COURSE = "ressourceforløb", _("Ressourceforløb")
    JOB_CLARIFICATION = "jobafklaring", _("Jobafklaring")
    SICKNESS_BENEFIT = "sygedagpenge", _("Sygedagpenge")
    UNEMPLOYMENT_BENEFIT = "dagpenge", _("Dagpenge")
    YOUNG = "ung", _("Ung")
    SWEDISH_SOCIAL_ASSISTANCE = "försörjningsstöd", _("Försörjningsstöd")
    OTHER = "andet", _("Andet")


TARGET_GROUP_ALIASES = {"fleksjobber": TargetGroup.FLEX_JOB.value}


class EmployerType(models.TextChoices):
    PRIVATE = "privat", _("Privat")
    PUBLIC = "offentlig", _("Offentlig")
    SOCIAL_ENTERPRISE = "socialøkonomisk", _("Socialøkonomisk")
    HOUSING_ASSOCIATION = "boligorganisation", _("Boligorganisation")
    ASSOCIATION = "forening", _("Forening")


class EndReason(models.TextChoices):
    COMPLETED = "gennemført", _("Gennemført")
    EXTENDED = "forlænget", _("Forlænget i et nyt forløb")
    HIRED = "ansat", _("Ansat")
    STOPPED_BY_CANDIDATE = "afbrudt_kandidat", _("Afbrudt af personen")
    STOPPED_BY_EMPLOYER = "afbrudt_virksomhed", _("Afbrudt af virksomheden")
    ILLNESS = "sygdom", _("Sygdom")
    MOVED = "flyttet", _("Flyttet")
    OTHER = "andet", _("Andet")


COMPLETED_REASONS = frozenset({EndReason.COMPLETED, EndReason.EXTENDED, EndReason.HIRED})


class Status(models.TextChoices):
    UNEMPLOYED = "ledig", _("Ledig")
    CASH_BENEFIT = "kontanthjælp", _("Kontanthjælp")
    EDUCATION_BENEFIT = "uddannelseshjælp", _("Uddannelseshjælp")
    RESOURCE_COURSE = "ressourceforløb", _("Ressourceforløb")
    JOB_CLARIFICATION = "jobafklaring", _("Jobafklaring")
    SICKNESS_BENEFIT = "sygedagpenge", _("Sygedagpenge")
    INTEGRATION_PROGRAMME = "integrationsprogram", _("Integrationsprogram")
    SMALL_JOB = "småjob", _("Småjob")
    FLEX_JOB = "fleksjob", _("Fleksjob")
    JOB = "job", _("Job")
    EDUCATION = "uddannelse", _("Uddannelse")
    DISABILITY_PENSION = "førtidspension", _("Førtidspension")
    SWEDISH_SOCIAL_ASSISTANCE = "försörjningsstöd", _("Försörjningsstöd")
    MOVED_AWAY = "fraflyttet", _("Fraflyttet")
    OTHER = "andet", _("Andet")


def offered(
    words: type[TargetGroup | Status], country: str, held: Collection[str] = ()
) -> list[tuple[str, StrPromise | str]]:
    """The choices in a country. Swedish assistance is offered in Sweden alone; what a row holds already can stay."""
    swedish = words.SWEDISH_SOCIAL_ASSISTANCE
    return [
        (code, text) for code, text in words.choices if code != swedish or country == Country.SWEDEN or code in held
    ]


DESTINATIONS = frozenset({Status.JOB, Status.FLEX_JOB, Status.EDUCATION})


class Gender(models.TextChoices):
    """Read by the equality report alone."""

    FEMALE = "k", _("Kvinde")
    MALE = "m", _("Mand")
    OTHER = "x", _("Andet")


class Step(models.IntegerChoices):
    """Describes the job's difficulty; it never bars a person from paid hours."""

    INTRODUCTION = 1, _("Introduktion, en voksen ved siden af")
    SMALL_GROUP = 2, _("Lille gruppe, med støtte")
    MENTOR = 3, _("På en arbejdsplads med mentor")
    ORDINARY = 4, _("Almindeligt småjob")
    JOB = 5, _("Praktik, læreplads eller job")


class Accommodation(models.TextChoices):
    """Skånehensyn: needed by a person, offered or not offered by a task or a workplace. Never a diagnosis."""

    REDUCED_HOURS = "nedsat_tid", _("Færre timer om ugen")
    SHORT_DAYS = "korte_dage", _("Korte dage")
    FIXED_DAYS = "faste_dage", _("Faste dage")
    LATE_START = "senere_mødetid", _("Møde senere på dagen")
    FLEXIBLE_START = "fleksibel_mødetid", _("Fleksibel mødetid")
    GRADUAL_INCREASE = "gradvis_optrapning", _("Timerne stiger lidt efter lidt")
    NO_EVENINGS = "ingen_aften", _("Ingen aften eller nat")
    LEAVE_WHEN_NEEDED = "gå_hjem", _("Kan gå hjem, når det er nødvendigt")
    OWN_PACE = "eget_tempo", _("Eget tempo")
    BREAKS = "pauser", _("Ekstra pauser")
    REST_ROOM = "hvilerum", _("Et sted at hvile")
    NO_PIECEWORK = "ingen_akkord", _("Ingen akkord")
    NO_DEADLINES = "ingen_deadlines", _("Ingen stramme frister")
    NO_HEAVY_LIFTING = "ingen_tunge_løft", _("Ingen tunge løft")
    SEATED = "siddende", _("Kan sidde ned")
    STANDING = "stående", _("Kan stå op")
    VARIED_POSTURE = "varieret_stilling", _("Skiftende arbejdsstilling")
    NO_STAIRS = "ingen_trapper", _("Ingen trapper")
    WHEELCHAIR = "kørestol", _("Adgang med kørestol")
    QUIET = "stille", _("Et stille sted")
    SCREENED = "skærmet", _("Skærmet plads")
    DIM_LIGHT = "dæmpet_lys", _("Dæmpet lys")
    NO_OPEN_PLAN = "ikke_storrum", _("Ikke storrum")
    ALONE = "alene", _("Kan arbejde alene")
    FIXED_STRUCTURE = "fast_struktur", _("Samme opgaver på samme tider")
    ONE_TASK = "én_opgave", _("Én opgave ad gangen")
    WRITTEN_INSTRUCTIONS = "skriftlig_instruks", _("Opgaven på skrift")
    FIXED_CONTACT = "fast_kontaktperson", _("En fast kontaktperson")
    NO_CUSTOMERS = "ingen_kundekontakt", _("Ingen kunder")
    FEW_COLLEAGUES = "få_kolleger", _("Få kolleger")
    WITHDRAW = "trække_sig", _("Kan trække sig tilbage")
    PLAIN_DANISH = "enkelt_dansk", _("Enkelt dansk")
    NO_DANISH_NEEDED = "dansk_ikke_krav", _("Dansk er ikke et krav")
    INTERPRETER = "tolk", _("Tolk")
    PICTURE_INSTRUCTIONS = "billedinstruks", _("Opgaven i billeder")
    SHORT_TRANSPORT = "kort_transport", _("Kort transport")
    AIDS = "hjælpemidler", _("Hjælpemidler")
    MENTOR = "mentor", _("Mentor")
    FROM_HOME = "hjemmefra", _("Kan arbejde hjemmefra")
    PRAYER_ROOM = "bederum", _("Plads og tid til bøn")


# In the order in which a person thinks of them; every accommodation is in one group (a test counts them).
ACCOMMODATION_GROUPS: tuple[tuple[StrPromise, tuple[Accommodation, ...]], ...] = (
    (
        _("Tid"),
        (
            Accommodation.REDUCED_HOURS,
            Accommodation.SHORT_DAYS,
            Accommodation.FIXED_DAYS,
            Accommodation.LATE_START,
            Accommodation.FLEXIBLE_START,
            Accommodation.GRADUAL_INCREASE,
            Accommodation.NO_EVENINGS,
            Accommodation.LEAVE_WHEN_NEEDED,
        ),
    ),
    (
        _("Tempo og pauser"),
        (
            Accommodation.OWN_PACE,
            Accommodation.BREAKS,
            Accommodation.REST_ROOM,
            Accommodation.NO_PIECEWORK,
            Accommodation.NO_DEADLINES,
        ),
    ),
    (
        _("Kroppen"),
        (
            Accommodation.NO_HEAVY_LIFTING,
            Accommodation.SEATED,
            Accommodation.STANDING,
            Accommodation.VARIED_POSTURE,
            Accommodation.NO_STAIRS,
            Accommodation.WHEELCHAIR,
        ),
    ),
    (
        _("Lyd, lys og rum"),
        (Accommodation.QUIET, Accommodation.SCREENED, Accommodation.DIM_LIGHT, Accommodation.NO_OPEN_PLAN),
    ),
    (
        _("Ro og overblik"),
        (
            Accommodation.ALONE,
            Accommodation.FIXED_STRUCTURE,
            Accommodation.ONE_TASK,
            Accommodation.WRITTEN_INSTRUCTIONS,
            Accommodation.FIXED_CONTACT,
            Accommodation.NO_CUSTOMERS,
            Accommodation.FEW_COLLEAGUES,
            Accommodation.WITHDRAW,
        ),
    ),
    (
        _("Sprog og andet"),
        (
            Accommodation.PLAIN_DANISH,
            Accommodation.NO_DANISH_NEEDED,
            Accommodation.INTERPRETER,
            Accommodation.PICTURE_INSTRUCTIONS,
            Accommodation.SHORT_TRANSPORT,
            Accommodation.AIDS,
            Accommodation.MENTOR,
            Accommodation.FROM_HOME,
            Accommodation.PRAYER_ROOM,
        ),
    ),
)


class Certificate(models.TextChoices):
    """What a person can show, and a task can ask for."""

    DRIVING_LICENCE = "kørekort", _("Kørekort")
    FORKLIFT = "truckbevis", _("Truckbevis")
    HYGIENE = "hygiejnebevis", _("Hygiejnebevis")
    CHILDREN = "børneattest", _("Børneattest")
    CRIMINAL_RECORD = "straffeattest", _("Straffeattest")
    FIRST_AID = "førstehjælp", _("Førstehjælp")
    WELDING = "svejsebevis", _("Svejsebevis")


class Demand(models.TextChoices):
    """A certificate, or something the work itself asks (which no paper can show)."""

    DRIVING_LICENCE = "kørekort", _("Kørekort")
    FORKLIFT = "truckbevis", _("Truckbevis")
    HYGIENE = "hygiejnebevis", _("Hygiejnebevis")
    CHILDREN = "børneattest", _("Børneattest")
    CRIMINAL_RECORD = "straffeattest", _("Straffeattest")
    FIRST_AID = "førstehjælp", _("Førstehjælp")
    WELDING = "svejsebevis", _("Svejsebevis")
    HEAVY_LIFTING = "tunge_løft", _("Tunge løft")
    CUSTOMERS = "kundekontakt", _("Kontakt med kunder")
    STANDING_WORK = "stående_arbejde", _("Stående arbejde")


# A demand says that the opposite accommodation is not offered (docs/import-format.md).
OPPOSITE_ACCOMMODATION = {
    Demand.HEAVY_LIFTING.value: Accommodation.NO_HEAVY_LIFTING.value,
    Demand.CUSTOMERS.value: Accommodation.NO_CUSTOMERS.value,
    Demand.STANDING_WORK.value: Accommodation.SEATED.value,
}


class Category(models.TextChoices):
    CLEANING = "rengøring", _("Rengøring")
    KITCHEN = "køkken", _("Køkken")
    CANTEEN = "kantine", _("Kantine")
    WAREHOUSE = "lager", _("Lager")
    PACKING = "pakning", _("Pakning")
    SHOP = "butik", _("Butik")
    GREEN_AREAS = "grønne_områder", _("Grønne områder")
    CARETAKING = "ejendomsservice", _("Ejendomsservice")
    CRAFTS = "håndværk", _("Håndværk")
    ASSEMBLY = "montage", _("Montage")
    IT = "it", _("It")
    OFFICE = "kontor", _("Kontor")
    ARCHIVE = "arkiv", _("Arkiv")
    TRANSPORT = "transport", _("Transport")
    CARE = "pleje", _("Pleje")
    CHILDREN = "børn", _("Børn")
    ANIMALS = "dyr", _("Dyr")
    LAUNDRY = "vask", _("Vask")
    EVENTS = "event", _("Event")
    REUSE = "genbrug", _("Genbrug")
    OTHER = "andet", _("Andet")
