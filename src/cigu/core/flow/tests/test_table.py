"""A state table is refused when a state is unknown, unreachable or a trap."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cigu.core.flow.table import Flow, State, Transition, register, registry

GOOD = Flow(
    key="test.thing",
    section="things",
    initial="draft",
    states=(State("draft", "draft"), State("done", "done", "ok", end=True)),
    transitions=(Transition("finish", "Finish", ("draft",), "done", ("officer",)),),
)
LOST = Transition("x", "X", ("lost",), "done", ())
FAULTS = {
    "unknown state": {"transitions": (*GOOD.transitions, LOST)},
    "cannot be reached": {"states": (*GOOD.states, State("far", "far", end=True))},
    "no way out": {"states": (State("draft", "d"), State("done", "done"))},
    "unknown look": {"states": (State("draft", "d", "pink"), GOOD.states[1])},
}


def test_a_sound_table_has_no_faults() -> None:
    assert list(GOOD.faults()) == []
    assert [t.code for t in GOOD.leaving("draft")] == ["finish"] and not GOOD.leaving("done")
    with pytest.raises(KeyError, match="nothing"):
        GOOD.transition("nothing")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_table_is_refused(fault: str) -> None:
    bad = replace(GOOD, by_code={}, **FAULTS[fault])
    with pytest.raises(ValueError, match=fault):
        register(bad, None)


@pytest.mark.parametrize("label", sorted(registry))
def test_every_registered_table_is_sound(label: str) -> None:
    flow, model = registry[label]
    assert list(flow.faults()) == []
    known = {name for name in model.masked_fields if name.endswith("_id")} - {
        f.attname for f in model._meta.concrete_fields
    }
    assert not known
