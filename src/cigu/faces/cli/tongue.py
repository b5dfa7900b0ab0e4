"""The words of the terminal in the reader's language, without Django: Chinese where LC_ALL,
LC_MESSAGES or LANG say so, else English."""

from __future__ import annotations

import os
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Any

CATALOGUE = Path(__file__).parent / "locale/zh_Hans/LC_MESSAGES/django.mo"
ASKED = ("LC_ALL", "LC_MESSAGES", "LANG")


def gettext(text: str) -> str:
    return _words().gettext(text)


def language() -> str:
    """ "zh" or "en"."""
    given = next((os.environ[name] for name in ASKED if os.environ.get(name)), "")
    return "zh" if given.lower().startswith("zh") else "en"


@cache
def _words() -> NullTranslations:
    if language() != "zh" or not CATALOGUE.is_file():
        return NullTranslations()
    with CATALOGUE.open("rb") as file:
        return GNUTranslations(file)


def told(error: Any) -> str:
    """An error of the engine in the reader's language: by its code, in English as it stands."""
    if language() != "zh":
        return str(error)
    known = {
        "infeasible": gettext("%(demand)s places are asked for and %(supply)s are there, but they "
                              "do not fit together."),
        "scores": gettext("The scores cannot be read. Give a .npy matrix, or text whose first line "
                          "is 'needs providers'."),
        "pairs": gettext("The pairs cannot be read. Write a line 'need,provider' for each, counted "
                         "from 0."),
        "rows": gettext("The file cannot be read. Write a JSON object with an id on each line."),
        "gold": gettext("There is no readable gold standard: give a folder with evaluations.tsv "
                        "and draws d_*."),
        "labels": gettext("There are no usable marks: give what the page of marks has exported, "
                          "with somebody marked 2 or 3."),
        "shape": gettext("Scores, demands and loads do not fit each other in number."),
        "limits": gettext("A demand or a load is not a whole number from 0 on."),
        "pair": gettext("A pair names a need or a provider that does not exist. Count from 0."),
        "objective": gettext("This is no objective. Say total, fair, or a number from 0 to 1."),
        "stopped": gettext("Nothing had been found when the time was up. Allow more time."),
        "solver": gettext("The solver gave up."),
        "duplicate_id": gettext("Two profiles carry the same id. Give each its own."),
        "unknown_profile": gettext("There is no profile of this name."),
        "filters": gettext("A filter has an unknown name."),
        "top": gettext("At least one candidate must be asked for."),
        "empty_need": gettext("A need has no word to go by. Describe the problem in a sentence or "
                              "two."),
        "other_language": gettext("A need is written in neither Chinese nor English. Add a "
                                  "description in one of them."),
    }  # fmt: skip
    text = known.get(error.code)
    if text is None:
        return str(error)
    where = f"（{error.data['value']}）" if error.data.get("value") else ""
    return (text % error.data if "%(" in text else text) + where


def causes(error: Any) -> list[str]:
    """Why an assignment cannot be made, and the least changes that would do."""
    if language() != "zh":
        return []
    reasons = {
        "needs_short": gettext("Needs %(needs)s ask for %(demand)s places; providers they may have "
                               "give %(supply)s."),
        "providers_short": gettext("Providers %(providers)s must take %(demand)s places; needs "
                                   "offer %(supply)s."),
        "pinned_forbidden": gettext("Need %(needs)s is fixed to provider %(providers)s, a "
                                    "forbidden pair."),
        "pinned_over_demand": gettext("Need %(needs)s is fixed to %(demand)s providers but asks "
                                      "for %(supply)s."),
        "pinned_over_load": gettext("Provider %(providers)s is fixed to %(demand)s needs but may "
                                    "take %(supply)s."),
    }  # fmt: skip
    changes = {
        "conflicts": gettext("It would fit with %(n)s conflicts lifted."),
        "load": gettext("It would fit with %(n)s places more among providers."),
        "demand": gettext("It would fit with %(n)s places less among needs."),
        "min_load": gettext("It would fit with the least loads lowered by %(n)s places in all."),
    }
    out = [
        reasons[r.code]
        % {"needs": _listed(r.needs), "providers": _listed(r.providers), "demand": r.demand,
           "supply": r.supply}
        for r in error.reasons if r.code in reasons
    ]  # fmt: skip
    return out + [changes[r.kind] % {"n": r.amount} for r in error.repairs if r.kind in changes]


def _listed(numbers: tuple[int, ...], most: int = 8) -> str:
    shown = "、".join(map(str, numbers[:most]))
    return shown if len(numbers) <= most else f"{shown} …"
