"""The question analysis as a document: overview, questions, options, weak points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext as _

from quizapp.contests.analysis import Analysis, ItemLine
from quizapp.contests.queries import ContestRow
from quizapp.exports import Column, Document, Heading, KeyValue, KeyValues, Page, Paragraph, Scalar, Table
from quizapp.item_statistics import Alarm
from quizapp.kit.i18n import N_
from quizapp.questions import find_type

#: Alarm -> word, what to do.
ALARMS: Mapping[Alarm, tuple[str, str]] = {
    Alarm.WRONG_KEY: (N_("答案可能有误"), N_("成绩好的人多选了另一个选项。请对照依据核对答案。")),
    Alarm.NEGATIVE: (N_("区分度为负"), N_("成绩好的人反而更容易答错。请核对答案，看题干有没有歧义。")),
    Alarm.TOO_HARD: (N_("过难"), N_("不到两成的人答对。看是不是超出了宣传内容，或者题干难懂。")),
    Alarm.TOO_EASY: (N_("过易"), N_("几乎人人答对。留着鼓励信心可以，想拉开差距就换一题。")),
    Alarm.WEAK: (N_("区分度低"), N_("掌握好的和掌握差的答得差不多。看题干是否有歧义，干扰项是否太像。")),
    Alarm.IDLE_OPTION: (N_("有选项没人选"), N_("这个干扰项不起作用，可以换一个更像真的。")),
}


def short(value: float | None, digits: int = 0, *, factor: float = 1) -> str:
    """A figure as people read it; a dash where it has no meaning."""
    return "—" if value is None else f"{value * factor:.{digits}f}"


def analysis_document(
    contest: ContestRow, analysis: Analysis, names: Mapping[int, str], *, made_at: datetime
) -> Document:
    """All figures of the analysis; ``names``: unit id -> name."""
    items = _item_table(analysis)
    return Document(
        title=f"{contest.title}{_(N_('题目分析'))}", page=Page.A4_LANDSCAPE, data=items, created_at=made_at,
        meta=(_basis(analysis),),
        blocks=(
            KeyValues(pairs=tuple(_whole(analysis))),
            Heading(text=_("各题")), items,
            Heading(text=_("选项")), _option_table(analysis),
            Heading(text=_("薄弱点")), _weak_table(analysis, names),
            Paragraph(value=_("难度为平均得分率，区分度为前 27％ 与后 27％ 得分率之差；少于 10 次作答的格子不显示。")),
        ),
    )  # fmt: skip


def _basis(analysis: Analysis) -> str:
    if analysis.first_only:
        return str(_("每人第一次的答卷 %(papers)s 份", papers=analysis.papers))
    return str(_("全部答卷 %(papers)s 份", papers=analysis.papers))


def _whole(analysis: Analysis) -> Iterator[KeyValue]:
    exam = analysis.exam
    if exam is None:
        return
    figures = (
        (_("平均答对题数"), exam.mean), (_("中位数"), exam.median), (_("标准差"), exam.deviation), (_("偏度"), exam.skewness),
        (_("峰度"), exam.kurtosis), (_("内部一致性（％）"), exam.consistency), (_("KR-20"), exam.kr20),
        (_("误差比（％）"), exam.error_ratio), (_("测量标准误"), exam.standard_error),
    )  # fmt: skip
    for label, figure in figures:
        yield KeyValue(label=label, value=_number(figure))


def _item_table(analysis: Analysis) -> Table:
    titles = (
        (_("题干"), 48), (_("题型"), 10), (_("依据"), 24), (_("作答次数"), 9), (_("难度"), 8), (_("标准差"), 8),
        (_("区分度（27％）"), 10), (_("区分指数"), 9), (_("区分效率"), 9), (_("点二列相关"), 9), (_("实际权重"), 9), (_("提示"), 20),
    )  # fmt: skip
    return _table(titles, (_item_row(line) for line in analysis.items))


def _item_row(line: ItemLine) -> tuple[Scalar, ...]:
    figures = line.figures
    return (
        line.question.stem, _(find_type(line.question.type).label), line.source, figures.papers,
        _number(figures.facility), _number(figures.deviation), _number(figures.d27), _number(figures.discrimination),
        _number(figures.efficiency), _number(figures.point_biserial), _number(figures.effective_weight),
        "；".join(_(ALARMS[alarm][0]) for alarm in line.alarms),
    )  # fmt: skip


def _option_table(analysis: Analysis) -> Table:
    titles = (
        (_("题干"), 48), (_("选项"), 36), (_("是否答案"), 9), (_("选择率"), 9), (_("高分组"), 9), (_("低分组"), 9),
    )  # fmt: skip
    rows = (
        (
            line.question.stem, line.question.options[option.option], _("答案") if option.is_right else "",
            _number(option.picked), _number(option.upper), _number(option.lower),
        )
        for line in analysis.items
        for option in line.options
    )  # fmt: skip
    return _table(titles, rows)


def _weak_table(analysis: Analysis, names: Mapping[int, str]) -> Table:
    units = analysis.weak.unit_ids
    titles = [(_("法规或知识点"), 30.0), (_("作答次数"), 9.0), (_("得分率"), 9.0)]
    heads = [*titles, *((names.get(unit, _("其他")), 10.0) for unit in units)]
    rows = (
        (row.subject, row.answers, _number(row.share), *(_number(row.by_unit[unit]) for unit in units))
        for row in analysis.weak.rows
    )
    return _table(heads, rows)


def _table(titles: Sequence[tuple[str, float]], rows: Iterable[tuple[Scalar, ...]]) -> Table:
    columns = tuple(Column(title=title, width=width) for title, width in titles)
    return Table.flat(columns, list(rows))


def _number(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(f"{value:.4f}")
