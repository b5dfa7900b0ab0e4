"""Plan, start and close a campaign; select its enterprises."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from cigu.core.access.acting import acting
from cigu.core.audit.holding import queue
from cigu.core.flow.actions import fire, start
from cigu.core.numbers.actions import next_number
from cigu.records.organisations.models import Organisation

from .. import guards
from .. import questionnaire as q
from ..models import Campaign, Checkup

EDITABLE = frozenset({"name", "since", "until", "note"})


def create_campaign(
    *, name: str, territory: Any, domain: Any, instrument: str, since: date, until: date, by: Any,
    note: str = "", on: date | None = None, reason: str = "", synthetic: bool = False,
) -> Campaign:  # fmt: skip
    """A planned campaign; the instrument is fixed by version and hash from now on."""
    guards.check_can_manage(by, territory, domain)
    guards.check_period(since, until)
    version = q.instrument(instrument).version
    with acting("checkups.create_campaign", by=by, on=on, reason=reason) as step:
        campaign = Campaign(
            name=name, territory=territory, domain=domain, since=since, until=until, note=note,
            instrument=instrument, instrument_version=version,
            instrument_hash=q.fingerprint(instrument), synthetic=synthetic,
            number=next_number("TJ", step.on),
        )  # fmt: skip
        start(campaign, step.on)
    return campaign


def edit_campaign(
    *, campaign: Campaign, by: Any, on: date | None = None, reason: str = "", **fields: Any
) -> Campaign:
    guards.check_can_manage(by, campaign.territory, campaign.domain)
    strange = sorted(set(fields) - EDITABLE)
    if strange:
        raise TypeError(f"edit_campaign() does not change {strange[0]}")
    guards.check_period(fields.get("since", campaign.since), fields.get("until", campaign.until))
    with acting("checkups.edit_campaign", by=by, on=on, reason=reason):
        for name, value in fields.items():
            setattr(campaign, name, value)
        campaign.save()
    return campaign


def start_campaign(
    *, campaign: Campaign, by: Any, on: date | None = None, reason: str = ""
) -> Campaign:
    with acting("checkups.start_campaign", by=by, on=on, reason=reason) as step:
        campaign.started_on = step.on
        fire(campaign, "start", by=by, on=step.on)
    return campaign


def close_campaign(
    *, campaign: Campaign, by: Any, on: date | None = None, reason: str = ""
) -> Campaign:
    with acting("checkups.close_campaign", by=by, on=on, reason=reason) as step:
        queue(unchanged=[campaign])
        guards.check_all_ended(campaign)
        campaign.closed_on = step.on
        fire(campaign, "close", by=by, on=step.on)
    return campaign


def select_enterprises(
    *, campaign: Campaign, organisations: Iterable[Organisation], by: Any, commissioner: Any = None,
    on: date | None = None, reason: str = "",
) -> list[Checkup]:  # fmt: skip
    """One planned checkup for each; all of them or none."""
    bodies = list(organisations)
    for body in bodies:
        guards.check_commissioner(commissioner, body.territory, campaign.domain)
    with acting("checkups.select", by=by, on=on, reason=reason) as step:
        queue(campaign)
        guards.check_can_select(campaign, bodies, by)
        above = Organisation.objects.above_scale_on(step.on).filter(pk__in=[b.pk for b in bodies])
        large = set(above.values_list("pk", flat=True))
        made = [_planned(campaign, b, b.pk in large, commissioner, step.on) for b in bodies]
        for checkup in made:
            start(checkup, step.on)
    return made


def assign_commissioner(
    *, checkup: Checkup, commissioner: Any, by: Any, on: date | None = None, reason: str = ""
) -> Checkup:
    guards.check_can_manage(by, checkup.territory, checkup.domain)
    guards.check_commissioner(commissioner, checkup.territory, checkup.domain)
    with acting("checkups.assign", by=by, on=on, reason=reason):
        checkup.commissioner = commissioner
        checkup.save()
    return checkup


def _planned(
    campaign: Campaign, body: Organisation, above: bool, commissioner: Any, on: date
) -> Checkup:
    return Checkup(
        campaign=campaign, enterprise=body, commissioner=commissioner, territory=body.territory,
        domain=campaign.domain, above_scale=above, instrument=campaign.instrument,
        instrument_version=campaign.instrument_version, instrument_hash=campaign.instrument_hash,
        selected_on=on, number=next_number("T", on),
        synthetic=campaign.synthetic or body.synthetic,
    )  # fmt: skip
