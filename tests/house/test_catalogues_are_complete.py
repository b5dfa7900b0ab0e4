"""Chinese is complete, consistent, and speaks as docs/glossary.md and the design say."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

import pytest

from . import source

# 您 and ceremony keep distance; 确定 and 提交 do not say what happens; 成功 praises the machine.
AVOIDED = ("您", "提交", "成功", "请知悉", "操作失败", "非法输入", "确定")
HALF_WIDTH = ("，", "。", "：", "；", "？", "！")


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages", source.ROOT / "tools/messages.py")
    assert spec and spec.loader
    module = sys.modules["messages"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_text_has_its_chinese(messages: ModuleType) -> None:
    assert messages.faults() == []


def test_words_of_the_house(messages: ModuleType) -> None:
    wrong = []
    for room in messages.rooms():
        for text, chinese in room.chinese.items():
            wrong += [f"{room.name}: “{chinese}” says {w}" for w in AVOIDED if w in chinese]
            if any(mark in text.singular for mark in HALF_WIDTH):
                wrong.append(f"{room.name}: Chinese punctuation in “{text.singular}”")
    assert not wrong, "\n".join(wrong)


def test_one_chinese_word_for_each_term(messages: ModuleType) -> None:
    """A text that is a term of the glossary reads as the glossary says."""
    rows = source.rows_of_table(source.text_of(source.ROOT / "docs/glossary.md"), 3)
    terms = {english: chinese for chinese, english, _note in rows}
    wrong = []
    for room in messages.rooms():
        for text, chinese in room.chinese.items():
            term = terms.get(text.singular)
            if term and chinese and chinese != term:
                wrong.append(f"{room.name}: “{text.singular}” is “{chinese}”, glossary “{term}”")
    assert not wrong, "\n".join(wrong)
