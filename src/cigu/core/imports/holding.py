"""Rows of a large file stand out of sight until the whole file is written (docs/adr/0013)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cigu.core.access.scope import ScopedModel

from .models import Import


class Holdable(ScopedModel):
    """A row that a large file may bring. It stands once its file is written; the file's state is
    the one thing that shows all of its rows, or none."""

    held_by = models.ForeignKey(
        Import, models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name=_("file it came with"),
    )  # fmt: skip

    class Meta:
        abstract = True

    def let_go(self) -> dict[str, Any]:
        """Columns and what stands in them once the file was taken back: what is unique is free
        for another row, what speaks of a person is empty."""
        raise NotImplementedError


def held(path: str = "held_by") -> Q:
    """Rows of a file that is still being written, or was taken back."""
    unfinished = Import._base_manager.exclude(state=Import.State.WRITTEN)
    return Q(**{f"{path}__in": unfinished.values("pk")})


def standing(path: str = "held_by") -> Q:
    """All other rows; said without a subquery, for conditions that are kept in a figure."""
    return Q(**{f"{path}__isnull": True}) | Q(**{f"{path}__state": Import.State.WRITTEN})
