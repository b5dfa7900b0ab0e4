"""Register and change organisations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from cigu.core.access.acting import acting
from cigu.core.access.actions import create_party
from cigu.core.access.models import Party
from cigu.core.audit.holding import queue
from cigu.core.audit.recording import create_many
from cigu.core.places.models import Segment
from cigu.engines.basis.credit_code import validate_credit_code

from .guards import (
    check_basis_of_code,
    check_can_edit,
    check_can_register,
    check_credit_code,
    check_free,
    check_name,
)
from .models import Organisation, OrganisationSegment


def register_organisation(
    *, by: Any, kind: str, name_zh: str, territory: Any, on: date | None = None,
    credit_code: str | None = None, segments: Iterable[Segment] = (), synthetic: bool = False,
    reason: str = "", **fields: Any,
) -> Organisation:  # fmt: skip
    """A new organisation with its party. The code may be unknown; a wrong one is refused."""
    check_can_register(by, territory)
    code = validate_credit_code(credit_code) if credit_code else None
    check_credit_code(code, synthetic)
    check_name(name_zh)
    with acting("organisations.register", by=by, on=on, reason=reason):
        party = create_party(kind=Party.Kind.ORGANISATION, name=name_zh, synthetic=synthetic)
        organisation = Organisation(
            party=party, kind=kind, name_zh=name_zh, territory=territory, credit_code=code,
            synthetic=synthetic, **fields,
        )  # fmt: skip
        organisation.save()
        for segment in segments:
            place_in_segment(organisation, segment)
    return organisation


def register_organisations(
    *, by: Any, rows: Sequence[Mapping[str, Any]], on: date | None = None, reason: str = ""
) -> list[Organisation]:
    """A batch, each row with the arguments of ``register_organisation``: the same checks, asked
    for all rows together, and few statements. Nothing is written if one of them is refused."""
    for territory in {row["territory"] for row in rows}:
        check_can_register(by, territory)
    codes = [validate_credit_code(code) for row in rows if (code := row.get("credit_code"))]
    check_free(codes, [row["name_zh"] for row in rows])
    with acting("organisations.register", by=by, on=on, reason=reason):
        bodies, links = [], []
        for row in rows:
            fields = dict(row)
            segments = fields.pop("segments", ())
            code = fields.pop("credit_code", None)
            code = validate_credit_code(code) if code else None
            check_basis_of_code(code, fields.get("synthetic", False))
            party = Party(
                kind=Party.Kind.ORGANISATION, name=fields["name_zh"],
                synthetic=fields.get("synthetic", False),
            )  # fmt: skip
            body = Organisation(party=party, credit_code=code, **fields)
            bodies.append(body)
            links += [(body, segment) for segment in segments]
        create_many(Party, [body.party for body in bodies])
        for body in bodies:
            body.party = body.party  # its key is known now
        create_many(Organisation, bodies)
        create_many(OrganisationSegment, [
            OrganisationSegment(organisation=body, segment=segment, synthetic=body.synthetic)
            for body, segment in links
        ])  # fmt: skip
    return bodies


def edit_organisation(
    *, organisation: Organisation, by: Any, on: date | None = None, reason: str = "",
    **fields: Any,
) -> Organisation:  # fmt: skip
    """Moving it elsewhere needs the right in both places."""
    check_can_edit(organisation, by)
    if "territory" in fields:
        check_can_register(by, fields["territory"])
    if "credit_code" in fields:
        code = fields["credit_code"]
        fields["credit_code"] = validate_credit_code(code) if code else None
        check_credit_code(fields["credit_code"], organisation.synthetic, organisation)
    if "name_zh" in fields:
        check_name(fields["name_zh"], organisation)
    with acting("organisations.edit", by=by, on=on, reason=reason):
        organisation.assign(**fields)
        organisation.save()
        _name_party(organisation)
    return organisation


def _name_party(organisation: Organisation) -> None:
    """Its party goes by the same name."""
    party = organisation.party
    if party.name != organisation.name_zh:
        party.name = organisation.name_zh
        party.save()


def place_in_segments(
    *, organisation: Organisation, segments: Iterable[Segment], by: Any, on: date | None = None,
    reason: str = "",
) -> None:  # fmt: skip
    """Add it to those segments in which it does not stand yet."""
    check_can_edit(organisation, by)
    with acting("organisations.place", by=by, on=on, reason=reason):
        queue(organisation)
        links = OrganisationSegment.objects.filter(organisation=organisation)
        there = set(links.values_list("segment_id", flat=True))
        for segment in segments:
            if segment.pk not in there:
                place_in_segment(organisation, segment)


def place_in_segment(organisation: Organisation, segment: Segment) -> OrganisationSegment:
    """Inside an action."""
    link = OrganisationSegment(
        organisation=organisation, segment=segment, synthetic=organisation.synthetic
    )
    link.save()
    return link
