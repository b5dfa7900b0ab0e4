"""Every flow: reachable, no dead ends, known actors, words in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override

from cigu.core.access.roles import Role
from cigu.core.flow.table import Flow, registry

FLOWS = [pytest.param(flow, id=flow.key) for flow, _model in registry.values()]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_there_are_flows() -> None:
    assert {"need", "cooperation", "achievement"} <= {
        flow.key.split(".")[-1] for flow, _m in registry.values()
    }


@pytest.mark.parametrize("flow", FLOWS)
def test_the_table_has_no_fault(flow: Flow) -> None:
    assert list(flow.faults()) == []


@pytest.mark.parametrize("flow", FLOWS)
def test_every_actor_is_known(flow: Flow) -> None:
    actors = {who for t in flow.transitions for who in t.by}
    actors |= {waits.on for state in flow.states for waits in state.waits}
    unknown = {w for w in actors if not w.startswith("party:")} - {*Role.values, "system"}
    assert not unknown
    assert all(t.by for t in flow.transitions), "a transition that nobody may use"


@pytest.mark.parametrize("flow", FLOWS)
def test_who_is_waited_for_can_act(flow: Flow) -> None:
    for state in flow.states:
        able = {who for t in flow.leaving(state.code) for who in t.by}
        for waits in state.waits:
            assert waits.on in able, f"{flow.key}: {waits.on} is waited for in {state.code}"


@pytest.mark.parametrize("flow", FLOWS)
def test_terms_say_where_they_come_from(flow: Flow) -> None:
    bare = [s.code for s in flow.states for w in s.waits if w.days is not None and not w.rule]
    assert not bare


@pytest.mark.parametrize("flow", FLOWS)
def test_every_word_is_there_in_both_languages(flow: Flow) -> None:
    with override("zh-hans"):
        bare = [word for word in map(str, _words(flow)) if word and not CHINESE.search(word)]
    assert not bare, f"{flow.key}: no Chinese for {bare}"
    with override("en"):
        left = [word for word in map(str, _words(flow)) if CHINESE.search(word)]
    assert not left, f"{flow.key}: no English for {left}"


def _words(flow: Flow) -> Iterator[Any]:
    for state in flow.states:
        yield state.label
        yield from (waits.verb for waits in state.waits)
    for step in flow.transitions:
        yield step.label
        yield step.document
        yield from (label for _code, label in step.reasons)
