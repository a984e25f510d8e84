"""The report of a contest as a document: key figures, participation, scores, units, knowledge points."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext as _

from quizapp.contests.analysis import WeakPoints
from quizapp.contests.analysis.weak import MIN_ANSWERS
from quizapp.contests.queries import ContestRow
from quizapp.contests.summary import MIN_PEOPLE, Summary, UnitLine
from quizapp.exports import Block, Column, Document, Heading, KeyValue, KeyValues, Page, Paragraph, Scalar, Table


def percent(share: float | None) -> str:
    """``0.876`` -> ``87.6%``; a dash where it has no meaning."""
    return "—" if share is None else f"{share * 100:.1f}%"


def summary_document(
    contest: ContestRow, summary: Summary, topics: WeakPoints, names: Mapping[int, str], hidden: Collection[int], *,
    made_at: datetime,
) -> Document:  # fmt: skip
    """All figures of the report; ``names``: unit id -> name, ``hidden``: units whose scores stay out."""
    units = _unit_table(summary)
    return Document(
        title=f"{contest.title}{_('成绩报告')}", subtitle=summary.unit.name if summary.unit else "", page=Page.A4_LANDSCAPE,
        meta=(str(_("截至台账第 %(n)s 条", n=summary.position)),), data=units, created_at=made_at,
        blocks=(
            KeyValues(pairs=tuple(_key_figures(summary))),
            Heading(text=_("各单位")), units,
            *_scores(summary),
            Heading(text=_("每天多少人次")), _table([(_("日期"), 14), (_("人次"), 10)], summary.days),
            Heading(text=_("一天里什么时候答题")), _hours(summary),
            *_topics(summary, topics, names, hidden),
            Paragraph(value=_(
                "少于 %(people)s 人的单位不显示成绩，少于 %(answers)s 次作答的格子不显示。作废的答卷不计入。",
                people=MIN_PEOPLE, answers=MIN_ANSWERS,
            )),
        ),
    )  # fmt: skip


def _key_figures(summary: Summary) -> Iterator[KeyValue]:
    total = summary.total.counts
    yield KeyValue(label=_("参与人数"), value=total.people)
    yield KeyValue(label=_("答题人次"), value=total.papers)
    yield KeyValue(label=_("已核验"), value=total.verified_people)
    yield KeyValue(label=_("未核验"), value=total.people - total.verified_people)
    yield KeyValue(label=_("合格率"), value="—" if summary.is_hidden else percent(total.pass_share))
    yield KeyValue(label=_("平均得分率"), value="—" if summary.is_hidden else percent(total.share))


def _unit_table(summary: Summary) -> Table:
    titles = (
        (_("单位"), 24), (_("应参加人数"), 10), (_("登记日期"), 12), (_("参与人数"), 9), (_("参与率"), 9), (_("人次"), 9),
        (_("已核验"), 9), (_("未核验"), 9), (_("合格率"), 9), (_("平均得分率"), 10),
    )  # fmt: skip
    return _table(titles, (_unit_row(line) for line in summary.units))


def _unit_row(line: UnitLine) -> tuple[Scalar, ...]:
    counts = line.counts
    return (
        _unit_name(line), line.headcount, line.headcount_as_of if line.headcount else None, counts.people,
        percent(line.participation), counts.papers, counts.verified_people, counts.people - counts.verified_people,
        "—" if line.is_hidden else percent(counts.pass_share), "—" if line.is_hidden else percent(counts.share),
    )  # fmt: skip


def _unit_name(line: UnitLine) -> str:
    if not line.unit_id:
        return str(_("本单位范围以外"))
    return str(_("%(unit)s（本级）", unit=line.name)) if line.is_own else line.name


def _scores(summary: Summary) -> Iterator[Block]:
    if summary.is_hidden:
        return
    yield Heading(text=_("成绩分布"))
    bands = ((_("满分") if band.low == 100 else f"{band.low}–{band.high}", band.attempts) for band in summary.bands)
    yield _table([(_("占满分的百分比"), 14), (_("人次"), 10)], bands)
    yield Heading(text=_("每人答了几次"))
    yield _table([(_("次数"), 14), (_("人数"), 10)], ((str(tries), people) for tries, people in summary.tries))


def _hours(summary: Summary) -> Table:
    rows = ((f"{hour:02d}:00–{hour:02d}:59", papers) for hour, papers in enumerate(summary.hours) if papers)
    return _table([(_("钟点"), 14), (_("人次"), 10)], rows)


def _topics(
    summary: Summary, topics: WeakPoints, names: Mapping[int, str], hidden: Collection[int]
) -> Iterator[Block]:  # fmt: skip
    if summary.is_hidden or not topics.rows:
        return
    units = topics.unit_ids
    titles = [(_("知识点"), 30.0), (_("作答次数"), 9.0), (_("全部"), 9.0)]
    heads = [*titles, *((names.get(unit, _("其他")), 10.0) for unit in units)]
    rows = (
        (
            row.subject, row.answers, _number(row.share),
            *(_number(None if unit in hidden else row.by_unit[unit]) for unit in units),
        )
        for row in topics.rows
    )  # fmt: skip
    yield Heading(text=_("知识点"))
    yield _table(heads, rows)


def _number(share: float | None) -> Decimal | None:
    return None if share is None else Decimal(f"{share:.4f}")


def _table(titles: Iterable[tuple[str, float]], rows: Iterable[tuple[Scalar, ...]]) -> Table:
    columns = tuple(Column(title=title, width=width) for title, width in titles)
    return Table.flat(columns, list(rows))
