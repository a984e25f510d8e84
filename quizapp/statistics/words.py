"""The few words around a form's own text. The web layer passes translated ones; files speak Chinese by default."""

from __future__ import annotations

from dataclasses import dataclass, field

from quizapp.kit.periods import Period, parse_period
from quizapp.statistics.report import Cell, Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Labels for exports and pages."""

    yes: str = "是"
    no: str = "否"
    retired: str = "（已停用，不填）"
    seal: str = "（盖章）"
    seal_label: str = "%(label)s（盖章）"
    signature_lines: tuple[str, ...] = ("单位负责人：", "填报人：")
    cumulative: str = "累计"
    week: str = "%(first)s 至 %(last)s"
    units_yes: str = "下级 %(yes)d/%(all)d 为是"
    approximate: str = "约数"
    unconfirmed: str = "待确认"
    left_blank: str = "待确认，表内留空：%(labels)s。"
    typed_below: str = "含下级 %(units)d 个单位人工填报"
    late: str = "含补报以前各周 %(count)d"
    typed_before: str = "含周报人工填报 %(count)d"
    carried: str = "沿用 %(period)s 的回答"
    footer: str = "统计期：%(period)s　　台账位置：%(position)d　　表样：第 %(version)d 版 %(hash)s"
    counted_twice: str = "注：“%(first)s”的记录同时计入“%(second)s”。"
    also: str = "含同时计入 %(count)d"
    external: str = "外部数据（未计入本表）：%(label)s %(value)s%(unit)s，来源：%(source)s，%(day)s，%(by)s提供。"
    flat_titles: tuple[str, ...] = (
        "活动项目", "分项", "指标", "字段", "数值", "单位", "来源", "台账推算", "说明",
    )  # fmt: skip
    provenances: dict[str, str] = field(
        default_factory=lambda: {
            "derived": "台账推算",
            "confirmed": "已确认",
            "typed": "人工填报",
            "unanswered": "待填",
            "retired": "已停用",
        }
    )

    def period(self, period: Period) -> str:
        """The period as printed: 累计, or the first and last day of the week."""
        if period.first is None or period.last is None:
            return self.cumulative
        return self.week % {"first": period.first.isoformat(), "last": period.last.isoformat()}

    def provenance(self, provenance: Provenance) -> str:
        """Where a figure comes from, in a word."""
        return self.provenances[provenance.value]

    def yes_no(self, cell: Cell) -> str:
        """``■是 □否`` with the answer marked, both empty until a person has given it; a parent's units follow in brackets."""
        answer = cell.value if isinstance(cell.value, int) and cell.is_vouched_for else -1
        marks = {1: ("■", "□"), 0: ("□", "■")}.get(answer, ("□", "□"))
        units = self.units_saying_yes(cell)
        return f"{marks[0]}{self.yes} {marks[1]}{self.no}" + (f"（{units}）" if units else "")

    def units_saying_yes(self, cell: Cell) -> str:
        """``下级 12/15 为是``; empty for figures and for units without children."""
        if cell.all_units is None or cell.yes_units is None:
            return ""
        return self.units_yes % {"yes": cell.yes_units, "all": cell.all_units}

    def remark(self, cell: Cell) -> str:
        """What has to be said about a figure on paper: that nobody confirmed it, that it is a floor, why it was typed, and what units below typed."""
        below = self.typed_below % {"units": len(cell.below)} if cell.below else ""
        about = self.approximate if cell.is_approximate else ""
        waits = self.unconfirmed if not cell.is_vouched_for else ""
        also = self.also % {"count": cell.also} if cell.also else ""
        parts = (waits, about, also, *self._earlier(cell), cell.reason, below, self.units_saying_yes(cell))
        return "；".join(part for part in parts if part)

    def _earlier(self, cell: Cell) -> tuple[str, str, str]:
        """What earlier reports have to do with it."""
        return (
            self.late % {"count": cell.late} if cell.late else "",
            self.typed_before % {"count": cell.typed_before} if cell.typed_before else "",
            self.carried % {"period": self.period(parse_period(cell.carried_from))} if cell.carried_from else "",
        )
