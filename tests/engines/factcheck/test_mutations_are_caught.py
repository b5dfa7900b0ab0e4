"""A made-up report whose records are known: what is changed in it is caught, and nothing else."""

from __future__ import annotations

import random
from decimal import Decimal

from cigu.engines.factcheck import agree, check, link, read
from cigu.engines.factcheck.model import Indicator, Judgement

# id, name, unit, value, the sentence that tells it
RECORDS = [
    ("diagnosis", "完成节能诊断的企业", "家", "85", "完成规上企业节能诊断{}。"),
    ("needs", "受理技术需求", "条", "71", "走访中受理技术需求{}，"),
    ("teams", "匹配科研团队", "个", "45", "匹配科研团队{}，"),
    ("experts", "匹配专家", "位", "65", "匹配专家{}，"),
    ("signed", "达成技术合作", "项", "32", "达成技术合作{}。"),
    ("events", "举办对接活动", "场", "11", "举办产学研对接活动{}，"),
    ("results", "发布技术成果", "项", "29", "发布技术成果{}。"),
    ("public", "争取财政专项资金", "亿元", "2.47", "争取财政专项资金{}，"),
    ("own", "企业自筹资金", "亿元", "3.5", "企业自筹资金{}，"),
    ("both", "资金合计", "亿元", "5.97", "两项资金合计{}。"),
    ("patents", "授权发明专利", "件", "395", "授权发明专利{}，"),
    ("share", "科技型企业占比", "%", "46.4", "科技型企业占比达到{}。"),
    ("people", "科研人员总数", "名", "2316", "全区科研人员达到{}。"),
]
SHOWN = {"people": "2300余名"}
INDICATORS = tuple(Indicator(ident, name, (), unit) for ident, name, unit, *_ in RECORDS)
KNOWN = {ident: (Decimal(value), unit) for ident, _, unit, value, _ in RECORDS}
REPORT = "".join(s.format(SHOWN.get(i, v + u)) for i, _, u, v, s in RECORDS)


def judged(text):
    """The figures with their indicators, and how many signs there are that something is wrong."""
    reading = read(text)
    findings = check(reading)
    found, doubts = [], sum(f.level == "alarm" for f in findings)
    for figure in reading.figures:
        best = link(figure, INDICATORS)
        ident = best[0].indicator if best else ""
        verdict = agree(figure, *KNOWN.get(ident, (None, "")))
        found.append((figure, ident))
        doubts += verdict.judgement is not Judgement.AGREES
    return found, doubts


def test_the_report_agrees_with_its_records_and_each_figure_finds_its_own():
    found, doubts = judged(REPORT)
    assert [ident for _, ident in found] == [row[0] for row in RECORDS]
    assert doubts == 0


def mutations():
    """Every figure with a digit, a unit and a comparator changed, and neighbours swapped."""
    draw = random.Random(5)
    figures = [figure for figure, _ in judged(REPORT)[0]]
    units = {
        "家": "条",
        "条": "家",
        "个": "家",
        "位": "项",
        "项": "名",
        "场": "名",
        "件": "家",
        "%": "‰",
        "名": "家",
    }
    for figure in figures:
        a, b, c = figure.start, figure.quantity.number_end, figure.end
        places = [i for i in range(a, b) if REPORT[i].isdigit()]
        for at in draw.sample(places, min(len(places), 3)):
            digit = draw.choice([d for d in "123456789" if d != REPORT[at]])
            if figure.comparator == "=" or at < a + 2:  # 2300余 tells nothing of the last places
                yield "digit", REPORT[:at] + digit + REPORT[at + 1 :]
        scale = REPORT[a:b].replace("亿", "万")
        yield (
            "unit",
            REPORT[:a] + scale + REPORT[b : c - 1] + units.get(REPORT[c - 1], "元") + REPORT[c:],
        )
        if figure.comparator == "=":
            for word in ("超过", "近", "不足"):
                yield "comparator", REPORT[:a] + word + REPORT[a:]
    for one in figures:
        for other in figures[one.id :]:
            if one.unit == other.unit and one.value != other.value:
                swapped = REPORT[: one.start] + other.text + REPORT[one.end : other.start]
                yield "swap", swapped + one.text + REPORT[other.end :]


def test_what_was_changed_is_caught():
    every = list(mutations())
    missed = [(sort, text) for sort, text in every if judged(text)[1] == 0]
    assert len(every) >= 80
    assert len(missed) <= 0.05 * len(every), missed
