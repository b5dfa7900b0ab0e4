"""Which office published a report, as its own text says: under the title, or at its end."""

from __future__ import annotations

import re

FIRST, LAST = 6, 6  # lines at each end in which an office signs
LONGEST = 30  # characters of a line that is a name and no sentence
LABELS = ("发布单位", "编制单位", "报送单位", "填报单位", "发布机构", "供稿", "来源", "单位")
TAILS = (
    "科学技术局", "科技局", "科学技术厅", "科技厅", "工业和信息化局", "工信局", "工业和信息化厅",
    "发展和改革委员会", "发改委", "统计局", "市场监督管理局", "管理委员会", "管委会", "人民政府",
    "政府办公室", "政府研究室", "有限公司", "集团",
)  # fmt: skip
SIGNED = re.compile(rf"(?:{'|'.join(LABELS)})\s*[:：]\s*(\S+)")
OFFICE = re.compile(rf"[^\s，。、；：:（）()《》“”]{{2,24}}?(?:{'|'.join(TAILS)})")


def named_office(text: str) -> str:
    """Empty where neither end of the text names one: a person then says whose report it is."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    lines = [line for line in lines if line]
    ends = lines[:FIRST] + lines[FIRST:][-LAST:]
    labelled = (found[1] for line in ends if (found := SIGNED.match(line)) is not None)
    alone = (line.replace(" ", "") for line in reversed(ends) if len(line) <= LONGEST)
    return next((name for name in (*labelled, *alone) if OFFICE.fullmatch(name)), "")
