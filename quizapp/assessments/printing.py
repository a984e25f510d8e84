"""A card and an office's overview as documents for xlsx, docx, pdf and csv."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from quizapp.assessments.cards import answer_words, review_total, self_total
from quizapp.assessments.models import ScoreCard, ScoreLine, ScoreSheet
from quizapp.assessments.rules import YES_NO, RuleType, Total, grade_of, rank_all, show_points
from quizapp.assessments.sheet import Row, rows_of
from quizapp.exports import (
    Cell,
    Column,
    Document,
    KeyValue,
    KeyValues,
    Page,
    Scalar,
    SignatureBlock,
    Style,
    Table,
    cells,
    head,
    label,
)
from quizapp.exports import (
    Row as TableRow,
)
from quizapp.kit.i18n import N_
from quizapp.units import Unit

Say = Callable[..., str]

STATE_LABELS = {
    "": N_("还没开始"), "draft": N_("自评中"), "self_scored": N_("待复核"), "reviewed": N_("已复核"), "frozen": N_("已定稿"),
}  # fmt: skip


def answer_text(row: Row, answer: int | None, say: Say) -> str:
    """The answer as people read it."""
    if answer is None:
        return ""
    if row.rule.type in YES_NO:
        return say("是") if answer else say("否")
    if row.rule.type is RuleType.DEADLINE:
        return say("晚 %(n)d 天", n=answer) if answer else say("按时")
    return answer_words(row, answer)


def card_document(
    sheet: ScoreSheet, office: Unit, unit: Unit, card: ScoreCard | None, lines: Mapping[str, ScoreLine], say: Say, *,
    now: datetime,
) -> Document:  # fmt: skip
    """A unit's card as it is signed: every row, both totals, seal box."""
    rows = rows_of(sheet.rows)
    table = _card_table(rows, lines, card, say)
    state = say(STATE_LABELS[card.state if card else ""])
    return Document(
        title=sheet.title, page=Page.A4_LANDSCAPE, created_at=now,
        meta=(say("第 %(version)d 版 · 总分 %(total)d 分 · %(state)s", version=sheet.version, total=sheet.total, state=state),),
        blocks=(
            KeyValues(pairs=(
                KeyValue(label=say("被评单位（盖章）"), value=unit.name, share=2),
                KeyValue(label=say("评分单位"), value=office.name, share=2), KeyValue(label=say("日期")),
            )),
            table,
            SignatureBlock(lines=(say("自评人："), say("复核人："), say("负责人："))),
        ),
        data=_card_data(rows, lines, say),
    )  # fmt: skip


def _card_table(rows: Sequence[Row], lines: Mapping[str, ScoreLine], card: ScoreCard | None, say: Say) -> Table:
    titles = (
        (say("项目"), 12), (say("评分内容和标准"), 40), (say("分值"), 8), (say("情况"), 12), (say("自评分"), 9), (say("复核分"), 9),
        (say("说明"), 34),
    )  # fmt: skip
    found: list[TableRow] = [tuple(head(title) for title, _ in titles)]
    place = 0
    while place < len(rows):
        group = rows[place].group
        size = next((n for n, row in enumerate(rows[place:]) if row.group != group), len(rows) - place)
        for number, row in enumerate(rows[place : place + size]):
            first = (label(group, row_span=size),) if number == 0 else ()
            found.append((*first, *_card_cells(row, lines.get(row.key), say)))
        place += size
    found += _totals(self_total(rows, lines), review_total(rows, lines), card, say)
    return Table(columns=tuple(Column(width=width) for _, width in titles), rows=tuple(found))


def _card_cells(row: Row, line: ScoreLine | None, say: Say) -> tuple[Cell, ...]:
    text = f"{row.title}\n{row.standard}" if row.standard else row.title
    points = "" if row.is_flag else show_points(row.rule.points)
    if line is None:
        return cells(text, label(points), "", "", "", "")
    mine = answer_text(row, line.answer, say) if row.is_flag else show_points(line.self_points)
    theirs = answer_text(row, line.review_answer, say) if row.is_flag else show_points(line.review_points)
    return cells(text, label(points), answer_text(row, line.answer, say), label(mine), label(theirs), _said(line, say))


def _said(line: ScoreLine, say: Say) -> str:
    parts = [line.word, line.evidence, say("复核：%(reason)s", reason=line.review_reason) if line.review_reason else ""]
    return "\n".join(part for part in parts if part)


def _totals(mine: Total, theirs: Total, card: ScoreCard | None, say: Say) -> list[TableRow]:
    reviewed = card is not None and card.review_points is not None

    def row(title: str, own: int, other: int) -> TableRow:
        cell = Cell(value=title, style=Style.TOTAL, col_span=4)
        return (
            cell,
            Cell(value=show_points(own), style=Style.TOTAL),
            Cell(value=show_points(other) if reviewed else "", style=Style.TOTAL),
            Cell(),
        )

    found = [row(say("加分"), mine.bonus, theirs.bonus)] if mine.bonus or theirs.bonus else []
    return [*found, row(say("合计"), mine.sum, theirs.sum)]


def _card_data(rows: Sequence[Row], lines: Mapping[str, ScoreLine], say: Say) -> Table:
    titles = (
        say("项目"), say("评分内容"), say("分值"), say("情况"), say("系统数"), say("自评分"), say("复核分"), say("自评说明"), say("依据"), say("复核理由"),
    )  # fmt: skip
    flat: list[tuple[Scalar, ...]] = []
    for row in rows:
        line = lines.get(row.key)
        known: tuple[Scalar, ...] = ("", None, "", "", "", "", "")
        if line is not None:
            known = (
                answer_text(row, line.answer, say), line.derived, show_points(line.self_points), show_points(line.review_points),
                line.word, line.evidence, line.review_reason,
            )  # fmt: skip
        flat.append((row.group, row.title, show_points(row.rule.points), *known))
    return Table.flat(tuple(Column(title=title, width=16) for title in titles), flat)


def ranks_of(cards: Sequence[tuple[Unit, ScoreCard | None]]) -> dict[int, int]:
    """Unit id -> rank by the office's points; units that were not reviewed have none."""
    return rank_all({unit.id: card.review_points for unit, card in cards if card and card.review_points is not None})


def overview_document(
    sheet: ScoreSheet, office: Unit, cards: Sequence[tuple[Unit, ScoreCard | None]], say: Say, *, now: datetime
) -> Document:
    """All units of a sheet with their points, in the order of the tree; ranks only where the office switched them on."""
    table = Table.flat(overview_columns(sheet, say), overview_rows(sheet, cards, say))
    return Document(
        title=say("%(title)s汇总", title=sheet.title), page=Page.A4_PORTRAIT, created_at=now, blocks=(table,), data=table,
        meta=(say("%(unit)s · 第 %(version)d 版 · 内部使用", unit=office.name, version=sheet.version),),
    )  # fmt: skip


def overview_columns(sheet: ScoreSheet, say: Say) -> tuple[Column, ...]:
    """Columns of the overview."""
    titles = [(say("单位"), 28), (say("状态"), 12), (say("自评分"), 10), (say("复核分"), 10)]
    titles += [(say("等次"), 10)] if sheet.grades else []
    titles += [(say("名次"), 8)] if sheet.has_ranking else []
    return tuple(Column(title=title, width=width) for title, width in [*titles, (say("说明"), 24)])


def overview_rows(
    sheet: ScoreSheet, cards: Sequence[tuple[Unit, ScoreCard | None]], say: Say
) -> list[tuple[Scalar, ...]]:
    """One line a unit."""
    ranks = ranks_of(cards) if sheet.has_ranking else {}
    found: list[tuple[Scalar, ...]] = []
    for unit, card in cards:
        known: list[Scalar] = [unit.name, say(STATE_LABELS[card.state if card else ""])]
        known += [show_points(card.self_points), show_points(card.review_points)] if card else ["", ""]
        known += [grade_text(sheet, card)] if sheet.grades else []
        known += [ranks.get(unit.id)] if sheet.has_ranking else []
        remark = say("一票否决") if card and card.is_vetoed else card.remark if card else ""
        found.append((*known, remark))
    return found


def grade_text(sheet: ScoreSheet, card: ScoreCard | None) -> str:
    """The card's grade by the office's points; empty before the review."""
    if card is None or card.review_points is None:
        return ""
    grades = [(name, least) for name, least in sheet.grades]
    return grade_of(card.review_points, grades, is_vetoed=card.is_vetoed)
