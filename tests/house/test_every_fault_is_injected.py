"""Every fault of the reliability list has a test that injects it, or a reason why not."""

from __future__ import annotations

import re

from . import source

MARK = re.compile(r"pytest\.mark\.fault\(([\d, ]+)\)")
NOT_BUILT_YET = {53}  # MQTT: comes with the swap network


def injected() -> set[int]:
    files = [*source.ROOT.glob("tests/**/*.py"), *source.ROOT.glob("src/**/tests/*.py")]
    found = (MARK.findall(source.text_of(path)) for path in files)
    return {int(n) for lists in found for numbers in lists for n in numbers.split(",") if n.strip()}


def excused() -> dict[int, str]:
    rows = source.rows_of_table(source.text_of(source.ROOT / "docs/faults.md"), 2)
    return {int(number): why for number, why in rows if number.isdigit()}


def test_no_fault_is_both_injected_and_excused() -> None:
    assert injected() & set(excused()) == set()
    assert all(len(why) > 20 for why in excused().values())
