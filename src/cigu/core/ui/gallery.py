"""Sample content of the gallery page; every name in it is invented."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace as Sample
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cigu.core.clock.business import today
from cigu.core.places.models import Territory

from .columns import Column
from .filters import ChoiceFilter, TextFilter
from .forms import (
    CheckField,
    ChoiceField,
    CiguForm,
    CreditCodeField,
    DateField,
    LongTextField,
    MoneyField,
    NumberField,
    RadioField,
    TextField,
)
from .tables import Table, View

LOOKS = [
    ("", "待受理"), ("go", "撮合中"), ("ok", "已签署"),
    ("warn", "需申报"), ("late", "有差异"), ("end", "不能计算"),
]  # fmt: skip
ICONS = (
    "home", "checkup", "need", "match", "call", "project", "contract", "policy", "chain", "report",
    "book", "set", "search", "bell", "right", "down", "clock", "alert", "check", "x", "filter",
    "cols", "dl", "lock", "user", "cam", "pin", "plus", "mic", "event", "team", "firm", "world",
    "out", "menu", "doc", "history", "up", "edit", "achieve", "mail", "print", "review", "todo",
    "back",
)  # fmt: skip


class SampleForm(CiguForm):
    layout = [
        (_("The problem"), ["title", "kind", "present", "tried", "agree"]),
        (_("Terms"), ["budget", "until", "code", "where"]),
    ]
    title = TextField(label=_("Title"), max_length=60, help_text="30 字以内，写清对象和指标")
    kind = ChoiceField(label=_("Kind"), choices=[("a", "技术"), ("b", "检测")])
    present = NumberField(label=_("Scrap rate"), unit="%", low=0, high=100, example="2.5")
    tried = LongTextField(label=_("Tried so far"), required=False, rows=3)
    agree = CheckField(label=_("Raise it as a need"), required=False)
    budget = MoneyField(label=_("Budget"))
    until = DateField(label=_("Deadline"))
    code = CreditCodeField(label=_("Credit code"), required=False)
    where = RadioField(
        label=_("How it is measured"), choices=[("on", "在线"), ("off", "离线取样")], unknown=True
    )


class SampleTable(Table):
    title, name, unit, per_page = _("Territories"), "sample", _("units"), 8
    columns = [
        Column("code", _("Code"), sort=True, css="mono"),
        Column("name_zh", _("Name"), header=True, sort=True, link=lambda row: f"?at={row.pk}"),
        Column("level", _("Level"), value="get_level_display", sort="level"),
        Column("parent", _("Inside"), hide=True),
        Column("name_en", _("English name"), hide=True),
    ]
    filters = [
        TextFilter("find", _("Name"), ("name_zh", "name_en")),
        ChoiceFilter("level", _("Level"), choices=Territory.Level.choices),
    ]
    views = [
        View("all", _("All")),
        View("county", _("Counties"), Q(level="county")),
        View("town", _("Towns"), Q(level="town")),
    ]
    order = ("path",)

    def rows(self) -> Any:
        return Territory.objects.select_related("parent")


def parts(request: Any) -> dict[str, Any]:
    now = today()
    return {
        "title": _("Parts of the kit"),
        "crumbs": [(_("Registers"), "/"), (_("Parts of the kit"), "")],
        "looks": LOOKS, "icons": ICONS,
        "days": [now - timedelta(3), now, now + timedelta(3), now + timedelta(14), None],
        "split": [(52, "ok"), (4, "late"), (8, "warn"), (3, "end")],
        "form": SampleForm(sources={"budget": "来源：2024-03 统计直报，企业已授权"}),
        "bad_form": SampleForm(BAD, auto_id="bad_%s"), "months": months(),
        "entries": history(), "fig": figure(), "close_url": request.path, "sample_true": True,
        "reasons": [("late", "超过期限"), ("scope", "不在支持范围")],
    }  # fmt: skip


BAD = {"title": "", "present": "250", "budget": "很多", "until": "2024-02-30", "code": "915"}


def months() -> list[tuple[str, int, int, int]]:
    done = [0, 4, 11, 19, 27, 38, 47, 52, 55, 64, 73, 80, 85]
    need = [0, 2, 6, 13, 20, 29, 37, 41, 44, 52, 60, 67, 71]
    pair = [0, 0, 1, 3, 6, 10, 14, 17, 18, 22, 26, 30, 32]
    names = [f"{2023 + (5 + i) // 12}-{(5 + i) % 12 + 1:02d}" for i in range(13)]
    return list(zip(names, done, need, pair, strict=True))


def history() -> list[Any]:
    at = timezone.make_aware(datetime(2024, 5, 31, 10, 5))
    change = Sample(label="目标值", before="≤ 120 K", after="≤ 110 K")
    return [
        Sample(created=False, changes=[change], reason="客户规格书第 2 版", verb="needs.change",
               at=at, actor="乌有电机 李四"),
        Sample(created=True, changes=[], reason="", verb="needs.submit", at=at, actor=""),
    ]  # fmt: skip


def figure() -> Any:
    names = [("HZ-0032", "虚构催化"), ("HZ-0031", "子虚磁材"), ("HZ-0030", "样本抛光")]
    rows = [Sample(label=n, url="#", cells=[who, date(2024, 6, 5)]) for n, who in names]
    return Sample(
        ref="A-23", title="达成技术合作", note="需求一侧，合同已签署", unit="项", synthetic=True,
        published=32, computed=31, comparator="=", difference=-1, difference_look="late",
        causes=[Sample(record="HZ-0033", url="#", text="签署日 06-06 改为 06-11，移出本期。",
                       by="李四 2024-06-12 09:41 改，原因：以双方盖章日为准")],
        definition=[("计数", "技术合作，按合作号去重"), ("日期", "签署日，06-08 至 06-07")],
        record_count=31, records_url="#", record_heads=["合作号", "企业", "签署日"], records=rows,
        closed_count=2, closed_text="2",
        source=Sample(text="公开报道", url="#", status="数值已核对"),
        freeze=Sample(when="2024-06-11 18:00，第 2 版", what="查询、参数、32 个记录号",
                      hash="9f2c 41d8 … a71e", matches=True),
        actions=[Sample(label="写差异说明", url="#", primary=True)],
    )  # fmt: skip


def phone_parts() -> dict[str, Any]:
    return {
        "title": "样本抛光 现场体检", "subtitle": "T-0074·第 2 / 5 节 工艺与设备",
        "back_url": "../", "progress": 0.38, "form": SampleForm(BAD), "sample_true": True,
        "key_form": "gallery",
    }  # fmt: skip
