"""Words and small forms of figures that the archive's documents share."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from quizapp.archives.dossier import Dossier
from quizapp.kit.i18n import N_
from quizapp.kit.speech import Say

MOMENTS = {
    "alarm": N_("警报"), "first": N_("首人到达"), "counted": N_("清点完毕"), "all_clear": N_("解除"),
    "reopened": N_("撤回解除"), "real": N_("转为真实警报"), "drill": N_("恢复为演练"),
}  # fmt: skip
MOMENT_SOURCES = {"scan": N_("扫码"), "manual": N_("人工"), "clock": N_("按钮，系统时间")}
#: How heads came in.
SOURCES = {
    "scan": N_("自己扫码"), "helper": N_("工作人员"), "kiosk": N_("自助机"), "paper": N_("纸质签到表"),
    "headcount": N_("集体清点"), "import": N_("导入"), "manual": N_("人工登记"),
}  # fmt: skip


def kind_of_paper(dossier: Dossier, say: Say) -> str:
    """The line that says on every page what this is; a drill is never taken for an alarm."""
    nature = dossier.figures.get("nature")
    if nature == "real":
        return say(N_("真实警报记录：演练中转为真实，或按真实警报处置"))
    if nature == "test":
        return say(N_("演练（试运行），不是真实警报"))
    if dossier.is_drill:
        return say(N_("演练，不是真实警报"))
    return say(N_("培训档案")) if dossier.is_training else say(N_("活动档案"))


def name_of_archive(dossier: Dossier, say: Say) -> str:
    """``消防疏散演练-演练档案``: the zip's name without ending."""
    if dossier.is_drill:
        return say(N_("%(title)s-演练档案"), title=dossier.facts.title)
    if dossier.is_training:
        return say(N_("%(title)s-培训档案"), title=dossier.facts.title)
    return say(N_("%(title)s-活动档案"), title=dossier.facts.title)


def clock(seconds: int | None) -> str:
    """``3:05`` or ``1:03:05``; a dash for None."""
    if seconds is None:
        return "—"
    minutes, rest = divmod(max(seconds, 0), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}" if minutes >= 60 else f"{minutes}:{rest:02d}"


def heads_told(dossier: Dossier, say: Say) -> str:
    """人次 of the session; ``160余`` where a crowd was estimated."""
    door = dossier.door
    return say(N_("%(n)s余"), n=door.heads) if door.is_approximate else str(door.heads)


def minute(moment: datetime, zone: str) -> str:
    """``2026-06-16 10:05`` by the campaign's wall clock."""
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def score(percent: float | None) -> str:
    """``87.5``; a dash for None."""
    return "—" if percent is None else f"{percent:g}"
