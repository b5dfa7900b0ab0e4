"""Reference data, loaded from a region's pack."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

FEW = 500  # so many codes are named in a question one by one


class Named(models.Model):
    """A Chinese name with an English one beside it."""

    name_zh = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=150, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        english = (get_language() or "").startswith("en")
        return self.name_en if english and self.name_en else self.name_zh


class Territory(Named):
    """A unit of the official division code (GB/T 2260), a zone, or a town inside its county."""

    audit_exempt = "official codes, loaded from the region's pack"

    class Level(models.TextChoices):
        NATION = "nation", _("nation")
        PROVINCE = "province", _("province")
        CITY = "city", _("city")
        COUNTY = "county", _("county")
        ZONE = "zone", _("zone")
        TOWN = "town", _("town")

    code = models.CharField(_("code"), max_length=12, primary_key=True)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=120, editable=False, db_index=True)
    status = models.CharField(_("status"), max_length=20, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        db_table = "territory"
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                name="territory_parent",
                condition=models.Q(level="nation") | models.Q(parent__isnull=False),
            )
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.check_parent()
        self.__dict__.pop("codes", None)
        old, self.path = self.path, f"{self.parent.path if self.parent else '/'}{self.code}/"
        super().save(*args, **kwargs)
        if old and old != self.path:
            for child in self.children.all():
                child.save()

    def check_parent(self) -> None:
        """An official code begins with the digits of the unit it lies in; so a town belongs to
        the county whose code its own code begins with, and a county to its city."""
        parent = self.parent
        if parent is None or parent.level == self.Level.NATION:
            fits = self.level != self.Level.TOWN
        else:
            fits = self.code.startswith(_stem(parent.code)) and self.code != parent.code
        if self.level == self.Level.TOWN and parent is not None:
            fits = fits and parent.level in (self.Level.COUNTY, self.Level.ZONE)
        if not fits:
            raise ValidationError(
                _(
                    "%(town)s (%(code)s) does not lie in %(county)s (%(parent)s): "
                    "correct the parent."
                )
                % {"town": self, "code": self.code, "county": parent, "parent": self.parent_id}
            )

    def holds(self, other: Territory | None) -> bool:
        return other is not None and other.path.startswith(self.path)

    @cached_property
    def codes(self) -> list[str]:
        """This unit and those in it; one more than ``FEW`` stands for all beyond."""
        return list(self._inside().values_list("pk", flat=True)[: FEW + 1])

    def holding(self, field: str) -> models.Q:
        """Rows whose territory ``field`` lies here. By the codes themselves: a condition on the
        row alone lets a database use its indexes, one on the path of another table does not."""
        few = len(self.codes) <= FEW
        return models.Q(**{f"{field}__in": self.codes if few else self._inside().values("pk")})

    def _inside(self) -> models.QuerySet[Territory]:
        return Territory.objects.filter(path__startswith=self.path).order_by("path")


def _stem(code: str) -> str:
    """The digits of a code that its parts share: 15 of 150000, 1502 of 150200."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


class Domain(Named):
    """A field of industry, such as rare earth; may lie inside another."""

    audit_exempt = "reference data, loaded from the region's pack"

    code = models.CharField(_("code"), max_length=40, primary_key=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")

    class Meta:
        db_table = "domain"
        ordering = ["code"]


class Segment(Named):
    """A segment of a domain's industry chain; ``tier`` orders them from raw to end use."""

    audit_exempt = "reference data, loaded from the region's pack"

    code = models.CharField(_("code"), max_length=40, primary_key=True)
    domain = models.ForeignKey(Domain, models.PROTECT, related_name="segments")
    tier = models.PositiveSmallIntegerField(_("tier"), default=0)

    class Meta:
        db_table = "chain_segment"
        ordering = ["tier", "code"]
        indexes = [models.Index(fields=["tier", "code"], name="segment_tier")]
