"""A need with what makes it verifiable: present value, target value, unit, conditions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cigu.core.access.conditions import any_of
from cigu.core.access.models import Party, User
from cigu.core.access.roles import STAFF_ROLES, Role
from cigu.core.access.scope import NOTHING, Access, Scope
from cigu.core.audit.models import AuditedModel
from cigu.core.clock.business import today
from cigu.core.flow.models import Stateful
from cigu.core.places.models import Domain, Segment, Territory
from cigu.records.organisations.models import Organisation, bodies_of
from cigu.records.people.conflicts import conflicting_parties
from cigu.records.teams.models import people_behind

PUBLIC_STATES = ("published", "matched", "negotiating", "solved")
MATURITY = [MinValueValidator(1), MaxValueValidator(9)]


class NeedScope(Scope):
    """Staff of the place, the owner, and those a need was disclosed to see all of it; others see
    published needs, without the owner where the owner asked for that. A conflict hides it. The
    public sees published needs too, always without the owner."""

    def full(self, access: Access) -> Q:
        own = Q(organisation__in=bodies_of(access, access.parties))
        named = Q(pk__in=NeedDisclosure.standing(access))
        shown = Q(state__in=PUBLIC_STATES, secrecy=Need.Secrecy.OPEN) if access.works else NOTHING
        return any_of(own, named, shown, access.within(STAFF_ROLES, "territory", "domain"))

    def masked(self, access: Access) -> Q:
        if access.is_public:
            return Q(state__in=PUBLIC_STATES) & ~Q(secrecy=Need.Secrecy.NAMED)
        if not access.works:
            return NOTHING
        return Q(state__in=PUBLIC_STATES, secrecy=Need.Secrecy.MASKED)

    def opens(self, access: Access, territory: Any, domain: Any) -> bool:
        return access.reaches(STAFF_ROLES, territory, domain)

    def hidden(self, access: Access) -> Q:
        parties = access.parties_as(Role.EXPERT)
        if not parties:
            return NOTHING
        near = conflicting_parties(parties | people_behind(parties), today())
        near -= access.parties_as(Role.ENTERPRISE)
        if not near:
            return NOTHING
        hidden = Q(organisation__in=bodies_of(access, frozenset(near)))
        return hidden & ~Q(pk__in=ConflictWaiver.standing(parties))


class Need(Stateful):
    audit_personal: ClassVar[frozenset[str]] = frozenset({"contact"})

    class Secrecy(models.TextChoices):
        OPEN = "open", _("open")
        MASKED = "masked", _("owner masked")
        NAMED = "named", _("named recipients only")

    class Origin(models.TextChoices):
        CHECKUP = "checkup", _("checkup")
        ENTERPRISE = "enterprise", _("enterprise")
        COMMISSIONER = "commissioner", _("commissioner")
        EVENT = "event", _("event")

    class Kind(models.TextChoices):
        TECHNOLOGY = "technology", _("technology")
        TALENT = "talent", _("talent")
        EQUIPMENT_TEST = "equipment_test", _("equipment or testing")
        CAPITAL = "capital", _("capital")
        POLICY = "policy", _("policy")
        DIGITAL = "digital", _("digital")
        MARKET = "market", _("market")

    class Comparator(models.TextChoices):
        EQ = "=", "="
        GT = ">", ">"
        GE = "≥", "≥"
        LT = "<", "<"
        LE = "≤", "≤"
        APPROX = "≈", "≈"

    class Rights(models.TextChoices):
        OWNED = "owned", _("owned by the enterprise")
        SHARED = "shared", _("shared")
        LICENCE = "licence", _("licence")

    scope = NeedScope()
    search_columns: ClassVar[tuple[str, ...]] = ("number", "title", "keywords")
    masked_fields: ClassVar[frozenset[str]] = frozenset(
        {"organisation", "organisation_id", "contact", "budget", "tried", "territory"}
    )
    locked_fields: ClassVar[frozenset[str]] = frozenset(
        {"number", "state", "organisation", "merged_into", "reason_code", "submitted_on",
         "accepted_on", "published_on", "solved_on"}
    )  # fmt: skip

    number = models.CharField(_("number"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=80)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices, default=Kind.TECHNOLOGY)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("enterprise"), related_name="needs"
    )
    territory = models.ForeignKey(
        Territory, models.PROTECT, verbose_name=_("territory"), related_name="+"
    )
    domain = models.ForeignKey(Domain, models.PROTECT, verbose_name=_("domain"), related_name="+")
    segment = models.ForeignKey(
        Segment, models.PROTECT, null=True, verbose_name=_("segment"), related_name="+"
    )
    origin = models.CharField(_("origin"), max_length=14, choices=Origin.choices)
    origin_uid = models.UUIDField(null=True)  # the checkup or event it came from
    origin_number = models.CharField(_("raised in"), max_length=20, blank=True)
    problem = models.TextField(_("problem"))
    process_step = models.CharField(_("process step"), max_length=80, blank=True)
    metric = models.CharField(_("quantity"), max_length=60, blank=True)
    present = models.DecimalField(_("present value"), max_digits=18, decimal_places=6, null=True)
    comparator = models.CharField(
        _("target is"), max_length=1, choices=Comparator.choices, default=Comparator.GE
    )
    target = models.DecimalField(_("target value"), max_digits=18, decimal_places=6, null=True)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    conditions = models.CharField(_("conditions"), max_length=300, blank=True)
    tried = models.TextField(_("tried so far"), blank=True)
    keywords = models.CharField(_("keywords"), max_length=200, blank=True)
    budget = models.DecimalField(
        _("budget, 10,000 yuan"), max_digits=12, decimal_places=2, null=True
    )
    deadline = models.DateField(_("deadline"), null=True)
    secrecy = models.CharField(_("disclosure"), max_length=8, choices=Secrecy.choices)
    maturity = models.PositiveSmallIntegerField(_("maturity now"), null=True, validators=MATURITY)
    maturity_wanted = models.PositiveSmallIntegerField(
        _("maturity wanted"), null=True, validators=MATURITY
    )
    rights = models.CharField(_("rights wanted"), max_length=8, choices=Rights.choices, blank=True)
    contact = models.CharField(_("contact"), max_length=60, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged", verbose_name=_("merged into")
    )
    reason_code = models.CharField(_("reason"), max_length=30, blank=True)
    submitted_on = models.DateField(_("submitted"), null=True)
    accepted_on = models.DateField(_("accepted"), null=True)
    published_on = models.DateField(_("published"), null=True)
    solved_on = models.DateField(_("solved"), null=True)
    expires_on = models.DateField(_("expires"), null=True)
    pack_key = models.CharField(max_length=12, null=True, unique=True)

    class Meta:
        db_table = "need"
        indexes = [
            # each list order, and what most pages count, from the index alone
            models.Index(fields=["title", "id"], name="need_title"),
            models.Index(fields=["published_on", "id"], name="need_published"),
            models.Index(fields=["state", "number"], name="need_state_number"),
            models.Index(fields=["segment", "number"], name="need_segment_number"),
            models.Index(fields=["segment", "state", "number"], name="need_segment_state"),
            models.Index(
                fields=["segment", "state", "territory", "domain", "secrecy"],
                name="need_segment_scope",
            ),
            models.Index(fields=["origin", "number"], name="need_origin_number"),
            models.Index(fields=["budget", "id"], name="need_budget"),
            models.Index(fields=["deadline", "id"], name="need_deadline"),
            models.Index(
                fields=[
                    "state",
                    "territory",
                    "domain",
                    "secrecy",
                    "organisation",
                    "id",
                    "accepted_on",
                    "merged_into",
                ],
                name="need_scope",
            ),
            models.Index(
                fields=["accepted_on", "territory", "domain", "state", "merged_into", "synthetic"],
                name="need_accepted",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="need_verifiable",
                condition=~Q(kind="technology")
                | Q(state__in=["draft", "withdrawn"])
                | Q(target__isnull=False) & ~Q(unit=""),
            ),
            models.CheckConstraint(
                name="need_merged",
                condition=Q(state="merged", merged_into__isnull=False)
                | ~Q(state="merged") & Q(merged_into__isnull=True),
            ),
            models.CheckConstraint(
                name="need_budget", condition=Q(budget__isnull=True) | Q(budget__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def flow_party(self, name: str) -> Party | None:
        return self.organisation.party if name == "enterprise" else None

    @classmethod
    def of_parties(cls, names: set[str], parties: Iterable[int]) -> Q:
        return Q(organisation__party__in=parties) if "enterprise" in names else NOTHING

    def get_absolute_url(self) -> Any:
        from django.urls import reverse

        return reverse("needs:detail", args=[self.number])


class ConflictWaiver(AuditedModel):
    """A named officer lets somebody answer one need in spite of what ties them to its owner."""

    audit_personal: ClassVar[frozenset[str]] = frozenset({"grounds", "reason"})

    need = models.ForeignKey(Need, models.PROTECT, related_name="conflict_waivers")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    grounds = models.JSONField(_("ties waived"), default=list)  # [kind, source, since] of each
    officer = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("officer"))
    reason = models.CharField(_("reason"), max_length=300)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True)

    class Meta:
        db_table = "conflict_waiver"
        indexes = [models.Index(fields=["party", "need"], name="conflict_waiver_party")]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "party"], condition=Q(until__isnull=True),
                name="conflict_waived_once",
            ),
            models.CheckConstraint(name="conflict_waiver_reason", condition=~Q(reason="")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.need.number}·{self.party}"

    @classmethod
    def standing(cls, parties: Iterable[int]) -> Any:
        """Ids of the needs that these parties may answer all the same."""
        return cls.objects.filter(party__in=list(parties), until__isnull=True).values("need_id")


class NeedDisclosure(AuditedModel):
    """A need was opened to a party, for instance by proposing it to them."""

    need = models.ForeignKey(Need, models.PROTECT, related_name="disclosures")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True)

    class Meta:
        db_table = "need_disclosure"
        indexes = [models.Index(fields=["party", "need"], name="need_disclosure_party")]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "party"],
                condition=Q(until__isnull=True),
                name="need_disclosed_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.need.number}·{self.party}"

    @classmethod
    def standing(cls, access: Access) -> Any:
        """Ids of the needs that are open to the viewer's parties now."""
        rows = cls.objects.filter(party__in=access.parties, until__isnull=True)
        return rows.values("need_id")
