"""An evaluation and a list of improvements as documents: what the page says, to print, sign and file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from quizapp.activities import SessionFacts, get_kind
from quizapp.evaluations.improvements import STATES, ListedImprovement
from quizapp.evaluations.queries import EvaluationView
from quizapp.exports import (
    Align,
    Block,
    Cell,
    Column,
    Document,
    Heading,
    KeyValue,
    KeyValues,
    Page,
    Paragraph,
    SignatureBlock,
    Style,
    Table,
    cells,
    head,
    label,
)
from quizapp.kit.i18n import N_
from quizapp.kit.speech import Say

NATURES = {"drill": N_("演练"), "test": N_("试运行"), "real": N_("真实警报")}


def seconds_text(seconds: int | None) -> str:
    """``3:05`` or ``1:03:05``; a dash for None."""
    if seconds is None:
        return "—"
    minutes, rest = divmod(max(seconds, 0), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}" if minutes >= 60 else f"{minutes}:{rest:02d}"


def what_it_is(facts: SessionFacts, figures: Mapping[str, Any], say: Say) -> str:
    """The word that stands on every page, so that a drill is never taken for an alarm; empty for what is neither."""
    if figures.get("nature") == "real":
        return say(N_("真实警报记录"))
    if figures.get("nature") == "test":
        return say(N_("演练（试运行），不是真实警报"))
    return say(N_("演练，不是真实警报")) if get_kind(facts.kind).drill else ""


def evaluation_document(
    view: EvaluationView, facts: SessionFacts, say: Say, *, figures: Mapping[str, Any], mark: str = ""
) -> Document:
    """One evaluation. ``figures``: the drill's as they are now, used while it is a draft; ``mark``: the word across pages."""
    figures = view.row.figures if view.is_finished else figures
    return Document(
        title=_title(view, facts, say), subtitle=view.criteria.title, meta=tuple(_meta(view, say)),
        blocks=tuple(_blocks(view, facts, figures, say)), footer_note=what_it_is(facts, figures, say),
        created_at=view.row.finished_at or view.row.started_at, author=facts.host_name, watermark=say(mark),
    )  # fmt: skip


def _title(view: EvaluationView, facts: SessionFacts, say: Say) -> str:
    return say(N_("%(title)s评估表"), title=facts.title)


def _meta(view: EvaluationView, say: Say) -> Iterator[str]:
    version = say(N_("评估表第 %(version)s 版"), version=view.row.criteria_version)
    state = say(N_("已完成")) if view.is_finished else say(N_("草稿，尚未完成"))
    yield f"{version} · {state}"
    if view.criteria.basis:
        yield view.criteria.basis
    if view.row.corrects_id:
        yield say(
            N_("更正第 %(n)s 号评估，原因：%(reason)s"), n=view.row.corrects_id, reason=view.row.correction_reason
        )
    if view.corrected_by:
        yield say(N_("已被第 %(n)s 号评估更正"), n=view.corrected_by)


def _blocks(view: EvaluationView, facts: SessionFacts, figures: Mapping[str, Any], say: Say) -> Iterator[Block]:
    yield from _facts(facts, figures, say)
    yield Heading(text=say(N_("评估结论")))
    yield _results(view, say)
    for field in view.criteria.texts:
        yield Heading(text=field.label, level=2)
        yield Paragraph(value=view.row.texts.get(field.key) or "—")
    if view.row.remarks:
        yield Heading(text=say(N_("总的意见")), level=2)
        yield Paragraph(value=view.row.remarks)
    yield Heading(text=say(N_("逐项评估")))
    yield _items(view, say)
    yield from _signing(view, facts, say)


def _facts(facts: SessionFacts, figures: Mapping[str, Any], say: Say) -> Iterator[Block]:
    pairs = [
        KeyValue(label=say(N_("时间")), value=facts.local_span), KeyValue(label=say(N_("地点")), value=facts.place or "—"),
        KeyValue(label=say(N_("组织单位")), value=facts.host_name),
        KeyValue(label=say(N_("参加人次")), value=figures.get("heads", 0)),
    ]  # fmt: skip
    pairs += [KeyValue(label=name, value=value) for name, value in figure_pairs(figures, say)]
    for at in range(0, len(pairs), 2):
        yield KeyValues(pairs=tuple(pairs[at : at + 2]))


def figure_pairs(figures: Mapping[str, Any], say: Say) -> list[tuple[str, str]]:
    """(label, value) of the muster's figures; empty for a drill without a board."""
    if "expected" not in figures:
        return []
    shares = figures.get("shares", {})
    counted = f"{figures['expected']} / {figures['arrived']} / {figures['outstanding']}"
    return [
        (say(N_("性质")), say(NATURES.get(figures["nature"], ""))),
        (say(N_("应到 / 已到 / 没有着落")), counted),
        (say(N_("首人到达")), seconds_text(figures.get("first_s"))),
        (say(N_("半数 / 九成 / 全部到达")), " / ".join(seconds_text(shares.get(key)) for key in ("50", "90", "100"))),
    ]  # fmt: skip


def _results(view: EvaluationView, say: Say) -> Table:
    """Weights only where they differ."""
    sections, levels = view.result.sections, view.criteria.levels
    has_weights = len({section.weight for section in sections}) > 1
    titles = [
        (N_("部分"), 40),
        *([(N_("权重"), 12)] if has_weights else []),
        (N_("得分（百分制）"), 18),
        (N_("各档次数"), 34),
    ]
    rows = [tuple(head(say(title)) for title, _width in titles)]
    for section in sections:
        counts = "，".join(
            f"{level.label} {section.levels[level.key]}" for level in levels if section.levels.get(level.key)
        )
        score = Cell(value=_score(section.percent), align=Align.CENTER)
        weight = [Cell(value=str(section.weight), align=Align.CENTER)] if has_weights else []
        rows.append(cells(section.title, *weight, score, counts or "—"))
    total = Cell(value=_score(view.result.percent), style=Style.TOTAL, align=Align.CENTER)
    words = Cell(value=view.conclusion or "—", style=Style.TOTAL, align=Align.CENTER)
    rows.append((label(say(N_("总评")), col_span=len(titles) - 2), total, words))
    return Table(columns=tuple(Column(width=width) for _title, width in titles), rows=tuple(rows))


def _score(percent: float | None) -> str:
    return "—" if percent is None else f"{percent:g}"


def _items(view: EvaluationView, say: Say) -> Table:
    columns = (
        Column(width=6, align=Align.CENTER),
        Column(width=52),
        Column(width=14, align=Align.CENTER),
        Column(width=28),
    )
    titles = (say(N_("序号")), say(N_("评估内容")), say(N_("评定")), say(N_("说明")))
    rows = [tuple(head(title) for title in titles)]
    number = 0
    for section in view.criteria.sections:
        rows.append((Cell(value=section.title, style=Style.HEAD, align=Align.LEFT, col_span=4),))
        for item in section.items:
            number += 1
            answer = view.answers.get(f"{section.key}.{item.key}")
            level = view.criteria.level_by_key.get(answer.level) if answer else None
            said = Cell(value=level.label if level else "—", align=Align.CENTER)
            text = f"{item.text}（{item.method}）" if item.method else item.text
            rows.append(cells(Cell(value=str(number), align=Align.CENTER), text, said, answer.remark if answer else ""))
    return Table(columns=columns, rows=tuple(rows))


def _signing(view: EvaluationView, facts: SessionFacts, say: Say) -> Iterator[Block]:
    people = [f"{name}（{role}）" if role else name for name, role in view.evaluators]
    yield Paragraph(value=say(N_("评估人：%(names)s"), names="、".join(people) or "—"))
    if view.row.finished_at:
        moment = local_minute(view.row.finished_at, facts.time_zone)
        yield Paragraph(
            value=say(N_("完成时间：%(time)s　校验码：%(digest)s"), time=moment, digest=view.row.digest[:16])
        )
    yield SignatureBlock(
        lines=(say(N_("评估人签字：")), say(N_("组织单位负责人：")), say(N_("日期：    年    月    日"))),
        seal=say(N_("组织单位（盖章）")),
    )  # fmt: skip


def local_minute(moment: datetime, zone: str) -> str:
    """``2026-06-16 10:05`` by the campaign's wall clock."""
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def improvements_document(
    items: Sequence[ListedImprovement],
    facts: SessionFacts,
    say: Say,
    *,
    figures: Mapping[str, Any],
    mark: str = "",
    now: datetime,
) -> Document:
    """The improvements of one drill with what became of them."""
    table = Table(columns=improvement_columns(say), rows=(
        tuple(head(column.title) for column in improvement_columns(say)),
        *(cells(*improvement_row(item, say)) for item in items),
    ))  # fmt: skip
    return Document(
        title=say(N_("%(title)s问题整改表"), title=facts.title), page=Page.A4_LANDSCAPE,
        meta=(say(N_("截至 %(time)s"), time=local_minute(now, facts.time_zone)),),
        blocks=(table, SignatureBlock(lines=(say(N_("整改负责人：")), say(N_("核实人："))), seal=say(N_("组织单位（盖章）")))),
        footer_note=what_it_is(facts, figures, say), watermark=say(mark), data=table, created_at=now, author=facts.host_name,
    )  # fmt: skip


def improvement_columns(say: Say) -> tuple[Column, ...]:
    """Columns of the list, on paper and in files."""
    titles = (
        (say(N_("问题")), 36), (say(N_("出自")), 20), (say(N_("措施")), 28), (say(N_("责任单位")), 16), (say(N_("责任人")), 10),
        (say(N_("期限")), 17), (say(N_("状态")), 10), (say(N_("做了什么")), 26), (say(N_("完成日期")), 17),
    )  # fmt: skip
    return tuple(Column(title=title, width=width) for title, width in titles)


def improvement_row(item: ListedImprovement, say: Say) -> tuple[Any, ...]:
    """One improvement under `improvement_columns`."""
    row = item.row
    state = say(N_("已逾期")) if item.is_overdue else say(STATES[row.state])
    return (
        row.problem, item.session_title, row.measure, item.owner_unit, row.owner_name, row.due_on, state, row.done_note,
        row.done_on,
    )  # fmt: skip
