"""Platforms as public sources name them."""

from __future__ import annotations

from django.db.models import F, Q

from cigu.core.clock.business import today
from cigu.core.invariants.rows import after_day, differs, never

from .models import (
    Acceptance,
    Grade,
    Kind,
    Merger,
    Platform,
    PlatformGrade,
    PlatformStage,
    Stage,
)

never("platforms.named", "a platform has a name", Platform, Q(name=""))
never(
    "platforms.real_has_source",
    "a real platform names its source",
    Platform,
    Q(synthetic=False, source=""),
    "name",
)
never(
    "platforms.body_basis",
    "no invented platform belongs to a real body",
    Platform,
    Q(synthetic=True, organisation__synthetic=False),
    "name",
)

PARTS = (("grade", PlatformGrade), ("stage", PlatformStage), ("acceptance", Acceptance))
never("platforms.kind_known", "a platform is of a known kind", Platform,
      ~Q(kind__in=Kind.values), "kind")  # fmt: skip
never("platforms.span", "a platform ends after it began", Platform,
      Q(until__lte=F("since")), "since", "until")  # fmt: skip
never("platforms.not_ahead", "no platform begins on a day to come", Platform,
      after_day(today, "since", "decided_on"), "since")  # fmt: skip
never("platforms.grade_known", "a grade is a known one", PlatformGrade,
      ~Q(grade__in=Grade.values), "grade")  # fmt: skip
never("platforms.grade_span", "a grade ends after it began", PlatformGrade,
      Q(until__lte=F("since")), "since", "until")  # fmt: skip
never("platforms.stage_known", "a stage covered is a known one", PlatformStage,
      ~Q(stage__in=Stage.values), "stage")  # fmt: skip
never("platforms.stage_span", "a stage covered ends after it began", PlatformStage,
      Q(until__lte=F("since")), "since", "until")  # fmt: skip
never("platforms.acceptance_result", "an acceptance has a known result", Acceptance,
      ~Q(result__in=Acceptance.Result.values), "result")  # fmt: skip
never("platforms.acceptance_not_ahead", "no acceptance lies ahead", Acceptance,
      after_day(today, "held_on"), "held_on")  # fmt: skip
never("platforms.merger_not_ahead", "no merger lies ahead", Merger,
      after_day(today, "merged_on"), "merged_on")  # fmt: skip
never("platforms.merger_two", "a platform does not go into itself", Merger,
      Q(platform=F("successor")), "successor_id")  # fmt: skip
never("platforms.merger_one", "a merger has one predecessor", Merger,
      Q(platform__isnull=True, organisation__isnull=True, printed="")
      | Q(platform__isnull=False, organisation__isnull=False)
      | ~Q(printed="") & Q(platform__isnull=False)
      | ~Q(printed="") & Q(organisation__isnull=False), "printed")  # fmt: skip
never("platforms.merger_basis", "a merger is invented exactly if its platform is", Merger,
      differs("synthetic", "successor__synthetic"), "successor_id")  # fmt: skip
for _name, _model in PARTS:
    never(f"platforms.{_name}_basis", f"the {_name} of a platform is invented exactly if it is",
          _model, differs("synthetic", "platform__synthetic"), "platform_id")  # fmt: skip
