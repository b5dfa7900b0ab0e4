"""Workbooks as bureaus keep them, ugly on purpose. Everything in them is invented and says so:
codes carry the reserved prefix, names are fabled, and the title rows tell it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from cigu.core.jobs.running import run_job
from cigu.engines.basis.credit_code import synthetic_code

from .actions import bring_file, match_columns, write_import
from .models import Import

SAID = "（示例数据，均为虚构）"
DAYS = ("2019年3月5日", "2020.3.5", 45356, "2021-07-01", "２０２２／１／９", "20230918")
ZONES = ("包头稀土高新技术产业开发区", "稀土高新区")
QUALIFIED = (
    ("高新技术企业", "GR2023150000（示例）", "2023年11月9日", "2026.11.8"),
    ("国家级专精特新“小巨人”企业", "—", 45108, "2026-06-30"),
    ("无", "", "", ""),
)
TURNOVER = ("1,200.50", "３．２亿元", "5000万元", 860, "￥320.00", "12000000元")


def book(*sheets: tuple[str, Sequence[Sequence[Any]], Sequence[str]]) -> bytes:
    """Sheets as (title, rows, merged ranges)."""
    made = Workbook()
    made.remove(made.active)
    for title, rows, merges in sheets:
        page = made.create_sheet(title)
        for row in rows:
            page.append(list(row))
        for ref in merges:
            page.merge_cells(ref)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def table(rows: Sequence[Sequence[Any]], title: str = "Sheet1") -> bytes:
    return book((title, rows, ()))


def text_file(rows: Sequence[Sequence[Any]], encoding: str = "utf-8-sig") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def enterprises(count: int = 8, first: int = 81_000_001) -> bytes:
    """Two header rows under merged titles, days and amounts in every spelling, a total below, a
    column of remarks that nobody needs, an empty column, and a cover sheet before it."""
    rows: list[list[Any]] = [
        [f"XX市规模以上稀土企业台账{SAID}"],
        ["填报单位：（示例）科技局", "", "", "单位：万元"],
        [],
        ["序号", "企业名称", "统一社会\n信用代码", "", "所在旗县区", "基本情况", "", "", "规上", "",
         "资质", "", "", "", "联系方式", "", "备注"],
        ["", "", "", "", "", "成立日期", "从业人数（人）", "年营业收入", "入规时间", "主要产品",
         "资质名称", "证书编号", "发证日期", "有效期至", "联系人", "电话", ""],
    ]  # fmt: skip
    for at in range(count):
        code = synthetic_code(first + at)
        rows.append([
            at + 1, f"子虚第{at + 1}稀土 材料（示例）有限公司",
            f" {code.lower()}" if at % 2 else code, None, ZONES[at % 2], f"{2001 + at}年",
            f"{120 + at}人", TURNOVER[at % len(TURNOVER)], DAYS[at % len(DAYS)],
            "钕铁硼磁材；抛光粉", *QUALIFIED[at % len(QUALIFIED)], f"乌有{at + 1}", "—", "无",
        ])  # fmt: skip
        if at == count // 2:
            rows.append([])
    rows.append(["合计", f"{count}家", None, None, None, None, f"=SUM(G6:G{5 + count})"])
    rows.append(["注：本表数据均为虚构，仅供测试。"])
    merges = [
        "A1:Q1",
        "A4:A5",
        "B4:B5",
        "C4:C5",
        "E4:E5",
        "F4:H4",
        "I4:J4",
        "K4:N4",
        "O4:P4",
        "Q4:Q5",
    ]
    cover = [["目录", SAID], ["1", "企业台账"]]
    return book(("封面", cover, ()), ("企业", rows, merges))


def experts(count: int = 6) -> bytes:
    """One employer merged down over its experts; yes and no as ticks; one row twice."""
    rows: list[list[Any]] = [
        [f"专家库（2024版）{SAID}"],
        ["所在单位", "姓 名", "职称", "专业方向", "是否入库", "可承担任务数", "手机"],
    ]
    merges = ["A1:G1"]
    for at in range(count):
        rows.append([
            "乌有稀土研究院（示例）" if at % 3 == 0 else None, f"拟名甲{at + 1}", "正高级工程师",
            "稀土永磁",
            "√" if at % 2 == 0 else "是", "２", f"1380000{at:04d}",
        ])  # fmt: skip
    for top in range(3, 3 + count, 3):
        merges.append(f"A{top}:A{min(top + 2, 2 + count)}")
    return book(("专家", rows, merges))


def needs(names: Sequence[str], year: int = 2023) -> bytes:
    """Last year's needs: amounts in 亿元 by the heading, days as text, targets in one cell each."""
    rows: list[list[Any]] = [
        [f"{year}年企业技术需求汇总表{SAID}"],
        ["序号", "需求名称", "企业", "需求描述", "指标", "现值", "目标值", "单位",
         "投入预算（亿元）", "提出日期", "受理日期", "领域", "是否公开"],
    ]  # fmt: skip
    for at, name in enumerate(names):
        rows.append([
            at + 1, f"乌有工艺改进{at + 1}", name, "示例：矫顽力偏低，批次不稳。", "矫顽力",
            "1100", "１２００", "kA/m", 0.018, f"{year}年3月{at + 1}日", f"{year}.4.{at + 1}",
            "稀土", "公开",
        ])  # fmt: skip
    rows.append(["", "总计", f"{len(names)}项"])
    return book(("Sheet1", rows, ("A1:M1",)))


def fresh(batch: Import) -> Import:
    return Import.objects.select_related("job", "owner", "territory", "domain").get(pk=batch.pk)


def worked(batch: Import) -> Import:
    """As the worker does it, at once."""
    run_job.call(batch.job_id or 0)
    return fresh(batch)


def checked(what: str, content: bytes, *, by: Any, name: str = "a.xlsx", **more: Any) -> Import:
    """Brought, matched as proposed, and read."""
    batch = bring_file(by=by, what=what, file=(name, content), **more)
    return worked(match_columns(batch=batch, by=by, mapping=batch.mapping))


def written(batch: Import) -> Import:
    return worked(write_import(batch=batch, by=batch.owner))
