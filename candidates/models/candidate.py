"""The person: how to reach them, when they can, what they need and want."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from smaajob.accounts.models import Channel, Kept, User
from smaajob.accounts.scope import Sight
from smaajob.archive import Archivable, ArchivableQuerySet, ArchivedAs, archived_says_how, new_external_id
from smaajob.fields import choice_known, codes_field, danish_sort_key, only_known, windows_field
from smaajob.geography import country_of, municipality_name, town
from smaajob.search import Fields, find, folded_text
from smaajob.vocabulary import Accommodation, Category, Certificate, Gender, Status, Step

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


Rows = TypeVar("Rows", bound="models.QuerySet[Any]")
# A programme's worker still sees somebody for so long after they have left it: hours and how it went are often written down
# afterwards. Then the reason to see them is over, and they are gone.
SEEN_AFTER_LEAVING = timedelta(days=30)
SEARCHED = Fields(
    texts=("search_text",),
    ids=("external_id",),
    phones=("phone",),
    phones_of=lambda: Q(address_protected=False),
    place=lambda postcodes: Q(postcode__in=postcodes, address_protected=False),
)


class CandidateQuerySet(ArchivableQuerySet["Candidate"]):
    def visible_to(self, scope: Scope) -> CandidateQuerySet:
        """Those that the scope's organisation keeps and its role sees; one that was merged into another is that other."""
        mine = self.filter(keeper=scope.organisation, merged_into__isnull=True, erased_at__isnull=True)
        return mine.seen_by(scope)

    def seen_by(self, scope: Scope) -> CandidateQuerySet:
        """Consultants see all; a programme's worker its participants, a mentor those they follow, a candidate themselves.

        A participant is seen from the day they are put in the programme until SEEN_AFTER_LEAVING after their last one in it; who
        was put in by mistake, or whose programme is put away as one, never.
        """
        from candidates.models.circle import CircleMember, born_after
        from candidates.models.programme import Participation

        if scope.sight == Sight.ALL:
            return self
        if scope.sight == Sight.PROGRAMMES:
            parts = Participation.objects.in_sight(scope, timezone.localdate())
            return self.filter(Exists(parts.filter(candidate=OuterRef("pk"))))
        if scope.sight == Sight.CIRCLE:
            today = timezone.localdate()
            circle = CircleMember.objects.filter(user=scope.user, role=scope.role).on(today)
            seen = self.filter(Exists(circle.filter(candidate=OuterRef("pk"))))
            # A guardian's last day is written when they begin; a birth date that was wrong may be put right after.
            return seen.filter(birth_date__gt=born_after(today)) if scope.role == "guardian" else seen
        return self.filter(user=scope.user) if scope.sight == Sight.SELF and scope.user else self.none()

    def open_to(self, scope: Scope) -> CandidateQuerySet:
        """Those whose contact, address and workplace the scope's user may know (`not_hidden`)."""
        return self.filter(not_hidden(scope))

    def with_status(self, day: date) -> CandidateQuerySet:
        """Adds `status_now`: the code of the status that holds on a day, or None."""
        from candidates.models.situation import StatusSpell

        spells = StatusSpell.objects.filter(candidate=OuterRef("pk"), start__lte=day).order_by("-start")
        return self.annotate(status_now=Subquery(spells.values("status")[:1]))

    def living_here(self, day: date) -> CandidateQuerySet:
        """Not moved away on a day."""
        return self.with_status(day).filter(Q(status_now__isnull=True) | ~Q(status_now=Status.MOVED_AWAY))

    def in_target_group(self, group: str, day: date) -> CandidateQuerySet:
        """With a spell of a target group that holds on a day."""
        from candidates.models.situation import TargetGroupSpell

        spells = TargetGroupSpell.objects.filter(candidate=OuterRef("pk"), group=group).on(day)
        return self.filter(Exists(spells))

    def proposable(self, day: date) -> CandidateQuerySet:
        """Those who have said yes to being proposed, to somebody at least; on a day, and not taken back since."""
        from candidates.models.consent import Consent

        consents = Consent.objects.valid_on(day).to_be_proposed().filter(candidate=OuterRef("pk"))
        return self.current().filter(Exists(consents))

    def search(self, words: str) -> CandidateQuerySet:
        """By name, id, phone, town or postcode, the best first (`relevance`); nobody is found by a protected address."""
        return find(self, words, SEARCHED)


def not_hidden(scope: Scope, path: str = "") -> Q:
    """Of a protected person only the case's own consultant and stand-in (and they themselves) see where they live, work and can
    be reached. `path` leads to the person from another row. The worker and the command line look at nobody: they hold to rules of
    their own."""
    if scope.user is None or scope.sight == Sight.SELF:
        return Q()
    if not path:
        return Q(address_protected=False) | Q(consultant=scope.user) | Q(stand_in=scope.user)
    # They are few, so the database looks them up once and joins nothing.
    return ~Q(**{f"{path}__in": hidden_from(scope).order_by().values("pk")})


def hidden_from(scope: Scope) -> CandidateQuerySet:
    """The organisation's protected people who are not the scope's user's own."""
    protected = Candidate.objects.filter(keeper=scope.organisation, address_protected=True)
    if scope.user is None or scope.sight == Sight.SELF:
        return protected.none()
    return protected.exclude(Q(consultant=scope.user) | Q(stand_in=scope.user))


def of_people_seen(rows: Rows, scope: Scope, path: str = "candidate") -> Rows:
    """Of rows that are about people, those about people whom the scope's role sees. Consultants see all, without a join."""
    if scope.sight == Sight.ALL:
        return rows
    return rows.filter(**{f"{path}__in": Candidate.objects.visible_to(scope)})


class Candidate(Kept, Archivable):
    """A person on the edge of the labour market. `municipality` is theirs by law; the keeper may be another."""

    external_id = models.CharField(_("id i jeres regneark"), max_length=60, default=new_external_id)
    municipality = models.CharField(_("kommune"), max_length=7)
    first_name = models.CharField(_("fornavn"), max_length=100)
    last_name = models.CharField(_("efternavn"), max_length=100)
    sort_key = danish_sort_key("last_name", "first_name")
    search_text = folded_text("first_name", "last_name")
    birth_date = models.DateField(_("fødselsdato"))
    gender = models.CharField(_("køn"), max_length=1, choices=Gender, blank=True)
    cpr_encrypted = models.TextField(blank=True, editable=False)
    cpr_hash = models.CharField(max_length=64, blank=True, editable=False)
    address_protected = models.BooleanField(_("navne- og adressebeskyttelse"), default=False)
    postcode = models.CharField(_("postnummer"), max_length=5)
    step = models.PositiveSmallIntegerField(_("trin"), choices=Step, null=True, blank=True)
    hours_per_week = models.DecimalField(_("timer om ugen"), max_digits=6, decimal_places=3, null=True, blank=True)
    hours_per_day = models.DecimalField(_("timer om dagen"), max_digits=5, decimal_places=3, null=True, blank=True)
    availability = windows_field(_("ledige tider"))
    accommodations = codes_field(_("skånehensyn"), Accommodation)
    languages = codes_field(_("sprog"), length=5)
    certificates = codes_field(_("beviser"), Certificate)
    wishes = codes_field(_("ønsker"), Category)
    reach_km = models.DecimalField(_("rækkevidde i km"), max_digits=7, decimal_places=3, null=True, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telefon"), max_length=30, blank=True)
    registered_on = models.DateField(_("registreret"))
    consultant = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("konsulent")
    )
    # Their own way in, where they have one (a code by e-mail or SMS; a personal link).
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, editable=False, related_name="+")
    language = models.CharField(_("sprog i beskeder"), max_length=5, default="da")
    channel = models.CharField(_("beskeder"), max_length=10, choices=Channel, blank=True)
    consultant_email = models.EmailField(_("konsulentens e-mail"), blank=True)
    stand_in = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("stedfortræder")
    )
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, editable=False, related_name="+")
    # A husk that counts in figures, and stands on no page (candidates/erasing.py).
    erased_at = models.DateTimeField(_("slettet"), null=True, blank=True, editable=False)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["keeper", "external_id"],
                name="candidate_external_id_once",
                violation_error_message=_("Det id er allerede brugt."),
            ),
            models.CheckConstraint(condition=~Q(external_id=""), name="candidate_has_external_id"),
            models.CheckConstraint(
                condition=Q(municipality__regex=r"^(DK-[0-9]{3}|SE-[0-9]{4})$"), name="candidate_municipality_code"
            ),
            models.CheckConstraint(condition=Q(step__isnull=True) | Q(step__range=(1, 5)), name="candidate_step_range"),
            models.CheckConstraint(
                condition=(Q(hours_per_week__isnull=True) | Q(hours_per_week__range=(0, 168)))
                & (Q(hours_per_day__isnull=True) | Q(hours_per_day__range=(0, 24))),
                name="candidate_hours_range",
                violation_error_message=_("En uge har 168 timer, en dag 24."),
            ),
            models.CheckConstraint(
                condition=Q(reach_km__isnull=True) | Q(reach_km__gte=0), name="candidate_reach_range"
            ),
            archived_says_how("candidate_archived_says_how"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(archived_as=ArchivedAs.MERGED),
                name="candidate_merged_is_archived",
            ),
            models.UniqueConstraint(
                fields=["keeper", "user"], condition=Q(merged_into__isnull=True), name="candidate_user_once"
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(
                    archived_at__isnull=False,
                    consultant__isnull=True,
                    cpr_encrypted="",
                    cpr_hash="",
                    email="",
                    first_name="",
                    last_name="",
                    phone="",
                    postcode="",
                    user__isnull=True,
                ),
                name="candidate_erased_is_empty",
            ),
            choice_known("channel", Channel, "candidate_channel_known", blank=True),
            choice_known("gender", Gender, "candidate_gender_known", blank=True),
            only_known("accommodations", Accommodation, "candidate_accommodations_known"),
            only_known("certificates", Certificate, "candidate_certificates_known"),
            only_known("wishes", Category, "candidate_wishes_known"),
        ]
        indexes = [
            models.Index(fields=["keeper", "sort_key"], name="candidate_by_name"),
            models.Index(fields=["municipality"], name="candidate_by_municipality"),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="candidate_by_text"),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def country(self) -> str:
        return country_of(self.municipality)

    @property
    def municipality_name(self) -> str:
        return municipality_name(self.municipality)

    @property
    def town(self) -> str:
        """Where they live; nothing where the address is protected."""
        return "" if self.address_protected else town(self.postcode, self.country)

    def values_beside(self) -> list[tuple[str, str]]:
        """What a form about the person changes outside the row (smaajob.formpage.fingerprint). One query."""
        groups = self.target_groups.order_by("pk").values_list("group", "start", "end")
        return [("target_groups", str(list(groups)))]

    def hides_from(self, scope: Scope) -> bool:
        """As `not_hidden`, of a row in hand."""
        if not self.address_protected or scope.user is None or scope.sight == Sight.SELF:
            return False
        return scope.user.pk not in (self.consultant_id, self.stand_in_id)

    def age_on(self, day: date) -> int:
        """Whole years."""
        born = self.birth_date
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
